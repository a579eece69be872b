//! Arrow columns of any type as text, for the classifier alone: what is stored stays as it is.

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date64Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef, StringArray, StructArray};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::DataType;
use std::fmt::Write as _;
use std::sync::Arc;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The values as text; `None` for a type that has none. Nested values are JSON, bytes that are no UTF-8
/// are hexadecimal, numbers that are none are missing.
pub(crate) fn of(values: &ArrayRef) -> Option<StringArray> {
    let kind = values.data_type();
    match kind {
        DataType::Utf8 => return Some(values.as_string::<i32>().clone()),
        DataType::Float32 | DataType::Float64 => return Some(finite(values)),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            let binary = cast(values, &DataType::LargeBinary)?;
            let cells = binary.as_binary::<i64>().iter();
            return Some(cells.map(|cell| cell.map(bytes)).collect());
        }
        DataType::FixedSizeBinary(_) => {
            let cells = values.as_fixed_size_binary().iter();
            return Some(cells.map(|cell| cell.map(bytes)).collect());
        }
        DataType::Dictionary(_, plain) => {
            let plain = cast(values, plain)?;
            return of(&plain);
        }
        nested if nested.is_nested() => return json_of(values),
        // Milliseconds that are all whole days are days.
        DataType::Date64 => {
            let all = values.as_primitive::<Date64Type>();
            if all.iter().flatten().all(|moment| moment % DAY == 0) {
                let days = cast(values, &DataType::Date32)?;
                return cast(&days, &DataType::Utf8).map(|text| text.as_string::<i32>().clone());
            }
        }
        // A zone that is named is left to who shows it.
        DataType::Timestamp(unit, Some(_)) => {
            let utc = cast(values, &DataType::Timestamp(*unit, Some(Arc::from("+00:00"))))?;
            return cast(&utc, &DataType::Utf8).map(|text| text.as_string::<i32>().clone());
        }
        _ => {}
    }
    match cast(values, &DataType::Utf8) {
        Some(text) => Some(text.as_string::<i32>().clone()),
        None => shown(values),
    }
}

fn cast(values: &ArrayRef, to: &DataType) -> Option<ArrayRef> {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(values, to, &strict).ok()
}

fn finite(values: &ArrayRef) -> StringArray {
    let text = cast(values, &DataType::Utf8);
    let finite = |row: usize| match values.as_primitive_opt::<Float64Type>() {
        Some(numbers) => numbers.value(row).is_finite(),
        None => values.as_primitive::<Float32Type>().value(row).is_finite(),
    };
    let Some(text) = text else { return StringArray::new_null(values.len()) };
    let cells = text.as_string::<i32>().iter().enumerate();
    cells.map(|(row, cell)| cell.filter(|_| finite(row))).collect()
}

fn bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }),
    }
}

fn shown(values: &ArrayRef) -> Option<StringArray> {
    let options = FormatOptions::new().with_display_error(false);
    let formatter = ArrayFormatter::try_new(values, &options).ok()?;
    let mut text = StringBuilder::new();
    for row in 0..values.len() {
        match values.is_null(row) {
            true => text.append_null(),
            false => text.append_value(formatter.value(row).try_to_string().ok()?),
        }
    }
    Some(text.finish())
}

fn json_of(values: &ArrayRef) -> Option<StringArray> {
    let mut text = StringBuilder::new();
    for row in 0..values.len() {
        let cell = values.slice(row, 1);
        if cell.is_null(0) {
            text.append_null();
            continue;
        }
        let mut json = String::new();
        write_json(&cell, 0, &mut json, 0)?;
        text.append_value(json);
    }
    Some(text.finish())
}

/// Levels of nesting that are written out.
const DEPTH: usize = 64;

fn write_json(values: &ArrayRef, row: usize, out: &mut String, depth: usize) -> Option<()> {
    if depth > DEPTH {
        return None;
    }
    if values.is_null(row) {
        out.push_str("null");
        return Some(());
    }
    match values.data_type() {
        DataType::Struct(_) => object(values.as_struct(), row, out, depth),
        DataType::List(_) => list(&values.as_list::<i32>().value(row), out, depth),
        DataType::LargeList(_) => list(&values.as_list::<i64>().value(row), out, depth),
        DataType::FixedSizeList(..) => list(&values.as_fixed_size_list().value(row), out, depth),
        DataType::ListView(_) => list(&values.as_list_view::<i32>().value(row), out, depth),
        DataType::LargeListView(_) => list(&values.as_list_view::<i64>().value(row), out, depth),
        DataType::Map(..) => {
            let entries: ArrayRef = Arc::new(values.as_map().value(row));
            list(&entries, out, depth)
        }
        _ => leaf(&values.slice(row, 1), out),
    }
}

fn object(values: &StructArray, row: usize, out: &mut String, depth: usize) -> Option<()> {
    out.push('{');
    for (at, (name, column)) in values.column_names().iter().zip(values.columns()).enumerate() {
        if at > 0 {
            out.push(',');
        }
        quoted(name, out);
        out.push(':');
        write_json(column, row, out, depth + 1)?;
    }
    out.push('}');
    Some(())
}

fn list(values: &ArrayRef, out: &mut String, depth: usize) -> Option<()> {
    out.push('[');
    for row in 0..values.len() {
        if row > 0 {
            out.push(',');
        }
        write_json(values, row, out, depth + 1)?;
    }
    out.push(']');
    Some(())
}

fn leaf(value: &ArrayRef, out: &mut String) -> Option<()> {
    let kind = value.data_type();
    let bare = kind.is_numeric() || *kind == DataType::Boolean;
    let text = if kind.is_nested() { return None } else { of(value)? };
    match text.is_valid(0).then(|| text.value(0)) {
        None => out.push_str("null"),
        Some(text) if bare => out.push_str(text),
        Some(text) => quoted(text, out),
    }
    Some(())
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            control if u32::from(control) < 32 => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}
