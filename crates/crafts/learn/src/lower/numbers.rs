//! Operators of ONNX-ML over numbers, as core operators.

use super::attributes::Attributes;
use super::sink::Sink;
use tract_onnx::pb::NodeProto;
use tract_onnx::pb::tensor_proto::DataType;

/// The only input and the only output.
pub(super) fn ends(node: &NodeProto) -> Result<(&str, &str), String> {
    match (node.input.as_slice(), node.output.as_slice()) {
        ([input], [output]) => Ok((input, output)),
        (inputs, outputs) => Err(format!("{} inputs and {} outputs", inputs.len(), outputs.len())),
    }
}

/// `(x - offset) * scale`.
pub(super) fn scaler(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let (input, output) = ends(node)?;
    let given = Attributes(node);
    let (offset, scale) = (given.floats("offset"), given.floats("scale"));
    if offset.is_empty() || scale.is_empty() {
        return Err("it has no offset or no scale".to_owned());
    }
    let (offset, scale) = (sink.floats(offset)?, sink.floats(scale)?);
    let x = sink.cast(input, DataType::Float)?;
    let centred = sink.inner("Sub", &[&x, &offset], &[])?;
    sink.outer("Mul", &[&centred, &scale], &[], output)
}

/// One value where another one, or nothing, stood.
pub(super) fn imputer(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let (input, output) = ends(node)?;
    let given = Attributes(node);
    let (floats, integers) =
        (given.floats("imputed_value_floats"), given.integers("imputed_value_int64s"));
    let (x, absent, imputed) = match (floats, integers) {
        ([_, ..], []) => {
            let x = sink.cast(input, DataType::Float)?;
            let replaced = given.float("replaced_value_float").unwrap_or(0.0);
            let absent = if replaced.is_nan() {
                sink.inner("IsNaN", &[&x], &[])?
            } else {
                let replaced = sink.floats(&[replaced])?;
                sink.inner("Equal", &[&x, &replaced], &[])?
            };
            (x, absent, sink.floats(floats)?)
        }
        ([], [_, ..]) => {
            let x = sink.cast(input, DataType::Int64)?;
            let replaced = sink.integers(&[given.integer("replaced_value_int64").unwrap_or(0)])?;
            let absent = sink.inner("Equal", &[&x, &replaced], &[])?;
            (x, absent, sink.integers(integers)?)
        }
        _ => return Err("it says not what to impute".to_owned()),
    };
    sink.outer("Where", &[&absent, &imputed, &x], &[], output)
}

/// Each row by its norm; rows of norm 0 stay as they are.
pub(super) fn normalizer(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let (input, output) = ends(node)?;
    let x = sink.cast(input, DataType::Float)?;
    let norm = match Attributes(node).text("norm")?.as_deref() {
        None | Some("MAX") => sink.by_row("ReduceMax", &x)?,
        Some("L1") => {
            let sizes = sink.inner("Abs", &[&x], &[])?;
            sink.by_row("ReduceSum", &sizes)?
        }
        Some("L2") => {
            let squares = sink.inner("Mul", &[&x, &x], &[])?;
            let sum = sink.by_row("ReduceSum", &squares)?;
            sink.inner("Sqrt", &[&sum], &[])?
        }
        Some(other) => return Err(format!("norm {other:.20} is not covered")),
    };
    let (zero, one) = (sink.floats(&[0.0])?, sink.floats(&[1.0])?);
    let none = sink.inner("Equal", &[&norm, &zero], &[])?;
    let norm = sink.inner("Where", &[&none, &one, &norm], &[])?;
    sink.outer("Div", &[&x, &norm], &[], output)
}

/// 1 above a threshold, else 0.
pub(super) fn binarizer(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let (input, output) = ends(node)?;
    let threshold = sink.floats(&[Attributes(node).float("threshold").unwrap_or(0.0)])?;
    let x = sink.cast(input, DataType::Float)?;
    let above = sink.inner("Greater", &[&x, &threshold], &[])?;
    sink.outer("Cast", &[&above], &[("to", DataType::Float as i64)], output)
}

/// Several matrices as one of floats.
pub(super) fn feature_vectorizer(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let [output] = node.output.as_slice() else { return Err("it has no output".to_owned()) };
    let parts = node.input.iter().map(|input| sink.cast(input, DataType::Float));
    let parts = parts.collect::<Result<Vec<_>, _>>()?;
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    sink.outer("Concat", &parts, &[("axis", 1)], output)
}
