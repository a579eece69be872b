//! The schema of an Iceberg table: fields are known by their numbers.

use super::super::wanted::{Key, Wanted};
use super::super::{Cause, damaged, unsupported};
use arrow_schema::{DataType, TimeUnit};
use serde_json::Value;
use std::sync::Arc;

/// Levels of nesting.
const DEPTH: usize = 64;

pub(super) fn columns(schema: &Value) -> Result<Vec<Wanted>, Cause> {
    fields(schema, 0)
}

fn fields(of: &Value, depth: usize) -> Result<Vec<Wanted>, Cause> {
    let Some(fields) = of.get("fields").and_then(Value::as_array) else {
        return damaged("the schema has no fields");
    };
    fields.iter().map(|one| field(one, depth)).collect()
}

fn field(field: &Value, depth: usize) -> Result<Wanted, Cause> {
    let name = field.get("name").and_then(Value::as_str);
    let (Some(name), Some(number), Some(kind)) =
        (name, field.get("id").and_then(Value::as_i64), field.get("type"))
    else {
        return damaged("a field of the schema has no name, number or type");
    };
    let required = field.get("required").and_then(Value::as_bool).unwrap_or(false);
    wanted(name, Key::Number(number), kind, !required, depth)
}

fn wanted(
    name: &str,
    key: Key,
    kind: &Value,
    optional: bool,
    depth: usize,
) -> Result<Wanted, Cause> {
    if depth > DEPTH {
        return damaged("the schema nests too deeply");
    }
    if let Some(plain) = kind.as_str() {
        return Ok(Wanted::new(name, key, primitive(plain)?, optional));
    }
    let inner = |of: &str| match kind.get(of) {
        Some(kind) => wanted(of, Key::Place, kind, true, depth + 1),
        None => damaged("a type of the schema is not whole"),
    };
    match kind.get("type").and_then(Value::as_str) {
        Some("struct") => Ok(Wanted::of_fields(name, key, fields(kind, depth + 1)?, optional)),
        Some("list") => Ok(Wanted::of_list(name, key, inner("element")?, optional)),
        Some("map") => Ok(Wanted::of_map(name, key, inner("key")?, inner("value")?, optional)),
        _ => unsupported(format!("the column {name} is of a type that is not known")),
    }
}

fn primitive(kind: &str) -> Result<DataType, Cause> {
    let number = |text: &str| text.trim().parse().ok();
    Ok(match kind {
        "boolean" => DataType::Boolean,
        "int" => DataType::Int32,
        "long" => DataType::Int64,
        "float" => DataType::Float32,
        "double" => DataType::Float64,
        "date" => DataType::Date32,
        "time" => DataType::Time64(TimeUnit::Microsecond),
        "timestamp" => DataType::Timestamp(TimeUnit::Microsecond, None),
        "timestamptz" => DataType::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC"))),
        "string" => DataType::Utf8,
        "uuid" => DataType::FixedSizeBinary(16),
        "binary" => DataType::Binary,
        other => {
            let within = |open: &str, close: char| other.strip_prefix(open)?.strip_suffix(close);
            let pair = within("decimal(", ')').and_then(|digits| digits.split_once(','));
            let digits =
                pair.and_then(|(p, s)| Some((p.trim().parse().ok()?, s.trim().parse().ok()?)));
            match (digits, within("fixed[", ']').and_then(number)) {
                (Some((precision, scale)), _) => DataType::Decimal128(precision, scale),
                (_, Some(size)) => DataType::FixedSizeBinary(size),
                _ => return unsupported(format!("the type {other} is not known")),
            }
        }
    })
}
