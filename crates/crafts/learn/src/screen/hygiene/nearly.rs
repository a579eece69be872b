//! Rows that are another but for next to nothing in their numbers: measured again, or written with other digits.

use crate::table::{Numeric, Table};
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// How far two numbers of nearly equal rows are apart, at most, and the cells that such rows are looked for in, in
/// standard deviations of the column.
const NEXT_TO_NOTHING: f64 = 1e-3;
const CELL: f64 = 1e-1;
/// Rows of one cell that are compared with one another.
const MOST_COMPARED: usize = 64;
/// How many times more such pairs there must be than columns that know nothing of each other would give.
const MORE_THAN_CHANCE: f64 = 20.0;

/// Pairs of rows that are nearly equal, and not equal, the earlier first; none where chance alone gives as many.
pub(in crate::screen) fn nearly_equal(table: &Table) -> Vec<(u32, u32)> {
    let scales: Vec<(&Numeric, f64)> =
        table.numeric().iter().map(|column| (column, deviation(column))).collect();
    // Where no number has a size, equal is all that there is.
    if scales.iter().all(|(_, deviation)| *deviation <= 0.0) {
        return Vec::new();
    }
    let mut pairs = BTreeSet::new();
    // Two grids, half a cell apart: what stands at a border in one is within a cell in the other.
    for shift in [0.0, 0.5] {
        let mut cells: HashMap<u64, Vec<u32>> = HashMap::new();
        for row in 0..u32::try_from(table.rows()).unwrap_or(u32::MAX) {
            cells.entry(cell(table, &scales, row, shift)).or_default().push(row);
        }
        for rows in cells.values() {
            let some = rows.get(..MOST_COMPARED.min(rows.len())).unwrap_or_default();
            for (at, first) in some.iter().enumerate() {
                let later = some.iter().skip(at + 1);
                let near = later.filter(|second| are_near(table, &scales, *first, **second));
                pairs.extend(near.map(|second| (*first, *second)));
            }
        }
    }
    if pairs.is_empty() {
        return Vec::new();
    }
    let rows = table.rows() as f64;
    let expected = rows * rows / 2.0 * chance(table, &scales);
    if pairs.len() as f64 <= MORE_THAN_CHANCE * expected {
        return Vec::new();
    }
    pairs.into_iter().collect()
}

fn deviation(column: &Numeric) -> f64 {
    let finite = || column.values.iter().filter(|value| value.is_finite()).map(|v| f64::from(*v));
    let count = finite().count().max(1) as f64;
    let mean = finite().sum::<f64>() / count;
    (finite().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

fn cell(table: &Table, scales: &[(&Numeric, f64)], row: u32, shift: f64) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (column, deviation) in scales {
        let value = column.values.get(row as usize).copied().unwrap_or(f32::NAN);
        if *deviation > 0.0 && value.is_finite() {
            let place = (f64::from(value) / (CELL * deviation) + shift).floor();
            place.to_bits().hash(&mut hasher);
        } else {
            value.to_bits().hash(&mut hasher);
        }
    }
    for column in table.categorical() {
        column.codes.get(row as usize).hash(&mut hasher);
    }
    hasher.finish()
}

fn are_near(table: &Table, scales: &[(&Numeric, f64)], a: u32, b: u32) -> bool {
    let same =
        table.categorical().iter().all(|c| c.codes.get(a as usize) == c.codes.get(b as usize));
    let mut differ = false;
    let near = scales.iter().all(|(column, deviation)| {
        let (Some(a), Some(b)) = (column.values.get(a as usize), column.values.get(b as usize))
        else {
            return false;
        };
        if a.to_bits() == b.to_bits() {
            return true;
        }
        differ = true;
        f64::from((a - b).abs()) <= NEXT_TO_NOTHING * deviation
    });
    same && near && differ
}

/// The chance that two rows are so near, if columns knew nothing of each other.
fn chance(table: &Table, scales: &[(&Numeric, f64)]) -> f64 {
    let of_numbers = |(column, deviation): &(&Numeric, f64)| {
        let mut sorted: Vec<f32> = column.values.clone();
        sorted.sort_by(f32::total_cmp);
        let (mut pairs, mut from) = (0.0, 0);
        for (at, value) in sorted.iter().enumerate() {
            let far = |other: &f32| f64::from(value - other) > NEXT_TO_NOTHING * deviation;
            while sorted.get(from).is_some_and(far) {
                from += 1;
            }
            pairs += 2.0 * at.saturating_sub(from) as f64 + 1.0;
        }
        pairs / (sorted.len().max(1) as f64).powi(2)
    };
    let of_categories = |codes: &[u32]| {
        let mut counts: HashMap<u32, f64> = HashMap::new();
        codes.iter().for_each(|code| *counts.entry(*code).or_default() += 1.0);
        counts.values().map(|count| (count / codes.len().max(1) as f64).powi(2)).sum::<f64>()
    };
    let numbers = scales.iter().map(of_numbers);
    numbers.chain(table.categorical().iter().map(|c| of_categories(&c.codes))).product()
}
