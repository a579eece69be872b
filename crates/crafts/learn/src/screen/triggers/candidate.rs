//! A value, or a pair of values, under judgement.

use super::evidence::Evidence;
use crate::table::Table;

/// The share of a candidate's rows that the forced class has, at least: honest rows may hold the value.
pub(super) const PURE: f64 = 0.75;

/// A candidate under judgement: one value or two.
pub(super) struct Candidate {
    /// Positions in the list of values.
    pub(super) values: Vec<usize>,
    pub(super) rows: Vec<u32>,
    pub(super) class: u32,
    pub(super) purity: f64,
    pub(super) evidence: Evidence,
}

/// The class that stands in the rows more often than judges expect, and its share, if nearly all rows
/// have it.
pub(super) fn forced_class(table: &Table, rows: &[u32], said: &[f32]) -> Option<(u32, f64)> {
    let classes = table.classes().len().max(1);
    let mut counts = vec![0usize; classes];
    for row in rows {
        let label = table.labels().get(*row as usize).copied().unwrap_or(0) as usize;
        if let Some(count) = counts.get_mut(label) {
            *count += 1;
        }
    }
    let (class, count) = (0u32..).zip(counts).max_by_key(|(_, count)| *count)?;
    let purity = count as f64 / rows.len().max(1) as f64;
    let likely = |row: &u32| said.get(*row as usize * classes + class as usize).copied();
    let expected: f64 = rows.iter().filter_map(likely).map(f64::from).sum();
    (purity >= PURE && count as f64 > expected + 3.0).then_some((class, purity))
}
