//! Separation of duties (NIST SP 800-53 AC-5): pairs of actions that nobody may hold together.

use crate::{Directory, Raci, Row};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use terms::{Action, Finding, Location, PrincipalId, RoleId, Severity};

/// The duties that must be apart, and why. A role or a person *holds* a duty by an R or an A.
const APART: &[(Action, Action, &str)] = &[
    (Action::Promote, Action::Approve, "who asks for a promotion doesn't agree to it"),
    (Action::Train, Action::Approve, "who makes a model doesn't agree to its use"),
    (Action::Operate, Action::Approve, "who runs a model doesn't decide whether it may run"),
    (Action::ChangeAccess, Action::Audit, "who grants access doesn't judge its use"),
    (Action::Operate, Action::Audit, "who runs the service doesn't judge its records"),
    (Action::Delete, Action::Pull, "who can delete production can't touch its copy"),
    (Action::Operate, Action::Pull, "who runs production can't touch its copy"),
    (Action::ChangeAccess, Action::Export, "who grants access doesn't take data out"),
];

/// Rows that grant, by role and action; each with its number in the RACI.
type Held<'a> = HashMap<(&'a RoleId, Action), Vec<(usize, &'a Row)>>;

fn held(raci: &Raci) -> Held<'_> {
    let mut held = Held::new();
    for (at, row) in raci.rows().iter().enumerate() {
        for (role, _) in row.cells.iter().filter(|(_, letters)| letters.grants()) {
            held.entry((role, row.action)).or_default().push((at, row));
        }
    }
    held
}

/// Two rows of the same kind of asset must be apart only where they meet on one asset.
fn meet(one: &Row, other: &Row) -> bool {
    one.asset.kind() != other.asset.kind() || one.asset.overlaps(&other.asset)
}

/// Duties that one role holds together.
pub(super) fn within_roles(raci: &Raci) -> Vec<Finding> {
    let held = held(raci);
    let of = |role, action| held.get(&(role, action)).into_iter().flatten();
    let mut found = Vec::new();
    for role in raci.roles() {
        for (first, second, why) in APART {
            for (at, one) in of(role, *first) {
                let others = of(role, *second).filter(|(_, other)| meet(one, other));
                found
                    .extend(others.map(|(beside, other)| (at, beside, role, (*one, *other, *why))));
            }
        }
    }
    found.sort_by_key(|(at, beside, role, _)| (*at, *beside, *role));
    let told = |role, together| {
        let remedy = "give one of the two to another role";
        finding(Severity::Critical, format!("role {role}"), together, remedy)
    };
    found.into_iter().map(|(_, _, role, together)| told(role, together)).collect()
}

/// Duties that one person holds together through several roles. Who holds the same roles holds the
/// same duties.
pub(super) fn within_people(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let held = held(raci);
    let mut alike: HashMap<&BTreeSet<RoleId>, Vec<&PrincipalId>> = HashMap::new();
    for (who, roles) in people.people().iter().filter(|(_, roles)| roles.len() > 1) {
        alike.entry(roles).or_default().push(who);
    }
    let mut found = Vec::new();
    for (roles, people) in alike {
        for (first, second, why) in APART {
            let (firsts, seconds) = (by_row(&held, roles, *first), by_row(&held, roles, *second));
            for (at, (one, as_first)) in &firsts {
                for (beside, (other, as_second)) in &seconds {
                    // One role that holds both is the role's fault, and told as such.
                    let by_role = as_first.iter().any(|role| as_second.contains(role));
                    if let (Some(a), Some(b), false) =
                        (as_first.first(), as_second.first(), by_role)
                        && meet(one, other)
                    {
                        let together = (*one, *other, *why);
                        found.extend(
                            people.iter().map(|who| (*at, *beside, *who, *a, *b, together)),
                        );
                    }
                }
            }
        }
    }
    found.sort_by_key(|(at, beside, who, ..)| (*at, *beside, *who));
    let told = |who, a, b, together| {
        let remedy = "take one of the two roles from them";
        finding(Severity::High, format!("{who} (as {a} and {b})"), together, remedy)
    };
    found.into_iter().map(|(_, _, who, a, b, together)| told(who, a, b, together)).collect()
}

/// The rows of `action` that grant it to one of `roles`, by their number, each with those that it
/// does.
fn by_row<'a>(
    held: &Held<'a>,
    roles: &'a BTreeSet<RoleId>,
    action: Action,
) -> BTreeMap<usize, (&'a Row, Vec<&'a RoleId>)> {
    let mut rows: BTreeMap<usize, (&Row, Vec<&RoleId>)> = BTreeMap::new();
    for role in roles {
        for (at, row) in held.get(&(role, action)).into_iter().flatten() {
            rows.entry(*at).or_insert((row, Vec::new())).1.push(role);
        }
    }
    rows
}

fn finding(
    severity: Severity,
    who: String,
    (one, other, why): (&Row, &Row, &str),
    remedy: &str,
) -> Finding {
    let message = format!("{who} holds {} and {}: {why}", one.label(), other.label());
    Finding::new("raci/separation-of-duties", severity, Location::of(one.label()), message, remedy)
        .with_references(&["NIST SP 800-53 AC-5"])
}
