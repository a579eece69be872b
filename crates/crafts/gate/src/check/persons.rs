//! What one person is to one activity through all their roles, and to those who stand beside them.

use super::holders::{Holders, holders, in_cell};
use crate::{Directory, Letters, Pattern, Raci, Row};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use terms::{Action, AssetKind, Finding, Location, PrincipalId, RoleId, Severity};

/// Deeds that one person must not both do and answer for through two roles.
const CRITICAL: &[Action] =
    &[Action::Export, Action::Delete, Action::Approve, Action::ChangeAccess, Action::Activate];

/// Deeds that change or reveal what they are done to.
const WRITES_OR_REVEALS: &[Action] =
    &[Action::Ingest, Action::Query, Action::Export, Action::Delete, Action::Train, Action::Infer];

pub(super) fn check(raci: &Raci, people: &Directory) -> Vec<Finding> {
    let holders = holders(people);
    let mut findings = Vec::new();
    for row in raci.rows() {
        findings.extend(both(row, people, &holders));
    }
    findings.extend(heard_and_granted(raci));
    findings.extend(among_themselves(raci, people, &holders));
    findings.extend(overload(raci, people));
    findings
}

/// Everybody whose letters in `row` are `wanted`, with the role that gives them.
fn with<'a>(
    row: &'a Row,
    holders: &Holders<'a>,
    wanted: fn(Letters) -> bool,
) -> BTreeMap<&'a PrincipalId, &'a RoleId> {
    let cells = row.cells.iter().filter(|(_, letters)| wanted(**letters));
    cells
        .flat_map(|(role, _)| holders.get(role).into_iter().flatten().map(move |who| (*who, role)))
        .collect()
}

/// One person who is responsible by one role and accountable by another.
fn both(row: &Row, people: &Directory, holders: &Holders<'_>) -> Vec<Finding> {
    if !CRITICAL.contains(&row.action) {
        return Vec::new();
    }
    let does = with(row, holders, |l| l.responsible && !l.accountable);
    let answers = with(row, holders, |l| l.accountable && !l.responsible);
    let mut findings = Vec::new();
    for (who, role) in &does {
        let Some(other) = answers.get(who) else { continue };
        let group = |role: &RoleId| {
            let through = people.known().through.get(&((*who).clone(), role.clone()));
            through.map(|group| format!(" through group {group}")).unwrap_or_default()
        };
        let message = format!(
            "{who} is responsible for {} as {role}{} and answers for it as {other}{}",
            row.label(),
            group(role),
            group(other)
        );
        let remedy = format!("take role {role} or role {other} from {who}");
        findings.push(
            Finding::new(
                "raci/one-person-both",
                Severity::High,
                in_cell(row, role),
                message,
                remedy,
            )
            .with_references(&["NIST SP 800-53 AC-5"]),
        );
    }
    findings
}

/// Roles that are only heard or told in one row, and granted the same by another.
fn heard_and_granted(raci: &Raci) -> Vec<Finding> {
    let mut named: HashMap<(Action, &RoleId, &Pattern), &Row> = HashMap::new();
    let mut of_kind: HashMap<(Action, &RoleId, AssetKind), &Row> = HashMap::new();
    for row in raci.rows().iter().filter(|row| WRITES_OR_REVEALS.contains(&row.action)) {
        for (role, _) in row.cells.iter().filter(|(_, letters)| letters.grants()) {
            named.entry((row.action, role, &row.asset)).or_insert(row);
            of_kind.entry((row.action, role, row.asset.kind())).or_insert(row);
        }
    }
    let mut findings = Vec::new();
    for row in raci.rows() {
        let wide = Pattern::Every(row.asset.kind());
        for (role, _) in row.cells.iter().filter(|(_, letters)| !letters.grants()) {
            let other = match &row.asset {
                Pattern::Every(kind) => of_kind.get(&(row.action, role, *kind)),
                asset @ Pattern::Named(_) => named
                    .get(&(row.action, role, asset))
                    .or_else(|| named.get(&(row.action, role, &wide))),
            };
            let Some(other) = other else { continue };
            findings.push(Finding::new(
                "raci/heard-and-granted",
                Severity::Medium,
                in_cell(row, role),
                format!(
                    "{role} is only heard or told in {}, and may do it by {}",
                    row.label(),
                    other.label()
                ),
                format!(
                    "take the letter from {role} in one of the two, or narrow {} to other assets",
                    other.label()
                ),
            ));
        }
    }
    findings
}

/// Proposals that nobody else can agree to, or nobody who is free to refuse.
fn among_themselves(raci: &Raci, people: &Directory, holders: &Holders<'_>) -> Vec<Finding> {
    let rows = |action: Action| raci.rows().iter().filter(move |row| row.action == action);
    let mut findings = Vec::new();
    for promotion in rows(Action::Promote) {
        let asks = with(promotion, holders, |l| l.grants());
        let agreeing: Vec<&Row> =
            rows(Action::Approve).filter(|row| row.asset.overlaps(&promotion.asset)).collect();
        let agrees: BTreeMap<_, _> =
            agreeing.iter().flat_map(|row| with(row, holders, |l| l.grants())).collect();
        for (who, role) in &asks {
            if agrees.len() == 1 && agrees.contains_key(who) {
                findings.push(Finding::new(
                    "raci/nobody-else-agrees",
                    Severity::High,
                    in_cell(promotion, role),
                    format!(
                        "nobody but {who} could agree to what {who} asks for in {}",
                        promotion.label()
                    ),
                    "give a role that may approve to somebody else",
                ));
            }
        }
        for (who, role) in &agrees {
            let Some(above) =
                people.known().reports_to.get(*who).filter(|above| asks.contains_key(above))
            else {
                continue;
            };
            let row = agreeing.iter().find(|row| row.cells.contains_key(*role));
            let location =
                row.map_or_else(|| Location::of(promotion.label()), |row| in_cell(row, role));
            findings.push(Finding::new(
                "raci/approver-reports",
                Severity::Medium,
                location,
                format!("{who} agrees as {role} to what {above} asks for, and reports to {above}"),
                "let somebody agree who reports to somebody else",
            ));
        }
    }
    findings
}

/// Rows of which a person may answer for more than half, where there are enough to tell.
fn overload(raci: &Raci, people: &Directory) -> Vec<Finding> {
    const ENOUGH: usize = 8;
    let rows = raci.rows().len();
    let mut by_role: BTreeMap<&RoleId, BTreeSet<usize>> = BTreeMap::new();
    for (at, row) in raci.rows().iter().enumerate() {
        for (role, _) in row.cells.iter().filter(|(_, letters)| letters.accountable) {
            by_role.entry(role).or_default().insert(at);
        }
    }
    let mut findings = Vec::new();
    for (who, held) in people.people().iter().filter(|_| rows >= ENOUGH) {
        let answers: BTreeSet<usize> =
            held.iter().filter_map(|role| by_role.get(role)).flatten().copied().collect();
        if answers.len() * 2 > rows {
            findings.push(Finding::new(
                "raci/overload",
                Severity::Low,
                Location::of(who.to_string()),
                format!("{who} answers for {} of {rows} activities", answers.len()),
                "let others answer for some of them: who answers for all looks at none",
            ));
        }
    }
    findings
}
