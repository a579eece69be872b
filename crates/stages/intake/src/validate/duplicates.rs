//! Rows that say the same as an earlier one.

use super::seen::Seen;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use terms::InfoType;

/// The rows that repeat an earlier one in every column but the row ids; `skipped` rows aside.
pub(super) fn rows(columns: &[Seen<'_>], skipped: &BTreeSet<u64>, rows: usize) -> Vec<u64> {
    let telling: Vec<&Seen<'_>> =
        columns.iter().filter(|c| c.column.info_type != InfoType::RowId).collect();
    let mut first: HashMap<u64, Vec<usize>> = HashMap::with_capacity(rows);
    let mut repeated = Vec::new();
    if telling.is_empty() {
        return repeated;
    }
    for row in (0..rows).filter(|&row| !skipped.contains(&(row as u64))) {
        let mut hasher = DefaultHasher::new();
        telling.iter().for_each(|column| column.value(row).hash(&mut hasher));
        let same_hash = first.entry(hasher.finish()).or_default();
        let same =
            |other: &usize| telling.iter().all(|column| column.value(row) == column.value(*other));
        if same_hash.iter().any(same) {
            repeated.push(row as u64);
        } else {
            same_hash.push(row);
        }
    }
    repeated
}
