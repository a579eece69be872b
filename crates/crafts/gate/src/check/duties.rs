//! Separation of duties (NIST SP 800-53 AC-5): pairs of actions that nobody may hold together.

use crate::{Directory, Raci, Row};
use std::collections::{BTreeSet, HashMap};
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

/// Two rows that must be apart: of the same kind of asset only where they meet on one asset.
fn apart<'a>(one: &'a Row, other: &'a Row) -> Option<&'static str> {
    let (_, _, why) = APART.iter().find(|(a, b, _)| one.action == *a && other.action == *b)?;
    let meet = one.asset.kind() != other.asset.kind() || one.asset.overlaps(&other.asset);
    meet.then_some(*why)
}

fn pairs(raci: &Raci) -> impl Iterator<Item = (&Row, &Row, &'static str)> {
    let rows = raci.rows();
    rows.iter().flat_map(move |one| {
        rows.iter().filter_map(move |other| apart(one, other).map(|why| (one, other, why)))
    })
}

/// Duties that one role holds together.
pub(super) fn within_roles(raci: &Raci) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (one, other, why) in pairs(raci) {
        let holds = other.roles_where(|letters| letters.grants());
        for role in one.roles_where(|letters| letters.grants()) {
            if holds.contains(&role) {
                findings.push(finding(
                    Severity::Critical,
                    format!("role {role}"),
                    (one, other, why),
                    "give one of the two to another role",
                ));
            }
        }
    }
    findings
}

/// Duties that one person holds together through several roles.
pub(super) fn within_people(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut holders: HashMap<&RoleId, Vec<&PrincipalId>> = HashMap::new();
    for (who, held) in people.people() {
        held.iter().for_each(|role| holders.entry(role).or_default().push(who));
    }
    for (one, other, why) in pairs(raci) {
        let grants = |row: &Row| -> BTreeSet<RoleId> {
            row.roles_where(|letters| letters.grants()).into_iter().collect()
        };
        let (first, second) = (grants(one), grants(other));
        // Only who holds the one duty can hold both.
        let some = first.iter().filter_map(|role| holders.get(role)).flatten();
        for who in some.copied().collect::<BTreeSet<_>>() {
            let of = |duty: &BTreeSet<RoleId>| {
                people.roles_of(who).filter(|role| duty.contains(role)).collect::<Vec<_>>()
            };
            let (a, b) = (of(&first), of(&second));
            // One role that holds both is the role's fault, and told as such.
            let by_role = a.iter().any(|role| b.contains(role));
            if let (Some(a), Some(b), false) = (a.first(), b.first(), by_role) {
                findings.push(finding(
                    Severity::High,
                    format!("{who} (as {a} and {b})"),
                    (one, other, why),
                    "take one of the two roles from them",
                ));
            }
        }
    }
    findings
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
