//! The schema of a Delta table, as its metadata write it.

use super::super::wanted::{Key, Wanted};
use super::super::{Cause, damaged, unsupported};
use arrow_schema::{DataType, TimeUnit};
use serde_json::Value;
use std::sync::Arc;

const PHYSICAL: &str = "delta.columnMapping.physicalName";
/// Levels of nesting.
const DEPTH: usize = 64;

/// The columns; `mode` says how files name them.
pub(super) fn columns(schema: &str, mode: Option<&str>) -> Result<Vec<Wanted>, Cause> {
    let schema: Value =
        serde_json::from_str(schema).or_else(|_| damaged("the schema is no JSON"))?;
    let mapped = match mode {
        None | Some("none") => false,
        // Files that Delta writes have the physical names in either mode.
        Some("name" | "id") => true,
        Some(other) => return unsupported(format!("columns are mapped by {other}")),
    };
    fields(&schema, mapped, 0)
}

fn fields(of: &Value, mapped: bool, depth: usize) -> Result<Vec<Wanted>, Cause> {
    let Some(fields) = of.get("fields").and_then(Value::as_array) else {
        return damaged("the schema has no fields");
    };
    fields.iter().map(|one| field(one, mapped, depth)).collect()
}

fn field(field: &Value, mapped: bool, depth: usize) -> Result<Wanted, Cause> {
    let text = |key: &str| field.get(key).and_then(Value::as_str);
    let (Some(name), Some(kind)) = (text("name"), field.get("type")) else {
        return damaged("a field of the schema has no name or type");
    };
    let physical = field.get("metadata").and_then(|m| m.get(PHYSICAL)).and_then(Value::as_str);
    let key = match (mapped, physical) {
        (true, Some(physical)) => physical,
        (true, None) => return damaged(format!("the column {name} is not mapped")),
        (false, _) => name,
    };
    let optional = field.get("nullable").and_then(Value::as_bool).unwrap_or(true);
    wanted(name, Key::Name(key.to_owned()), kind, optional, mapped, depth)
}

fn wanted(
    name: &str,
    key: Key,
    kind: &Value,
    optional: bool,
    mapped: bool,
    depth: usize,
) -> Result<Wanted, Cause> {
    if depth > DEPTH {
        return damaged("the schema nests too deeply");
    }
    if let Some(plain) = kind.as_str() {
        return Ok(Wanted::new(name, key, primitive(plain)?, optional));
    }
    let inner = |of: &str| match kind.get(of) {
        Some(kind) => wanted(of, Key::Place, kind, true, mapped, depth + 1),
        None => damaged("a type of the schema is not whole"),
    };
    match kind.get("type").and_then(Value::as_str) {
        Some("struct") => {
            Ok(Wanted::of_fields(name, key, fields(kind, mapped, depth + 1)?, optional))
        }
        Some("array") => Ok(Wanted::of_list(name, key, inner("elementType")?, optional)),
        Some("map") => {
            Ok(Wanted::of_map(name, key, inner("keyType")?, inner("valueType")?, optional))
        }
        _ => unsupported(format!("the column {name} is of a type that is not known")),
    }
}

fn primitive(kind: &str) -> Result<DataType, Cause> {
    Ok(match kind {
        "string" => DataType::Utf8,
        "long" => DataType::Int64,
        "integer" => DataType::Int32,
        "short" => DataType::Int16,
        "byte" => DataType::Int8,
        "float" => DataType::Float32,
        "double" => DataType::Float64,
        "boolean" => DataType::Boolean,
        "binary" => DataType::Binary,
        "date" => DataType::Date32,
        "timestamp" => DataType::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC"))),
        "timestamp_ntz" => DataType::Timestamp(TimeUnit::Microsecond, None),
        other => {
            let digits = other.strip_prefix("decimal(").and_then(|rest| rest.strip_suffix(')'));
            let pair = digits.and_then(|digits| digits.split_once(','));
            let pair =
                pair.and_then(|(p, s)| Some((p.trim().parse().ok()?, s.trim().parse().ok()?)));
            match pair {
                Some((precision, scale)) => DataType::Decimal128(precision, scale),
                None => return unsupported(format!("the type {other} is not known")),
            }
        }
    })
}
