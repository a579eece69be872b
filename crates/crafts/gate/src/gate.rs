//! The decision: Cedar says which cells grant, the directory is asked again, and rules refuse the
//! rest. Whatever goes wrong on the way is a refusal.

use crate::break_glass::opened;
use crate::compile::{Slice, Source, entity};
use crate::context::{Granted, left, refuse};
use crate::escalation::forbids;
use crate::meaning::{reveals, shows_clear};
use crate::pattern::KINDS;
use crate::{Compiled, Directory, Pattern, Rules};
use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    Request as CedarRequest,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;
use terms::{CellRef, Decision, Denial, Digest, Obligation, Request, RoleId, View};

/// Decides requests. It holds no power: its decisions take effect through `store::passage` alone.
#[derive(Debug)]
pub struct Gate {
    compiled: Compiled,
    directory: Directory,
    rules: Rules,
    authorizer: Authorizer,
}

/// Why a gate can't be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    #[error("no zone has an address block, so every request would be refused: add one to [zones]")]
    NoZone,
}

impl Gate {
    /// A gate over compiled policies, the people who hold the roles, and the rules for devices,
    /// networks and budgets.
    ///
    /// # Errors
    /// If the rules ask for a known zone and there is none.
    pub fn new(compiled: Compiled, directory: Directory, rules: Rules) -> Result<Self, GateError> {
        if rules.zones.values().all(Vec::is_empty) {
            return Err(GateError::NoZone);
        }
        Ok(Self { compiled, directory, rules, authorizer: Authorizer::new() })
    }

    /// The policies that decide.
    #[must_use]
    pub const fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// Who holds which role.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// What is validated beside the cells.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The digest that decisions carry.
    #[must_use]
    pub const fn policy(&self) -> Digest {
        self.compiled.digest()
    }

    /// Decides `request`. An allow names every cell that grants it and carries the obligations of
    /// their rows; a refusal names the first reason in the order of [`Denial`], and no cell, so
    /// that who has no cell can't tell a forbidden asset from one that doesn't exist. Where no cell
    /// grants it, a break-glass grant in the context may stand in the place of one.
    #[must_use]
    pub fn decide(&self, request: &Request) -> Decision {
        self.decide_among(&self.directory, request)
    }

    /// The same, were `people` who holds the roles: so that a proof can ask for roles.
    pub(crate) fn decide_among(&self, people: &Directory, request: &Request) -> Decision {
        let outcome = self.outcome(people, request);
        let (cells, obligations, denial) = match outcome {
            Ok((cells, obligations)) => (cells, obligations, None),
            Err(denial) => (Vec::new(), Vec::new(), Some(denial)),
        };
        let policy = self.policy();
        Decision { request: request.clone(), cells, obligations, denial, policy }
    }

    fn outcome(
        &self,
        people: &Directory,
        request: &Request,
    ) -> Result<(Vec<CellRef>, Vec<Obligation>), Denial> {
        let slice = self.compiled.slice(request.action, &request.asset);
        let slice = slice.ok_or(Denial::NotGranted)?;
        let sources = match self.ask(slice, people, request) {
            Err(Denial::NotGranted) => return opened(slice, people, &self.rules, request),
            asked => asked?,
        };
        let (sources, overdue) = reviewed(sources, request);
        let granted = Granted {
            budget: self.rules.egress.budget(sources.iter().map(|source| &source.role)),
            clear: shows_clear(request.action) && is_accountable(&sources),
            by_name: sources.iter().any(|s| matches!(s.row.asset, Pattern::Named(_))),
        };
        match refuse(&self.rules, request, &granted).or(overdue) {
            Some(denial) => Err(denial),
            None => Ok((cells(request, &sources), obligations(request, &sources, &granted))),
        }
    }

    /// The cells that grant, by Cedar; each is read again against the directory, so that neither
    /// a fault there nor one in the compiler lets anybody in.
    fn ask<'a>(
        &self,
        slice: &'a Slice,
        people: &Directory,
        request: &Request,
    ) -> Result<Vec<&'a Source>, Denial> {
        let (question, entities) = question(people, request).map_err(Denial::Error)?;
        let response = self.authorizer.is_authorized(&question, &slice.policies, &entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(Denial::Error(error.to_string()));
        }
        if response.decision() != cedar_policy::Decision::Allow {
            return Err(Denial::NotGranted);
        }
        let mut sources = Vec::new();
        for id in response.diagnostics().reason() {
            let source = slice.sources.get(id).filter(|source| stands(source, people, request));
            let fault = || Denial::Error(format!("policy {id} does not fit its cell"));
            sources.push(source.ok_or_else(fault)?);
        }
        sources.sort_by(|a, b| (&a.row.activity, &a.role).cmp(&(&b.row.activity, &b.role)));
        if sources.is_empty() { Err(Denial::NotGranted) } else { Ok(sources) }
    }
}

/// The cells that grant though reviews are overdue. If none is left: all, and the refusal.
fn reviewed<'a>(sources: Vec<&'a Source>, request: &Request) -> (Vec<&'a Source>, Option<Denial>) {
    let narrowed = |source: &&Source| {
        request.context.overdue.iter().find(|overdue| {
            overdue.cell.activity == source.row.activity
                && overdue.cell.role == source.role
                && overdue.on == source.row.asset.to_string()
                && forbids(overdue.narrowing, request.action)
        })
    };
    let first = sources.iter().find_map(narrowed);
    let open: Vec<&Source> =
        sources.iter().filter(|source| narrowed(source).is_none()).copied().collect();
    match first {
        Some(overdue) if open.is_empty() => {
            (sources, Some(Denial::ReviewOverdue(Box::new(overdue.clone()))))
        }
        _ => (open, None),
    }
}

fn stands(source: &Source, people: &Directory, request: &Request) -> bool {
    source.row.action == request.action
        && source.row.asset.matches(&request.asset)
        && source.row.cells.get(&source.role).is_some_and(|letters| letters.grants())
        && people.holds(&request.principal, &source.role)
}

fn question(people: &Directory, request: &Request) -> Result<(CedarRequest, Entities), String> {
    let principal = uid("Principal", request.principal.as_str())?;
    let roles = people.roles_of(&request.principal);
    let parents: HashSet<EntityUid> =
        roles.map(|role| uid("Role", role.as_str())).collect::<Result<_, _>>()?;
    let action = uid("Action", request.action.name())?;
    let resource = uid(entity(request.asset.kind), request.asset.name())?;
    let entities = [Entity::new_no_attrs(principal.clone(), parents)];
    let entities = Entities::from_entities(entities, None).map_err(|e| e.to_string())?;
    let question = CedarRequest::new(principal, action, resource, Context::empty(), None)
        .map_err(|e| e.to_string())?;
    Ok((question, entities))
}

/// The types of entities, parsed once: each decision names several.
static TYPES: LazyLock<HashMap<&'static str, EntityTypeName>> = LazyLock::new(|| {
    let names = ["Principal", "Role", "Action"].into_iter().chain(KINDS.map(entity));
    names.filter_map(|name| Some((name, name.parse().ok()?))).collect()
});

fn uid(kind: &str, id: &str) -> Result<EntityUid, String> {
    let kind = TYPES.get(kind).ok_or_else(|| format!("{kind} is no entity type"))?;
    Ok(EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id)))
}

fn cells(request: &Request, sources: &[&Source]) -> Vec<CellRef> {
    let letters = |source: &Source| source.row.cells.get(&source.role).copied().unwrap_or_default();
    sources
        .iter()
        .map(|source| CellRef {
            activity: source.row.activity.clone(),
            asset: request.asset.clone(),
            role: source.role.clone(),
            letters: letters(source).granting().to_owned(),
        })
        .collect()
}

fn is_accountable(sources: &[&Source]) -> bool {
    sources.iter().any(|s| s.row.cells.get(&s.role).is_some_and(|letters| letters.accountable))
}

fn obligations(request: &Request, sources: &[&Source], granted: &Granted) -> Vec<Obligation> {
    let mut obligations = Vec::new();
    if reveals(request.action) {
        let view = if granted.clear { View::Clear } else { View::Token };
        obligations.push(Obligation::Show(view));
        obligations.push(Obligation::EgressLimit(left(request, granted)));
    }
    let roles = |wanted: fn(crate::Letters) -> bool| -> Vec<RoleId> {
        let all = sources.iter().flat_map(|source| source.row.roles_where(wanted));
        all.collect::<BTreeSet<_>>().into_iter().collect()
    };
    let (heard, told) = (roles(|l| l.consulted), roles(|l| l.informed));
    if !heard.is_empty() {
        obligations.push(Obligation::Consult(heard));
    }
    if !told.is_empty() {
        obligations.push(Obligation::Inform(told));
    }
    obligations
}
