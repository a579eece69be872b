//! Roles and the people who hold them.

use crate::{Directory, Raci};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Action, Finding, Location, PrincipalId, RoleId, Severity};
use unicode_security::confusable_detection::skeleton;

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

/// Names that look like one: in two spellings of the file, or with letters of another script (Unicode
/// Technical Standard 39, skeletons). One person with two of them could approve their own work, and somebody
/// with a name that is read as another's is agreed with by mistake.
fn look_alikes(people: &Directory) -> Vec<Finding> {
    let mut alike: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for who in people.people().keys() {
        alike.entry(seen_as(who.as_str())).or_default().insert(who.to_string());
    }
    for (who, spellings) in &people.known().spellings {
        alike.entry(seen_as(who.as_str())).or_default().extend(spellings.iter().cloned());
    }
    let several = alike.into_values().filter(|names| names.len() > 1);
    several
        .map(|names| {
            let names: Vec<String> = names.into_iter().collect();
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

/// What a name looks like, whatever script its letters are of.
fn seen_as(name: &str) -> String {
    if name.is_ascii() {
        // `rn` is no `m` to somebody who reads mail addresses all day; `0` and `O`, `1` and `l` are.
        return name.to_ascii_lowercase();
    }
    skeleton(name).collect::<String>().to_lowercase()
}
