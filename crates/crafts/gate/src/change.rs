//! A change of who may do what: what it widens, and who has to propose it and agree.

use crate::grant::{read_plainly, targets};
use crate::{Cell, Directory, Grant, Letters, Raci, Rules, loosened};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use terms::{Action, Asset, PrincipalId, RoleId};

/// All that access follows from at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    pub raci: &'a Raci,
    pub people: &'a Directory,
    pub rules: &'a Rules,
}

/// A change of who may do what in a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// What stands; `None` at the very first application.
    pub old: Option<Standing<'a>>,
    pub new: Standing<'a>,
    /// The asset whose `change-access` cells decide who may.
    pub workspace: &'a Asset,
}

/// A change that may be applied. Like a decision it has no power of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Authorised {
    pub proposer: PrincipalId,
    /// Who agreed; `None` if nothing widens.
    pub approver: Option<PrincipalId>,
    pub widening: Vec<Grant>,
    pub loosened: Vec<String>,
}

/// Why a change may not be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    #[error("{who} may not change access: no change-access cell of {workspace} is theirs; ask one of {}", list(.may))]
    MayNotPropose { who: PrincipalId, workspace: Asset, may: Vec<PrincipalId> },
    #[error("this widens access ({grants} new grants, {loosened} laxer rules), which takes two people: one of {} has to agree", list(.may))]
    NeedsSecond { grants: usize, loosened: usize, may: Vec<PrincipalId> },
    #[error("{who} can't agree to their own change: one of {} has to", list(.may))]
    SelfApproval { who: PrincipalId, may: Vec<PrincipalId> },
    #[error("{who} may not agree: that takes the A of change-access on {workspace}; ask one of {}", list(.may))]
    MayNotAgree { who: PrincipalId, workspace: Asset, may: Vec<PrincipalId> },
}

fn list(people: &[PrincipalId]) -> String {
    if people.is_empty() {
        return "nobody (no such cell has a person)".to_owned();
    }
    people.iter().map(PrincipalId::as_str).collect::<Vec<_>>().join(", ")
}

impl Change<'_> {
    /// Whether `proposer` may apply this: narrowing takes one person with a `change-access` cell
    /// (R or A); widening takes also another person who holds the A.
    ///
    /// The cells are those of what stands, so no change can grant its own approval. At the first
    /// application nothing stands; then the new cells count, and two people are needed.
    ///
    /// # Errors
    /// Says who may not, and who may.
    pub fn authorise(
        &self,
        proposer: &PrincipalId,
        approver: Option<&PrincipalId>,
    ) -> Result<Authorised, ChangeRefusal> {
        let workspace = self.workspace.clone();
        let may = self.may(Letters::grants);
        if !may.contains(proposer) {
            return Err(ChangeRefusal::MayNotPropose { who: proposer.clone(), workspace, may });
        }
        let widening = widening(self.old, self.new);
        let loosened = self.old.map(|old| loosened(old, self.new)).unwrap_or_default();
        let mut agree = self.may(|letters| letters.accountable);
        agree.retain(|who| who != proposer);
        if let Some(who) = approver {
            if who == proposer {
                return Err(ChangeRefusal::SelfApproval { who: who.clone(), may: agree });
            }
            if !agree.contains(who) {
                return Err(ChangeRefusal::MayNotAgree { who: who.clone(), workspace, may: agree });
            }
        } else if self.old.is_none() || !widening.is_empty() || !loosened.is_empty() {
            let (grants, loosened) = (widening.len(), loosened.len());
            return Err(ChangeRefusal::NeedsSecond { grants, loosened, may: agree });
        }
        let (proposer, approver) = (proposer.clone(), approver.cloned());
        Ok(Authorised { proposer, approver, widening, loosened })
    }

    /// Everybody with a `change-access` cell of the workspace whose letters satisfy `wanted`.
    fn may(&self, wanted: impl Fn(Letters) -> bool) -> Vec<PrincipalId> {
        let judge = self.old.unwrap_or(self.new);
        let rows = judge.raci.rows().iter();
        let rows = rows
            .filter(|row| row.action == Action::ChangeAccess && row.asset.matches(self.workspace));
        let roles: BTreeSet<RoleId> = rows.flat_map(|row| row.roles_where(&wanted)).collect();
        let people = judge.people.people().iter();
        people.filter(|(_, held)| !held.is_disjoint(&roles)).map(|(who, _)| who.clone()).collect()
    }
}

/// Who could newly do what, and who could newly see clear values.
#[must_use]
pub fn widening(old: Option<Standing<'_>>, new: Standing<'_>) -> Vec<Grant> {
    let (old, new) = both(old, new);
    new.difference(&old).cloned().collect()
}

/// The grants of both sides, over the assets that either names.
fn both(old: Option<Standing<'_>>, new: Standing<'_>) -> (BTreeSet<Grant>, BTreeSet<Grant>) {
    let named = old.iter().chain([&new]).flat_map(|standing| standing.raci.named_assets());
    let targets = targets(named);
    let read = |standing: Standing<'_>| read_plainly(standing.raci, standing.people, &targets);
    (old.map(read).unwrap_or_default(), read(new))
}

/// What a change would do, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Diff {
    pub added: Vec<Cell>,
    pub removed: Vec<Cell>,
    /// Roles that people gain and lose.
    pub joined: Vec<(PrincipalId, RoleId)>,
    pub left: Vec<(PrincipalId, RoleId)>,
    /// Grants that come and go with it.
    pub widening: Vec<Grant>,
    pub narrowing: Vec<Grant>,
    /// As [`loosened`].
    pub loosened: Vec<String>,
}

/// What changes from `old` to `new`. A cell whose letters change is removed and added.
#[must_use]
pub fn diff(old: Option<Standing<'_>>, new: Standing<'_>) -> Diff {
    let (was, is) = both(old, new);
    let cells = |standing: &Standing<'_>| standing.raci.cells().collect::<BTreeSet<_>>();
    let (old_cells, new_cells) = (old.as_ref().map(cells).unwrap_or_default(), cells(&new));
    let (old_roles, new_roles) = (old.as_ref().map(roles).unwrap_or_default(), roles(&new));
    Diff {
        added: new_cells.difference(&old_cells).cloned().collect(),
        removed: old_cells.difference(&new_cells).cloned().collect(),
        joined: new_roles.difference(&old_roles).cloned().collect(),
        left: old_roles.difference(&new_roles).cloned().collect(),
        widening: is.difference(&was).cloned().collect(),
        narrowing: was.difference(&is).cloned().collect(),
        loosened: old.map(|old| loosened(old, new)).unwrap_or_default(),
    }
}

fn roles(standing: &Standing<'_>) -> BTreeSet<(PrincipalId, RoleId)> {
    let people = standing.people.people().iter();
    people.flat_map(|(who, held)| held.iter().map(|role| (who.clone(), role.clone()))).collect()
}
