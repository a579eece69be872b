//! What holds of any bytes that are loaded as a model. The fuzzer runs this, and the tests its seeds.

use crate::{Cells, Input, LearnError, Prediction, Runtime};

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[("learn-onnx", onnx)];

/// Rows that a model which loads is asked.
const ROWS: usize = 3;

/// A model that loads answers as its schema says, or says why it does not.
fn onnx(bytes: &[u8]) {
    let runtime = match Runtime::load(bytes) {
        Ok(runtime) => runtime,
        Err(error) => return told(&error),
    };
    let schema = runtime.schema();
    let cells = schema.inputs.iter().map(|input| match input {
        Input::Number { .. } => Cells::Numbers(vec![0.5, f32::NAN, -1e30]),
        Input::Category { .. } => Cells::Codes(vec![0, -1, i64::MAX]),
    });
    let cells: Vec<Cells> = cells.collect();
    match runtime.predict(&cells) {
        Ok(prediction) => fits(&prediction, schema.classes.len(), cells.is_empty()),
        Err(error) => told(&error),
    }
}

fn fits(prediction: &Prediction, classes: usize, asked_nothing: bool) {
    assert_eq!(prediction.labels.len(), if asked_nothing { 0 } else { ROWS });
    assert!(prediction.labels.iter().all(|&label| classes == 0 || (label as usize) < classes));
}

fn told(error: &LearnError) {
    assert!(!error.to_string().is_empty());
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
