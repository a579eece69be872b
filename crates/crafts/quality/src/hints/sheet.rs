//! What spreadsheets do to cells.

use super::Repair;
use crate::column::{Seen, number};
use regex::Regex;
use std::sync::LazyLock;
use terms::{ColumnRole, InfoType};

/// Errors of a formula (ECMA-376 part 1, 18.17.3).
const ERRORS: [&str; 11] = [
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
];

/// Cells that are the error of a formula.
pub(super) fn errors(column: &Seen<'_>) -> Vec<Repair> {
    let wrong = |(row, cell): (usize, &str)| {
        let cell = cell.trim();
        let error =
            cell.starts_with('#') && ERRORS.iter().any(|error| error.eq_ignore_ascii_case(cell));
        error.then_some((row, None))
    };
    column.cells().filter_map(wrong).collect()
}

/// A symbol of a gene: capitals and digits.
static SYMBOL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[A-Z][A-Z0-9-]{1,11}(orf[0-9]+)?$").ok());
/// A day and a month, as a spreadsheet writes what it took for one.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?i)(?:([0-9]{1,2})[-/](mar|sep|dec|oct|apr|feb|nov)|(mar|sep|dec|oct|apr|feb|nov)[-/]([0-9]{1,2}))$").ok()
});

/// Cells that are a day where symbols of genes stand, as the gene that they were: MARCH1, SEPT2 and DEC1,
/// which are called MARCHF1, SEPTIN2 and DELEC1 since (HGNC 2020). Others are kept, and told.
pub(super) fn genes(column: &Seen<'_>) -> Vec<Repair> {
    let (Some(symbol), Some(day)) = (SYMBOL.as_ref(), DAY.as_ref()) else { return Vec::new() };
    // Symbols differ, and have letters and digits: codes of two letters, or words in capitals, are none.
    let mixed =
        |cell: &str| symbol.is_match(cell) && cell.bytes().any(|byte| byte.is_ascii_digit());
    let (symbols, of) = column.share(|cell| symbol.is_match(cell));
    let (with_digits, _) = column.share(mixed);
    if of == 0 || symbols < 0.6 || with_digits < 0.2 {
        return Vec::new();
    }
    let gene = |(row, cell): (usize, &str)| {
        let parts = day.captures(cell.trim())?;
        let month = parts.get(2).or_else(|| parts.get(3))?.as_str().to_lowercase();
        let number: u32 = parts.get(1).or_else(|| parts.get(4))?.as_str().parse().ok()?;
        let gene = match month.as_str() {
            "mar" => format!("MARCHF{number}"),
            "sep" => format!("SEPTIN{number}"),
            "dec" => format!("DELEC{number}"),
            _ => return Some((row, Some(cell.to_owned()))),
        };
        Some((row, Some(gene)))
    };
    column.cells().filter_map(gene).collect()
}

/// Cells of a column of long numbers that were rounded, as `4.1E+15`.
pub(super) fn rounded(column: &Seen<'_>) -> Vec<Repair> {
    let keyed = column.found.is_some_and(|found| {
        found.role == ColumnRole::Identifier || found.info_type == InfoType::RowId
    });
    let long = |cell: &str| cell.len() >= 10 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, _) = column.share(long);
    let (either, _) = column.share(|cell| long(cell) || is_rounded(cell));
    // All of a column of measures may be written so.
    if !(whole >= 0.2 || (keyed && either >= 0.8)) {
        return Vec::new();
    }
    let lost =
        |(row, cell): (usize, &str)| is_rounded(cell.trim()).then(|| (row, Some(cell.to_owned())));
    column.cells().filter_map(lost).collect()
}

fn is_rounded(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let power: Option<u32> = exponent.parse().ok();
    let whole = mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    whole && !mantissa.is_empty() && power.is_some_and(|power| (10..=30).contains(&power))
}

/// Codes of digits that are a digit or two shorter than nearly all others, in a column of codes some of which
/// begin with a zero, or of postal codes.
pub(super) fn zeros(column: &Seen<'_>) -> Vec<Repair> {
    let digits = |cell: &str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let (all, of) = column.share(digits);
    if of < 5 || all < 0.9 {
        return Vec::new();
    }
    let mut lengths = [0usize; 21];
    for (_, cell) in column.cells().filter(|(_, cell)| digits(cell.trim())) {
        if let Some(count) = lengths.get_mut(cell.trim().len().min(20)) {
            *count += 1;
        }
    }
    let Some((length, most)) = lengths.iter().enumerate().max_by_key(|(_, count)| **count) else {
        return Vec::new();
    };
    let beyond: usize = lengths.iter().skip(length + 1).sum();
    let near: usize = lengths.iter().take(length).skip(length.saturating_sub(2)).sum();
    let (zero, _) = column.share(|cell| cell.len() == length && cell.starts_with('0'));
    let postal = column.found.is_some_and(|found| found.info_type == InfoType::PostalCode);
    let kept = zero > 0.0 && zero < 0.5;
    // Where the highest first digit is missing, short numbers are just small ones.
    if beyond > 0 || near == 0 || length < 4 || most * 10 < of * 7 || !(postal || kept) {
        return Vec::new();
    }
    let padded = |(row, cell): (usize, &str)| {
        let cell = cell.trim();
        let short = digits(cell) && cell.len() < length && cell.len() + 2 >= length;
        short.then(|| (row, Some(format!("{cell:0>length$}"))))
    };
    column.cells().filter(|(_, cell)| number(cell).is_some()).filter_map(padded).collect()
}
