//! Roles and the people who hold them.

use crate::{Directory, Raci};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Action, Finding, Location, PrincipalId, RoleId, Severity};

/// Duties that must not hang on one person: who would do it when they can't?
const RECOVERY: &[Action] = &[Action::ChangeAccess, Action::Pull, Action::Activate];

pub(super) fn check(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let mut findings = orphans(raci, people);
    findings.extend(unknown(raci, people));
    findings.extend(sole_holders(raci, people));
    findings.extend(look_alikes(people));
    findings
}

fn orphans(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let held: BTreeSet<&RoleId> = people.people().values().flatten().collect();
    let empty = raci.roles().iter().filter(|role| !held.contains(role));
    empty
        .map(|role| {
            Finding::new(
                "raci/orphan-role",
                Severity::Medium,
                Location::of(role.to_string()),
                format!("nobody holds role {role}"),
                "give the role to somebody, or remove its column",
            )
        })
        .collect()
}

fn unknown(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let declared: BTreeSet<&RoleId> = raci.roles().iter().collect();
    let mut findings = Vec::new();
    for (who, held) in people.people() {
        for role in held.iter().filter(|role| !declared.contains(role)) {
            let known = raci.roles().iter().map(RoleId::as_str);
            let meant = crate::read::nearest(role.as_str(), known);
            let hint = meant.map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
            findings.push(Finding::new(
                "raci/unknown-role",
                Severity::High,
                Location::of(who.to_string()),
                format!("{who} holds role {role}, which the RACI doesn't have{hint}"),
                "correct the role, or add its column",
            ));
        }
    }
    findings
}

fn sole_holders(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let mut holders: BTreeMap<&RoleId, Vec<&PrincipalId>> = BTreeMap::new();
    for (who, held) in people.people() {
        held.iter().for_each(|role| holders.entry(role).or_default().push(who));
    }
    let mut findings = Vec::new();
    for row in raci.rows().iter().filter(|row| RECOVERY.contains(&row.action)) {
        for role in row.roles_where(|letters| letters.grants()) {
            if let Some([who]) = holders.get(&role).map(Vec::as_slice) {
                findings.push(Finding::new(
                    "raci/sole-holder",
                    Severity::Medium,
                    Location::of(row.label()),
                    format!("{} hangs on {who}, the only {role}", row.label()),
                    format!("give role {role} to a second person"),
                ));
            }
        }
    }
    findings
}

/// Names that differ in case alone: one person with two of them could approve their own work.
fn look_alikes(people: &Directory) -> Vec<Finding> {
    let mut alike: BTreeMap<String, BTreeSet<&PrincipalId>> = BTreeMap::new();
    for who in people.people().keys() {
        alike.entry(who.as_str().to_ascii_lowercase()).or_default().insert(who);
    }
    let several = alike.into_values().filter(|names| names.len() > 1);
    several
        .map(|names| {
            let names: Vec<&str> = names.into_iter().map(PrincipalId::as_str).collect();
            Finding::new(
                "raci/look-alike",
                Severity::High,
                Location::of(names.join(", ")),
                format!("{} look like one person", names.join(" and ")),
                "keep one spelling, or the two-person rule can be passed by one",
            )
        })
        .collect()
}
