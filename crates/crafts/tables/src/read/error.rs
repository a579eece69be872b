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
    #[error("{name} is empty; give a table with at least one row")]
    Empty { name: String },
    #[error(
        "{name} has a header but no rows; give at least one row, or --names if the first row is data"
    )]
    NoRows { name: String },
    #[error("{name} is {what}, not a table; export it as CSV or as Parquet")]
    Binary { name: String, what: &'static str },
    #[error(
        "{name}: row {row}, column {column} is not UTF-8; say how it is encoded with --encoding, for \
         instance windows-1252"
    )]
    NotUtf8 { name: String, row: u64, column: usize },
    #[error("there is no encoding {encoding:?}; give one such as utf-8, windows-1252 or shift_jis")]
    NoEncoding { encoding: String },
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
    #[error(
        "the name of column {column} has control characters or more than 256 bytes; give names with --names"
    )]
    BadName { column: usize },
    #[error(
        "{given} names were given, but the first row of {name} has {found} cells; check --names and --delimiter"
    )]
    NamesCount { name: String, given: usize, found: usize },
    #[error(
        "{name}: line {line} is longer than {limit} bytes; look for a quote that is not closed"
    )]
    LongLine { name: String, line: u64, limit: usize },
    #[error(
        "column {column} of {name} holds {kind} values, of which there is no text; leave it out or convert it"
    )]
    NoText { name: String, column: usize, kind: String },
    #[error("{name}: row {row} of column {column} is no {kind}; see --types")]
    NotOfType { name: String, row: u64, column: usize, kind: String },
    #[error("--types names column {column:?}, which {name} does not have")]
    NoSuchColumn { name: String, column: String },
    #[error(
        "{name} cannot be read as Parquet: {cause}; write it unencrypted, with zstd, snappy, gzip, brotli, lz4 or no compression"
    )]
    Parquet { name: String, cause: String },
    #[error("{name} cannot be read as {format}: {cause}")]
    Format { name: String, format: &'static str, cause: String },
    /// It could be read in more than one way, or not without loss; nothing was guessed.
    #[error("{name} can be read in more than one way: {doubt}")]
    Unsure { name: String, doubt: Doubt },
}

impl ReadError {
    /// Whether it is not known how to read the table, rather than that it can't be read.
    #[must_use]
    pub const fn is_doubt(&self) -> bool {
        matches!(self, Self::Unsure { .. })
    }
}

/// What is not sure about a table, and how to settle it. Rows count from 0 after the header, lines from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    #[error("the quote that opens on line {line} is never closed; mend it, or give --unquoted")]
    Unclosed { line: u64 },
    #[error("on line {line} something follows a closing quote; mend it, or give --unquoted")]
    AfterQuote { line: u64 },
    #[error(
        "a cell that begins on line {line} holds lines that look like rows; close its quote, or give --unquoted"
    )]
    Swallowed { line: u64 },
    #[error(
        "{count} rows have another number of cells than the {width} columns, the first is row {row}; mend them, or \
         give --ragged to pad what is short and keep what is long in columns of its own"
    )]
    Ragged { count: u64, row: u64, width: usize },
    #[error(
        "the header names {named} of {width} columns, and the one without a name may be the first or the last; mend \
         the header, give --names, or --ragged if it is the last"
    )]
    ShortHeader { named: usize, width: usize },
    #[error("its cells are parted as well by {one} as by {other}; give --delimiter")]
    Delimiter { one: String, other: String },
    #[error(
        "column {column} writes numbers such as 1,234, where the comma may part thousands or decimals; give \
         --decimal . or --decimal , or --types"
    )]
    Decimal { column: String },
    #[error(
        "column {column} writes numbers such as 1.234, in a table where the point may part thousands as well as \
         decimals; give --decimal , or --decimal . or --types"
    )]
    Thousands { column: String },
    #[error(
        "column {column} writes some numbers with a decimal point and some with a decimal comma; give --types"
    )]
    MixedDecimals { column: String },
    #[error(
        "its first line has no {delimiter}, so it may be one column of texts that hold some; give --delimiter \
         {delimiter} if it parts cells, or another one, such as tab, if it is one column"
    )]
    OneColumn { delimiter: String },
    #[error(
        "it is one object, and rows may lie in it ({within}); write the rows alone, each on a line of its own, \
         for instance with jq -c '{filter}'"
    )]
    Envelope { within: String, filter: String },
    #[error("its letters make sense as {one} and as {other}; give --encoding")]
    Encoding { one: &'static str, other: &'static str },
    #[error("{read} of {present} lines were read")]
    Lines { read: u64, present: u64 },
    #[error("it has the sheets {sheets}; give --sheet")]
    Sheets { sheets: String },
    #[error("{what}; pack it again")]
    Headers { what: &'static str },
    #[error("{format} that is not understood as a whole: {why}")]
    Lake { format: &'static str, why: String },
    #[error("its parts do not have the same columns: {part} differs")]
    Parts { part: String },
}
