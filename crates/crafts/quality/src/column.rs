//! One column of text as hints look at it.

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringArray};
use std::collections::HashMap;
use terms::Column;

/// Different values up to which a column is looked at as categories.
const CATEGORIES: usize = 512;

/// Cells that are looked at to see what a column is of.
const LOOKED_AT: usize = 4_000;

/// A column, and what was found out about it.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub name: &'a str,
    pub values: &'a StringArray,
    /// How it was classified, if it was.
    pub found: Option<&'a Column>,
}

impl<'a> Seen<'a> {
    /// The cells that are not empty, by row.
    pub fn cells(&self) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        self.values
            .iter()
            .enumerate()
            .filter_map(|(row, cell)| Some((row, cell?)))
            .filter(|(_, cell)| !is_blank(cell))
    }

    /// Rows, cells or not.
    pub fn rows(&self) -> usize {
        self.values.len()
    }

    pub fn value(&self, row: usize) -> Option<&'a str> {
        (row < self.values.len() && self.values.is_valid(row)).then(|| self.values.value(row))
    }

    /// How often each value occurs, where they are few and come again; `None` of other columns.
    pub fn categories(&self) -> Option<HashMap<&'a str, usize>> {
        let (mut counts, mut cells): (HashMap<&str, usize>, usize) = (HashMap::new(), 0);
        for (_, cell) in self.cells() {
            *counts.entry(cell).or_default() += 1;
            cells += 1;
            if counts.len() > CATEGORIES {
                return None;
            }
        }
        (cells >= 4 && counts.len() * 2 <= cells + 2).then_some(counts)
    }

    /// The share of the cells that `accepts` holds for, and how many were looked at: all, or as many as
    /// [`LOOKED_AT`], drawn by hash so that no order of the rows hides anything.
    pub fn share(&self, accepts: impl Fn(&str) -> bool) -> (f64, usize) {
        let (mut matched, mut of) = (0usize, 0usize);
        let mut look = |cell: &str| {
            if !is_blank(cell) {
                matched += usize::from(accepts(cell.trim()));
                of += 1;
            }
        };
        let rows = self.rows();
        if rows <= LOOKED_AT {
            self.values.iter().flatten().for_each(&mut look);
        } else {
            (0..LOOKED_AT as u64)
                .filter_map(|draw| self.value((mixed(draw) % rows as u64) as usize))
                .for_each(&mut look);
        }
        (matched as f64 / of.max(1) as f64, of)
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
const fn mixed(draw: u64) -> u64 {
    let mut hash = draw.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The columns of `batch` that are text, with what `found` says of them.
pub(crate) fn seen<'a>(
    batch: &'a RecordBatch,
    found: &'a [Column],
    names: &'a [String],
) -> Vec<Seen<'a>> {
    let columns = names.iter().zip(batch.columns());
    columns
        .filter_map(|(name, array)| {
            let values = array.as_string_opt::<i32>()?;
            Some(Seen { name, values, found: found.iter().find(|column| column.name == *name) })
        })
        .collect()
}

/// Whether a cell is white space alone.
pub(crate) fn is_blank(cell: &str) -> bool {
    // Nearly all begin with a sign that is none.
    !cell.as_bytes().first().is_some_and(u8::is_ascii_graphic) && cell.trim().is_empty()
}

/// The finite number that a cell is.
pub(crate) fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let plain = cell.len() <= 40
        && cell.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && cell.bytes().any(|byte| byte.is_ascii_digit());
    plain.then(|| cell.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
}
