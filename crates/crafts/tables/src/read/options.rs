//! How a table is read, and what it may cost.

use super::kind::ColumnType;
use terms::limits;

/// How to read; what is not given is found out from the bytes.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The byte between cells; a space stands for any run of white space.
    pub delimiter: Option<u8>,
    /// Names of all columns: the file then has no header (a first row that repeats them is skipped).
    pub names: Option<Vec<String>>,
    /// Types of columns by name, which overrule what their values look like.
    pub types: Vec<(String, ColumnType)>,
    /// The encoding of text, by a name of the WHATWG Encoding Standard, `utf-32le` or `utf-32be`.
    pub encoding: Option<String>,
    /// What stands before the decimals of numbers in text: `.` or `,`.
    pub decimal: Option<u8>,
    /// Texts that stand for a missing value in every column, beside an empty cell and `?`.
    pub nulls: Vec<String>,
    /// Takes rows of another width as they are: short ones are padded, long ones get columns of their own.
    pub ragged: bool,
    /// Takes a quotation mark for what it is, never for what holds a cell together.
    pub unquoted: bool,
    /// Keeps the cells of delimited text as they are written: nothing is trimmed, decoded, missing or typed.
    pub as_written: bool,
    /// The sheet of a workbook that has more than one.
    pub sheet: Option<String>,
    /// The version of a Delta table, the snapshot, branch or tag of an Iceberg table, or a moment (RFC 3339).
    pub version: Option<String>,
    /// Keys to Parquet that is encrypted.
    #[cfg(feature = "encryption")]
    pub keys: Option<super::keys::ParquetKeys>,
    /// Whether a cell gives somebody away. This room can't tell, so whoever reads says who can (the
    /// classify craft does): names of columns show in every report, and a value must never be one.
    pub personal: fn(&str) -> bool,
    pub limits: Limits,
}

impl ReadOptions {
    /// Finds out all by itself, but what is `personal`. There is no default for that on purpose.
    #[must_use]
    pub fn new(personal: fn(&str) -> bool) -> Self {
        Self {
            delimiter: None,
            names: None,
            types: Vec::new(),
            encoding: None,
            decimal: None,
            nulls: Vec::new(),
            ragged: false,
            unquoted: false,
            as_written: false,
            sheet: None,
            version: None,
            #[cfg(feature = "encryption")]
            keys: None,
            personal,
            limits: Limits::default(),
        }
    }
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
