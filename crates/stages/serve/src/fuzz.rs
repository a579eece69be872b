//! What holds of any request for predictions. The fuzzer runs this, and the tests its seeds.

use crate::decode::cells;
use crate::protocol::InferRequest;
use learn::{Cells, Input, Schema};
use terms::limits::INFERENCE_ROWS;

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[("serve-infer", infer)];

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

/// A number and a category.
fn schema() -> Schema {
    let age = Input::Number {
        name: "age".to_owned(),
        median: 40.0,
        mean: 41.0,
        deviation: 12.0,
        missing_indicator: true,
    };
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
