//! Rows that say the same as an earlier one.

use super::seen::Seen;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use terms::InfoType;

/// The rows that repeat an earlier one in every column but the row ids; `skipped` rows aside.
pub(super) fn rows(columns: &[Seen<'_>], skipped: &BTreeSet<u64>, rows: usize) -> Vec<u64> {
    let telling: Vec<&Seen<'_>> =
        columns.iter().filter(|c| c.column.info_type != InfoType::RowId).collect();
    let mut first: HashMap<u64, usize> = HashMap::with_capacity(rows);
    // Rows that share their hash with the first of it, and say something else.
    let mut others: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut repeated = Vec::new();
    if telling.is_empty() {
        return repeated;
    }
    for row in (0..rows).filter(|&row| !skipped.contains(&(row as u64))) {
        let mut hasher = DefaultHasher::new();
        telling.iter().for_each(|column| column.value(row).hash(&mut hasher));
        let hash = hasher.finish();
        let same = |other: usize| telling.iter().all(|it| it.value(row) == it.value(other));
        match first.get(&hash) {
            None => {
                first.insert(hash, row);
            }
            Some(&other) if same(other) => repeated.push(row as u64),
            Some(_) => {
                let others = others.entry(hash).or_default();
                if others.iter().any(|&other| same(other)) {
                    repeated.push(row as u64);
                } else {
                    others.push(row);
                }
            }
        }
    }
    repeated
}
