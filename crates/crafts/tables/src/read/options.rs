//! How a table is read, and what it may cost.

use terms::limits;

/// How to read; what is not given is found out from the bytes.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The byte between cells; a space stands for any run of white space.
    pub delimiter: Option<u8>,
    /// Names of all columns: the file then has no header (a first row that repeats them is skipped).
    pub names: Option<Vec<String>>,
    /// Whether a cell gives somebody away. This room can't tell, so whoever reads says who can (the
    /// classify craft does): names of columns show in every report, and a value must never be one.
    pub personal: fn(&str) -> bool,
    pub limits: Limits,
}

impl ReadOptions {
    /// Finds out all by itself, but what is `personal`. There is no default for that on purpose.
    #[must_use]
    pub fn new(personal: fn(&str) -> bool) -> Self {
        Self { delimiter: None, names: None, personal, limits: Limits::default() }
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
