//! Columns of numbers, in the smallest type that holds each of them exactly.

use super::votes::{Votes, infinity, is_word};
use crate::defect_rows::DefectRows;
use crate::read::kind::ColumnType;
use crate::read::number::{Form, written};
use arrow_array::builder::StringBuilder;
use arrow_array::{
    Array, ArrayRef, Decimal128Array, Float64Array, Int64Array, StringArray, UInt64Array,
};
use std::borrow::Cow;
use std::sync::Arc;

/// Decimals up to which a number that a double can't hold is an amount; beyond, it is a measure.
const AMOUNT: usize = 6;
/// Digits that every double holds.
const SURE: usize = 15;
const MOST: u8 = 38;

/// A column of numbers.
pub(super) struct Numbers {
    pub(super) typed: ArrayRef,
    /// As it is classified; `None` if that is how it is written.
    pub(super) text: Option<StringArray>,
    /// Rows that were written in somebody's own way.
    pub(super) written: DefectRows,
    pub(super) infinite: DefectRows,
}

/// The numbers of a column with `decimal` before its decimals; `None` if no type holds them exactly.
pub(super) fn columns(column: &StringArray, decimal: u8, votes: &Votes) -> Option<Numbers> {
    let plain = plain(column, decimal);
    let mut shape = Shape::default();
    let mut infinite = DefectRows::default();
    for (row, cell) in (0u64..).zip(column) {
        match plain.value(row as usize) {
            Some(number) => shape.see(number),
            None if cell.and_then(infinity).is_some() => {
                infinite.push(row);
                shape.fractional = true;
            }
            None => {}
        }
    }
    let kind = shape.kind()?;
    let typed = typed(&plain, column, kind).ok()?;
    let (text, written) = shown(column, &plain, votes);
    Some(Numbers { typed, text, written, infinite })
}

/// The numbers of a column as `kind`; the row of the first that is none.
pub(super) fn given(
    column: &StringArray,
    decimal: u8,
    kind: ColumnType,
) -> Result<(ArrayRef, Option<StringArray>), usize> {
    let plain = plain(column, decimal);
    let array = typed(&plain, column, kind)?;
    let text = plain.cells.iter().any(|cell| matches!(cell, Some(Cow::Owned(_))));
    let shown = text.then(|| shown_of(column, &plain));
    Ok((array, shown))
}

/// Each cell that is a number, with a point and no groups.
struct Plain<'a> {
    cells: Vec<Option<Cow<'a, str>>>,
}

impl Plain<'_> {
    fn value(&self, row: usize) -> Option<&str> {
        self.cells.get(row).and_then(Option::as_deref)
    }
}

fn plain(column: &StringArray, decimal: u8) -> Plain<'_> {
    let cells = column.iter().map(|cell| {
        let number = written(cell?)?;
        let against = match number.form {
            Form::Comma | Form::GroupsByPoint | Form::GroupsBySpace(_, Some(true)) => b'.',
            Form::Point | Form::GroupsByComma | Form::GroupsBySpace(_, Some(false)) => b',',
            _ => 0,
        };
        (against != decimal).then(|| number.plain(decimal))
    });
    Plain { cells: cells.collect() }
}

/// What all numbers of a column have in common.
#[derive(Default)]
struct Shape {
    fractional: bool,
    exponents: bool,
    /// Does not fit `i64`, does not fit `u64`.
    unsigned: bool,
    huge: bool,
    negative: bool,
    /// A double would be another number.
    inexact: bool,
    decimals: usize,
    digits: usize,
}

impl Shape {
    fn see(&mut self, number: &str) {
        let (mantissa, exponent) = match number.find(['e', 'E']) {
            Some(at) => (number.get(..at).unwrap_or(number), true),
            None => (number, false),
        };
        let magnitude = mantissa.trim_start_matches('-');
        let (whole, decimals) = magnitude.split_once('.').unwrap_or((magnitude, ""));
        self.negative |= mantissa.len() != magnitude.len();
        self.exponents |= exponent;
        self.fractional |= exponent || magnitude.contains('.');
        self.decimals = self.decimals.max(decimals.len());
        self.digits = self.digits.max(whole.len());
        let digits = whole.len() + decimals.len();
        if digits > SURE && !exact(number) {
            self.inexact = true;
        }
        let long = whole.len() > 18 && !exponent && decimals.is_empty() && !number.contains('.');
        if long && number.parse::<i64>().is_err() {
            self.unsigned = true;
            self.huge |= number.parse::<u64>().is_err();
        }
    }

    fn kind(&self) -> Option<ColumnType> {
        if !self.fractional {
            return match (self.unsigned, self.huge) {
                (false, _) => Some(ColumnType::Int64),
                (true, false) if !self.negative => Some(ColumnType::UInt64),
                _ => None,
            };
        }
        let amount = self.inexact && !self.exponents && self.decimals <= AMOUNT;
        if !amount {
            // Whole numbers among fractions that a double changes are kept as they are.
            let lossy = self.huge || (self.inexact && self.unsigned);
            return (!lossy).then_some(ColumnType::Float64);
        }
        let fits = self.digits + self.decimals <= usize::from(MOST);
        let scale = i8::try_from(self.decimals).ok()?;
        fits.then_some(ColumnType::Decimal(MOST, scale))
    }
}

/// Whether the double that is nearest to `number` is written like it, zeros at its ends aside.
fn exact(number: &str) -> bool {
    let Ok(value) = number.parse::<f64>() else { return false };
    if !value.is_finite() {
        return false;
    }
    let digits = |text: &str| {
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').to_owned()
    };
    digits(number) == digits(&format!("{value:e}"))
}

fn typed(plain: &Plain<'_>, column: &StringArray, kind: ColumnType) -> Result<ArrayRef, usize> {
    fn parsed<T>(
        plain: &Plain<'_>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<Option<T>>, usize> {
        let cells = plain.cells.iter().enumerate();
        cells
            .map(|(row, cell)| cell.as_deref().map(|cell| parse(cell).ok_or(row)).transpose())
            .collect()
    }
    Ok(match kind {
        ColumnType::Int64 => {
            Arc::new(Int64Array::from(parsed(plain, |number| number.parse().ok())?))
        }
        ColumnType::UInt64 => {
            Arc::new(UInt64Array::from(parsed(plain, |number| number.parse().ok())?))
        }
        ColumnType::Decimal(precision, scale) => {
            let numbers = parsed(plain, |number| unscaled(number, precision, scale))?;
            let decimals =
                Decimal128Array::from(numbers).with_precision_and_scale(precision, scale);
            Arc::new(decimals.map_err(|_| 0usize)?)
        }
        _ => {
            let mut numbers = parsed(plain, |number| {
                number.parse::<f64>().ok().filter(|number| number.is_finite())
            })?;
            for (number, cell) in numbers.iter_mut().zip(column) {
                if number.is_none() {
                    *number = cell.and_then(infinity);
                }
            }
            Arc::new(Float64Array::from(numbers))
        }
    })
}

/// The number without its point, so many decimals long.
fn unscaled(number: &str, precision: u8, scale: i8) -> Option<i128> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let wanted = usize::try_from(scale).ok()?;
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > wanted || whole.contains(['e', 'E']) {
        return None;
    }
    let digits = format!("{whole}{decimals}{}", "0".repeat(wanted - decimals.len()));
    let value: i128 = digits.parse().ok()?;
    let most = 10_i128.checked_pow(u32::from(precision))?;
    (value.abs() < most).then_some(value)
}

/// The column as it is classified, and the rows that are written otherwise.
fn shown(
    column: &StringArray,
    plain: &Plain<'_>,
    votes: &Votes,
) -> (Option<StringArray>, DefectRows) {
    let anew = |cell: Option<&str>, number: &Option<Cow<'_, str>>| match (cell, number) {
        (Some(cell), Some(number)) => cell != number.as_ref(),
        _ => false,
    };
    let pairs = column.iter().zip(&plain.cells);
    let written = (0u64..).zip(pairs).filter(|(_, (cell, number))| anew(*cell, number));
    let written = super::rows(written.map(|(row, _)| row));
    let worded = column.iter().flatten().any(|cell| is_word(cell) || infinity(cell).is_some());
    let same = written.is_empty() && !worded && !votes.adorned;
    ((!same).then(|| shown_of(column, plain)), written)
}

/// Numbers plain, what is missing among numbers missing, all else as it is.
fn shown_of(column: &StringArray, plain: &Plain<'_>) -> StringArray {
    let mut text = StringBuilder::with_capacity(column.len(), column.value_data().len());
    for (cell, number) in column.iter().zip(&plain.cells) {
        let kept = cell.filter(|cell| !is_word(cell) && infinity(cell).is_none());
        text.append_option(number.as_deref().or(kept));
    }
    text.finish()
}
