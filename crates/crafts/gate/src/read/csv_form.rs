//! CSV as both files are written: `#` starts a comment line, blanks around fields don't count.

use super::{Place, ReadError};
use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use std::io::{Chain, Read};

/// A text as it is read.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// Of the text, and a line break.
    reader: Reader<Chain<&'a [u8], &'a [u8]>>,
}

pub(super) fn reader(text: &str) -> Lines<'_> {
    let reader = ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(Trim::All)
        .has_headers(false)
        .flexible(true)
        // `csv` takes a comment that ends without a line break for a record of one empty field.
        .from_reader(text.as_bytes().chain(b"\n".as_slice()));
    Lines { text, reader }
}

impl Lines<'_> {
    /// The next record, with the line on which it begins: `csv` tells where it began to look for it,
    /// before comments and empty lines.
    fn read(&mut self, record: &mut StringRecord) -> Result<bool, ReadError> {
        let found = self.reader.read_record(record).map_err(syntax)?;
        if let Some(mut position) = record.position().cloned() {
            let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
            position.set_line(position.line() + passed(self.text.as_bytes().get(from..)));
            record.set_position(Some(position));
        }
        Ok(found)
    }
}

/// Line breaks in comments and empty lines at the beginning of `rest`.
fn passed(rest: Option<&[u8]>) -> u64 {
    let (mut lines, mut comment) = (0, false);
    for byte in rest.unwrap_or_default() {
        match byte {
            b'\n' => (lines, comment) = (lines + 1, false),
            b'#' => comment = true,
            b'\r' => {}
            _ if comment => {}
            _ => break,
        }
    }
    lines
}

/// The first record, if its first fields are `wanted`.
pub(super) fn header(
    reader: &mut Lines<'_>,
    wanted: &[&str],
    written: &'static str,
) -> Result<StringRecord, ReadError> {
    let mut record = StringRecord::new();
    reader.read(&mut record)?;
    let starts = wanted.iter().enumerate().all(|(at, name)| record.get(at) == Some(*name));
    if starts {
        return Ok(record);
    }
    // Not what stands there: a table of people may have been given by mistake.
    Err(ReadError::Header { place: place(&record, 0), fields: record.len(), wanted: written })
}

/// The next record with any text, which has to have `fields` fields, but for empty ones behind them;
/// `None` at the end.
pub(super) fn next(
    reader: &mut Lines<'_>,
    fields: usize,
) -> Result<Option<StringRecord>, ReadError> {
    let mut record = StringRecord::new();
    loop {
        if !reader.read(&mut record)? {
            return Ok(None);
        }
        // Spreadsheets write rows of commas alone.
        if record.len() < 2 || record.iter().any(|field| !field.is_empty()) {
            break;
        }
    }
    if record.len() > fields && record.iter().skip(fields).all(str::is_empty) {
        record.truncate(fields);
    }
    if record.len() == fields {
        return Ok(Some(record));
    }
    let why = format!(
        "this line has {} fields, the header has {fields}: add or remove commas",
        record.len()
    );
    Err(ReadError::Syntax { place: place(&record, record.len().min(fields)), why })
}

/// The place of the field at index `field`.
pub(super) fn place(record: &StringRecord, field: usize) -> Place {
    let line = record.position().map_or(1, csv::Position::line);
    Place { line, column: field as u64 + 1 }
}

fn syntax(error: csv::Error) -> ReadError {
    let line = error.position().map_or(1, csv::Position::line);
    let why = format!("this is no CSV ({error}): check the quotes");
    ReadError::Syntax { place: Place { line, column: 1 }, why }
}
