//! Which output of a model is its answer, and in what form.

use super::classes::{classes, origin};
use super::sink::Sink;
use super::tensor;
use std::collections::HashSet;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{GraphProto, ValueInfoProto, type_proto::Value};

/// The answer of a lowered model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answered {
    pub(crate) name: String,
    pub(crate) form: Form,
    /// The classes that it chooses among, in the order in which the model numbers them, if the file lists them.
    pub(crate) classes: Option<Vec<String>>,
}

/// What only passes scores on.
const PASSES_ON: &[&str] = &["Identity", "Reshape", "Cast", "Squeeze", "Flatten"];

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The index of a text.
    Text,
    /// A number that stands for a class.
    Integer,
    /// Scores, one for each class; of a single one, whether it ends in a sigmoid, so that 0.5 and
    /// not 0 parts two classes.
    Scores { sigmoid: bool },
}

/// An output that may be the answer.
pub(super) struct Candidate {
    pub(super) name: String,
    kind: DataType,
}

/// A label if the model gives one, else scores.
pub(super) fn choose(graph: &GraphProto) -> Result<Candidate, String> {
    let candidates: Vec<Candidate> = graph.output.iter().filter_map(candidate).collect();
    let label = |wanted: &Candidate| {
        matches!(wanted.kind, DataType::String | DataType::Int64 | DataType::Int32)
    };
    let named = |wanted: &Candidate| wanted.name.to_lowercase().contains("label");
    let best = candidates
        .iter()
        .position(|wanted| label(wanted) && named(wanted))
        .or_else(|| candidates.iter().position(label))
        .or_else(|| {
            candidates
                .iter()
                .position(|wanted| matches!(wanted.kind, DataType::Float | DataType::Double))
        });
    let best = best.and_then(|at| candidates.into_iter().nth(at));
    best.ok_or_else(|| "none of its outputs is a label or scores of classes".to_owned())
}

fn candidate(output: &ValueInfoProto) -> Option<Candidate> {
    let Value::TensorType(tensor) = output.r#type.as_ref()?.value.as_ref()?;
    let kind = DataType::try_from(tensor.elem_type).ok()?;
    Some(Candidate { name: output.name.clone(), kind })
}

impl Candidate {
    /// The answer, when the graph has been walked.
    pub(super) fn settle(
        self,
        graph: &GraphProto,
        made: &HashSet<&str>,
        sink: &Sink,
    ) -> Result<Answered, String> {
        let name = tensor::short(&self.name);
        if !made.contains(self.name.as_str()) {
            return Err(format!("output {name:?} is made by no node"));
        }
        let is_input = graph.input.iter().any(|input| input.name == self.name);
        if is_input || sink.is_constant(&self.name) {
            return Err(format!("output {name:?} depends on no row"));
        }
        let form = match self.kind {
            _ if sink.is_text(&self.name) => Form::Text,
            DataType::String => return Err(format!("output {name:?} is no text, as it says")),
            DataType::Float | DataType::Double => {
                let last =
                    origin(graph, &self.name, PASSES_ON).map_or("", |node| node.op_type.as_str());
                if last.ends_with("Regressor") {
                    return Err(format!(
                        "it answers a number ({last}), no class: attacks here turn classes"
                    ));
                }
                Form::Scores { sigmoid: last == "Sigmoid" }
            }
            _ => Form::Integer,
        };
        let classes = classes(graph, &self.name);
        Ok(Answered { name: self.name, form, classes })
    }
}
