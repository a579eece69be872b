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

mod archive;
mod arrow_batches;
mod build;
mod bundle;
mod cells;
mod columnar;
mod delimited;
mod delimiter;
mod dialect;
mod encoding;
mod error;
mod folder;
mod grid;
mod header;
mod ipc;
mod json;
#[cfg(feature = "encryption")]
mod keys;
mod kind;
mod lake;
mod local_headers;
mod number;
mod options;
mod packed;
mod parts;
mod records;
mod source;
mod stream;
pub(crate) mod text;
mod thrift;
mod typing;
mod workbook;

pub use bundle::bundle;
pub use delimiter::{decimal, delimiter};
pub use error::{Doubt, ReadError};
pub use folder::is_lake;
pub use grid::grid;
#[cfg(feature = "encryption")]
pub use keys::ParquetKeys;
pub use kind::{ColumnType, column_type};
pub use options::{Limits, ReadOptions};
pub use stream::stream;

use crate::table::{Note, Table};
use archive::Archive;
use arrow_array::{ArrayRef, StringArray};
use bytes::Bytes;
use encoding::Encoding;
use parts::PartOf;
use source::Decoded;
use std::borrow::Cow;
use std::path::Path;
use terms::limits::ARCHIVE_DEPTH;
use terms::{Digest, printable};

/// Characters of a sender's name for a table that are shown.
const NAME_CHARS: usize = 256;

/// Reads the table at `path`: a file; a folder of its parts, with columns in the names of folders
/// (`year=2024/`); or a pattern with `*` and `?` that names files. They are only read, and nothing else is
/// written.
///
/// # Errors
/// If the file cannot be read, is no table, is damaged, is beyond a limit, or can be read in more than one way.
pub fn table(path: &Path, options: &ReadOptions) -> Result<Table, ReadError> {
    let (named, version) = folder::versioned(path);
    if let Some(folder) = named {
        let options =
            ReadOptions { version: version.or_else(|| options.version.clone()), ..options.clone() };
        let files = lake::Files::Folder(folder.to_owned());
        if let Some(table) = lake::read(&path.display().to_string(), &files, &options) {
            return table;
        }
    }
    let (mut files, folder) = match folder::matching(path)? {
        Some(named) => (named, false),
        None if path.is_dir() => (folder::files(path)?, true),
        None => return opened(&|| Decoded::of_file(path, options.limits.bytes), options),
    };
    // Who names files means them.
    let papers = if folder { archive::without_papers(&mut files) } else { Vec::new() };
    let (mut parts, mut account, mut bytes) = (Vec::new(), String::new(), 0u64);
    for (part, file) in files {
        let table = opened(&|| Decoded::of_file(&file, options.limits.bytes), options)?;
        account.push_str(&format!("{} {part}\n", table.source.digest.hex()));
        bytes = bytes.saturating_add(table.source.bytes);
        if bytes > options.limits.bytes {
            let (name, limit) = (path.display().to_string(), options.limits.bytes);
            return Err(ReadError::TooLarge { name, limit });
        }
        parts.push(PartOf { path: part, table });
    }
    let mut table = parts::together(&path.display().to_string(), parts, options)?;
    table.notes.extend(left_out(&papers));
    // Of a list as `sha256sum` writes it, but for one space.
    (table.source.digest, table.source.bytes) = (Digest::of(account.as_bytes()), bytes);
    Ok(table)
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

/// A column of any Arrow type as the classifier sees it: trimmed, entities decoded, what stands for a missing
/// value missing. `None` for a type that has no text.
#[must_use]
pub fn as_text(values: &ArrayRef) -> Option<StringArray> {
    let text = text::of(values)?;
    let plain = |cell: Option<&str>| {
        cell.map(cells::clean).filter(|cell| !cells::is_missing(cell)).map(Cow::into_owned)
    };
    Some(text.iter().map(plain).collect())
}

/// What a cell is as a number, by each habit that it may follow.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn plain_numbers(cell: &str) -> Vec<(char, String)> {
    use number::Form;
    let Some(number) = number::written(cell) else { return Vec::new() };
    let habits: &[u8] = match number.form {
        Form::Point | Form::GroupsByComma | Form::GroupsBySpace(_, Some(false)) => b".",
        Form::Comma | Form::GroupsByPoint | Form::GroupsBySpace(_, Some(true)) => b",",
        _ => b".,",
    };
    habits.iter().map(|&habit| (char::from(habit), number.plain(habit).into_owned())).collect()
}

type Open<'a> = &'a dyn Fn() -> Result<Decoded, ReadError>;

fn opened(open: Open<'_>, options: &ReadOptions) -> Result<Table, ReadError> {
    opened_in(open, options, 0)
}

/// A table that lies in so many archives.
fn opened_in(open: Open<'_>, options: &ReadOptions, depth: usize) -> Result<Table, ReadError> {
    let decoded = open()?;
    match decoded.head() {
        [] => Err(ReadError::Empty { name: decoded.name }),
        [b'P', b'A', b'R', b'1', ..] => columnar::read(decoded, options),
        #[cfg(feature = "encryption")]
        [b'P', b'A', b'R', b'E', ..] if options.keys.is_some() => columnar::read(decoded, options),
        head if ipc::is_ipc(head) => ipc::read(decoded, options),
        head if archive::is_archive(head) && depth < ARCHIVE_DEPTH => {
            archived(decoded, options, depth)
        }
        head => match source::not_text(head) {
            Some(what) => Err(ReadError::Binary { name: decoded.name, what }),
            None => text_table(decoded, open, options),
        },
    }
}

/// A table in an archive, or its parts.
fn archived(mut decoded: Decoded, options: &ReadOptions, depth: usize) -> Result<Table, ReadError> {
    let (name, limit) = (decoded.name.clone(), options.limits.bytes);
    let bytes = decoded.all()?;
    let files = match archive::open(&bytes, &name, limit)? {
        Archive::Workbook => return workbook::read(decoded, bytes, options),
        Archive::Files(files) => files,
    };
    drop(bytes);
    if let Some(table) = lake::read(&name, &lake::Files::of_archive(&files), options) {
        let mut table = table?;
        let format = table.source.format;
        table.source = build::account(decoded, format, table.source.naming)?;
        table.source.packing.push("zip");
        return Ok(table);
    }
    let mut files: Vec<_> =
        files.into_iter().filter(|(path, _)| !archive::is_aside(path)).collect();
    let papers = archive::without_papers(&mut files);
    let mut parts = Vec::new();
    for (path, bytes) in files {
        let inner = || Decoded::of_bytes(name.clone(), bytes.clone(), limit);
        parts.push(PartOf { path, table: opened_in(&inner, options, depth + 1)? });
    }
    let mut table = match <[PartOf; 1]>::try_from(parts) {
        Ok([only]) if !only.path.contains('=') => only.table,
        Ok(only) => parts::together(&name, only.into(), options)?,
        Err(many) => parts::together(&name, many, options)?,
    };
    table.notes.extend(left_out(&papers));
    let inner = std::mem::take(&mut table.source.packing);
    table.source = build::account(decoded, table.source.format, table.source.naming)?;
    table.source.packing.push("zip");
    table.source.packing.extend(inner);
    Ok(table)
}

/// That files beside the table are no parts of it.
fn left_out(papers: &[String]) -> Option<Note> {
    let named: Vec<_> = papers.iter().take(5).map(|path| printable(path)).collect();
    let text = format!("files beside the table are left out: {}", named.join(", "));
    (!papers.is_empty()).then(|| Note::of("tables/left-out", text))
}

/// Text, whose encoding is found out; if its first byte that is no UTF-8 comes late, from all of it.
fn text_table(decoded: Decoded, open: Open<'_>, options: &ReadOptions) -> Result<Table, ReadError> {
    let Some((encoding, mark)) = delimited::encoding_of(&decoded, options)? else {
        return Err(ReadError::Binary { name: decoded.name, what: "binary" });
    };
    let head = delimited::head(&decoded, encoding, mark)?;
    if options.delimiter.is_none() && json::is_json(&head, decoded.head_is_whole()) {
        return json::read(decoded, options, encoding, mark);
    }
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
        _ => {
            let decoded = open()?;
            let (encoding, mark) = encoding::legacy(&all).settled(&decoded.name)?;
            delimited::read(decoded, options, encoding, mark)
        }
    }
}
