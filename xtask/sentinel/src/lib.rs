//! Sentinels: sensitive values planted in an input are searched for in everything that a program
//! left on disk, in every form in which they could have got there.
//!
//! For tests alone. What is searched is found at any offset: a container within a container, a
//! page within a file, a blob within a database. So nothing needs to be where its format says,
//! and what a broken container still holds is searched too.
//!
//! What is not seen: values cut in two by a format of their own (delta encodings outside of a
//! readable Parquet file, long deleted cells of SQLite), snappy, LZ4 and Brotli outside of a
//! readable Parquet file, dates and network addresses as numbers, other spellings, and what is
//! encrypted: that is the point.
#![forbid(unsafe_code)]

mod budget;
mod demo;
mod forms;
mod magic;
mod needles;
mod packed;
mod parquet;
mod plant;
mod search;
mod sqlite;
mod text;
mod walk;

pub use demo::demo;
pub use plant::plant;
pub use search::search;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A sensitive value that went in, and must come out nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Planted {
    pub column: String,
    pub value: String,
}

/// Without the value: what a failed test prints is kept in logs.
impl fmt::Debug for Planted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Planted").field("column", &self.column).finish_non_exhaustive()
    }
}

/// What was searched, and what was found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Regular files read.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Pieces decoded whole, by kind.
    pub decoded: BTreeMap<&'static str, u64>,
    /// The bytes that came out of them.
    pub decoded_bytes: u64,
    /// What could not be searched to its end, and why. Where this is not empty, no hits prove nothing.
    pub cut: Vec<String>,
    pub hits: Vec<Hit>,
}

impl Report {
    /// Everything was searched, and nothing found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.hits.is_empty() && self.cut.is_empty()
    }
}

/// Where a value of a column is. Never which value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Relative to the folder; a number in its stead where the name itself holds a value.
    pub file: String,
    pub column: String,
    /// The way to it from the outside in, as `gzip > base64 > text`.
    pub form: String,
}

/// Why nothing was searched. Never quotes a cell.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{path} is not what it should be: {why}")]
    Input { path: PathBuf, why: &'static str },
    #[error("{0} has no column {1:?}")]
    Column(PathBuf, String),
    #[error("{found} telling values were found in the table, {wanted} were to be")]
    TooFew { found: usize, wanted: usize },
    #[error("the values can't be searched for: {0}")]
    Needles(&'static str),
}

impl Error {
    fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}
