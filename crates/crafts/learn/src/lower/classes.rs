//! Which classes a model knows, as its file lists them.

use super::attributes::Attributes;
use super::tensor::Values;
use tract_onnx::pb::{GraphProto, NodeProto};

/// What passes a label or scores on, and changes neither which classes there are nor their order.
const PASSES_ON: &[&str] =
    &["Identity", "Reshape", "Cast", "Squeeze", "Unsqueeze", "Flatten", "Normalizer"];

/// The classes among which the value `name` chooses, in the order in which the model numbers them; `None` where
/// the file does not list them.
pub(super) fn classes(graph: &GraphProto, name: &str) -> Option<Vec<String>> {
    let node = origin(graph, name, PASSES_ON)?;
    let given = Attributes(node);
    let listed = match node.op_type.as_str() {
        "ArrayFeatureExtractor" | "Gather" => texts(constant(graph, node.input.first()?)?),
        "LabelEncoder" => texts_of(given, ["values_strings"], ["values_int64s"])?,
        classifier if classifier.ends_with("Classifier") => {
            texts_of(given, ["classlabels_strings"], ["classlabels_int64s", "classlabels_ints"])?
        }
        _ => Vec::new(),
    };
    (listed.len() > 1).then_some(listed)
}

/// The node that makes a value, apart from those that only pass it on.
pub(super) fn origin<'a>(
    graph: &'a GraphProto,
    name: &str,
    passing: &[&str],
) -> Option<&'a NodeProto> {
    let makes = |name: &str| graph.node.iter().find(|node| node.output.iter().any(|o| o == name));
    let mut node = makes(name)?;
    for _ in 0..graph.node.len() {
        if !passing.contains(&node.op_type.as_str()) {
            break;
        }
        node = makes(node.input.first()?)?;
    }
    Some(node)
}

fn constant(graph: &GraphProto, name: &str) -> Option<Values> {
    if let Some(tensor) = graph.initializer.iter().find(|tensor| tensor.name == name) {
        return Values::of(tensor).ok();
    }
    let made =
        |node: &&NodeProto| node.op_type == "Constant" && node.output.iter().any(|o| o == name);
    Attributes(graph.node.iter().find(made)?).values("value").ok()?
}

fn texts(values: Values) -> Vec<String> {
    match values {
        Values::Texts(texts) => texts,
        Values::Integers(integers) => integers.iter().map(ToString::to_string).collect(),
        Values::Floats(floats) => floats.iter().map(ToString::to_string).collect(),
    }
}

fn texts_of<const A: usize, const B: usize>(
    given: Attributes<'_>,
    strings: [&str; A],
    integers: [&str; B],
) -> Option<Vec<String>> {
    for name in strings {
        let texts = given.texts(name).ok()?;
        if !texts.is_empty() {
            return Some(texts);
        }
    }
    let found = integers.iter().map(|name| given.integers(name)).find(|found| !found.is_empty());
    found.map(|found| found.iter().map(ToString::to_string).collect())
}
