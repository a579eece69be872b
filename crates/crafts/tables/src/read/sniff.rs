//! Finds out how text is delimited, and whether its first row is a header.

use super::cells::{clean, is_missing};
use super::records::Records;
use csv::ByteRecord;
use std::collections::{HashMap, HashSet};

/// Records of the head that are looked at.
const RECORDS: usize = 400;
const CANDIDATES: [u8; 5] = [b',', b'\t', b';', b'|', b' '];

/// The first records of `head` as text; the last is left out if it may be cut.
pub(super) fn records(head: &[u8], whole: bool, delimiter: u8) -> Vec<Vec<String>> {
    let mut records = Records::new(head, delimiter);
    let mut record = ByteRecord::new();
    let mut all = Vec::new();
    while all.len() < RECORDS && matches!(records.next(&mut record), Ok(true)) {
        all.push(
            record.iter().map(|cell| clean(&String::from_utf8_lossy(cell)).into_owned()).collect(),
        );
    }
    if !whole && all.len() > 1 && all.len() < RECORDS {
        all.pop();
    }
    all
}

/// The delimiter by which most rows have the same number of cells, at least two; else a comma.
pub(super) fn delimiter(head: &[u8], whole: bool) -> u8 {
    let mut best = (0, 0, b',');
    for candidate in CANDIDATES {
        let records = records(head, whole, candidate);
        let mut widths: HashMap<usize, usize> = HashMap::new();
        records.iter().for_each(|record| *widths.entry(record.len()).or_default() += 1);
        let Some((width, count)) = widths.into_iter().max_by_key(|&(width, count)| (count, width))
        else {
            continue;
        };
        let consistent = count * 100 / records.len().max(1);
        let enough = if candidate == b' ' { 98 } else { 80 };
        if width >= 2 && consistent >= enough && (consistent, width) > (best.0, best.1) {
            best = (consistent, width, candidate);
        }
    }
    best.2
}

/// Whether the first record names the columns: it has text where the others have numbers. Without
/// numbers, it is taken for a header unless it repeats itself or what stands below. A record that
/// holds a `personal` value is data: as a header, it would show in every report.
pub(super) fn has_header(records: &[Vec<String>], personal: fn(&str) -> bool) -> bool {
    let Some((first, rest)) = records.split_first() else { return false };
    if first.iter().any(|cell| personal(cell)) {
        return false;
    }
    if rest.is_empty() {
        return !first.iter().any(|cell| is_number(cell));
    }
    let (mut names, mut numbers, mut repeated) = (0, 0, 0);
    for (column, name) in first.iter().enumerate() {
        let below =
            || rest.iter().filter_map(|record| record.get(column)).filter(|cell| !is_missing(cell));
        let (count, numeric) = (below().count(), below().filter(|cell| is_number(cell)).count());
        if count > 0 && numeric * 10 >= count * 9 {
            if is_number(name) || is_missing(name) { numbers += 1 } else { names += 1 }
        } else if below().any(|cell| cell == name) {
            repeated += 1;
        }
    }
    let distinct: HashSet<&String> = first.iter().collect();
    match names.cmp(&numbers) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => repeated == 0 && distinct.len() == first.len(),
    }
}

fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok_and(f64::is_finite)
}
