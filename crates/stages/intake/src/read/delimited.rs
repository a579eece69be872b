//! Text tables.

use super::cells::{Columns, clean};
use super::source::{self, Decoded};
use super::{Format, Naming, ReadError, ReadOptions, Source, Table, sniff};
use csv::ByteRecord;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

pub(super) fn read(decoded: Decoded, options: &ReadOptions) -> Result<Table, ReadError> {
    let path = decoded.path.clone();
    let (head, whole) = (decoded.head(), decoded.head_is_whole());
    let delimiter = options.delimiter.unwrap_or_else(|| sniff::delimiter(head, whole));
    let opening = sniff::records(head, whole, delimiter);
    let (names, naming) = names(&opening, options, &path)?;
    let skipped = usize::from(naming == Naming::Header || opening.first() == Some(&names));
    let gzipped = decoded.gzipped();
    let mut columns = Columns::new(&path, names, options.limits)?;
    let mut records = Records::new(decoded, delimiter);
    let mut record = ByteRecord::new();
    let mut seen = 0usize;
    while records
        .next(&mut record)
        .map_err(|cause| source::of_io(&path, options.limits.bytes, cause))?
    {
        if seen >= skipped {
            columns.push(Cells(&record, 0))?;
        }
        seen = seen.saturating_add(1);
    }
    let (batch, defects) = columns.finish()?;
    let (digest, bytes) = records.into_inner().finish()?;
    let format = Format::Delimited(delimiter);
    Ok(Table { batch, source: Source { path, digest, bytes, format, gzipped, naming }, defects })
}

/// The names of the columns, and where they came from.
fn names(
    opening: &[Vec<String>],
    options: &ReadOptions,
    path: &Path,
) -> Result<(Vec<String>, Naming), ReadError> {
    let first = opening.first().map(Vec::as_slice).unwrap_or_default();
    if first.is_empty() {
        return Err(ReadError::Empty { path: path.to_owned() });
    }
    let generated = |at: usize| format!("c{}", at + 1);
    match &options.names {
        Some(given) if given.len() != first.len() => Err(ReadError::NamesCount {
            path: path.to_owned(),
            given: given.len(),
            found: first.len(),
        }),
        Some(given) => Ok((given.clone(), Naming::Given)),
        None if sniff::has_header(opening) => {
            let name = |(at, name): (usize, &String)| {
                if name.is_empty() { generated(at) } else { clean(name).into_owned() }
            };
            Ok((first.iter().enumerate().map(name).collect(), Naming::Header))
        }
        None => Ok(((0..first.len()).map(generated).collect(), Naming::Generated)),
    }
}

/// The cells of a record that are still to come.
struct Cells<'r>(&'r ByteRecord, usize);

impl<'r> Iterator for Cells<'r> {
    type Item = Option<&'r [u8]>;
    fn next(&mut self) -> Option<Self::Item> {
        let cell = self.0.get(self.1)?;
        self.1 += 1;
        Some(Some(cell))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.0.len().saturating_sub(self.1);
        (left, Some(left))
    }
}
impl ExactSizeIterator for Cells<'_> {}

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
