//! Columns cut into bins: what a tree sees of a table.

use crate::table::{Categorical, Numeric, Table};
use std::collections::HashMap;

/// The bin of what is missing, unknown, or too rare to have a bin of its own.
pub(crate) const OTHER: u8 = 0;
/// Bins of one column beside [`OTHER`].
const MOST: usize = 254;
/// Rows that a bin of numbers has, about: small tables need no fine cuts.
const ROWS_OF_A_BIN: usize = 16;
/// Numbers that quantiles are taken of.
const SAMPLE: usize = 200_000;

/// A table in bins, row by row: `[row * columns + column]`.
pub(crate) struct Binned {
    pub(super) bins: Vec<u8>,
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Whether a column's bins have no order.
    pub(super) categories: Vec<bool>,
    /// Bins of the widest column, [`OTHER`] included.
    pub(super) width: usize,
}

impl Binned {
    /// Numbers first, then categories, in the table's order. Labels play no part in it.
    pub(crate) fn of(table: &Table) -> Self {
        let rows = table.rows();
        let most = (rows / ROWS_OF_A_BIN).clamp(16, MOST);
        let numbers = table.numeric().iter().map(|column| (numbers(column, most), false));
        let categories = table.categorical().iter().map(|column| (codes(column), true));
        let columns: Vec<(Vec<u8>, bool)> = numbers.chain(categories).collect();
        let widest = columns.iter().flat_map(|(bins, _)| bins.iter()).max();
        let width = usize::from(widest.copied().unwrap_or(OTHER)) + 1;
        let count = columns.len();
        let mut bins = vec![OTHER; rows * count];
        for (at, (column, _)) in columns.iter().enumerate() {
            for (slot, bin) in bins.iter_mut().skip(at).step_by(count.max(1)).zip(column) {
                *slot = *bin;
            }
        }
        let categories = columns.into_iter().map(|(_, category)| category).collect();
        Self { bins, columns: count, rows, categories, width }
    }

    /// The bins of one row.
    pub(crate) fn row(&self, row: usize) -> &[u8] {
        self.bins.get(row * self.columns..(row + 1) * self.columns).unwrap_or_default()
    }

    /// Whether a column's bins have no order.
    pub(crate) fn is_category(&self, column: usize) -> bool {
        self.categories.get(column).copied().unwrap_or(false)
    }

    /// How many columns there are.
    pub(crate) const fn columns(&self) -> usize {
        self.columns
    }
}

/// Each number's bin: of few numbers each has its own, of many they are cut at quantiles.
fn numbers(column: &Numeric, most: usize) -> Vec<u8> {
    let step = column.values.len().div_ceil(SAMPLE).max(1);
    let sample = column.values.iter().step_by(step).copied();
    let mut sorted: Vec<f32> = sample.filter(|value| value.is_finite()).collect();
    sorted.sort_by(f32::total_cmp);
    let cuts = cuts(&sorted, most);
    let bin = |value: &f32| {
        if value.is_nan() {
            return OTHER;
        }
        let below = cuts.partition_point(|cut| cut < value);
        u8::try_from(below + 1).unwrap_or(u8::MAX)
    };
    column.values.iter().map(bin).collect()
}

/// The greatest number of each bin but the last, ascending; fewer than `most`.
fn cuts(sorted: &[f32], most: usize) -> Vec<f32> {
    let mut distinct = sorted.to_vec();
    distinct.dedup();
    if distinct.len() <= most {
        distinct.pop();
        return distinct;
    }
    let mut cuts: Vec<f32> =
        (1..most).filter_map(|at| sorted.get(at * sorted.len() / most).copied()).collect();
    cuts.dedup();
    cuts
}

/// Each category's bin, the most frequent first; those beyond the last bin are [`OTHER`].
fn codes(column: &Categorical) -> Vec<u8> {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for code in &column.codes {
        *counts.entry(*code).or_default() += 1;
    }
    counts.retain(|code, _| (*code as usize) < column.vocabulary.len());
    let mut often: Vec<(u32, usize)> = counts.into_iter().collect();
    often.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    let bins: HashMap<u32, u8> =
        often.into_iter().take(MOST).zip(1u8..).map(|((code, _), bin)| (code, bin)).collect();
    column.codes.iter().map(|code| bins.get(code).copied().unwrap_or(OTHER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_numbers_keep_their_own_bins_and_many_are_cut_evenly() {
        let column = |values: Vec<f32>| Numeric { name: "x".to_owned(), values };
        assert_eq!(numbers(&column(vec![3.0, 1.0, f32::NAN, 2.0, 3.0]), 16), [3, 1, 0, 2, 3]);
        let many = numbers(&column((0..10_000).map(|v| v as f32).collect()), 254);
        assert!(many.windows(2).all(|pair| pair[0] <= pair[1]));
        let of = |bin: u8| many.iter().filter(|b| **b == bin).count();
        assert!((1..=254).all(|bin| (30..50).contains(&of(bin))), "{:?}", of(1));
        let endless = numbers(&column(vec![f32::INFINITY, 1.0, f32::NEG_INFINITY]), 16);
        assert!(endless[0] >= endless[1] && endless[1] >= endless[2], "{endless:?}");
    }

    #[test]
    fn what_has_no_bin_of_its_own_is_other() {
        let texts: Vec<String> = (0..400).map(|at| format!("v{at}")).collect();
        let often = std::iter::repeat_n("often", 9).chain(texts.iter().map(String::as_str));
        let column = Categorical::from_texts("c", often.map(Some).chain([None]));
        let bins = codes(&column);
        assert_eq!((bins[0], bins.last().copied()), (1, Some(OTHER)));
        assert_eq!(bins.iter().filter(|bin| **bin == OTHER).count(), 401 - 253);
    }
}
