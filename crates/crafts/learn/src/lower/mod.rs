//! Lowering: from a model as people export it (ONNX with ONNX-ML, texts in and out) to one that
//! tract runs (core operators, our own for what answers row by row, numbers alone).
//!
//! Texts become indices into one list of all texts that the file knows: inputs and answers of text
//! are int64 in what comes out, and are encoded and decoded at the edge. What the answer does not
//! depend on is dropped. An operator that is not covered is refused by its name.
//!
//! The graph is walked once, in its order, which ONNX demands to be one in which each value is made
//! before it is used.

mod answer;
mod attributes;
mod categories;
mod classes;
mod core;
mod external;
mod narrow;
mod numbers;
mod sink;
mod size;
mod tensor;
mod texts;

pub(crate) use answer::{Answered, Form};
pub(crate) use attributes::Attributes;
pub(crate) use external::inline;
pub(crate) use narrow::narrowed;
pub(crate) use sink::ELEMENTS_AT_ONCE;
pub(crate) use texts::Texts;

use crate::error::LearnError;
use sink::Sink;
use std::collections::HashSet;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, ValueInfoProto};

/// Most nodes of a graph.
const MOST_NODES: usize = 50_000;

/// What came out.
pub(crate) struct Lowered {
    /// With one output, the answer.
    pub(crate) proto: ModelProto,
    pub(crate) inputs: Vec<Declared>,
    pub(crate) answer: Answered,
    pub(crate) texts: Texts,
}

/// An input as the file declares it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) kind: DataType,
    /// Sizes; `None` where the file leaves one open. `None` as a whole if no shape is given.
    pub(crate) shape: Option<Vec<Option<usize>>>,
}

/// Lowers a model whose answer is what it says about classes.
///
/// # Errors
/// If the graph is not well-formed, too large, or uses what is not covered.
pub(crate) fn lower(model: &ModelProto) -> Result<Lowered, LearnError> {
    let graph = model.graph.as_ref().ok_or_else(|| refused("it has no graph".to_owned()))?;
    lower_graph(model, graph).map_err(refused)
}

/// Checks a graph that is run as it is: its operators, the sizes of its tensors, its order.
///
/// # Errors
/// As [`lower`].
pub(crate) fn check(model: &ModelProto) -> Result<(), LearnError> {
    let graph = model.graph.as_ref().ok_or_else(|| refused("it has no graph".to_owned()))?;
    let mut sink = Sink::new(model);
    let mut walk = || {
        constants(graph, &mut sink)?;
        let mut made = names(graph)?;
        for node in &graph.node {
            follows(node, &mut made)?;
            match node.domain.as_str() {
                "ai.onnx.ml" if categories::is_row_wise(node) => {}
                "" | "ai.onnx" if core::is_plain(node) => core::check(node)?,
                _ => return Err(uncovered(node)),
            }
            sink.node(node.clone())?;
        }
        graph.output.iter().try_for_each(|output| match made.contains(output.name.as_str()) {
            true => Ok(()),
            false => Err(format!("output {:?} is made by no node", tensor::short(&output.name))),
        })
    };
    walk().map_err(refused)
}

fn lower_graph(model: &ModelProto, graph: &GraphProto) -> Result<Lowered, String> {
    let mut sink = Sink::new(model);
    constants(graph, &mut sink)?;
    let mut made = names(graph)?;
    let inputs = inputs(graph, &sink)?;
    for input in &inputs {
        if input.kind == DataType::String {
            sink.mark_text(&input.name);
        }
    }
    let wanted = answer::choose(graph)?;
    let needed = needed(graph, &wanted.name);
    for node in &graph.node {
        follows(node, &mut made)?;
        if node.output.iter().any(|output| needed.contains(output.as_str())) {
            lower_node(node, &mut sink)?;
        }
    }
    let answer = wanted.settle(graph, &made, &sink)?;
    let (proto, texts) = sink.finish(model, graph, &answer.name);
    Ok(Lowered { proto, inputs, answer, texts })
}

fn lower_node(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let lowered = match (node.domain.as_str(), node.op_type.as_str()) {
        ("ai.onnx.ml", "Scaler") => numbers::scaler(node, sink),
        ("ai.onnx.ml", "Imputer") => numbers::imputer(node, sink),
        ("ai.onnx.ml", "Normalizer") => numbers::normalizer(node, sink),
        ("ai.onnx.ml", "Binarizer") => numbers::binarizer(node, sink),
        ("ai.onnx.ml", "FeatureVectorizer") => numbers::feature_vectorizer(node, sink),
        ("ai.onnx.ml", "OneHotEncoder") => categories::one_hot(node, sink),
        ("ai.onnx.ml", "LabelEncoder") => categories::label_encoder(node, sink),
        ("ai.onnx.ml", "CategoryMapper") => categories::category_mapper(node, sink),
        ("ai.onnx.ml", "ArrayFeatureExtractor") => categories::extractor(node, sink),
        ("ai.onnx.ml", _) if categories::is_row_wise(node) => categories::row_wise(node, sink),
        ("" | "ai.onnx", _) if core::is_plain(node) => core::lower(node, sink),
        _ => return Err(uncovered(node)),
    };
    lowered.map_err(|why| format!("{}: {why}", tensor::short(&node.op_type)))
}

fn uncovered(node: &NodeProto) -> String {
    let domain = if node.domain.is_empty() { "ai.onnx" } else { &node.domain };
    let (name, domain) = (tensor::short(&node.op_type), tensor::short(domain));
    format!("the operator {name} of {domain} is not covered (docs/attack.md lists what is)")
}

fn constants(graph: &GraphProto, sink: &mut Sink) -> Result<(), String> {
    if graph.node.len() > MOST_NODES {
        return Err(format!("it has {} nodes, the limit is {MOST_NODES}", graph.node.len()));
    }
    if !graph.sparse_initializer.is_empty() {
        return Err("it holds sparse tensors, which are not covered".to_owned());
    }
    graph.initializer.iter().try_for_each(|tensor| sink.constant(tensor.clone()))
}

/// The values that are there before the first node.
fn names(graph: &GraphProto) -> Result<HashSet<&str>, String> {
    let given = graph.initializer.iter().map(|tensor| tensor.name.as_str());
    let mut made: HashSet<&str> = given.collect();
    if made.len() != graph.initializer.len() {
        return Err("two of its tensors have one name".to_owned());
    }
    let constant = made.clone();
    for input in &graph.input {
        if !constant.contains(input.name.as_str()) && !made.insert(&input.name) {
            return Err(format!("two inputs are called {:?}", tensor::short(&input.name)));
        }
    }
    Ok(made)
}

/// A node comes after what it takes, and makes what nobody made before.
fn follows<'a>(node: &'a NodeProto, made: &mut HashSet<&'a str>) -> Result<(), String> {
    let operator = tensor::short(&node.op_type);
    let absent = node.input.iter().find(|name| !name.is_empty() && !made.contains(name.as_str()));
    if let Some(name) = absent {
        return Err(format!(
            "{operator} takes {:?}, which nothing before it makes",
            tensor::short(name)
        ));
    }
    for output in node.output.iter().filter(|output| !output.is_empty()) {
        if !made.insert(output) {
            return Err(format!("{:?} is made twice", tensor::short(output)));
        }
    }
    Ok(())
}

fn inputs(graph: &GraphProto, sink: &Sink) -> Result<Vec<Declared>, String> {
    let given = graph.input.iter().filter(|input| !sink.is_constant(&input.name));
    given.map(declared).collect()
}

fn declared(input: &ValueInfoProto) -> Result<Declared, String> {
    use tract_onnx::pb::{tensor_shape_proto::dimension::Value as Size, type_proto::Value};
    let kind = input.r#type.as_ref().and_then(|kind| kind.value.as_ref());
    let Some(Value::TensorType(tensor)) = kind else {
        return Err(format!("input {:?} is no tensor", tensor::short(&input.name)));
    };
    let shape = tensor.shape.as_ref().map(|shape| {
        let size = |value: &Option<Size>| match value {
            Some(Size::DimValue(size)) if *size > 0 => usize::try_from(*size).ok(),
            _ => None,
        };
        shape.dim.iter().map(|dim| size(&dim.value)).collect()
    });
    let kind = DataType::try_from(tensor.elem_type)
        .map_err(|_| format!("input {:?} is of an unknown type", tensor::short(&input.name)))?;
    Ok(Declared { name: input.name.clone(), kind, shape })
}

/// What the answer depends on.
fn needed<'a>(graph: &'a GraphProto, answer: &'a str) -> HashSet<&'a str> {
    let mut needed = HashSet::from([answer]);
    for node in graph.node.iter().rev() {
        if node.output.iter().any(|output| needed.contains(output.as_str())) {
            needed.extend(node.input.iter().map(String::as_str));
            needed.extend(core::captured(node));
        }
    }
    needed
}

fn refused(reason: String) -> LearnError {
    LearnError::Model { reason }
}
