//! Where what was found stands.

use crate::Raci;
use std::collections::HashMap;
use terms::grid::cell_name;
use terms::{Finding, RoleId};

/// Says where each finding is, of those that speak of a row or a role and have no line yet.
pub(super) fn place(raci: &Raci, findings: &mut [Finding]) {
    let written = raci.written();
    let rows: HashMap<String, u64> = raci
        .rows()
        .iter()
        .enumerate()
        .filter_map(|(at, row)| Some((row.label(), written.line(at)?)))
        .collect();
    let roles: HashMap<&RoleId, (u64, u64)> = raci
        .roles()
        .iter()
        .enumerate()
        .filter_map(|(at, role)| Some((role, written.head(at)?)))
        .collect();
    let role = |name: &str| name.parse().ok().and_then(|role: RoleId| roles.get(&role).copied());
    let cell = |line: u64, column: u64| {
        let column = usize::try_from(column.saturating_sub(1)).unwrap_or_default();
        written.is_in_fields().then(|| cell_name(line, column))
    };
    for finding in findings.iter_mut().filter(|finding| finding.location.line.is_none()) {
        let location = &mut finding.location;
        let head = location.column.as_deref().and_then(role);
        if let Some(line) = rows.get(&location.subject) {
            location.line = Some(*line);
            location.cell = head.and_then(|(_, column)| cell(*line, column));
        } else if let Some((line, column)) = role(&location.subject).or(head) {
            location.line = Some(line);
            location.cell = cell(line, column);
        }
    }
}
