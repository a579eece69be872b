//! From tensors to a model's cells: one tensor for each input, by name, or all columns in one, in the model's
//! order. Errors name inputs, never values.

use crate::ServeError;
use crate::error::wrong;
use crate::protocol::InputTensor;
use crate::values::{Values, values};
use learn::{Cells, Input, Schema};
use std::collections::BTreeMap;
use terms::limits::INFERENCE_ROWS;

/// Names that an error lists, at most.
const LISTED: usize = 20;

/// The cells of a request, and how many rows it has.
pub(crate) fn cells(
    schema: &Schema,
    tensors: &[InputTensor],
) -> Result<(Vec<Cells>, usize), ServeError> {
    if let Some(table) = whole_table(schema, tensors) {
        return in_order(schema, table);
    }
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
        let count = match tensor.shape.as_slice() {
            [rows] | [rows, 1] => count(tensor, *rows)?,
            _ => return Err(wrong(&tensor.name, "has another shape than [N] or [N,1]")),
        };
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

/// The one tensor of a request to a model of several columns that is named as none of them: as clients send it
/// that know of one table, not of its columns.
fn whole_table<'a>(schema: &Schema, tensors: &'a [InputTensor]) -> Option<&'a InputTensor> {
    let [tensor] = tensors else { return None };
    let named = schema.inputs.iter().any(|input| input.name() == tensor.name);
    (schema.inputs.len() > 1 && !named).then_some(tensor)
}

/// Columns in the model's order, of a tensor `[N,K]`. The order says all there is to say of numbers; which text an
/// index means in a vocabulary of somebody else's, it doesn't.
fn in_order(schema: &Schema, tensor: &InputTensor) -> Result<(Vec<Cells>, usize), ServeError> {
    let (columns, name) = (schema.inputs.len(), tensor.name.as_str());
    let is_text = |input: &&Input| matches!(input, Input::Category { .. });
    let texts = listed(schema.inputs.iter().filter(is_text));
    let shape: Vec<String> = tensor.shape.iter().take(8).map(u64::to_string).collect();
    let shape = shape.join(",");
    if !texts.is_empty() {
        return Err(wrong(
            name,
            &format!(
                "has shape [{shape}], all columns in one, which can't tell texts; send one input of shape [N,1] for \
                 each column: BYTES for {texts}, FP32 for the others"
            ),
        ));
    }
    match tensor.shape.as_slice() {
        [rows, width] if usize::try_from(*width) == Ok(columns) => {
            let rows = count(tensor, *rows)?;
            let numbers = match values(tensor, rows, columns)? {
                Values::Texts(_) => {
                    return Err(wrong(name, "holds texts, the model takes numbers"));
                }
                values => numbers(name, values)?,
            };
            let column = |at| numbers.iter().skip(at).step_by(columns).copied().collect();
            Ok(((0..columns).map(|at| Cells::Numbers(column(at))).collect(), rows))
        }
        _ => Err(wrong(
            name,
            &format!(
                "has shape [{shape}] and is named as no column; send shape [N,{columns}], in this order: {}",
                listed(schema.inputs.iter())
            ),
        )),
    }
}

fn listed<'a>(inputs: impl Iterator<Item = &'a Input>) -> String {
    let names: Vec<&str> = inputs.map(Input::name).collect();
    let mut text = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > LISTED {
        text.push_str(" …");
    }
    text
}

fn count(tensor: &InputTensor, rows: u64) -> Result<usize, ServeError> {
    match usize::try_from(rows) {
        Ok(rows) if (1..=INFERENCE_ROWS).contains(&rows) => Ok(rows),
        _ => Err(wrong(&tensor.name, &format!("has not 1 to {INFERENCE_ROWS} rows"))),
    }
}

fn column(input: &Input, tensor: &InputTensor, rows: usize) -> Result<Cells, ServeError> {
    let name = tensor.name.as_str();
    match (input, values(tensor, rows, 1)?) {
        (Input::Number { .. }, Values::Texts(_)) => {
            Err(wrong(name, "is a number: its datatype is FP32, or another of numbers"))
        }
        (Input::Number { .. }, values) => numbers(name, values).map(Cells::Numbers),
        // Texts that training did not see are *unknown*, as what is missing is.
        (Input::Category { .. }, Values::Texts(texts)) => {
            Ok(Cells::Codes(texts.into_iter().map(|text| input.code(text)).collect()))
        }
        (Input::Category { vocabulary, .. }, Values::Integers(codes)) => {
            let code = |code: &Option<i64>| known(name, vocabulary.len(), *code);
            codes.iter().map(code).collect::<Result<_, _>>().map(Cells::Codes)
        }
        (Input::Category { .. }, Values::Floats(_)) => {
            Err(wrong(name, "is a category: its datatype is BYTES (the text) or INT64"))
        }
    }
}

/// What is missing is `NaN`; whatever is infinite as float32 is refused.
fn numbers(name: &str, values: Values<'_>) -> Result<Vec<f32>, ServeError> {
    let floats = match values {
        Values::Floats(floats) => floats,
        Values::Integers(integers) => {
            integers.into_iter().map(|integer| integer.map_or(f64::NAN, |i| i as f64)).collect()
        }
        Values::Texts(_) => Vec::new(),
    };
    #[allow(clippy::cast_possible_truncation, reason = "what overflows is refused")]
    let numbers: Vec<f32> = floats.into_iter().map(|float| float as f32).collect();
    if numbers.iter().any(|number| number.is_infinite()) {
        return Err(wrong(name, "has a value that is infinite as a float32"));
    }
    Ok(numbers)
}

fn known(name: &str, vocabulary: usize, code: Option<i64>) -> Result<i64, ServeError> {
    let code = code.unwrap_or(-1);
    if code == -1 || usize::try_from(code).is_ok_and(|code| code < vocabulary) {
        Ok(code)
    } else {
        Err(wrong(name, "has an index beyond its vocabulary (-1 is unknown)"))
    }
}
