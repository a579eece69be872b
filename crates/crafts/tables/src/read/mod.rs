//! Reads a table, where it stands or out of memory: text with any delimiter, JSON, Parquet, Arrow IPC and
//! workbooks, compressed or not.
//!
//! What it does, so that nobody has to guess:
//! - Format, compression and encoding come from the bytes, never from the name.
//! - A table is given twice: typed, as it is stored, and as text, as it is classified. What has types of its
//!   own keeps them, and every value; columns of text get the types that hold them exactly (`typing`).
//! - Cells of text are trimmed of white space. Missing is an empty cell, `?`, `n/a` or `#n/a`; among numbers
//!   `na`, `nan`, `null` and `none` too, in any case of letters.
//! - HTML entities are decoded and told as a defect (`&lt;=50K` is a label that a web page spoilt).
//! - Numbers are read as people write them, and told; where a comma may part thousands or decimals, it is a
//!   [`Doubt`].
//! - Lines before the table, comments, renamed columns and other encodings are told as a [`crate::Note`].
//! - What could be read in more than one way, or not without loss, is [`ReadError::Unsure`]: nothing is cut or
//!   shifted. The lines of all records are counted against those of the text.
//! - Names come from `names`, else from the first row if it looks like a header, else they are `c1`,
//!   `c2` …; a header's empty names too. Rows count from 0, after the header.

mod arrow_batches;
mod build;
mod cells;
mod columnar;
mod delimited;
mod delimiter;
mod dialect;
mod encoding;
mod error;
mod kind;
mod number;
mod options;
mod packed;
mod records;
mod source;
mod text;
mod thrift;
mod typing;

pub use delimiter::delimiter;
pub use error::{Doubt, ReadError};
pub use kind::{ColumnType, column_type};
pub use options::{Limits, ReadOptions};

use crate::table::Table;
use bytes::Bytes;
use encoding::Encoding;
use source::Decoded;
use std::path::Path;

/// Characters of a sender's name for a table that are shown.
const NAME_CHARS: usize = 256;

/// Reads the table at `path`. The file is only read, and nothing else is written.
///
/// # Errors
/// If the file cannot be read, is no table, is damaged, is beyond a limit, or can be read in more than one way.
pub fn table(path: &Path, options: &ReadOptions) -> Result<Table, ReadError> {
    opened(&|| Decoded::of_file(path, options.limits.bytes), options)
}

/// Reads a table that is in memory, as a server has a body, exactly as [`table`] would read a file of
/// these bytes. No path is opened: `name` is only what errors and the source call the table, without
/// control characters and cut to 256 characters, as it may be a stranger's.
///
/// # Errors
/// As [`table`].
pub fn bytes(name: &str, bytes: Bytes, options: &ReadOptions) -> Result<Table, ReadError> {
    let plain = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let name: String = name.chars().take(NAME_CHARS).map(plain).collect();
    let open = || Decoded::of_bytes(name.clone(), bytes.clone(), options.limits.bytes);
    opened(&open, options)
}

type Open<'a> = &'a dyn Fn() -> Result<Decoded, ReadError>;

fn opened(open: Open<'_>, options: &ReadOptions) -> Result<Table, ReadError> {
    let decoded = open()?;
    match decoded.head() {
        [] => Err(ReadError::Empty { name: decoded.name }),
        [b'P', b'A', b'R', b'1', ..] => columnar::read(decoded, options),
        head => match source::not_text(head) {
            Some(what) => Err(ReadError::Binary { name: decoded.name, what }),
            None => text_table(decoded, open, options),
        },
    }
}

/// Text, whose encoding is found out; if its first byte that is no UTF-8 comes late, from all of it.
fn text_table(decoded: Decoded, open: Open<'_>, options: &ReadOptions) -> Result<Table, ReadError> {
    let Some((encoding, mark)) = delimited::encoding_of(&decoded, options)? else {
        return Err(ReadError::Binary { name: decoded.name, what: "binary" });
    };
    let read = delimited::read(decoded, options, encoding, mark);
    let late = matches!(read, Err(ReadError::NotUtf8 { .. }))
        && encoding == Encoding::Utf8
        && options.encoding.is_none();
    if !late {
        return read;
    }
    let all = open()?.all()?;
    match encoding::sequences(&all, true) {
        // So few that are broken beside many that are not: it is damaged.
        (valid, broken) if valid >= broken => read,
        _ => delimited::read(open()?, options, encoding::likely(&all, true), 0),
    }
}
