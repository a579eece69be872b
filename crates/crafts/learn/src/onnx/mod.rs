//! Writing a trained classifier as one ONNX file that takes raw columns.
//!
//! Inputs are named like the columns: float32 `[N, 1]` for numbers, int64 `[N, 1]` for categories.
//! Outputs are `probabilities`, float32 `[N, classes]`, `label`, int64 `[N]`, and, where the model
//! watches its input, `suspicion`, float32 `[N, 1]`. Imputing, scaling
//! and one-hot slots are inside the graph; members are branches of it, weighted and summed.

mod graph;

use crate::encode::CUT;
use crate::model::Model;
use crate::net::Mlp;
use crate::schema::Input;
use graph::Graph;
use prost::Message;
use serde::{Deserialize, Serialize};
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{ModelProto, OperatorSetIdProto, StringStringEntryProto};

/// The key of the schema in the file's metadata; its value is JSON.
pub(crate) const SCHEMA_KEY: &str = "hygeia.schema";
/// The key of the card in the file's metadata; its value is JSON.
pub(crate) const CARD_KEY: &str = "hygeia.card";

/// What a model file says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// `plain`, `pgd` or `final`.
    pub name: String,
    /// The box that it was trained to withstand, in standard deviations; 0 for none.
    pub eps: f32,
    /// SHA-256 of the training data, in hexadecimal.
    pub training: String,
    /// The seed of training.
    pub seed: u64,
}

impl Model {
    /// The model as ONNX bytes. Equal models and cards give equal bytes.
    #[must_use]
    pub fn to_onnx(&self, card: &Card) -> Vec<u8> {
        let mut graph = Graph::default();
        let x = encoding(&mut graph, &self.schema().inputs);
        let parts: Vec<String> = self
            .committee
            .members
            .iter()
            .zip(&self.committee.weights)
            .map(|(member, weight)| branch(&mut graph, &x, member, *weight))
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let out = graph.named("Sum", &parts, &[], "probabilities".to_owned());
        graph.named("ArgMax", &[&out], &[("axis", 1), ("keepdims", 0)], "label".to_owned());
        graph.output(Graph::value(
            "probabilities",
            DataType::Float,
            Some(self.schema().classes.len()),
        ));
        graph.output(Graph::value("label", DataType::Int64, None));
        if let Some(watch) = &self.watch {
            let both = branch(&mut graph, &x, &watch.network, 1.0);
            let attacked = graph.integers(&[1], false);
            graph.named("Gather", &[&both, &attacked], &[("axis", 1)], "suspicion".to_owned());
            graph.output(Graph::value("suspicion", DataType::Float, Some(1)));
        }
        let entry = |key: &str, value: Result<String, _>| StringStringEntryProto {
            key: key.to_owned(),
            value: value.unwrap_or_default(),
        };
        ModelProto {
            ir_version: 8,
            opset_import: vec![OperatorSetIdProto { domain: String::new(), version: 17 }],
            producer_name: "hygeia".to_owned(),
            producer_version: env!("CARGO_PKG_VERSION").to_owned(),
            metadata_props: vec![
                entry(SCHEMA_KEY, serde_json::to_string(self.schema())),
                entry(CARD_KEY, serde_json::to_string(card)),
            ],
            graph: Some(graph.finish(&card.name)),
            ..ModelProto::default()
        }
        .encode_to_vec()
    }
}

/// From raw inputs to one matrix, laid out as [`crate::encode`] does.
fn encoding(graph: &mut Graph, inputs: &[Input]) -> String {
    let (mut medians, mut means, mut scales, mut indicated) = (vec![], vec![], vec![], vec![]);
    let (mut numbers, mut slots) = (vec![], vec![]);
    for input in inputs {
        match input {
            Input::Number { name, median, mean, deviation, missing_indicator } => {
                graph.input(Graph::value(name, DataType::Float, Some(1)));
                if *missing_indicator {
                    indicated.push(i64::try_from(numbers.len()).unwrap_or(0));
                }
                numbers.push(name.clone());
                medians.push(*median);
                means.push(*mean);
                scales.push(1.0 / deviation);
            }
            Input::Category { name, vocabulary } => {
                graph.input(Graph::value(name, DataType::Int64, Some(1)));
                let known: Vec<i64> = (0..).take(vocabulary.len()).collect();
                if !known.is_empty() {
                    let known = graph.integers(&known, true);
                    let equal = graph.node("Equal", &[name, &known], &[]);
                    slots.push(graph.node("Cast", &[&equal], &[("to", DataType::Float as i64)]));
                }
            }
        }
    }
    let mut parts = Vec::new();
    if !numbers.is_empty() {
        let count = numbers.len();
        let raw = concat(graph, &numbers);
        let missing = graph.node("IsNaN", &[&raw], &[]);
        let medians = graph.floats(1, count, &medians);
        let filled = graph.node("Where", &[&missing, &medians, &raw], &[]);
        let means = graph.floats(1, count, &means);
        let centred = graph.node("Sub", &[&filled, &means], &[]);
        let scales = graph.floats(1, count, &scales);
        let scaled = graph.node("Mul", &[&centred, &scales], &[]);
        let (low, high) = (graph.floats(1, 1, &[-CUT]), graph.floats(1, 1, &[CUT]));
        let low = graph.node("Max", &[&scaled, &low], &[]);
        parts.push(graph.node("Min", &[&low, &high], &[]));
        if !indicated.is_empty() {
            let columns = graph.integers(&indicated, false);
            let flags = graph.node("Cast", &[&missing], &[("to", DataType::Float as i64)]);
            parts.push(graph.node("Gather", &[&flags, &columns], &[("axis", 1)]));
        }
    }
    parts.extend(slots);
    concat(graph, &parts)
}

fn concat(graph: &mut Graph, parts: &[String]) -> String {
    match parts {
        [one] => one.clone(),
        _ => {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            graph.node("Concat", &parts, &[("axis", 1)])
        }
    }
}

/// One member: dense layers, softmax, times its weight.
fn branch(graph: &mut Graph, x: &str, member: &Mlp, weight: f32) -> String {
    let layers = member.matrices();
    let mut x = x.to_owned();
    for (at, (weight, bias)) in layers.iter().enumerate() {
        let weight = graph.floats(weight.rows, weight.columns, &weight.values);
        let bias = graph.floats(bias.rows, bias.columns, &bias.values);
        let product = graph.node("MatMul", &[&x, &weight], &[]);
        x = graph.node("Add", &[&product, &bias], &[]);
        if at + 1 < layers.len() {
            x = graph.node("Relu", &[&x], &[]);
        }
    }
    let probabilities = graph.node("Softmax", &[&x], &[("axis", 1)]);
    let weight = graph.floats(1, 1, &[weight]);
    graph.node("Mul", &[&probabilities, &weight], &[])
}
