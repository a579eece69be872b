//! CSV as both files are written: `#` starts a comment line, blanks around fields don't count.

use super::{Place, ReadError};
use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use std::io::{Chain, Read};

/// A text, and a line break.
pub(super) type Lines<'a> = Reader<Chain<&'a [u8], &'a [u8]>>;

pub(super) fn reader(text: &str) -> Lines<'_> {
    ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(Trim::All)
        .has_headers(false)
        .flexible(true)
        // `csv` takes a comment that ends without a line break for a record of one empty field.
        .from_reader(text.as_bytes().chain(b"\n".as_slice()))
}

/// The first record, if its first fields are `wanted`.
pub(super) fn header(
    reader: &mut Lines<'_>,
    wanted: &[&str],
    written: &'static str,
) -> Result<StringRecord, ReadError> {
    let mut record = StringRecord::new();
    reader.read_record(&mut record).map_err(syntax)?;
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
        if !reader.read_record(&mut record).map_err(syntax)? {
            return Ok(None);
        }
        // Spreadsheets write rows of commas alone.
        if record.len() > 1 && record.iter().all(str::is_empty) {
            continue;
        }
        break;
    }
    while record.len() > fields && record.iter().skip(fields).all(str::is_empty) {
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
