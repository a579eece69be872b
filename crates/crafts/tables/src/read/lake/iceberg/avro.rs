//! Avro files, row by row as JSON: lists of files are short, and nest.

use super::super::super::text;
use super::super::{Cause, damaged};
use arrow_avro::reader::ReaderBuilder;
use arrow_avro::schema::AvroSchema;
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
    let reader = ReaderBuilder::new()
        .with_reader_schema(AvroSchema::new(narrowed(bytes, wanted)?))
        .build(Cursor::new(&bytes[..]))
        .map_err(wrong)?;
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

/// The file's own schema, of the fields `wanted` alone: others may hold what Arrow does not (a record without
/// fields, as that of an unpartitioned table is).
fn narrowed(bytes: &[u8], wanted: &[&str]) -> Result<String, Cause> {
    let schema = schema_of(bytes).and_then(|text| serde_json::from_slice::<Value>(text).ok());
    let Some(mut schema) = schema else { return damaged("a list of files has no schema") };
    narrow(&mut schema, wanted);
    Ok(schema.to_string())
}

/// Leaves the fields of `names` in a record, and those of a file in the records below.
fn narrow(schema: &mut Value, names: &[&str]) {
    let Some(fields) = schema.get_mut("fields").and_then(Value::as_array_mut) else { return };
    fields.retain(|field| {
        field.get("name").and_then(Value::as_str).is_some_and(|n| names.contains(&n))
    });
    for field in fields {
        if let Some(kind) = field.get_mut("type").filter(|kind| kind.is_object()) {
            narrow(kind, OF_A_FILE);
        }
    }
}

/// What is read of a file's description.
const OF_A_FILE: &[&str] =
    &["content", "file_path", "file_format", "record_count", "file_size_in_bytes"];

/// The schema in the header of a file: pairs of a name and bytes (Avro specification, object container files).
fn schema_of(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(b"Obj\x01")?;
    loop {
        let count = long(&mut rest)?;
        if count == 0 {
            return None;
        }
        if count < 0 {
            long(&mut rest)?;
        }
        for _ in 0..count.unsigned_abs() {
            let (name, value) = (sized(&mut rest)?, sized(&mut rest)?);
            if name == b"avro.schema" {
                return Some(value);
            }
        }
    }
}

fn sized<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(long(rest)?).ok()?;
    let (found, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(found)
}

/// A number of variable length, with its sign in the lowest bit.
fn long(rest: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return i64::try_from(value >> 1).ok().map(|half| half ^ -i64::from(value & 1 == 1));
        }
    }
    None
}

/// A whole number, as it is in text or in JSON.
pub(super) fn whole(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    }
}
