//! Finds out how text is written: what parts its cells, where the table begins, and whether its first row
//! is a header.
//!
//! A delimiter is good where rows have the same number of cells (pattern) and the cells are of something
//! (type), as in G. van den Burg and others, "Wrangling messy CSV files by detecting row and type patterns"
//! (2019).

use super::cells::{clean, is_missing};
use super::number::written;
use super::records::{Dialect, Record, RecordError, Records};
use std::collections::HashMap;

mod header;
mod prose;
mod said;

pub(super) use header::has_header;
pub(super) use said::{said, says};

/// Records of the head that are looked at.
const RECORDS: usize = 400;
/// In the order in which the first of equals is taken.
const CANDIDATES: [u8; 8] = [b',', b'\t', b';', b'|', b' ', b':', b'^', b'~'];
/// Lines before the table.
const PREAMBLE: usize = 50;

/// A row of the head.
#[derive(Debug, Clone)]
pub(super) struct HeadRow {
    pub(super) cells: Vec<String>,
    hash: bool,
    /// Blank lines before it.
    blanks: u64,
}

/// The first records of `head` as text; the last is left out if it may be cut.
pub(super) fn records(head: &[u8], whole: bool, dialect: Dialect) -> Vec<HeadRow> {
    rows(head, whole, dialect).0
}

fn rows(head: &[u8], whole: bool, dialect: Dialect) -> (Vec<HeadRow>, Option<RecordError>) {
    let mut records = Records::new(head, dialect, usize::MAX);
    let mut record = Record::default();
    let (mut all, mut error) = (Vec::new(), None);
    while all.len() < RECORDS {
        match records.next(&mut record) {
            Ok(true) => all.push(HeadRow {
                cells: record
                    .iter()
                    .map(|cell| clean(&String::from_utf8_lossy(cell)).into_owned())
                    .collect(),
                hash: record.hash,
                blanks: record.blanks,
            }),
            Ok(false) => break,
            Err(wrong) => {
                // A head that is cut within a quote is no fault of the file's.
                let cut = !whole && matches!(wrong, RecordError::Unclosed(_));
                error = (!cut).then_some(wrong);
                return (all, error);
            }
        }
    }
    if !whole && all.len() > 1 && all.len() < RECORDS {
        all.pop();
    }
    (all, error.take())
}

/// Why it is not known how a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ambiguous {
    /// Two delimiters part it equally well.
    Delimiters(u8, u8),
    /// This one parts cells, or stands in the texts of one column.
    OneColumn(u8),
}

/// How the text is written, if something says it.
pub(super) fn dialect(head: &[u8], whole: bool, unquoted: bool) -> Result<Dialect, Ambiguous> {
    let mut best: Option<(f64, Dialect)> = None;
    let mut next = (0.0, 0);
    for delimiter in CANDIDATES {
        let Some((score, dialect)) = tried(head, whole, delimiter, unquoted) else { continue };
        match &best {
            Some((most, _)) if score <= *most => {
                if score > next.0 {
                    next = (score, delimiter);
                }
            }
            Some((most, known)) => {
                next = (*most, known.delimiter);
                best = Some((score, dialect));
            }
            None => best = Some((score, dialect)),
        }
    }
    let plain = Dialect { quote: (!unquoted).then_some(b'"'), ..Dialect::of(b',') };
    match best {
        // White space is in most texts: beside another delimiter it is no doubt.
        Some((most, dialect))
            if next.0 >= most * 0.97 && next.1 != b' ' && dialect.delimiter != b' ' =>
        {
            Err(Ambiguous::Delimiters(dialect.delimiter, next.1))
        }
        Some((_, dialect)) => match prose::of(head, whole, dialect.delimiter) {
            prose::Use::Parts => Ok(dialect),
            prose::Use::Written => Ok(one_column(head)),
            prose::Use::Either => Err(Ambiguous::OneColumn(dialect.delimiter)),
        },
        None if prose::of(head, whole, plain.delimiter) == prose::Use::Written => {
            Ok(one_column(head))
        }
        None => Ok(plain),
    }
}

/// A dialect that parts nothing: what parts its cells is in none of them. A later line that has it has two
/// cells, and is told.
fn one_column(head: &[u8]) -> Dialect {
    const UNIT_SEPARATOR: u8 = 0x1f;
    let absent = [b'\t', b'|', b'^', b'~', b';'].into_iter().find(|byte| !head.contains(byte));
    Dialect { quote: None, ..Dialect::of(absent.unwrap_or(UNIT_SEPARATOR)) }
}

/// The dialect of a delimiter that somebody gave.
pub(super) fn given(head: &[u8], whole: bool, delimiter: u8, unquoted: bool) -> Dialect {
    let tried = tried(head, whole, delimiter, unquoted).map(|(_, dialect)| dialect);
    tried.unwrap_or(Dialect { quote: (!unquoted).then_some(b'"'), ..Dialect::of(delimiter) })
}

/// How well `delimiter` parts the head, and with which quotes.
fn tried(head: &[u8], whole: bool, delimiter: u8, unquoted: bool) -> Option<(f64, Dialect)> {
    let plain = Dialect { quote: (!unquoted).then_some(b'"'), ..Dialect::of(delimiter) };
    let (mut found, error) = rows(head, whole, plain);
    let mut dialect = plain;
    if !unquoted && matches!(error, Some(RecordError::AfterQuote(_) | RecordError::Unclosed(_))) {
        let slashed = Dialect { backslash: true, ..plain };
        let (rows, error) = rows(head, whole, slashed);
        if error.is_none() && head.windows(2).any(|pair| pair == b"\\\"") {
            (found, dialect) = (rows, slashed);
        }
    }
    let double = head.contains(&b'"');
    if !unquoted && !double && delimiter != b' ' && apostrophes(&found) {
        dialect = Dialect { quote: Some(b'\''), ..plain };
        found = records(head, whole, dialect);
    }
    let width = width(&found)?;
    // White space is in any line before a table; but in a header that is one name short, as R's `write.table`
    // leaves the one of the row's number.
    let short = found.len() > 2 && found.first().is_some_and(|row| row.cells.len() + 1 == width);
    let skip = |row: &&HeadRow| delimiter != b' ' && row.cells.len() != width;
    let table = found.iter().skip(usize::from(short && delimiter == b' ')).skip_while(skip);
    let table: Vec<&HeadRow> = table.filter(|row| !row.hash || row.cells.len() == width).collect();
    let like = table.iter().filter(|row| row.cells.len() == width).count();
    let share = like as f64 / table.len().max(1) as f64;
    let enough = if delimiter == b' ' { 0.98 } else { 0.6 };
    if width < 2 || share < enough {
        return None;
    }
    let (mut known, mut all) = (0.0, 0usize);
    for row in table.iter().filter(|row| row.cells.len() == width) {
        known += row.cells.iter().map(|cell| sense(cell)).sum::<f64>();
        all += width;
    }
    let typed = known / all.max(1) as f64;
    // White space is within cells too, and a tabulator is some.
    let rare = if delimiter == b' ' { 0.8 } else { 1.0 };
    Some((rare * share * typed * (1.0 - 1.0 / (width as f64 + 1.0)), dialect))
}

/// Whether most rows have cells in apostrophes.
fn apostrophes(rows: &[HeadRow]) -> bool {
    let quoted = |row: &&HeadRow| {
        row.cells.iter().any(|cell| cell.starts_with('\'') && cell.len() > 1)
            && row.cells.iter().any(|cell| cell.ends_with('\'') && cell.len() > 1)
    };
    let below = rows.len().saturating_sub(1);
    below > 0 && rows.iter().skip(1).filter(quoted).count() * 4 >= below * 3
}

/// How much a cell is something by itself, from 0 to 1: empty, a number, a date or a time, or words without
/// what parts cells elsewhere; words with digits among them are less, pieces of numbers are nothing.
fn sense(cell: &str) -> f64 {
    if is_missing(cell) || written(cell).is_some() {
        return 1.0;
    }
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let dated = digits >= 4
        && cell.bytes().all(|b| b.is_ascii_digit() || b"-/.: TZ+".contains(&b))
        && cell.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    if dated {
        return if cell.len() >= 5 { 1.0 } else { 0.0 };
    }
    let parts = |byte: u8| matches!(byte, b';' | b'\t' | b'|' | b'^' | b'~' | b',');
    let letters = cell.chars().any(char::is_alphabetic);
    // A comma before a space is of the sentence; what begins like an entity was cut out of one.
    let sentence = cell.contains(", ").then(|| cell.replace(", ", " "));
    let plain = sentence.as_deref().unwrap_or(cell);
    if plain.bytes().any(parts) || !letters || plain.ends_with([':', ',']) || plain.starts_with('&')
    {
        return 0.0;
    }
    if digits > 0 || sentence.is_some() { 0.8 } else { 1.0 }
}

/// The number of cells that most rows have; of equals the larger.
pub(super) fn width(rows: &[HeadRow]) -> Option<usize> {
    let mut widths: HashMap<usize, usize> = HashMap::new();
    // Comments say nothing, where there are fewer than rows.
    let comments = rows.iter().filter(|row| row.hash).count() * 2 <= rows.len();
    let counted = rows.iter().filter(|row| !(comments && row.hash));
    counted.for_each(|row| *widths.entry(row.cells.len()).or_default() += 1);
    widths.into_iter().max_by_key(|&(width, count)| (count, width)).map(|(width, _)| width)
}

/// Where the table begins in the rows of the head.
pub(super) struct Beginning {
    /// Rows before it.
    pub(super) skipped: usize,
    /// Its first row is a header of fewer cells than the others have.
    pub(super) short: bool,
}

/// Finds the row that the table begins with: what stands before it has other widths.
pub(super) fn beginning(rows: &[HeadRow], width: usize, personal: fn(&str) -> bool) -> Beginning {
    let comments = rows.iter().take_while(|row| row.hash && row.cells.len() != width).count();
    let all = |skipped: usize| Beginning { skipped, short: false };
    let Some(first) = rows.iter().position(|row| row.cells.len() == width) else { return all(0) };
    if first == 0 || first > PREAMBLE {
        return all(comments);
    }
    let before = rows.get(comments..first).unwrap_or_default();
    let after = rows.get(first..).unwrap_or_default();
    let [only] = before else { return all(first) };
    let blank = after.first().is_some_and(|row| row.blanks > 0);
    let named = has_header(&cells_of(after), personal);
    // One line of several cells, directly above rows that have no header of their own.
    let short = only.cells.len() > 1 && only.cells.len() < width && !blank && !named;
    if short { Beginning { skipped: comments, short } } else { all(first) }
}

/// The cells alone.
pub(super) fn cells_of(rows: &[HeadRow]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.cells.clone()).collect()
}
