//! Core operators: those that are covered, and what becomes of texts in them.

use super::attributes::Attributes;
use super::sink::Sink;
use super::size::Sizes;
use super::tensor::{self, Values};
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{GraphProto, NodeProto};

/// Core operators that tract runs, that answer the same at each call, and whose results have sizes
/// that can be foreseen.
pub(super) const COVERED: &[&str] = &[
    "Abs",
    "Acos",
    "Acosh",
    "Add",
    "And",
    "ArgMax",
    "ArgMin",
    "Asin",
    "Asinh",
    "Atan",
    "Atanh",
    "AveragePool",
    "BatchNormalization",
    "Cast",
    "CastLike",
    "Ceil",
    "Celu",
    "Clip",
    "Concat",
    "Constant",
    "ConstantOfShape",
    "Conv",
    "ConvTranspose",
    "Cos",
    "Cosh",
    "CumSum",
    "Div",
    "Dropout",
    "Einsum",
    "Elu",
    "Equal",
    "Erf",
    "Exp",
    "Expand",
    "Flatten",
    "Floor",
    "Gather",
    "GatherElements",
    "GatherND",
    "Gelu",
    "Gemm",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Greater",
    "GreaterOrEqual",
    "GroupNormalization",
    "HardSigmoid",
    "HardSwish",
    "Hardmax",
    "Identity",
    "InstanceNormalization",
    "IsInf",
    "IsNaN",
    "LRN",
    "LayerNormalization",
    "LeakyRelu",
    "Less",
    "LessOrEqual",
    "Log",
    "LogSoftmax",
    "LpNormalization",
    "MatMul",
    "Max",
    "MaxPool",
    "Mean",
    "Min",
    "Mish",
    "Mod",
    "Mul",
    "Neg",
    "Not",
    "OneHot",
    "Or",
    "PRelu",
    "Pad",
    "Pow",
    "Range",
    "Reciprocal",
    "ReduceL1",
    "ReduceL2",
    "ReduceLogSum",
    "ReduceLogSumExp",
    "ReduceMax",
    "ReduceMean",
    "ReduceMin",
    "ReduceProd",
    "ReduceSum",
    "ReduceSumSquare",
    "Relu",
    "Reshape",
    "Resize",
    "Round",
    "Scan",
    "Selu",
    "Shape",
    "Shrink",
    "Sigmoid",
    "Sign",
    "Sin",
    "Sinh",
    "Size",
    "Slice",
    "Softmax",
    "Softplus",
    "Softsign",
    "Split",
    "Sqrt",
    "Squeeze",
    "Sub",
    "Sum",
    "Tan",
    "Tanh",
    "ThresholdedRelu",
    "Tile",
    "TopK",
    "Transpose",
    "Trilu",
    "Unsqueeze",
    "Where",
    "Xor",
];

/// Those that only move elements about: of texts, as of their indices.
const MOVES: &[&str] = &[
    "Concat",
    "Dropout",
    "Expand",
    "Flatten",
    "Gather",
    "GatherElements",
    "GatherND",
    "Identity",
    "Reshape",
    "Slice",
    "Split",
    "Squeeze",
    "Tile",
    "Transpose",
    "Unsqueeze",
    "Where",
];

/// Whether a node is a core operator that is covered.
pub(super) fn is_plain(node: &NodeProto) -> bool {
    COVERED.contains(&node.op_type.as_str())
}

/// What of the graph around it a node's own graphs may use.
pub(super) fn captured(node: &NodeProto) -> impl Iterator<Item = &str> {
    let graphs = node.attribute.iter().filter_map(|attribute| attribute.g.as_ref());
    graphs
        .flat_map(|graph| graph.node.iter().flat_map(|node| node.input.iter().map(String::as_str)))
}

/// Adds a core operator.
pub(super) fn lower(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    check(node)?;
    if node.op_type == "Constant" {
        return constant(node, sink);
    }
    let textual = node.input.iter().any(|input| sink.is_text(input));
    let to = Attributes(node).integer("to").filter(|_| node.op_type == "Cast");
    let to_text = to == Some(DataType::String as i64);
    match (textual, node.op_type.as_str()) {
        (false, "Cast") if to_text => Err("of numbers to text is not covered".to_owned()),
        (true, "Cast") if !to_text => Err("of text to numbers is not covered".to_owned()),
        (true, "Cast") => {
            let (input, output) = super::numbers::ends(node)?;
            sink.mark_text(output);
            sink.outer("Identity", &[input], &[], output)
        }
        (true, "Equal") => sink.node(node.clone()),
        (true, name) if MOVES.contains(&name) => {
            node.output.iter().for_each(|output| sink.mark_text(output));
            sink.node(node.clone())
        }
        (true, _) => Err("over texts is not covered".to_owned()),
        (false, "TopK") if node.input.len() == 1 => top(node, sink),
        (false, _) => sink.node(node.clone()),
    }
}

/// How many was an attribute before version 10 of the core operators, and is an input since.
fn top(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let mut node = node.clone();
    let count = Attributes(&node).integer("k").ok_or("it says not how many")?;
    node.attribute.retain(|attribute| attribute.name != "k");
    node.input.push(sink.integers(&[count])?);
    sink.node(node)
}

/// A constant of texts becomes one of indices; others stay nodes.
fn constant(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let given = Attributes(node);
    let [output] = node.output.as_slice() else { return Err("it has no output".to_owned()) };
    let texts = given.texts("value_strings")?;
    if let Some(text) = given.text("value_string")? {
        let code = sink.texts.add(&text)?;
        sink.mark_text(output);
        return sink.constant(tensor::integers(output, Vec::new(), &[code]));
    }
    if !texts.is_empty() {
        let codes = sink.texts.add_all(&texts)?;
        let count = i64::try_from(codes.len()).unwrap_or(0);
        sink.mark_text(output);
        return sink.constant(tensor::integers(output, vec![count], &codes));
    }
    match given.get("value").and_then(|value| value.t.as_ref()) {
        Some(value) if tensor::kind(value)? == DataType::String => {
            let mut value = value.clone();
            value.name.clone_from(output);
            sink.constant(value)
        }
        _ => sink.node(node.clone()),
    }
}

/// Graphs within a node hold core operators alone, and none that makes large values or texts.
pub(super) fn check(node: &NodeProto) -> Result<(), String> {
    if node.attribute.iter().any(|attribute| !attribute.graphs.is_empty()) {
        return Err("it holds several graphs".to_owned());
    }
    for graph in node.attribute.iter().filter_map(|attribute| attribute.g.as_ref()) {
        if node.op_type != "Scan" {
            return Err("it holds a graph".to_owned());
        }
        inside(graph)?;
    }
    Ok(())
}

fn inside(graph: &GraphProto) -> Result<(), String> {
    const SIZED: &[&str] =
        &["ConstantOfShape", "Expand", "Tile", "Range", "Pad", "Resize", "OneHot", "Scan"];
    let mut sizes = Sizes::default();
    for given in &graph.initializer {
        tensor::check(given)?;
        sizes.constant(given)?;
        if matches!(tensor::kind(given)?, DataType::String) {
            return Err("texts within it are not covered".to_owned());
        }
    }
    for node in &graph.node {
        let name = node.op_type.as_str();
        let plain = matches!(node.domain.as_str(), "" | "ai.onnx") && is_plain(node);
        if !plain || SIZED.contains(&name) {
            return Err(format!("{} within it is not covered", tensor::short(name)));
        }
        check(node)?;
        sizes.node(node)?;
        for given in node.attribute.iter().filter_map(|attribute| attribute.t.as_ref()) {
            if matches!(Values::of(given), Ok(Values::Texts(_))) {
                return Err("texts within it are not covered".to_owned());
            }
        }
    }
    Ok(())
}
