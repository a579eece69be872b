//! Disorder that somebody made, found and mended.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod mending;
mod rules;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use std::sync::Arc;

/// A table of text; an empty cell is one.
pub fn table(columns: &[(&str, Vec<String>)]) -> (RecordBatch, Vec<String>) {
    let arrays = columns
        .iter()
        .map(|(name, cells)| (*name, Arc::new(StringArray::from(cells.clone())) as ArrayRef));
    let names = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    (RecordBatch::try_from_iter(arrays).unwrap(), names)
}

pub fn cells(batch: &RecordBatch, column: usize) -> Vec<String> {
    use arrow_array::cast::AsArray;
    let text = batch.column(column).as_string::<i32>();
    text.iter().map(|cell| cell.unwrap_or_default().to_owned()).collect()
}
