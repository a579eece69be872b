//! The records of a text, by what stands between its cells.

use csv::ByteRecord;
use std::io::{self, BufRead, BufReader, Read};

/// Records of text, by delimiter; blank lines are passed over.
pub(super) enum Records<R> {
    /// RFC 4180 with any delimiter.
    Delimited(Box<csv::Reader<R>>),
    /// Runs of white space between cells; a cell may stand in double quotes, without line breaks.
    Spaced(BufReader<R>, Vec<u8>),
}

impl<R: Read> Records<R> {
    pub(super) fn new(text: R, delimiter: u8) -> Self {
        if delimiter == b' ' {
            return Self::Spaced(BufReader::new(text), Vec::new());
        }
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter);
        Self::Delimited(Box::new(builder.from_reader(text)))
    }

    /// Reads one record; `false` at the end.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> io::Result<bool> {
        match self {
            Self::Delimited(reader) => reader.read_byte_record(record).map_err(cause),
            Self::Spaced(reader, line) => loop {
                line.clear();
                record.clear();
                if reader.read_until(b'\n', line)? == 0 {
                    return Ok(false);
                }
                split(line, record);
                if !record.is_empty() {
                    return Ok(true);
                }
            },
        }
    }

    pub(super) fn into_inner(self) -> R {
        match self {
            Self::Delimited(reader) => reader.into_inner(),
            Self::Spaced(reader, _) => reader.into_inner(),
        }
    }
}

/// What is behind an error of the parser; one that reads flexible rows of bytes has no other.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::new(io::ErrorKind::InvalidData, format!("{other:?}")),
    }
}

fn split(line: &[u8], record: &mut ByteRecord) {
    let mut rest = line.trim_ascii();
    while let Some(first) = rest.first() {
        let (cell, after) = match rest.get(1..) {
            Some(quoted) if *first == b'"' => cut(quoted, |byte| byte == b'"'),
            _ => cut(rest, |byte| byte.is_ascii_whitespace()),
        };
        record.push_field(cell);
        rest = after.trim_ascii_start();
    }
}

/// What stands before and after the first byte that ends a cell.
fn cut(text: &[u8], ends: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = text.iter().position(|&byte| ends(byte)).unwrap_or(text.len());
    let (cell, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    (cell, rest.get(1..).unwrap_or_default())
}
