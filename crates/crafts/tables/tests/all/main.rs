//! The room from outside, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

extern crate hygeia_tables as tables;

mod bytes;
mod reading;
mod sampling;

use arrow::array::{Array, AsArray, RecordBatch};
use std::path::{Path, PathBuf};
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

/// A real table that is kept beside the project; a test that needs it says so if it isn't there.
fn shared(name: &str) -> Option<PathBuf> {
    let beside =
        || Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../../../../shared");
    let folder = std::env::var_os("HYGEIA_SHARED").map_or_else(beside, PathBuf::from);
    let path = folder.join("data").join(name);
    if !path.exists() {
        eprintln!("not run: {} is not there (HYGEIA_SHARED names its folder)", path.display());
    }
    path.exists().then_some(path)
}
