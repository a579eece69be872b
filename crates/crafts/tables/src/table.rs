//! A table, and where it came from.

use arrow_array::RecordBatch;
use std::fmt;
use terms::{Defect, Digest};

/// A table as it was found.
#[derive(Clone, PartialEq)]
pub struct Table {
    /// All columns UTF-8; missing values are null.
    pub batch: RecordBatch,
    pub source: Source,
    /// What was seen while reading: ragged rows, encoded entities.
    pub defects: Vec<Defect>,
}

/// Shapes and names only: values are sensitive.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("rows", &self.batch.num_rows())
            .field("columns", &self.batch.num_columns())
            .field("source", &self.source)
            .field("defects", &self.defects)
            .finish_non_exhaustive()
    }
}

/// Where a table came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What people know it by: the path of a file as they gave it, or the name that the bytes came
    /// under. It is shown, and never opened.
    pub name: String,
    /// Of the bytes as they are, compressed or not.
    pub digest: Digest,
    pub bytes: u64,
    pub format: Format,
    pub gzipped: bool,
    pub naming: Naming,
}

/// How a table is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with this byte between cells; a space stands for any run of white space.
    Delimited(u8),
    Parquet,
}

/// Where the names of the columns came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    Header,
    Given,
    /// There was no header: `c1`, `c2` …
    Generated,
}
