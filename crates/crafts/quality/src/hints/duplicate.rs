//! Rows that are there twice, and rows of one key that say different things.

use crate::column::Seen;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use terms::{Class, ColumnRole, InfoType};

/// The share of rows that a key tells from one another, at least.
const TELLING: f64 = 0.8;

/// Rows that repeat an earlier one in every column.
pub(super) fn repeated(columns: &[Seen<'_>], rows: usize) -> Vec<u64> {
    let mut first: HashMap<u64, Vec<usize>> = HashMap::with_capacity(rows);
    let mut repeated = Vec::new();
    for row in 0..rows {
        if columns.iter().all(|column| column.value(row).is_none()) {
            continue;
        }
        let same =
            |other: &usize| columns.iter().all(|column| column.value(row) == column.value(*other));
        let known = first.entry(hash(columns.iter().map(|column| column.value(row)))).or_default();
        if known.iter().any(same) {
            repeated.push(row as u64);
        } else {
            known.push(row);
        }
    }
    repeated
}

/// Rows that have the key of an earlier one, and differ from it.
pub(super) fn conflicting(columns: &[Seen<'_>], rows: usize) -> Vec<u64> {
    let Some(key) = columns.iter().find(|column| is_key(column)) else { return Vec::new() };
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(rows);
    let mut against = Vec::new();
    for (row, cell) in key.cells() {
        let Some(earlier) = first.get(cell) else {
            first.insert(cell, row);
            continue;
        };
        if columns.iter().any(|column| column.value(row) != column.value(*earlier)) {
            against.push(row as u64);
        }
    }
    against
}

/// Whether a column is a key: it is called or found to be one, and nearly every row has another value.
fn is_key(column: &Seen<'_>) -> bool {
    use InfoType as T;
    let Some(found) = column.found else { return false };
    let issued = found.class == Class::Restricted && found.role == ColumnRole::Identifier;
    let keyed = matches!(found.info_type, T::RowId | T::Uuid | T::EmployeeId) || issued;
    if !keyed {
        return false;
    }
    let (mut cells, mut different) = (0usize, std::collections::HashSet::new());
    for (_, cell) in column.cells() {
        cells += 1;
        different.insert(cell);
    }
    cells >= 5 && different.len() as f64 >= TELLING * cells as f64
}

fn hash<'a>(cells: impl Iterator<Item = Option<&'a str>>) -> u64 {
    let mut hasher = DefaultHasher::new();
    cells.for_each(|cell| cell.hash(&mut hasher));
    hasher.finish()
}
