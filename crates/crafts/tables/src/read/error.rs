//! Why a table cannot be read. Cells never appear: only the numbers of rows and columns do.

use std::io;

/// Why a table cannot be read, where, and what to do next. `name` is what the table is called, as in
/// [`crate::Source`].
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("cannot read {name}: {cause}; check the path and that you may read it")]
    Io { name: String, cause: io::Error },
    #[error("{name} is damaged: {cause}; fetch it again or check how it was compressed")]
    Damaged { name: String, cause: io::Error },
    #[error("{name} is empty; give a CSV, TSV or Parquet file with at least one row")]
    Empty { name: String },
    #[error(
        "{name} has a header but no rows; give at least one row, or --names if the first row is data"
    )]
    NoRows { name: String },
    #[error("{name} is {what}, not a table; export it as CSV in UTF-8, or as Parquet")]
    Binary { name: String, what: &'static str },
    #[error(
        "{name}: row {row}, column {column} is not UTF-8; convert the file, for instance with \
         `iconv -f WINDOWS-1252 -t UTF-8`"
    )]
    NotUtf8 { name: String, row: u64, column: usize },
    #[error("{name} holds more than {limit} bytes of table; split it")]
    TooLarge { name: String, limit: u64 },
    #[error("{name} has more than {limit} rows; split it")]
    TooManyRows { name: String, limit: usize },
    #[error(
        "{name} has {found} columns, the limit is {limit}; check the delimiter, or leave columns out"
    )]
    TooManyColumns { name: String, found: usize, limit: usize },
    #[error(
        "{name}: row {row}, column {column} is longer than {limit} bytes; look for a quote that is not closed"
    )]
    LongCell { name: String, row: u64, column: usize, limit: usize },
    #[error(
        "{name}: up to row {row}, column {column} its cells hold more than {limit} bytes, entities decoded; split it"
    )]
    TooMuchText { name: String, row: u64, column: usize, limit: u64 },
    #[error("columns {first} and {second} have the same name; give names of your own with --names")]
    SameName { first: usize, second: usize },
    #[error(
        "the name of column {column} has control characters or more than 256 bytes; give names with --names"
    )]
    BadName { column: usize },
    #[error(
        "{given} names were given, but the first row of {name} has {found} cells; check --names and --delimiter"
    )]
    NamesCount { name: String, given: usize, found: usize },
    #[error("column {column} of {name} is nested ({kind}); flatten it to plain values")]
    Nested { name: String, column: usize, kind: String },
    #[error(
        "column {column} of {name} holds {kind} values that are no text; leave it out or convert it"
    )]
    NoText { name: String, column: usize, kind: String },
    #[error(
        "{name} cannot be read as Parquet: {cause}; write it unencrypted, with zstd, snappy, gzip, brotli, lz4 or no compression"
    )]
    Parquet { name: String, cause: String },
}
