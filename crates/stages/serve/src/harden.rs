//! What leaves: as little as the role needs.

use crate::ServeError;
use crate::protocol::{OutputTensor, RequestedOutput, TensorMetadata};
use learn::{Prediction, Runtime, Schema};
use serde_json::Value;
use terms::View;

const LABEL: &str = "label";
const PROBABILITIES: &str = "probabilities";

/// The outputs that `view` lets be seen: the label, and for clear values the probabilities at two
/// decimals, which give an attacker little gradient to follow.
pub(crate) fn outputs(schema: &Schema, prediction: &Prediction, view: View) -> Vec<OutputTensor> {
    let rows = prediction.labels.len();
    let name =
        |label: &u32| schema.classes.get(*label as usize).cloned().map_or(Value::Null, Value::from);
    let labels = prediction.labels.iter().map(name).collect();
    let mut outputs = vec![tensor(LABEL, vec![rows], "BYTES", labels)];
    if view == View::Clear && !prediction.probabilities.is_empty() {
        let data = prediction.probabilities.iter().flatten().map(|p| rounded(*p)).collect();
        let shape = vec![rows, schema.classes.len()];
        outputs.push(tensor(PROBABILITIES, shape, "FP32", data));
    }
    outputs
}

/// Those of `outputs` that were asked for.
pub(crate) fn wanted(
    outputs: Vec<OutputTensor>,
    asked: Option<&[RequestedOutput]>,
) -> Result<Vec<OutputTensor>, ServeError> {
    let Some(asked) = asked else { return Ok(outputs) };
    let visible = |name: &str| outputs.iter().any(|output| output.name == name);
    if asked.iter().any(|asked| !visible(&asked.name)) {
        return Err(ServeError::Request("it asks for an output that is not there".to_owned()));
    }
    let elsewise = |asked: &RequestedOutput| {
        let asked = asked.parameters.as_ref();
        asked.is_some_and(|asked| {
            asked.classification.is_some() || asked.shared_memory_region.is_some()
        })
    };
    if asked.iter().any(elsewise) {
        let why = "it asks for an output with classification or shared_memory_region, which are not offered here";
        return Err(ServeError::Request(why.to_owned()));
    }
    Ok(outputs.into_iter().filter(|o| asked.iter().any(|asked| asked.name == o.name)).collect())
}

/// The outputs that `view` lets be seen, as metadata.
pub(crate) fn metadata(runtime: &Runtime, view: View) -> Vec<TensorMetadata> {
    let schema = runtime.schema();
    let label =
        TensorMetadata { name: LABEL.to_owned(), datatype: "BYTES".to_owned(), shape: vec![-1] };
    let classes = i64::try_from(schema.classes.len()).unwrap_or(-1);
    let shape = vec![-1, classes];
    let probabilities =
        TensorMetadata { name: PROBABILITIES.to_owned(), datatype: "FP32".to_owned(), shape };
    let scores = view == View::Clear && !runtime.is_foreign();
    if scores { vec![label, probabilities] } else { vec![label] }
}

fn tensor(name: &str, shape: Vec<usize>, datatype: &str, data: Vec<Value>) -> OutputTensor {
    let (name, datatype) = (name.to_owned(), datatype.to_owned());
    OutputTensor { name, shape, datatype, parameters: None, data, bytes: None }
}

fn rounded(probability: f32) -> Value {
    Value::from((f64::from(probability) * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn schema() -> Schema {
        let classes = vec!["no".to_owned(), "yes".to_owned()];
        Schema { inputs: Vec::new(), classes, suspicion_threshold: None }
    }

    fn prediction(rows: &[f32]) -> Prediction {
        Prediction {
            probabilities: rows.iter().map(|p| vec![1.0 - p, *p]).collect(),
            labels: rows.iter().map(|p| u32::from(*p > 0.5)).collect(),
            suspicion: rows.to_vec(),
        }
    }

    proptest! {
        // proves M14
        #[test]
        fn no_probability_leaves_with_more_than_two_decimals(rows in prop::collection::vec(0f32..=1.0, 1..50)) {
            for output in outputs(&schema(), &prediction(&rows), View::Clear) {
                for value in output.data {
                    let text = value.to_string();
                    let decimals = text.split_once('.').map_or(0, |(_, digits)| digits.len());
                    prop_assert!(value.is_string() || decimals <= 2, "{text}");
                }
            }
        }

        // proves M14
        #[test]
        fn whoever_does_not_see_clear_values_gets_labels_alone(rows in prop::collection::vec(0f32..=1.0, 1..50)) {
            for view in [View::Token, View::Mask, View::Hidden] {
                let outputs = outputs(&schema(), &prediction(&rows), view);
                prop_assert_eq!(outputs.len(), 1);
                prop_assert!(outputs.iter().flat_map(|o| &o.data).all(Value::is_string));
            }
        }
    }
}
