//! Values of the table that must lie nowhere in clear, and the search for them.

use crate::failure::{At, Failure};
use arrow::array::{Array, AsArray, RecordBatch};
use std::fs;
use std::path::Path;
use terms::Digest;

/// Up to 64 cells of twelve bytes or more, from rows spread over the table.
#[must_use]
pub fn long_cells(batch: &RecordBatch) -> Vec<String> {
    let stride = (batch.num_rows() / 16).max(1);
    let mut cells = Vec::new();
    for column in batch.columns().iter().filter_map(|column| column.as_string_opt::<i32>()) {
        for row in (0..column.len()).step_by(stride).filter(|&row| column.is_valid(row)) {
            let cell = column.value(row);
            if cell.len() >= 12 && cell.chars().any(|c| c.is_ascii_digit()) && cells.len() < 64 {
                cells.push(cell.to_owned());
            }
        }
    }
    cells
}

/// Up to 40 long values of each text column, whatever its class, spread over the table.
#[must_use]
pub fn planted_values(batch: &RecordBatch) -> Vec<String> {
    let stride = (batch.num_rows() / 40).max(1);
    let mut values = Vec::new();
    for cells in batch.columns().iter().filter_map(|column| column.as_string_opt::<i32>()) {
        let rows = (0..cells.len()).step_by(stride).filter(|&row| cells.is_valid(row));
        let long = rows.map(|row| cells.value(row)).filter(|value| value.len() >= 9);
        values.extend(long.map(str::to_owned));
    }
    values
}

/// Values that are searched for, by their first byte.
pub struct Needles<'a>(Vec<Vec<&'a [u8]>>);

impl<'a> Needles<'a> {
    /// All of `values` that are not empty.
    #[must_use]
    pub fn of(values: &'a [String]) -> Self {
        let mut by_first = vec![Vec::new(); 256];
        for value in values.iter().map(String::as_bytes) {
            let first = value.first().and_then(|first| by_first.get_mut(usize::from(*first)));
            if let Some(bucket) = first {
                bucket.push(value);
            }
        }
        Self(by_first)
    }

    /// Whether one of them stands in `bytes`.
    #[must_use]
    pub fn stand_in(&self, bytes: &[u8]) -> bool {
        bytes.iter().enumerate().any(|(start, first)| {
            let rest = bytes.get(start..).unwrap_or_default();
            let bucket = self.0.get(usize::from(*first));
            bucket.is_some_and(|bucket| bucket.iter().any(|needle| rest.starts_with(needle)))
        })
    }
}

/// Files below `root` that hold one of `values` in clear, but for the object `object`, which is looked
/// into with its keys.
pub fn spooled(root: &Path, values: &[String], object: Digest) -> Result<Vec<String>, Failure> {
    let (needles, object) = (Needles::of(values), object.hex());
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).internal("looking for clear values")?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() && entry.file_name() != *object {
                let bytes = fs::read(&path).internal("looking for clear values")?;
                if needles.stand_in(&bytes) {
                    found.push(path.strip_prefix(root).unwrap_or(&path).display().to_string());
                }
            }
        }
    }
    Ok(found)
}
