//! Avro files, row by row as JSON: lists of files are short, and nest.

use super::super::super::text;
use super::super::{Cause, damaged};
use arrow_avro::reader::ReaderBuilder;
use bytes::Bytes;
use serde_json::Value;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One row; columns of other names are left out.
pub(super) type Row = serde_json::Map<String, Value>;

/// The columns `wanted` of all rows.
pub(super) fn rows(bytes: &Bytes, wanted: &[&str]) -> Result<Vec<Row>, Cause> {
    // As of a Parquet file: what is crafted must not end the process.
    let read = catch_unwind(AssertUnwindSafe(|| decoded(bytes, wanted)));
    read.unwrap_or_else(|_| damaged("a list of files is damaged"))
}

fn decoded(bytes: &Bytes, wanted: &[&str]) -> Result<Vec<Row>, Cause> {
    let wrong =
        |error: arrow_schema::ArrowError| Cause::Damaged(format!("a list of files: {error}"));
    let reader = ReaderBuilder::new().build(Cursor::new(&bytes[..])).map_err(wrong)?;
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.map_err(wrong)?;
        let first = rows.len();
        rows.resize_with(first + batch.num_rows(), Row::new);
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            if !wanted.contains(&field.name().as_str()) {
                continue;
            }
            let Some(cells) = text::of(column) else {
                return damaged("a list of files holds what has no text");
            };
            for (row, cell) in rows.iter_mut().skip(first).zip(&cells) {
                // Nested cells are JSON already; others are texts.
                let value = match cell {
                    None => Value::Null,
                    Some(text) if column.data_type().is_nested() => serde_json::from_str(text)
                        .or_else(|_| damaged("a list of files is damaged"))?,
                    Some(text) => Value::String(text.to_owned()),
                };
                row.insert(field.name().clone(), value);
            }
        }
    }
    Ok(rows)
}

/// A whole number, as it is in text or in JSON.
pub(super) fn whole(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    }
}
