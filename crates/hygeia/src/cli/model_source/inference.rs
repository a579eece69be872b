//! The Open Inference Protocol, as JSON.

use super::reply::{highest, label};
use learn::{Answer, Cell, LearnError, Port, PortKind};
use serde_json::{Value, json};

/// An input that an endpoint declares.
pub(super) struct Declared {
    pub(super) port: Port,
    datatype: String,
    /// Sizes of a row; one that is left open is that of the data.
    row: Vec<i64>,
}

/// The inputs in a model's metadata.
pub(super) fn declared(told: &Value) -> Result<Vec<Declared>, LearnError> {
    let wrong = |what: &str| LearnError::Unanswered { what: format!("its metadata {what}") };
    let inputs = told.get("inputs").and_then(Value::as_array).filter(|inputs| !inputs.is_empty());
    let inputs = inputs.ok_or_else(|| wrong("declares no inputs"))?;
    let input = |input: &Value| {
        let text =
            |key: &str| input.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (name, datatype) = (text("name"), text("datatype"));
        let kind = match datatype.as_str() {
            "FP16" | "FP32" | "FP64" => PortKind::Number,
            "BYTES" => PortKind::Text,
            "BOOL" | "INT8" | "INT16" | "INT32" | "INT64" | "UINT8" | "UINT16" | "UINT32"
            | "UINT64" => PortKind::Whole,
            _ => return Err(wrong("declares an input that is neither numbers nor texts")),
        };
        let shape = input.get("shape").and_then(Value::as_array).map(Vec::as_slice);
        let sizes: Vec<i64> =
            shape.unwrap_or_default().iter().map(|size| size.as_i64().unwrap_or(-1)).collect();
        let row = sizes.get(1..).unwrap_or_default().to_vec();
        let known = row.iter().try_fold(1usize, |all, size| {
            usize::try_from(*size)
                .ok()
                .filter(|size| *size > 0)
                .and_then(|size| all.checked_mul(size))
        });
        Ok(Declared { port: Port { name, kind, width: known }, datatype, row })
    };
    inputs.iter().map(input).collect()
}

/// A request about rows, whose cells come row by row for each input.
pub(super) fn request(declared: &[Declared], inputs: &[Vec<Cell>], rows: usize) -> Value {
    let tensor = |(input, cells): (&Declared, &Vec<Cell>)| {
        let columns = i64::try_from(cells.len() / rows.max(1)).unwrap_or(1);
        let sizes = input.row.iter().map(|size| if *size > 0 { *size } else { columns });
        let shape: Vec<i64> = [i64::try_from(rows).unwrap_or(0)].into_iter().chain(sizes).collect();
        let whole = input.port.kind == PortKind::Whole;
        let boolean = input.datatype == "BOOL";
        let data: Vec<Value> = cells.iter().map(|cell| value(cell, whole, boolean)).collect();
        json!({"name": input.port.name, "shape": shape, "datatype": input.datatype, "data": data})
    };
    json!({"inputs": declared.iter().zip(inputs).map(tensor).collect::<Vec<_>>()})
}

/// A cell as JSON; what is missing is null.
pub(super) fn value(cell: &Cell, whole: bool, boolean: bool) -> Value {
    match cell {
        Cell::Number(number) if !number.is_finite() => Value::Null,
        Cell::Number(number) if boolean => json!(*number >= 0.5),
        #[allow(clippy::cast_possible_truncation, reason = "it saturates")]
        Cell::Number(number) if whole => json!(number.round() as i64),
        Cell::Number(number) => json!(number),
        Cell::Text(Some(text)) => json!(text),
        Cell::Text(None) => Value::Null,
    }
}

/// What was said of each row: by a label if there is one, else by scores.
pub(super) fn answers(told: &Value, rows: usize) -> Result<Vec<Answer>, String> {
    let outputs = told.get("outputs").and_then(Value::as_array).ok_or("it gave no outputs")?;
    let text = |output: &&Value, key: &str| {
        output.get(key).and_then(Value::as_str).unwrap_or_default().to_lowercase()
    };
    let labels = |output: &&Value| {
        let kind = text(output, "datatype");
        (kind == "bytes" || kind.contains("int") || kind == "bool") && flat(output).len() == rows
    };
    let named =
        outputs.iter().find(|output| labels(output) && text(output, "name").contains("label"));
    if let Some(output) = named.or_else(|| outputs.iter().find(labels)) {
        return flat(output).into_iter().map(label).collect();
    }
    let scores = outputs.iter().find(|output| text(output, "datatype").starts_with("fp"));
    let scores = flat(scores.ok_or("none of its outputs is a label or scores")?);
    if rows == 0 || scores.is_empty() || !scores.len().is_multiple_of(rows) {
        return Err(format!("it gave {} scores for {rows} rows", scores.len()));
    }
    scores.chunks(scores.len() / rows).map(highest).collect()
}

/// The data of an output.
fn flat(output: &Value) -> Vec<&Value> {
    let mut values = Vec::new();
    flatten(output.get("data").unwrap_or(&Value::Null), &mut values);
    values
}

/// Data come flat, or as lists within lists.
fn flatten<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| flatten(value, into)),
        other => into.push(other),
    }
}
