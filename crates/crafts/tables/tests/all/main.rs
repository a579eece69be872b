//! The room from outside, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

extern crate hygeia_tables as tables;

mod bytes;
mod dialects;
mod formats;
mod grids;
mod json;
mod lakes;
mod reading;
mod sampling;
mod types;

use arrow::array::{Array, AsArray, RecordBatch};
use tables::Table;
use tables::read::{ReadError, ReadOptions};

/// Finds out by itself; whatever has an at sign gives somebody away.
fn options() -> ReadOptions {
    ReadOptions::new(|cell| cell.contains('@'))
}

/// Reads `bytes` as a file.
fn read(bytes: &[u8], options: &ReadOptions) -> Result<Table, ReadError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    tables::read::table(file.path(), options)
}

/// The cells of a table of text, row by row.
fn cells(batch: &RecordBatch) -> Vec<Vec<Option<String>>> {
    let cell = |column: usize, row: usize| {
        let column = batch.column(column).as_string::<i32>();
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    (0..batch.num_rows())
        .map(|row| (0..batch.num_columns()).map(|column| cell(column, row)).collect())
        .collect()
}

fn names(batch: &RecordBatch) -> Vec<String> {
    batch.schema().fields().iter().map(|field| field.name().clone()).collect()
}
