//! Tables that lie elsewhere: in PostgreSQL and MariaDB, and in S3. Each place gives one file in memory, which whoever
//! reads tables reads as any other: rows of a database as a stream of Arrow's interprocess format, objects as they lie.
//!
//! Invariants:
//! - Only ever read: transactions are read-only, and see one snapshot; nothing is spooled to disk.
//! - Passwords and keys are in no name, error, note or `Debug`; nor are cells.
//! - What can't be read whole and exactly is refused with the reason: no value is rounded, no deleted row is read.
#![forbid(unsafe_code)]

mod address;
mod cells;
mod error;
mod ini;
mod kind;
mod mariadb;
mod objects;
mod postgres;
mod s3;
mod sheet;
mod sql;

pub use address::Place;
pub use error::PlaceError;
pub use s3::{Bucket, Object};

use address::Kind;
use bytes::Bytes;
use std::fmt;

/// What a place gave: one file that holds its table.
#[derive(Clone)]
pub struct Given {
    /// What the table is called, without secrets.
    pub name: String,
    /// A stream of Arrow's interprocess format, an archive of files, or a file as it lay.
    pub bytes: Bytes,
    /// Whether it has types of its own; else they are found out by whoever reads it.
    pub has_types: bool,
    /// The version that is asked for of a Delta or Iceberg table.
    pub version: Option<String>,
    /// What its reader should know of how it was read.
    pub notes: Vec<Note>,
}

/// Names and sizes only: values are sensitive.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given")
            .field("name", &self.name)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Something that its reader should know. Holds no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// In kebab case: `places/type`.
    pub rule: &'static str,
    pub column: Option<String>,
    pub text: String,
}

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What to ask a database, instead of a table.
    pub query: Option<String>,
    /// Columns that are to be read as the text that the database writes.
    pub as_text: Vec<String>,
    pub limits: Limits,
}

/// What one table may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes in memory.
    pub bytes: u64,
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: terms::limits::TABLE_BYTES, rows: terms::limits::ROWS }
    }
}

/// Reads the table at `place`, with the credentials of whoever runs this.
///
/// # Errors
/// If it can't be reached or read, exactly and as a whole.
pub fn read(place: &Place, wanted: &Wanted) -> Result<Given, PlaceError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|error| PlaceError::Io { place: place.to_string(), why: error::said(&error) })?;
    runtime.block_on(read_from(place, wanted))
}

async fn read_from(place: &Place, wanted: &Wanted) -> Result<Given, PlaceError> {
    match &place.0 {
        Kind::Postgres(address) => postgres::read(address, wanted).await,
        Kind::MariaDb(address) => mariadb::read(address, wanted).await,
        Kind::S3(objects) => s3::read(objects, wanted).await,
    }
}
