//! What holds of any request for predictions. The fuzzer runs this, and the tests its seeds.

use crate::decode::cells;
use crate::protocol::{InferRequest, InputTensor};
use crate::values::{Values, values};
use learn::{Cells, Input, Schema};
use serde_json::Value;
use terms::limits::INFERENCE_ROWS;

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[("serve-binary", binary), ("serve-infer", infer)];

/// A request of the Open Inference Protocol: its cells fit the model, and are the same when the request
/// is written and read again.
fn infer(bytes: &[u8]) {
    let Ok(request) = serde_json::from_slice::<InferRequest>(bytes) else { return };
    let schema = schema();
    let read = cells(&schema, &request.inputs);
    let again = serde_json::to_vec(&request).unwrap_or_default();
    let again = serde_json::from_slice::<InferRequest>(&again).map(|again| again.inputs);
    let again = again.map(|inputs| cells(&schema, &inputs).map(|(cells, _)| format!("{cells:?}")));
    match read {
        Ok((cells, rows)) => {
            fit(&schema, &cells, rows);
            assert!(again.is_ok_and(|again| again.ok() == Some(format!("{cells:?}"))));
        }
        Err(error) => {
            assert!(error.to_string().len() < 2_000, "{error}");
            assert!(again.is_ok_and(|again| again.is_err()));
        }
    }
}

/// A request whose JSON ends where its first two bytes say: its cells fit the model, and are those of the same
/// values in JSON.
fn binary(bytes: &[u8]) {
    let Some((length, body)) = bytes.split_first_chunk() else { return };
    let length = usize::from(u16::from_le_bytes(*length));
    let Some((head, tensors)) = body.split_at_checked(length) else { return };
    let Ok(request) = serde_json::from_slice::<InferRequest>(head) else { return };
    let Ok(request) = request.with_bytes(tensors.to_vec().into()) else { return };
    for schema in [schema(), numbers()] {
        match cells(&schema, &request.inputs) {
            Ok((read, rows)) => {
                fit(&schema, &read, rows);
                let inputs: Vec<InputTensor> = request.inputs.iter().map(as_json).collect();
                let again = cells(&schema, &inputs).map(|(cells, _)| format!("{cells:?}"));
                assert_eq!(again.ok(), Some(format!("{read:?}")));
            }
            Err(error) => assert!(error.to_string().len() < 2_000, "{error}"),
        }
    }
}

/// The same tensor, its values as JSON.
fn as_json(tensor: &InputTensor) -> InputTensor {
    let mut tensor = tensor.clone();
    let rows = tensor.shape.first().and_then(|rows| usize::try_from(*rows).ok()).unwrap_or(0);
    let columns = tensor.shape.get(1).and_then(|size| usize::try_from(*size).ok()).unwrap_or(1);
    let data = values(&tensor, rows, columns).ok().map(|values| match values {
        Values::Floats(floats) => floats.into_iter().map(Value::from).collect(),
        Values::Integers(integers) => integers.into_iter().map(Value::from).collect(),
        Values::Texts(texts) => texts.into_iter().map(Value::from).collect(),
    });
    (tensor.data, tensor.bytes) = (data, None);
    tensor
}

fn fit(schema: &Schema, all: &[Cells], rows: usize) {
    assert!((1..=INFERENCE_ROWS).contains(&rows) && all.len() == schema.inputs.len());
    for (input, cells) in schema.inputs.iter().zip(all) {
        assert_eq!(cells.len(), rows);
        match (input, cells) {
            (Input::Number { .. }, Cells::Numbers(numbers)) => {
                assert!(!numbers.iter().any(|number| number.is_infinite()));
            }
            (Input::Category { vocabulary, .. }, Cells::Codes(codes)) => {
                let known = |code: &i64| usize::try_from(*code).is_ok_and(|c| c < vocabulary.len());
                assert!(codes.iter().all(|code| *code == -1 || known(code)));
            }
            _ => assert!(rows == 0, "{} is of the other kind", input.name()),
        }
    }
}

/// Two numbers.
fn numbers() -> Schema {
    Schema { inputs: vec![number("age"), number("income")], ..schema() }
}

fn number(name: &str) -> Input {
    Input::Number {
        name: name.to_owned(),
        median: 40.0,
        mean: 41.0,
        deviation: 12.0,
        missing_indicator: true,
    }
}

/// A number and a category.
fn schema() -> Schema {
    let age = number("age");
    let vocabulary = ["none", "part-time", "full-time"].map(str::to_owned).to_vec();
    let job = Input::Category { name: "job".to_owned(), vocabulary };
    let classes = ["no", "yes"].map(str::to_owned).to_vec();
    Schema { inputs: vec![age, job], classes, suspicion_threshold: None }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
