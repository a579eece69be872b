//! Why a place gives no table. Passwords and cells never appear.

use std::fmt;
use terms::printable;

/// Characters of what a server or a library says that are told.
const SAID: usize = 300;

/// Why a place gives no table, where, and what to do next. `place` is its name without secrets.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("the address of the table is not understood: {why}; give it as {form}")]
    Address { why: &'static str, form: &'static str },
    #[error("{place}: {why}")]
    Option { place: String, why: String },
    #[error("{place} holds many tables; name one with ?table=NAME, or give --query SQL. {found}")]
    NoTable { place: String, found: String },
    #[error("{place} cannot be reached: {why}; check host, port and TLS (sslmode)")]
    Unreached { place: String, why: String },
    #[error("{place} refused: {why}")]
    Refused { place: String, why: String },
    #[error(
        "{place}: row {row} of column {column} is beyond what {kind} can hold; read it as text with --types {column}=text"
    )]
    Value { place: String, column: String, row: u64, kind: String },
    #[error("{place} holds more than {limit} bytes of table; ask for less with --query")]
    TooLarge { place: String, limit: u64 },
    #[error("{place} has more than {limit} rows; ask for less with --query")]
    TooManyRows { place: String, limit: usize },
    #[error("{place} is read in part alone: {why}")]
    Unsupported { place: String, why: String },
    #[error("{place} is damaged: {why}")]
    Damaged { place: String, why: String },
    #[error("{place} cannot be read: {why}")]
    Io { place: String, why: String },
}

impl PlaceError {
    /// Whether it is not known what the table holds, rather than that it can't be read.
    #[must_use]
    pub const fn is_doubt(&self) -> bool {
        matches!(self, Self::Unsupported { .. })
    }
}

/// What somebody else says: cut, in one line, and fit for a terminal.
pub(crate) fn said(text: &dyn fmt::Display) -> String {
    let text: String = text.to_string().chars().take(SAID).collect();
    printable(&text.replace('\n', " ")).into_owned()
}
