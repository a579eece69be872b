//! From a RACI to Cedar policies: one for each granting cell, validated strictly against a schema.

use crate::meaning::{has_meaning, kinds_of};
use crate::pattern::KINDS;
use crate::{Pattern, Raci, Row};
use cedar_policy::{Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;
use terms::{Action, Asset, AssetKind, Digest, RoleId};

/// A RACI as Cedar policies: one static policy for each cell that grants, named by its cell.
///
/// The policies are also kept in slices by action and asset: a decision reads only its slice, so
/// its cost does not grow with the RACI.
#[derive(Debug)]
pub struct Compiled {
    schema: String,
    text: String,
    digest: Digest,
    policies: usize,
    slices: HashMap<(Action, Pattern), Slice>,
}

/// The policies that can speak of one action on one asset, and what they came from.
#[derive(Debug, Default)]
pub(crate) struct Slice {
    pub(crate) policies: PolicySet,
    pub(crate) sources: HashMap<PolicyId, Source>,
}

/// The cell that a policy was compiled from.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) row: Arc<Row>,
    pub(crate) role: RoleId,
}

/// Why a RACI can't be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    #[error("{row}: {action} has no meaning on a {kind}: correct the action or the asset")]
    Meaningless { row: String, action: Action, kind: &'static str },
    #[error("the policy of cell {cell} is not valid Cedar: {why}; please report this")]
    Policy { cell: String, why: String },
    #[error("the policies don't validate against their schema: {0}; please report this")]
    Validation(String),
}

impl Compiled {
    /// The policies in Cedar's language, for people and for other Cedar tools. The checks of
    /// [`Rules`](crate::Rules) come on top: they only ever refuse more.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The schema in Cedar's language that the policies were validated against.
    #[must_use]
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// SHA-256 of schema and policies: the same RACI gives the same digest.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// How many policies there are: one for each granting cell.
    #[must_use]
    pub const fn policies(&self) -> usize {
        self.policies
    }

    /// The policies that can speak of `action` on `asset`; `None` if there is none.
    pub(crate) fn slice(&self, action: Action, asset: &Asset) -> Option<&Slice> {
        let named = self.slices.get(&(action, Pattern::Named(asset.clone())));
        named.or_else(|| self.slices.get(&(action, Pattern::Every(asset.kind))))
    }
}

/// Compiles every granting cell to a policy, and validates all of them strictly.
///
/// # Errors
/// If an action has no meaning on its asset. (The other errors would be faults of the compiler.)
pub fn compile(raci: &Raci) -> Result<Compiled, CompileError> {
    let mut all = PolicySet::new();
    let mut text = String::new();
    let mut made: Vec<(Policy, Source)> = Vec::new();
    for row in raci.rows() {
        let kind = row.asset.kind();
        if !has_meaning(row.action, kind) {
            let (row, action) = (row.label(), row.action);
            return Err(CompileError::Meaningless { row, action, kind: kind.name() });
        }
        let row = Arc::new(row.clone());
        for role in row.roles_where(|letters| letters.grants()) {
            let source = Source { row: Arc::clone(&row), role };
            let (id, written) = policy(&source);
            let fault = |why: String| CompileError::Policy { cell: id.clone(), why };
            let parsed = Policy::parse(Some(PolicyId::new(&id)), &written)
                .map_err(|e| fault(e.to_string()))?;
            all.add(parsed.clone()).map_err(|e| fault(e.to_string()))?;
            text.push_str(&written);
            text.push('\n');
            made.push((parsed, source));
        }
    }
    let schema = schema();
    validate(&schema, &all)?;
    let digest = Digest::of(format!("{schema}\n{text}").as_bytes());
    let policies = made.len();
    let slices = slices(raci, &made)?;
    Ok(Compiled { schema, text, digest, policies, slices })
}

/// Puts each policy into the slice of its own pattern, and those of `KIND/*` also into the slice
/// of every named asset of the kind.
fn slices(
    raci: &Raci,
    made: &[(Policy, Source)],
) -> Result<HashMap<(Action, Pattern), Slice>, CompileError> {
    let mut patterns: HashMap<(Action, AssetKind), HashSet<&Pattern>> = HashMap::new();
    for row in raci.rows() {
        patterns.entry((row.action, row.asset.kind())).or_default().insert(&row.asset);
    }
    let mut slices: HashMap<(Action, Pattern), Slice> = HashMap::new();
    for (policy, source) in made {
        let row = &source.row;
        let mut put = |pattern: &Pattern| {
            let slice = slices.entry((row.action, pattern.clone())).or_default();
            slice.sources.insert(policy.id().clone(), source.clone());
            slice.policies.add(policy.clone()).map_err(|e| CompileError::Policy {
                cell: policy.id().to_string(),
                why: e.to_string(),
            })
        };
        if let Pattern::Every(kind) = row.asset {
            let reached = patterns.get(&(row.action, kind)).into_iter().flatten();
            reached.copied().try_for_each(put)?;
        } else {
            put(&row.asset)?;
        }
    }
    Ok(slices)
}

fn validate(schema: &str, policies: &PolicySet) -> Result<(), CompileError> {
    let (schema, _warnings) = Schema::from_cedarschema_str(schema)
        .map_err(|e| CompileError::Validation(e.to_string()))?;
    let result = Validator::new(schema).validate(policies, ValidationMode::Strict);
    if result.validation_passed_without_warnings() {
        return Ok(());
    }
    Err(CompileError::Validation(result.to_string()))
}

/// The id and the text of the policy of one cell. Ids of terms can't hold `|`, quotes, blanks or
/// line breaks, so no escaping is needed, and no id can be mistaken for another.
fn policy(source: &Source) -> (String, String) {
    let Source { row, role } = source;
    let letters = row.cells.get(role).copied().unwrap_or_default();
    let id = format!("{}|{}|{role}", row.activity, row.asset);
    let resource = match &row.asset {
        Pattern::Named(asset) => {
            format!("resource == {}::\"{}\"", entity(asset.kind), asset.name())
        }
        Pattern::Every(kind) => format!("resource is {}", entity(*kind)),
    };
    let mut text = format!("@id(\"{id}\")\n@cell(\"{id}|{}\")\n", letters.granting());
    let heard = row.roles_where(|letters| letters.consulted);
    let told = row.roles_where(|letters| letters.informed);
    for (name, roles) in [("consult", heard), ("inform", told)] {
        if !roles.is_empty() {
            let roles: Vec<&str> = roles.iter().map(RoleId::as_str).collect();
            let _ = writeln!(text, "@{name}(\"{}\")", roles.join(" "));
        }
    }
    let _ = writeln!(
        text,
        "permit (\n  principal in Role::\"{role}\",\n  action == Action::\"{}\",\n  {resource}\n);",
        row.action
    );
    (id, text)
}

/// The type of Cedar entities of `kind`.
pub(crate) const fn entity(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Dataset => "Dataset",
        AssetKind::Model => "Model",
        AssetKind::Workspace => "Workspace",
        AssetKind::Vault => "Vault",
    }
}

fn schema() -> String {
    let kinds = KINDS.map(entity).join(", ");
    let mut text = format!("entity Role;\nentity Principal in [Role];\nentity {kinds};\n");
    for action in Action::ALL {
        let resources: Vec<&str> = kinds_of(*action).iter().map(|kind| entity(*kind)).collect();
        let _ = writeln!(
            text,
            "action \"{action}\" appliesTo {{ principal: [Principal], resource: [{}] }};",
            resources.join(", ")
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Directory, Gate, Rules};
    use terms::{Class, Context, Denial, Request, Timestamp, ZoneClass};

    /// The gate holds what Cedar allows against the cell once more: where the two disagree, whoever
    /// is at fault, nobody is let in.
    #[test]
    fn a_policy_that_does_not_fit_its_cell_lets_nobody_in() {
        let raci = Raci::from_csv(
            "activity,action,asset,owner,other,heard\n\
             q,query,dataset/a,A,R,C\nx,export,dataset/a,A,,\ny,query,dataset/b,A,,\n",
        )
        .unwrap();
        let held = ["owner", "heard"].map(|role| ("olga".parse().unwrap(), role.parse().unwrap()));
        let request = Request {
            principal: "olga".parse().unwrap(),
            action: Action::Query,
            asset: Asset::parse("dataset/a").unwrap(),
            detail: None,
            context: Context {
                device: None,
                zone: ZoneClass::Unknown,
                at: Timestamp::from_unix(0),
                egress_bytes: 0,
                egress_used: 0,
                class: Class::Public,
                behind_live_model: false,
                singled_out_percent: 0,
                lock: None,
                overdue: Vec::new(),
                break_glass: None,
                step_up: None,
                author: None,
            },
        };
        let denial = |row: usize, role: &str| {
            let mut compiled = compile(&raci).unwrap();
            for source in compiled.slices.values_mut().flat_map(|s| s.sources.values_mut()) {
                *source =
                    Source { row: Arc::new(raci.rows()[row].clone()), role: role.parse().unwrap() };
            }
            let gate = Gate::new(compiled, Directory::of(held.clone()), Rules::default()).unwrap();
            gate.decide(&request).denial
        };
        // The cell that it was compiled from; what is refused then is the missing device.
        assert_eq!(denial(0, "owner"), Some(Denial::NoDevice));
        // A role of somebody else, letters that grant nothing, another action, another asset.
        for (row, role) in [(0, "other"), (0, "heard"), (1, "owner"), (2, "owner")] {
            let denial = denial(row, role);
            assert!(matches!(denial, Some(Denial::Error(_))), "{row} {role}: {denial:?}");
        }
    }

    #[test]
    fn policies_are_held_against_the_schema() {
        let of = |action: &str, kind: &str| {
            let text =
                format!("permit (principal, action == Action::\"{action}\", resource is {kind});");
            let policies = text.parse::<PolicySet>().unwrap();
            validate(&schema(), &policies)
        };
        assert_eq!(of("query", "Dataset"), Ok(()));
        for (action, kind) in [("query", "Model"), ("browse", "Dataset"), ("query", "Table")] {
            assert!(
                matches!(of(action, kind), Err(CompileError::Validation(_))),
                "{action} {kind}"
            );
        }
    }

    #[test]
    fn a_decision_reads_only_its_slice() {
        let roles: Vec<String> = (0..10).map(|n| format!("r{n}")).collect();
        let mut csv = format!("activity,action,asset,{}\n", roles.join(","));
        for n in 0..1_000 {
            let _ = writeln!(csv, "q{n},query,dataset/d{n},{}", ["R"; 10].join(","));
        }
        csv.push_str("any,query,dataset/*,A,,,,,,,,,\n");
        let compiled = compile(&Raci::from_csv(&csv).unwrap()).unwrap();
        assert_eq!(compiled.policies(), 10_001);
        let size = |asset: &str| {
            let slice = compiled.slice(Action::Query, &Asset::parse(asset).unwrap());
            slice.map(|slice| (slice.policies.num_of_policies(), slice.sources.len()))
        };
        assert_eq!(size("dataset/d7"), Some((11, 11)));
        assert_eq!(size("dataset/other"), Some((1, 1)));
        assert_eq!(size("model/other"), None);
    }
}
