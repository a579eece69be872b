//! What holds of any bytes that are loaded as a model. The fuzzer runs this, and the tests its seeds.

use crate::{
    Binding, Cells, Foreign, Input, LearnError, Named, PortKind, Prediction, Runtime, Stranger,
    Texts,
};

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[("learn-onnx", onnx), ("learn-foreign", foreign)];

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

/// A model of anybody that loads answers each row, or says why it does not.
fn foreign(bytes: &[u8]) {
    if let Err(error) = asked(bytes) {
        told(&error);
    }
}

fn asked(bytes: &[u8]) -> Result<(), LearnError> {
    let foreign = Foreign::load(bytes, &|_| None)?;
    let named = |name: &str, numeric| Named { name: name.to_owned(), numeric };
    let mut columns: Vec<Named> = Vec::new();
    for (at, port) in foreign.ports().iter().enumerate() {
        let numeric = port.kind != PortKind::Text;
        match port.width {
            Some(width) if width != 1 => {
                let more =
                    (0..width.min(64)).map(|place| named(&format!("c{at}-{place}"), numeric));
                columns.extend(more);
            }
            _ => columns.push(named(&port.name, numeric)),
        }
    }
    let binding = Binding::of(foreign.ports(), &columns)?;
    let column = |name: &str, _| {
        let numeric = columns.iter().any(|column| column.name == name && column.numeric);
        let cells = if numeric { ["0.5", "-3", "1e30"] } else { ["yes", "", "a"] };
        Some(cells.iter().map(|cell| Some((*cell).to_owned())).collect::<Texts>())
    };
    let gathered = binding.gather(&column, &vec![Some("a".to_owned()); ROWS])?;
    let answers = foreign.run_on(&binding)?.answers(&gathered.table)?;
    assert_eq!(answers.len(), ROWS);
    Ok(())
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
