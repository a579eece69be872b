//! Reads a table, where it stands or out of memory: CSV, TSV, space separated text or Parquet, gzipped
//! or not.
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
mod delimiter;
mod error;
mod options;
mod records;
mod sniff;
mod source;
mod thrift;

pub use delimiter::delimiter;
pub use error::ReadError;
pub use options::{Limits, ReadOptions};

use crate::table::Table;
use bytes::Bytes;
use source::Decoded;
use std::path::Path;

/// Characters of a sender's name for a table that are shown.
const NAME_CHARS: usize = 256;

/// Reads the table at `path`. The file is only read, and nothing else is written.
///
/// # Errors
/// If the file cannot be read, is no table, is damaged, is not UTF-8, or is beyond a limit.
pub fn table(path: &Path, options: &ReadOptions) -> Result<Table, ReadError> {
    decoded(Decoded::of_file(path, options.limits.bytes)?, options)
}

/// Reads a table that is in memory, as a server has a body, exactly as [`table`] would read a file of
/// these bytes. No path is opened: `name` is only what errors and the source call the table, without
/// control characters and cut to 256 characters, as it may be a stranger's.
///
/// # Errors
/// If the bytes are no table, are damaged, not UTF-8, or beyond a limit.
pub fn bytes(name: &str, bytes: Bytes, options: &ReadOptions) -> Result<Table, ReadError> {
    let plain = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let name = name.chars().take(NAME_CHARS).map(plain).collect();
    decoded(Decoded::of_bytes(name, bytes, options.limits.bytes)?, options)
}

fn decoded(decoded: Decoded, options: &ReadOptions) -> Result<Table, ReadError> {
    match decoded.head() {
        [] => Err(ReadError::Empty { name: decoded.name }),
        [b'P', b'A', b'R', b'1', ..] => columnar::read(decoded, options),
        head => match source::not_text(head) {
            Some(what) => Err(ReadError::Binary { name: decoded.name, what }),
            None => delimited::read(decoded, options),
        },
    }
}
