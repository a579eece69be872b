//! Who stands in for whom, and whether they could.

use super::duties;
use crate::{Directory, Raci};
use std::collections::{BTreeSet, HashMap};
use terms::{Finding, Location, PrincipalId, RoleId, Severity};

pub(super) fn check(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Who holds the same roles has the same duties.
    let mut known: HashMap<(BTreeSet<RoleId>, BTreeSet<RoleId>), Option<String>> = HashMap::new();
    for (who, deputy) in &people.known().deputies {
        let find = |rule, message, remedy: &str| {
            Finding::new(rule, Severity::Medium, Location::of(who.to_string()), message, remedy)
        };
        let there = people.people().contains_key(deputy);
        let wrong = match () {
            () if deputy == who => Some(format!("{who} is their own deputy")),
            () if people.known().left.contains_key(deputy) => {
                Some(format!("{deputy}, the deputy of {who}, left"))
            }
            () if !there => Some(format!("{deputy}, the deputy of {who}, is nobody here")),
            () if deputy.is_service() => {
                Some(format!("{deputy}, the deputy of {who}, is a service"))
            }
            () => None,
        };
        if let Some(message) = wrong {
            findings.push(find("raci/deputy", message, "name somebody else under [deputies]"));
            continue;
        }
        let (own, theirs) = (of(people, deputy), of(people, who));
        let conflict = known
            .entry((own, theirs))
            .or_insert_with_key(|(own, theirs)| conflict(raci, own, theirs));
        if let Some(what) = conflict {
            let message = format!("standing in for {who}, {deputy} {what}");
            findings.push(find(
                "raci/deputy-duties",
                message,
                "name a deputy whose own duties go with it",
            ));
        }
    }
    findings
}

fn of(people: &Directory, who: &PrincipalId) -> BTreeSet<RoleId> {
    people.roles_of(who).cloned().collect()
}

/// What somebody with both sets of roles holds together that must be apart, and nobody with one of them does.
fn conflict(raci: &Raci, own: &BTreeSet<RoleId>, theirs: &BTreeSet<RoleId>) -> Option<String> {
    let somebody: PrincipalId = "x".parse().ok()?;
    let found = |roles: &mut dyn Iterator<Item = &RoleId>| {
        let held = roles.map(|role| (somebody.clone(), role.clone()));
        duties::within_people(raci, &Directory::of(held))
    };
    let apart = found(&mut own.iter()).len() + found(&mut theirs.iter()).len();
    let together = found(&mut own.iter().chain(theirs));
    let first = together.first().filter(|_| together.len() > apart)?;
    first.message.strip_prefix("x ").map(str::to_owned)
}
