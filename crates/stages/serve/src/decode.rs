//! From tensors by name to a model's cells, in its order. Errors name inputs, never values.

use crate::ServeError;
use crate::protocol::InputTensor;
use learn::{Cells, Input, Schema};
use serde_json::Value;
use std::collections::BTreeMap;
use terms::limits::INFERENCE_ROWS;

/// The cells of a request, and how many rows it has.
pub(crate) fn cells(
    schema: &Schema,
    tensors: &[InputTensor],
) -> Result<(Vec<Cells>, usize), ServeError> {
    let mut by_name = BTreeMap::new();
    for tensor in tensors {
        if by_name.insert(tensor.name.as_str(), tensor).is_some() {
            return Err(wrong(&tensor.name, "is given twice"));
        }
    }
    let mut cells = Vec::with_capacity(schema.inputs.len());
    let mut rows = None;
    for input in &schema.inputs {
        let tensor = by_name.remove(input.name());
        let tensor = tensor.ok_or_else(|| wrong(input.name(), "is missing"))?;
        let count = count(tensor)?;
        if *rows.get_or_insert(count) != count {
            return Err(wrong(&tensor.name, "has another number of rows than the inputs before"));
        }
        cells.push(column(input, tensor, count)?);
    }
    match by_name.keys().next() {
        Some(name) => Err(wrong(name, "is no input of this model")),
        None => Ok((cells, rows.unwrap_or(0))),
    }
}

/// Rows of a tensor of shape `[N]` or `[N, 1]`.
fn count(tensor: &InputTensor) -> Result<usize, ServeError> {
    let rows = match tensor.shape.as_slice() {
        [rows] | [rows, 1] => *rows,
        _ => return Err(wrong(&tensor.name, "has another shape than [N] or [N,1]")),
    };
    match usize::try_from(rows) {
        Ok(rows) if (1..=INFERENCE_ROWS).contains(&rows) => Ok(rows),
        _ => Err(wrong(&tensor.name, &format!("has not 1 to {INFERENCE_ROWS} rows"))),
    }
}

fn column(input: &Input, tensor: &InputTensor, rows: usize) -> Result<Cells, ServeError> {
    let name = tensor.name.as_str();
    let values = flat(tensor)?;
    if values.len() != rows {
        return Err(wrong(name, "has another number of values than its shape says"));
    }
    match (input, tensor.datatype.as_str()) {
        (Input::Number { .. }, "FP32") => values
            .into_iter()
            .map(|value| number(name, value))
            .collect::<Result<_, _>>()
            .map(Cells::Numbers),
        (Input::Category { .. }, "BYTES") => values
            .into_iter()
            .map(|value| text(name, input, value))
            .collect::<Result<_, _>>()
            .map(Cells::Codes),
        (Input::Category { vocabulary, .. }, "INT64") => values
            .into_iter()
            .map(|value| code(name, vocabulary.len(), value))
            .collect::<Result<_, _>>()
            .map(Cells::Codes),
        (Input::Number { .. }, _) => Err(wrong(name, "is a number: its datatype is FP32")),
        (Input::Category { .. }, _) => {
            Err(wrong(name, "is a category: its datatype is BYTES (the text) or INT64"))
        }
    }
}

/// The values, whether given flat or as one list for each row.
fn flat(tensor: &InputTensor) -> Result<Vec<&Value>, ServeError> {
    tensor.data.iter().map(|value| one(&tensor.name, value)).collect()
}

fn one<'a>(name: &str, value: &'a Value) -> Result<&'a Value, ServeError> {
    let Value::Array(row) = value else { return Ok(value) };
    match row.as_slice() {
        [Value::Array(_)] => Err(wrong(name, "is nested too deep")),
        [value] => Ok(value),
        _ => Err(wrong(name, "has a row of another length than 1")),
    }
}

/// `null` is a missing value; whatever is not finite as float32 is refused.
fn number(name: &str, value: &Value) -> Result<f32, ServeError> {
    if value.is_null() {
        return Ok(f32::NAN);
    }
    let number = value.as_f64().ok_or_else(|| wrong(name, "has a value that is no number"))?;
    #[allow(clippy::cast_possible_truncation, reason = "what overflows is refused below")]
    let number = number as f32;
    if number.is_finite() {
        Ok(number)
    } else {
        Err(wrong(name, "has a value that is infinite or not a number"))
    }
}

/// `null` and texts that training did not see are *unknown*.
fn text(name: &str, input: &Input, value: &Value) -> Result<i64, ServeError> {
    match value {
        Value::Null => Ok(-1),
        Value::String(text) => Ok(input.code(Some(text))),
        _ => Err(wrong(name, "has a value that is no text")),
    }
}

fn code(name: &str, vocabulary: usize, value: &Value) -> Result<i64, ServeError> {
    let code = value.as_i64().ok_or_else(|| wrong(name, "has a value that is no integer"))?;
    let known = usize::try_from(code).is_ok_and(|code| code < vocabulary);
    if known || code == -1 {
        Ok(code)
    } else {
        Err(wrong(name, "has an index beyond its vocabulary (-1 is unknown)"))
    }
}

fn wrong(input: &str, why: &str) -> ServeError {
    // A name comes from outside: only its beginning is told back.
    ServeError::Input { input: input.chars().take(100).collect(), why: why.to_owned() }
}
