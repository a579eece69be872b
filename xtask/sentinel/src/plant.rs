//! Which values of a table are worth searching for.

use crate::forms::FEWEST_DIGITS;
use crate::{Error, Planted};
use aho_corasick::AhoCorasick;
use csv::StringRecord;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Characters below which a value may be anywhere by chance.
const SHORTEST: usize = 7;

/// Takes `count` distinct values of `columns` from the clear table in `csv`, spread over its
/// columns and rows (from 0, after the header), none from `skip_rows`.
///
/// Left out is what would tell nothing when found: values under 7 characters, numbers under 9
/// digits, values in more than 1 % of the rows, and what stands in clear legitimately: in another
/// column, or in a row to be skipped.
///
/// # Errors
/// If the table can't be read, lacks a column, or has too few such values.
pub fn plant(
    csv: &Path,
    columns: &[String],
    count: usize,
    skip_rows: &HashSet<u64>,
) -> Result<Vec<Planted>, Error> {
    let table = Table::read(csv, columns, skip_rows)?;
    let mut unfit = HashSet::new();
    loop {
        let planted = table.pick(columns, count, &unfit);
        if planted.len() < count {
            return Err(Error::TooFew { found: planted.len(), wanted: count });
        }
        let clear = table.clear(&planted)?;
        if clear.is_empty() {
            return Ok(planted);
        }
        unfit.extend(clear);
    }
}

struct Table {
    rows: Vec<StringRecord>,
    /// The positions of the columns asked for.
    wanted: Vec<usize>,
    skipped: HashSet<usize>,
    /// In how many rows of its column a value is, by position among `wanted`.
    seen: HashMap<(usize, String), usize>,
}

impl Table {
    fn read(path: &Path, columns: &[String], skip_rows: &HashSet<u64>) -> Result<Self, Error> {
        let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let broken = |_| Error::Input { path: path.to_owned(), why: "it can't be read as CSV" };
        let header = reader.headers().map_err(broken)?.clone();
        let position = |column: &String| {
            let found = header.iter().position(|name| name == column);
            found.ok_or_else(|| Error::Column(path.to_owned(), column.clone()))
        };
        let wanted = columns.iter().map(position).collect::<Result<Vec<_>, _>>()?;
        let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(broken)?;
        let skipped = skip_rows.iter().filter_map(|&row| row.try_into().ok()).collect();
        let mut seen = HashMap::new();
        for row in &rows {
            for (column, &at) in wanted.iter().enumerate() {
                *seen.entry((column, row.get(at).unwrap_or_default().to_owned())).or_default() += 1;
            }
        }
        Ok(Self { rows, wanted, skipped, seen })
    }

    /// Column by column in turn, each time from a later row on.
    fn pick(&self, columns: &[String], count: usize, unfit: &HashSet<String>) -> Vec<Planted> {
        let mut planted = Vec::new();
        let mut taken = unfit.clone();
        let mut open: Vec<usize> = (0..columns.len()).collect();
        while planted.len() < count && !open.is_empty() {
            open.retain(|&column| {
                let Some(name) = columns.get(column).filter(|_| planted.len() < count) else {
                    return false;
                };
                let start = planted.len() * self.rows.len() / count;
                let Some(value) = self.next(column, start, &taken) else { return false };
                taken.insert(value.to_owned());
                planted.push(Planted { column: name.clone(), value: value.to_owned() });
                true
            });
        }
        planted
    }

    fn next(&self, column: usize, start: usize, taken: &HashSet<String>) -> Option<&str> {
        let at = *self.wanted.get(column)?;
        let rows = self.rows.len();
        let mut fitting = (start..start + rows)
            .map(|row| row % rows)
            .filter(|row| !self.skipped.contains(row))
            .filter_map(|row| self.rows.get(row)?.get(at));
        fitting.find(|&value| {
            let seen = self.seen.get(&(column, value.to_owned())).copied().unwrap_or(0);
            is_telling(value) && seen * 100 <= rows.max(100) && !taken.contains(value)
        })
    }

    /// Those of `planted` that are in clear legitimately.
    fn clear(&self, planted: &[Planted]) -> Result<Vec<String>, Error> {
        let automaton = AhoCorasick::new(planted.iter().map(|planted| &planted.value))
            .map_err(|_| Error::Needles("they are too many"))?;
        let mut found = HashSet::new();
        for (at, row) in self.rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                if self.skipped.contains(&at) || !self.wanted.contains(&column) {
                    let hits = automaton.find_overlapping_iter(cell);
                    found.extend(hits.map(|hit| hit.pattern().as_usize()));
                }
            }
        }
        let values = found.into_iter().filter_map(|at| planted.get(at));
        Ok(values.map(|planted| planted.value.clone()).collect())
    }
}

fn is_telling(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_number = value.trim().parse::<f64>().is_ok();
    value.chars().count() >= SHORTEST && !(is_number && digits < FEWEST_DIGITS)
}
