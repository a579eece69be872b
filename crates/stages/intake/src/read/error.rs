//! Why a table cannot be read. Cells never appear: only the numbers of rows and columns do.

use std::io;
use std::path::PathBuf;

/// Why a table cannot be read, where, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("cannot read {}: {cause}; check the path and that you may read it", path.display())]
    Io { path: PathBuf, cause: io::Error },
    #[error("{} is damaged: {cause}; fetch it again or check how it was compressed", path.display())]
    Damaged { path: PathBuf, cause: io::Error },
    #[error("{} is empty; give a CSV, TSV or Parquet file with at least one row", path.display())]
    Empty { path: PathBuf },
    #[error("{} has a header but no rows; give at least one row, or --names if the first row is data", path.display())]
    NoRows { path: PathBuf },
    #[error("{} is {what}, not a table; export it as CSV in UTF-8, or as Parquet", path.display())]
    Binary { path: PathBuf, what: &'static str },
    #[error(
        "{}: row {row}, column {column} is not UTF-8; convert the file, for instance with \
         `iconv -f WINDOWS-1252 -t UTF-8`",
        path.display()
    )]
    NotUtf8 { path: PathBuf, row: u64, column: usize },
    #[error("{} holds more than {limit} bytes of table; split it", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{} has more than {limit} rows; split it", path.display())]
    TooManyRows { path: PathBuf, limit: usize },
    #[error("{} has {found} columns, the limit is {limit}; check the delimiter, or leave columns out", path.display())]
    TooManyColumns { path: PathBuf, found: usize, limit: usize },
    #[error(
        "{}: row {row}, column {column} is longer than {limit} bytes; look for a quote that is not closed",
        path.display()
    )]
    LongCell { path: PathBuf, row: u64, column: usize, limit: usize },
    #[error("columns {first} and {second} have the same name; give names of your own with --names")]
    SameName { first: usize, second: usize },
    #[error(
        "the name of column {column} has control characters or more than 256 bytes; give names with --names"
    )]
    BadName { column: usize },
    #[error("{given} names were given, but the first row of {} has {found} cells; check --names and --delimiter", path.display())]
    NamesCount { path: PathBuf, given: usize, found: usize },
    #[error("column {column} of {} is nested ({kind}); flatten it to plain values", path.display())]
    Nested { path: PathBuf, column: usize, kind: String },
    #[error("column {column} of {} holds {kind} values that are no text; leave it out or convert it", path.display())]
    NoText { path: PathBuf, column: usize, kind: String },
    #[error("{} cannot be read as Parquet: {cause}; write it unencrypted, with zstd, snappy, gzip or no compression", path.display())]
    Parquet { path: PathBuf, cause: String },
}
