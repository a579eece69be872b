//! Rows that name so many that they name nobody, and letters that say nothing beside others.

use super::holders::in_cell;
use crate::{Pattern, Raci, Row};
use std::collections::HashMap;
use terms::{Action, Finding, Location, Severity};

/// Roles from which on a share of them is a crowd.
const ROLES: usize = 5;

pub(super) fn check(raci: &Raci) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in raci.rows() {
        findings.extend(crowds(raci, row));
        findings.extend(beside(row));
    }
    findings.extend(twice(raci));
    findings
}

/// More than three quarters of all roles.
fn is_crowd(count: usize, roles: usize) -> bool {
    roles >= ROLES && count * 4 > roles * 3
}

fn crowds(raci: &Raci, row: &Row) -> Vec<Finding> {
    let roles = raci.roles().len();
    let does = row.cells.values().filter(|letters| letters.grants()).count();
    let told = row.cells.values().filter(|letters| letters.informed || letters.consulted).count();
    let mut findings = Vec::new();
    if is_crowd(does, roles) {
        findings.push(Finding::new(
            "raci/everybody-responsible",
            Severity::Medium,
            Location::of(row.label()),
            format!(
                "{does} of {roles} roles may do {}: where everybody is responsible, nobody is",
                row.label()
            ),
            "leave the R to those whose work it is, and give the others an I",
        ));
    }
    if is_crowd(told, roles) {
        findings.push(Finding::new(
            "raci/everybody-told",
            Severity::Low,
            Location::of(row.label()),
            format!("{told} of {roles} roles are asked or told about {}", row.label()),
            "keep C and I for those who would do something about it",
        ));
    }
    findings
}

/// Who does it hears of it anyway.
fn beside(row: &Row) -> Vec<Finding> {
    let mixed = row.cells.iter().filter(|(_, l)| l.grants() && (l.consulted || l.informed));
    mixed
        .map(|(role, letters)| {
            Finding::new(
                "raci/own-counsel",
                Severity::Low,
                in_cell(row, role),
                format!("{role} has {letters} in {}: its own deed is no news to it", row.label()),
                "take the C or the I, and give it to another role",
            )
        })
        .collect()
}

/// Two rows for one action on one asset: whoever reads the one may not see the other.
fn twice(raci: &Raci) -> Vec<Finding> {
    let mut first: HashMap<(Action, &Pattern), &Row> = HashMap::new();
    let mut findings = Vec::new();
    for row in raci.rows() {
        if let Some(before) = first.insert((row.action, &row.asset), row) {
            findings.push(Finding::new(
                "raci/step-twice",
                Severity::Low,
                Location::of(row.label()),
                format!(
                    "{} and {} are both {} on {}",
                    before.label(),
                    row.label(),
                    row.action,
                    row.asset
                ),
                "make one row of the two, unless they are different duties",
            ));
        }
    }
    findings
}
