//! Columns that are the label in other words, and two that are it together.

use crate::table::Table;
use crate::trees::Binned;
use serde::{Deserialize, Serialize};

/// The share of labels that a column tells alone, from which on it is told; and of what the most
/// frequent class leaves open.
const TELLS: f64 = 0.97;
const TELLS_OF_REST: f64 = 0.95;

/// A column that tells the label nearly or wholly by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leak {
    pub column: String,
    /// The column that tells it together with this one, if neither does alone.
    #[serde(skip_serializing_if = "Option::is_none")]
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

/// The share of labels that two columns tell together, from which on they are the label; and of what the most
/// frequent class and the better of them alone leave open.
const PAIR_TELLS: f64 = 0.99;
const PAIR_TELLS_OF_REST: f64 = 0.95;
/// Rows that pairs are looked at in, columns that are paired, and parts that a column of numbers is cut into.
const ROWS_OF_PAIRS: usize = 4_000;
const PAIRED: usize = 128;
const PARTS: usize = 32;
/// Values of two columns times classes that are counted.
const MOST_CELLS: usize = 1 << 18;

/// The two columns that tell the label best together, if they do wholly or nearly, and none does alone.
pub(in crate::screen) fn leaking_pair(table: &Table, data: &Binned) -> Option<Leak> {
    let classes = table.classes().len();
    let columns = data.columns().min(PAIRED);
    let step = table.rows().div_ceil(ROWS_OF_PAIRS).max(1);
    let rows: Vec<usize> = (0..table.rows()).step_by(step).collect();
    let labels: Vec<u32> =
        rows.iter().map(|row| table.labels().get(*row).copied().unwrap_or(0)).collect();
    let coarse: Vec<Vec<u32>> = (0..columns).map(|column| coarse(data, column, &rows)).collect();
    let all = rows.len().max(1) as f64;
    let alone = coarse.iter().map(|own| told_by(own, &labels, classes) as f64 / all);
    let shares = crate::screen::chance::shares(&labels, classes);
    let best_alone = alone.chain(shares).fold(0.0, f64::max);
    let mut best: Option<(f64, usize, usize)> = None;
    for (first, a) in coarse.iter().enumerate() {
        for (second, b) in coarse.iter().enumerate().skip(first + 1) {
            let (wide, high) = (parts(b), parts(a));
            if wide * high * classes > MOST_CELLS {
                continue;
            }
            let wide = u32::try_from(wide).unwrap_or(u32::MAX);
            let both: Vec<u32> = a.iter().zip(b).map(|(a, b)| a * wide + b).collect();
            let tells = told_by(&both, &labels, classes) as f64 / all;
            if best.is_none_or(|(most, ..)| tells > most) {
                best = Some((tells, first, second));
            }
        }
    }
    let (tells, first, second) = best?;
    let enough =
        tells >= PAIR_TELLS && tells - best_alone >= PAIR_TELLS_OF_REST * (1.0 - best_alone);
    let name = |column: usize| table.column_name(column).map(str::to_owned);
    let (column, with) = (name(first)?, name(second));
    enough.then_some(Leak { column, with, tells, equal: false })
}

/// The bins of a column, of which many are taken together.
fn coarse(data: &Binned, column: usize, rows: &[usize]) -> Vec<u32> {
    let bin = |row: &usize| data.row(*row).get(column).copied().unwrap_or(0);
    let bins: Vec<u8> = rows.iter().map(bin).collect();
    let most = usize::from(bins.iter().copied().max().unwrap_or(0)) + 1;
    let together = if data.is_category(column) { 1 } else { most.div_ceil(PARTS).max(1) };
    bins.into_iter().map(|bin| u32::try_from(usize::from(bin) / together).unwrap_or(0)).collect()
}

fn parts(values: &[u32]) -> usize {
    values.iter().copied().max().map_or(0, |most| most as usize + 1)
}

/// How many rows have the class that most of the other rows with the same value have.
fn told_by(values: &[u32], labels: &[u32], classes: usize) -> usize {
    let mut counts = vec![0u32; parts(values) * classes];
    for (value, label) in values.iter().zip(labels) {
        if let Some(count) = counts.get_mut(*value as usize * classes + *label as usize) {
            *count += 1;
        }
    }
    let told = |cell: &[u32]| {
        let most = cell.iter().copied().max().unwrap_or(0);
        let rest = cell.iter().sum::<u32>() - most;
        // Without itself a row of the largest class must still be one of it.
        if most > rest + 1 || (most > 1 && rest == 0) { most as usize } else { 0 }
    };
    counts.chunks_exact(classes.max(1)).map(told).sum()
}
