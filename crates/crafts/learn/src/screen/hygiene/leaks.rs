//! Columns that are the label in other words.

use crate::table::Table;
use crate::trees::Binned;
use serde::{Deserialize, Serialize};

/// The share of labels that a column tells alone, from which on it is told; and of what the most
/// frequent class leaves open.
pub(super) const TELLS: f64 = 0.97;
pub(super) const TELLS_OF_REST: f64 = 0.95;

/// A column that tells the label nearly or wholly by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leak {
    pub column: String,
    /// The column that tells it together with this one, if neither does alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// The share of rows whose label follows from the other rows with the same or nearly the same value.
    pub tells: f64,
    /// Each value stands with one class: the column is the label. Then judges don't see it.
    pub equal: bool,
}

/// Leaking columns with their positions.
pub(in crate::screen) fn leaks(table: &Table, data: &Binned) -> Vec<(usize, Leak)> {
    let classes = table.classes().len();
    let shares = crate::screen::chance::shares(table.labels(), classes);
    let most = shares.iter().copied().fold(0.0, f64::max);
    let rows = table.rows().max(1) as f64;
    let mut leaks = Vec::new();
    for column in 0..data.columns() {
        let mut counts = vec![0u32; 256 * classes];
        for (row, label) in table.labels().iter().enumerate() {
            let bin = data.row(row).get(column).copied().unwrap_or(0);
            if let Some(count) = counts.get_mut(usize::from(bin) * classes + *label as usize) {
                *count += 1;
            }
        }
        let bins = || counts.chunks(classes.max(1)).filter(|bin| bin.iter().any(|c| *c > 0));
        // Each row by the others of its bin: who stands alone is not told.
        let told: f64 = bins().map(told_of_others).sum();
        let pure = bins().all(|bin| bin.iter().filter(|count| **count > 0).count() == 1);
        let equal = pure && bins().count() <= classes + 2;
        let tells = told / rows;
        if equal || (tells >= TELLS && (tells - most) >= TELLS_OF_REST * (1.0 - most)) {
            let name = table.column_name(column).unwrap_or_default().to_owned();
            leaks.push((column, Leak { column: name, with: None, tells, equal }));
        }
    }
    leaks
}

/// How many rows of a bin have the class that most of the others there have.
fn told_of_others(bin: &[u32]) -> f64 {
    let all: u32 = bin.iter().sum();
    let most = bin.iter().copied().max().unwrap_or(0);
    if all < 2 { 0.0 } else { f64::from(most) }
}
