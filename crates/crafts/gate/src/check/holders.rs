//! Who is behind a cell: nobody, somebody who left, a service, one person alone.

use crate::{Directory, Raci, Row};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Action, Finding, Location, PrincipalId, RoleId, Severity};

/// Everybody who holds each role, people and services.
pub(super) type Holders<'a> = BTreeMap<&'a RoleId, Vec<&'a PrincipalId>>;

pub(super) fn holders(people: &Directory) -> Holders<'_> {
    let mut holders = Holders::new();
    for (who, held) in people.people() {
        held.iter().for_each(|role| holders.entry(role).or_default().push(who));
    }
    holders
}

/// Deeds by which somebody else's work or access is let through.
const AGREEING: &[Action] = &[Action::Approve, Action::ChangeAccess];

pub(super) fn check(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let holders = holders(people);
    let mut findings = Vec::new();
    for row in raci.rows() {
        findings.extend(answerless(row, people, &holders));
        findings.extend(idle(row, &holders));
        findings.extend(agreed_by_services(row, &holders));
        findings.extend(alone(row, &holders));
    }
    findings.extend(without_deputy(raci, people, &holders));
    findings.extend(idle_people(raci, people));
    findings
}

fn of<'a>(holders: &Holders<'a>, roles: &[RoleId]) -> BTreeSet<&'a PrincipalId> {
    roles.iter().filter_map(|role| holders.get(role)).flatten().copied().collect()
}

/// A finding about the cell of `role` in `row`.
pub(super) fn in_cell(row: &Row, role: &RoleId) -> Location {
    Location { column: Some(role.to_string()), ..Location::of(row.label()) }
}

/// An A behind which nobody stands, or nobody who can be asked.
fn answerless(row: &Row, people: &Directory, holders: &Holders<'_>) -> Option<Finding> {
    let roles = row.roles_where(|letters| letters.accountable);
    let first = roles.first()?;
    let found = || roles.iter().filter_map(|role| holders.get(role)).flatten();
    let label = row.label();
    let find = |rule, message| {
        let remedy = format!("give role {first} to somebody who can be asked");
        Some(Finding::new(rule, Severity::High, in_cell(row, first), message, remedy))
    };
    if found().next().is_none() {
        let left = people.known().left.iter();
        let left = left.filter(|(_, (_, held))| roles.iter().any(|role| held.contains(role)));
        let left: Vec<String> =
            left.map(|(who, (day, _))| format!("{who}, who left on {day}")).collect();
        return match left.is_empty() {
            true => find(
                "raci/accountable-nobody",
                format!("{label} is answered for by {first}, a role that nobody holds"),
            ),
            false => {
                let message =
                    format!("{label} is answered for by {first}, held by {}", left.join(" and "));
                find("raci/accountable-left", message)
            }
        };
    }
    if found().all(|who| who.is_service()) {
        let names: BTreeSet<&str> = found().map(|who| who.as_str()).collect();
        let names: Vec<&str> = names.into_iter().take(5).collect();
        let message = format!(
            "{label} is answered for by {first}, held by a service alone ({})",
            names.join(", ")
        );
        return find("raci/accountable-service", message);
    }
    None
}

fn idle(row: &Row, holders: &Holders<'_>) -> Option<Finding> {
    let roles = row.roles_where(|letters| letters.responsible);
    let first = roles.first()?;
    roles.iter().all(|role| !holders.contains_key(role)).then(|| {
        Finding::new(
            "raci/responsible-nobody",
            Severity::Medium,
            in_cell(row, first),
            format!("nobody holds a role that is responsible for {}", row.label()),
            format!("give role {first} to somebody"),
        )
    })
}

fn agreed_by_services(row: &Row, holders: &Holders<'_>) -> Vec<Finding> {
    if !AGREEING.contains(&row.action) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for role in row.roles_where(|letters| letters.grants()) {
        for who in holders.get(&role).into_iter().flatten().filter(|who| who.is_service()) {
            findings.push(Finding::new(
                "raci/service-agrees",
                Severity::High,
                in_cell(row, &role),
                format!("{who} is a service and may {} {} as {role}", row.action, row.asset),
                "take the role from the service: agreeing is for people",
            ));
        }
    }
    findings
}

/// Somebody who alone can agree: when they can't, nobody can; and their own work is agreed to by nobody.
fn alone(row: &Row, holders: &Holders<'_>) -> Option<Finding> {
    if row.action != Action::Approve {
        return None;
    }
    let roles = row.roles_where(|letters| letters.grants());
    let found: Vec<_> = of(holders, &roles).into_iter().filter(|who| !who.is_service()).collect();
    let [only] = found[..] else { return None };
    Some(Finding::new(
        "raci/sole-approver",
        Severity::Medium,
        Location::of(row.label()),
        format!("{only} alone can agree to {}", row.label()),
        "give a role that may approve to a second person",
    ))
}

/// Roles that answer for something, held by one person for whom nobody stands in.
fn without_deputy(raci: &Raci, people: &Directory, holders: &Holders<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for role in raci.roles() {
        let answers = |row: &&Row| row.cells.get(role).is_some_and(|letters| letters.accountable);
        let Some(row) = raci.rows().iter().find(answers) else { continue };
        let Some([only]) = holders.get(role).map(Vec::as_slice) else { continue };
        if only.is_service() || people.known().deputies.contains_key(*only) {
            continue;
        }
        findings.push(Finding::new(
            "raci/no-deputy",
            Severity::Low,
            in_cell(row, role),
            format!("{only} alone answers as {role}, and has no deputy"),
            format!("give role {role} to a second person, or name who stands in under [deputies]"),
        ));
    }
    findings
}

fn idle_people(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let lettered: BTreeSet<&RoleId> = raci.rows().iter().flat_map(|row| row.cells.keys()).collect();
    let idle =
        people.people().iter().filter(|(_, held)| held.iter().all(|role| !lettered.contains(role)));
    idle.map(|(who, _)| {
        Finding::new(
            "raci/idle-person",
            Severity::Low,
            Location::of(who.to_string()),
            format!("{who} has no letter in any activity"),
            "give them a role that has one, or remove them",
        )
    })
    .collect()
}
