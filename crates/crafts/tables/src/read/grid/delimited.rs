//! Text with a delimiter: the one by which most rows have the same number of cells.

use super::super::error::ReadError;
use super::cells::Filling;
use csv::{ReaderBuilder, StringRecord};
use std::collections::HashMap;
use terms::grid::Grid;

/// In the order in which the first of equals is taken.
const CANDIDATES: [u8; 6] = [b',', b';', b'\t', b'|', b'^', b'~'];
/// Rows that are looked at to find it.
const LOOKED_AT: usize = 500;

pub(super) fn read(name: &str, text: &str) -> Result<Grid, ReadError> {
    let (said, skipped) = said(text);
    let body = text.get(skipped..).unwrap_or_default();
    let before = u64::from(skipped > 0);
    let delimiter = said.unwrap_or_else(|| best(body));
    let mut filling = Filling::new(name);
    let wrong = |error: csv::Error| ReadError::Format {
        name: name.to_owned(),
        format: "delimited text",
        cause: terms::printable(&error.to_string()).into_owned(),
    };
    let mut reader = reader(body, delimiter);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(wrong)? {
        // The library tells where it began to look for a record, before empty lines.
        let (line, byte) = record.position().map_or((1, 0), |at| (at.line(), at.byte()));
        let from = usize::try_from(byte).ok().and_then(|from| body.as_bytes().get(from..));
        let empty =
            from.unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
        let line = line + before + empty.filter(|byte| **byte == b'\n').count() as u64;
        if !is_comment(&record) {
            filling.row(line, record.iter().map(str::to_owned).collect())?;
        }
    }
    Ok(filling.finish())
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// `sep=;` in the first line, as spreadsheets write it for one another, and where the text goes on.
fn said(text: &str) -> (Option<u8>, usize) {
    let line = text.lines().next().unwrap_or_default();
    let plain = line.trim_matches('"');
    let says = plain.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    match plain.as_bytes().get(4..) {
        Some([delimiter, ..]) if says && delimiter.is_ascii() => {
            let rest = text.get(line.len()..).unwrap_or_default();
            let ends = rest.len() - rest.trim_start_matches('\r').len();
            let ends = ends + usize::from(rest.get(ends..).is_some_and(|r| r.starts_with('\n')));
            (Some(*delimiter), line.len() + ends)
        }
        _ => (None, 0),
    }
}

/// The delimiter that parts most cells in the same way.
fn best(text: &str) -> u8 {
    let mut best = (0, b',');
    for delimiter in CANDIDATES {
        let mut widths: HashMap<usize, usize> = HashMap::new();
        for record in reader(text, delimiter).records().take(LOOKED_AT).flatten() {
            if record.len() > 1 && !is_comment(&record) {
                *widths.entry(record.len()).or_default() += 1;
            }
        }
        let score = widths.into_iter().map(|(width, rows)| rows * (width - 1)).max();
        if score.is_some_and(|score| score > best.0) {
            best = (score.unwrap_or_default(), delimiter);
        }
    }
    best.1
}

/// `# a comment`; a head may be called `#`, and rows be numbered `#1`.
fn is_comment(record: &StringRecord) -> bool {
    let mut letters = record.get(0).unwrap_or_default().chars();
    letters.next() == Some('#') && letters.next().is_some_and(|next| !next.is_ascii_digit())
}
