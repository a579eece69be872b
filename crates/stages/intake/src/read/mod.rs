//! Reads a table where it stands: CSV, TSV, space separated text or Parquet, gzipped or not.
//!
//! What it does, so that nobody has to guess:
//! - Format and compression come from the first bytes, never from the name.
//! - Cells are trimmed of white space. Missing is an empty cell, or in any case of letters one of
//!   `?`, `na`, `n/a`, `#n/a`, `nan`, `null`.
//! - HTML entities are decoded and told as a defect (`&lt;=50K` is a label that a web page spoilt).
//! - Rows of another width are padded or cut, and told. Blank lines are no rows.
//! - Names come from `names`, else from the first row if it looks like a header, else they are `c1`,
//!   `c2` …; a header's empty names too.
//! - Text is UTF-8, with or without a byte order mark. Rows count from 0, after the header.

mod cells;
mod columnar;
mod delimited;
mod error;
mod sniff;
mod source;

pub use error::ReadError;

use arrow::array::RecordBatch;
use source::Decoded;
use std::path::{Path, PathBuf};
use terms::{Defect, Digest, limits};

/// How to read; the default finds out by itself.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The byte between cells; a space stands for any run of white space.
    pub delimiter: Option<u8>,
    /// Names of all columns: the file then has no header (a first row that repeats them is skipped).
    pub names: Option<Vec<String>>,
    pub limits: Limits,
}

/// What one table may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes, decompressed.
    pub bytes: u64,
    pub rows: usize,
    pub columns: usize,
    pub cell_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: limits::TABLE_BYTES,
            rows: limits::ROWS,
            columns: limits::COLUMNS,
            cell_bytes: limits::CELL_BYTES,
        }
    }
}

/// A table as it was found.
#[derive(Debug, Clone)]
pub struct Table {
    /// All columns UTF-8; missing values are null.
    pub batch: RecordBatch,
    pub source: Source,
    /// What was seen while reading: ragged rows, encoded entities.
    pub defects: Vec<Defect>,
}

/// Where a table came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub path: PathBuf,
    /// Of the bytes of the file as they are, compressed or not.
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

/// Reads the table at `path`. The file is only read, and nothing else is written.
///
/// # Errors
/// If the file cannot be read, is no table, is damaged, is not UTF-8, or is beyond a limit.
pub fn table(path: &Path, options: &ReadOptions) -> Result<Table, ReadError> {
    let decoded = Decoded::open(path, options.limits.bytes)?;
    match decoded.head() {
        [] => Err(ReadError::Empty { path: path.to_owned() }),
        [b'P', b'A', b'R', b'1', ..] => columnar::read(decoded, options),
        head => match source::not_text(head) {
            Some(what) => Err(ReadError::Binary { path: path.to_owned(), what }),
            None => delimited::read(decoded, options),
        },
    }
}
