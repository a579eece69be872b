//! Cells as a database writes them in text, as Arrow columns.

use crate::kind::Kind;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Decimal256Type, DecimalType, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time64MicrosecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, ListArray, PrimitiveArray, StringArray,
    TimestampMicrosecondArray,
};
use arrow_cast::parse::{Parser, parse_decimal, string_to_datetime};
use arrow_schema::Field;
use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::LazyLock;

/// A cell; `None` is missing.
pub(crate) type Cell<'a> = Option<Cow<'a, [u8]>>;

/// The column; else the first row that is none of its kind.
pub(crate) fn column(kind: &Kind, cells: &[Cell<'_>]) -> Result<ArrayRef, usize> {
    Ok(match kind {
        Kind::Bool => {
            let found: Result<BooleanArray, usize> = each(cells, boolean).collect();
            Arc::new(found?)
        }
        Kind::Int8 => plain::<Int8Type>(cells)?,
        Kind::Int16 => plain::<Int16Type>(cells)?,
        Kind::Int32 => plain::<Int32Type>(cells)?,
        Kind::Int64 => plain::<Int64Type>(cells)?,
        Kind::UInt8 => plain::<UInt8Type>(cells)?,
        Kind::UInt16 => plain::<UInt16Type>(cells)?,
        Kind::UInt32 => plain::<UInt32Type>(cells)?,
        Kind::UInt64 => plain::<UInt64Type>(cells)?,
        Kind::Float32 => plain::<Float32Type>(cells)?,
        Kind::Float64 => plain::<Float64Type>(cells)?,
        Kind::Bits => {
            let one = |(row, cell): (usize, &Cell<'_>)| {
                cell.as_deref().map(|cell| bits(cell).ok_or(row)).transpose()
            };
            let found: Result<PrimitiveArray<UInt64Type>, usize> =
                cells.iter().enumerate().map(one).collect();
            Arc::new(found?)
        }
        Kind::Date => primitive::<Date32Type>(cells, |cell| Date32Type::parse(day(cell)?))?,
        Kind::Time => primitive::<Time64MicrosecondType>(cells, time)?,
        Kind::Timestamp { zone } => {
            let found: Result<TimestampMicrosecondArray, usize> = each(cells, moment).collect();
            Arc::new(found?.with_timezone_opt(zone.then_some("UTC")))
        }
        Kind::Decimal(precision, scale) if *precision <= Decimal128Type::MAX_PRECISION => {
            decimal::<Decimal128Type>(cells, *precision, *scale)?
        }
        Kind::Decimal(precision, scale) => decimal::<Decimal256Type>(cells, *precision, *scale)?,
        Kind::Text => {
            let found: Result<StringArray, usize> =
                each(cells, |cell| Some(cell.to_owned())).collect();
            Arc::new(found?)
        }
        Kind::Bytes => Arc::new(cells.iter().map(Option::as_deref).collect::<BinaryArray>()),
        Kind::Hex => {
            let bytes = |cell: &str| hex::decode(cell.strip_prefix("\\x")?).ok();
            let found: Result<Vec<Option<Vec<u8>>>, usize> = each(cells, bytes).collect();
            Arc::new(BinaryArray::from_iter(found?))
        }
        Kind::List(inner) => list(inner, cells)?,
    })
}

/// What `read` makes of each cell, or the row that it can't read.
fn each<'c, T>(
    cells: &'c [Cell<'_>],
    read: impl Fn(&'c str) -> Option<T>,
) -> impl Iterator<Item = Result<Option<T>, usize>> {
    cells.iter().enumerate().map(move |(row, cell)| {
        let Some(cell) = cell else { return Ok(None) };
        std::str::from_utf8(cell).ok().and_then(&read).map(Some).ok_or(row)
    })
}

fn primitive<T: ArrowPrimitiveType>(
    cells: &[Cell<'_>],
    read: impl Fn(&str) -> Option<T::Native>,
) -> Result<ArrayRef, usize> {
    let found: Result<PrimitiveArray<T>, usize> = each(cells, read).collect();
    Ok(Arc::new(found?))
}

fn plain<T: ArrowPrimitiveType>(cells: &[Cell<'_>]) -> Result<ArrayRef, usize>
where
    T::Native: FromStr,
{
    primitive::<T>(cells, |cell| cell.parse().ok())
}

fn decimal<T: DecimalType + ArrowPrimitiveType>(
    cells: &[Cell<'_>],
    precision: u8,
    scale: i8,
) -> Result<ArrayRef, usize> {
    let read = |cell: &str| {
        let decimals = cell.split_once('.').map_or(0, |(_, after)| after.len());
        // More decimals than there is room for would be rounded.
        (decimals <= usize::from(scale.unsigned_abs()) && !cell.is_empty())
            .then(|| parse_decimal::<T>(cell, precision, scale).ok())?
    };
    let found: Result<PrimitiveArray<T>, usize> = each(cells, read).collect();
    let found = found?.with_precision_and_scale(precision, scale).map_err(|_| 0usize)?;
    Ok(Arc::new(found))
}

fn boolean(cell: &str) -> Option<bool> {
    match cell {
        "t" | "true" | "1" => Some(true),
        "f" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// A day of the years 0001 to 9999; others are written with an era, a sign, or in words.
fn day(cell: &str) -> Option<&str> {
    (cell.len() == 10 && !cell.starts_with("0000")).then_some(cell)
}

fn time(cell: &str) -> Option<i64> {
    let plain = |b: u8| b.is_ascii_digit() || b == b':' || b == b'.';
    (cell.len() >= 8 && cell.bytes().all(plain)).then(|| Time64MicrosecondType::parse(cell))?
}

/// Microseconds since 1970, as UTC unless it says otherwise.
fn moment(cell: &str) -> Option<i64> {
    static UTC: LazyLock<Option<arrow_array::timezone::Tz>> =
        LazyLock::new(|| "+00:00".parse().ok());
    day(cell.get(..10)?)?;
    if cell.ends_with("BC") {
        return None;
    }
    string_to_datetime(&(*UTC)?, cell).ok().map(|moment| moment.timestamp_micros())
}

/// Up to 64 bits, as the bytes that MariaDB sends, the highest first.
fn bits(cell: &[u8]) -> Option<u64> {
    (cell.len() <= 8).then(|| cell.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)))
}

/// An array as PostgreSQL writes it: `{1,NULL,"a \"word\""}`; of one dimension.
fn list(inner: &Kind, cells: &[Cell<'_>]) -> Result<ArrayRef, usize> {
    let (mut values, mut lengths, mut present) = (Vec::new(), Vec::new(), Vec::new());
    for (row, cell) in cells.iter().enumerate() {
        let before = values.len();
        if let Some(cell) = cell {
            let text = std::str::from_utf8(cell).map_err(|_| row)?;
            elements(text, &mut values).ok_or(row)?;
        }
        lengths.push(values.len() - before);
        present.push(cell.is_some());
    }
    let flat: Vec<Cell<'_>> =
        values.iter().map(|v| v.as_ref().map(|v| Cow::Borrowed(v.as_bytes()))).collect();
    // Which row an element stands in.
    let row_of = |element: usize| {
        let mut end = 0;
        lengths.iter().position(|length| {
            end += length;
            element < end
        })
    };
    let values = column(inner, &flat).map_err(|element| row_of(element).unwrap_or(0))?;
    let field = Arc::new(Field::new("item", values.data_type().clone(), true));
    let offsets = arrow_buffer::OffsetBuffer::from_lengths(lengths);
    let nulls = arrow_buffer::NullBuffer::from(present);
    ListArray::try_new(field, offsets, values, Some(nulls))
        .map(|l| Arc::new(l) as ArrayRef)
        .map_err(|_| 0)
}

fn elements(text: &str, into: &mut Vec<Option<String>>) -> Option<()> {
    // Bounds other than from 1 on stand before: [2:3]={1,2}
    let text = if text.starts_with('[') { text.split_once('=')?.1 } else { text };
    let mut rest = text.strip_prefix('{')?.strip_suffix('}')?.chars().peekable();
    if rest.peek().is_none() {
        return Some(());
    }
    loop {
        let mut word = String::new();
        let quoted = rest.next_if_eq(&'"').is_some();
        loop {
            match rest.peek() {
                Some('"') if quoted => break,
                Some(',') | None if !quoted => break,
                Some('{' | '}') if !quoted => return None,
                _ => {}
            }
            match rest.next()? {
                '\\' => word.push(rest.next()?),
                other => word.push(other),
            }
        }
        if quoted {
            rest.next();
        }
        into.push((quoted || word != "NULL").then_some(word));
        match rest.next() {
            Some(',') => {}
            None => return Some(()),
            Some(_) => return None,
        }
    }
}
