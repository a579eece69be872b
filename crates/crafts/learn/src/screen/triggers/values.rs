//! What may be part of a trigger: values and kinds of values that some rows share.

use super::spelled::{self, Spelled};
use crate::table::{Numeric, Table};
use std::collections::HashMap;

/// Fewest rows, and the shares of the table that a trigger may have: fewer teach nothing, more are a
/// pattern.
const LEAST_ROWS: usize = 8;
const LEAST_SHARE: f64 = 0.002;
const MOST_SHARE: f64 = 0.12;
/// Exact values of one column, the most frequent ones.
const VALUES_OF_A_COLUMN: usize = 96;
/// Values in all: pairs are counted in a table of their square.
const VALUES: usize = 1_500;
/// Narrow bands that a column of numbers is cut into.
const BANDS: usize = 40;
/// Shares of the table at either end of a column.
const ENDS: [f64; 3] = [0.01, 0.02, 0.04];
/// Digits behind the point that are told apart.
const DIGITS: i32 = 6;

/// What makes a row hold a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// This number, bit by bit.
    Number(f32),
    /// This category.
    Category(u32),
    /// A category that is another but for capitals, blanks and punctuation, written as fewer rows have it.
    Otherwise(Spelled),
    /// A missing or unknown value.
    Missing,
    /// A number with so many digits behind the point.
    Digits(u8),
    /// A number from one to another, both included.
    Between(f32, f32),
}

/// A value, or a kind of value, of one column.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// Numbers are counted first, then categories.
    pub(super) column: usize,
    pub(super) kind: Kind,
    /// Ascending.
    pub(super) rows: Vec<u32>,
}

/// Rows that a value is expected to behave as: those whose number is next to its own, or whose category is the
/// same in other letters.
pub(super) struct Near {
    pub(super) rows: Vec<u32>,
    pub(super) side: Side,
}

/// Where these stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Below and above.
    Both,
    /// At an end of the column: what is beyond is told less well.
    One,
    /// They mean the same.
    Same,
}

impl Value {
    /// Whether it is a category in another way of writing.
    pub(super) const fn is_otherwise(&self) -> bool {
        matches!(self.kind, Kind::Otherwise(_))
    }

    /// Whether a row of `table` holds the value.
    pub(super) fn is_in(&self, table: &Table, row: usize) -> bool {
        let number = || table.numeric().get(self.column).and_then(|c| c.values.get(row)).copied();
        let code = || {
            let at = self.column.checked_sub(table.numeric().len())?;
            let column = table.categorical().get(at)?;
            let code = column.codes.get(row).copied()?;
            Some((code, (code as usize) < column.vocabulary.len()))
        };
        match &self.kind {
            Kind::Number(value) => number().is_some_and(|n| n.to_bits() == value.to_bits()),
            Kind::Category(wanted) => code() == Some((*wanted, true)),
            Kind::Otherwise(spelled) => code().is_some_and(|(code, _)| spelled.is_odd(code)),
            Kind::Missing => match number() {
                Some(number) => number.is_nan(),
                None => code().is_some_and(|(_, known)| !known),
            },
            Kind::Digits(wanted) => number().and_then(digits) == Some(*wanted),
            Kind::Between(from, to) => number().is_some_and(|n| *from <= n && n <= *to),
        }
    }

    /// Rows whose number is next to the value's own, as many as it has itself, on both sides where
    /// there are both; of a category those that are written in the usual way; `None` for what has neither.
    pub(super) fn near(&self, table: &Table) -> Option<Near> {
        let (from, to) = match &self.kind {
            Kind::Number(value) => (*value, *value),
            Kind::Between(from, to) => (*from, *to),
            Kind::Otherwise(spelled) => {
                let at = self.column.checked_sub(table.numeric().len())?;
                let rows = spelled.usual_rows(table.categorical().get(at)?);
                return (!rows.is_empty()).then_some(Near { rows, side: Side::Same });
            }
            Kind::Category(_) | Kind::Missing | Kind::Digits(_) => return None,
        };
        let column = table.numeric().get(self.column)?;
        let beside = |keep: &dyn Fn(f32) -> bool, distance: &dyn Fn(f32) -> f32| {
            let mut rows: Vec<(f32, u32)> = (0u32..)
                .zip(&column.values)
                .filter(|(_, value)| !value.is_nan() && keep(**value))
                .map(|(row, value)| (distance(*value), row))
                .collect();
            let wanted = self.rows.len().max(20);
            if rows.len() > wanted {
                rows.select_nth_unstable_by(wanted, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                rows.truncate(wanted);
            }
            rows.into_iter().map(|(_, row)| row).collect::<Vec<u32>>()
        };
        let mut rows = beside(&|value| value < from, &|value| from - value);
        let above = beside(&|value| value > to, &|value| value - to);
        let side = if rows.is_empty() || above.is_empty() { Side::One } else { Side::Both };
        rows.extend(above);
        Some(Near { rows, side })
    }
}

/// The fewest and the most rows that a trigger may have.
pub(super) fn bounds(rows: usize) -> (usize, usize) {
    let least = (LEAST_SHARE * rows as f64) as usize;
    (least.max(LEAST_ROWS), (MOST_SHARE * rows as f64) as usize)
}

/// All that may be a trigger or part of one, by column.
pub(super) fn of(table: &Table, allowed: &[bool]) -> Vec<Value> {
    let columns = table.numeric().len() + table.categorical().len();
    let each = VALUES_OF_A_COLUMN.min(VALUES / columns.max(1)).max(4);
    let mut values = Vec::new();
    let is_allowed = |column: &usize| allowed.get(*column).copied().unwrap_or(true);
    for column in (0..columns).filter(is_allowed) {
        let mut own: Vec<Value> = match table.numeric().get(column) {
            Some(numeric) => of_numbers(column, numeric, table.rows(), each),
            None => of_categories(column, table, each),
        };
        own.sort_by_key(|value| value.rows.first().copied());
        values.extend(own);
    }
    values
}

fn of_categories(column: usize, table: &Table, most: usize) -> Vec<Value> {
    let at = column - table.numeric().len().min(column);
    let Some(categorical) = table.categorical().get(at) else { return Vec::new() };
    let known = |code: u32| match (code as usize) < categorical.vocabulary.len() {
        true => Kind::Category(code),
        false => Kind::Missing,
    };
    let kinds = (0u32..).zip(categorical.codes.iter().map(|code| known(*code)));
    let mut values = grouped(column, kinds, table.rows(), most);
    let (least, greatest) = bounds(table.rows());
    for (spelled, rows) in spelled::of(categorical) {
        if (least..=greatest).contains(&rows.len()) {
            // One category alone is looked at as what it is the same as.
            values.retain(|value| value.rows != rows);
            values.push(Value { column, kind: Kind::Otherwise(spelled), rows });
        }
    }
    values
}

fn of_numbers(column: usize, numeric: &Numeric, rows: usize, most: usize) -> Vec<Value> {
    let exact = (0u32..).zip(&numeric.values).map(|(row, value)| match value.is_nan() {
        true => (row, Kind::Missing),
        false => (row, Kind::Number(*value)),
    });
    let mut values = grouped(column, exact, rows, most);
    let written = (0u32..).zip(&numeric.values);
    let written = written.filter_map(|(row, v)| Some((row, Kind::Digits(digits(*v)?))));
    values.extend(grouped(column, written, rows, most));
    values.extend(bands(column, numeric, rows));
    values
}

/// Values with as many rows as a trigger may have, the most frequent ones first.
fn grouped(
    column: usize,
    kinds: impl Iterator<Item = (u32, Kind)>,
    rows: usize,
    most: usize,
) -> Vec<Value> {
    let (least, greatest) = bounds(rows);
    let mut by_kind: HashMap<(u8, u32), (Kind, Vec<u32>)> = HashMap::new();
    for (row, kind) in kinds {
        let key = match &kind {
            Kind::Number(value) => (0, value.to_bits()),
            Kind::Category(code) => (1, *code),
            Kind::Digits(digits) => (2, u32::from(*digits)),
            Kind::Missing | Kind::Between(..) | Kind::Otherwise(_) => (3, 0),
        };
        by_kind.entry(key).or_insert_with(|| (kind, Vec::new())).1.push(row);
    }
    let mut often: Vec<_> =
        by_kind.into_iter().filter(|(_, (_, rows))| rows.len() >= least).collect();
    often.sort_by_key(|(key, (_, rows))| {
        (rows.len() > greatest, std::cmp::Reverse(rows.len()), *key)
    });
    often.truncate(most);
    let value = |(_, (kind, rows))| Value { column, kind, rows };
    often.into_iter().map(value).collect()
}

/// Narrow bands, and both ends, of numbers that differ.
fn bands(column: usize, numeric: &Numeric, rows: usize) -> Vec<Value> {
    let mut order: Vec<(f32, u32)> =
        numeric.values.iter().copied().zip(0u32..).filter(|(v, _)| v.is_finite()).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (least, most) = bounds(rows);
    let count = order.len();
    let mut ranges: Vec<(usize, usize)> =
        (0..BANDS).map(|band| (band * count / BANDS, (band + 1) * count / BANDS)).collect();
    for share in ENDS {
        let size = (share * count as f64) as usize;
        ranges.extend([(0, size), (count - size, count)]);
    }
    let mut bands: Vec<Value> = ranges
        .into_iter()
        .filter_map(|(first, last)| {
            let (from, to) = (order.get(first)?.0, order.get(last.checked_sub(1)?)?.0);
            // Equal numbers are not parted: they stand as exact values.
            let within = order.iter().filter(|(value, _)| from <= *value && *value <= to);
            let mut rows: Vec<u32> = within.map(|(_, row)| *row).collect();
            rows.sort_unstable();
            let fits = from < to && (least..=most).contains(&rows.len());
            fits.then_some(Value { column, kind: Kind::Between(from, to), rows })
        })
        .collect();
    bands.dedup_by(|a, b| a.rows == b.rows);
    bands
}

/// How many digits behind the point a number is written with; `None` if it cannot be told.
fn digits(value: f32) -> Option<u8> {
    let value = f64::from(value);
    if !value.is_finite() || value.abs() > 1e6 {
        return None;
    }
    // A float32 holds some seven digits.
    let near = |digits: &i32| {
        let scaled = value * 10f64.powi(*digits);
        (scaled - scaled.round()).abs() <= 2e-7 * scaled.abs().max(1e-3)
    };
    let found = (0..DIGITS).find(near);
    u8::try_from(found.unwrap_or(DIGITS)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_that_people_write() {
        let of = |value: f32| digits(value).unwrap();
        assert_eq!([of(7.0), of(0.5), of(12.25), of(1_234.567), of(0.0)], [0, 1, 2, 3, 0]);
        assert_eq!(digits(f32::NAN), None);
        assert_eq!(of(std::f32::consts::PI), 6);
    }
}
