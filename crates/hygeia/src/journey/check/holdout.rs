//! The rows that the models were attacked on and never trained on, and what model files answer to them.

use super::Stored;
use crate::failure::{At, Failure};
use crate::journey::folder;
use learn::{
    Card, Cells, Input, Prediction, Runtime, Schema, Table, Unconfirmed, check_inputs, features,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use terms::{Classification, Digest};

/// Test rows in the model's own columns, and what the model file answers to them in our own runtime.
pub struct Holdout {
    table: Table,
    schema: Schema,
    card: Option<Card>,
    cells: Vec<Cells>,
    pub expected: Prediction,
}

impl Holdout {
    /// The rows `test_rows` of the dataset, for the model file `onnx`, whose inputs must all be
    /// features.
    pub fn of(
        onnx: &[u8],
        stored: &Stored,
        classification: &Classification,
        label: &str,
        test_rows: &[u64],
    ) -> Result<Self, Failure> {
        let runtime = Runtime::load(onnx).internal("loading the model file")?;
        let (schema, card) = (runtime.schema().clone(), runtime.card().cloned());
        check_inputs(schema.inputs.iter().map(Input::name), classification)
            .map_err(|error| Failure::refused(format!("the model takes no feature: {error}")))?;
        let batch = workspace::prepare::learnable(&stored.batch, classification);
        let batch = batch.internal("preparing the table")?;
        let features =
            features(&batch, classification, label, &[], Unconfirmed::Learned).usage()?;
        let positions: HashMap<u64, usize> =
            features.rows.iter().enumerate().map(|(at, row)| (*row, at)).collect();
        let test: Vec<usize> =
            test_rows.iter().filter_map(|row| positions.get(row).copied()).collect();
        let table = features.table.take(&test);
        let cells = schema.cells(&table).internal("bringing rows into the model's columns")?;
        let expected = runtime.predict(&cells).internal("asking the model file")?;
        Ok(Self { table, schema, card, cells, expected })
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.table.rows()
    }

    /// Whether the file says of itself that it is the final model, made of the table with the digest
    /// `content` and by `seed`, and tells how likely a row was attacked.
    #[must_use]
    pub fn is_final(&self, content: Digest, seed: u64) -> bool {
        let named = self.card.as_ref().is_some_and(|card| {
            (card.name.as_str(), card.seed) == ("final", seed) && card.training == content.hex()
        });
        named && self.schema.suspicion_threshold.is_some()
    }

    /// What the model file `onnx` answers to the same rows.
    pub fn ask(&self, onnx: &[u8]) -> Result<Prediction, Failure> {
        let runtime = Runtime::load(onnx).internal("loading the model file")?;
        let cells = runtime.schema().cells(&self.table);
        let cells = cells.internal("bringing rows into the model's columns")?;
        runtime.predict(&cells).internal("asking the model file")
    }

    /// How many of the rows the model file `onnx` answers rightly.
    pub fn right(&self, onnx: &[u8]) -> Result<usize, Failure> {
        let said = self.ask(onnx)?.labels;
        Ok(said.iter().zip(self.table.labels()).filter(|(said, truth)| said == truth).count())
    }

    /// The first `rows` rows as a request of the Open Inference Protocol.
    #[must_use]
    pub fn request(&self, rows: usize) -> Value {
        let rows = rows.min(self.rows());
        let tensors = self.schema.inputs.iter().zip(&self.cells).map(|(input, cells)| {
            let (datatype, data): (&str, Vec<Value>) = match cells {
                Cells::Numbers(values) => {
                    let number = |v: &f32| if v.is_nan() { Value::Null } else { json!(v) };
                    ("FP32", values.iter().take(rows).map(number).collect())
                }
                Cells::Codes(codes) => {
                    let text = |code: &i64| text_of(input, *code).map_or(Value::Null, Value::from);
                    ("BYTES", codes.iter().take(rows).map(text).collect())
                }
            };
            json!({ "name": input.name(), "shape": [rows, 1], "datatype": datatype, "data": data })
        });
        json!({ "inputs": tensors.collect::<Vec<_>>() })
    }

    /// The expected label of row `at`, by name.
    #[must_use]
    pub fn label(&self, at: usize) -> Option<&str> {
        let code = *self.expected.labels.get(at)?;
        self.schema.classes.get(code as usize).map(String::as_str)
    }

    /// Writes the rows as CSV: the model's inputs, and the true label, under its name, last.
    pub fn write(&self, label: &str, path: &Path) -> Result<(), Failure> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let names = self.schema.inputs.iter().map(Input::name).chain([label]);
        writer.write_record(names).internal("writing the held out rows")?;
        for row in 0..self.rows() {
            let pairs = self.schema.inputs.iter().zip(&self.cells);
            let cells = pairs.map(|(input, cells)| cell(input, cells, row));
            let truth = self.table.labels().get(row).map(|code| *code as usize);
            let truth = truth.and_then(|code| self.table.classes().get(code).cloned());
            let record: Vec<String> = cells.chain([truth.unwrap_or_default()]).collect();
            writer.write_record(&record).internal("writing the held out rows")?;
        }
        let bytes = writer.into_inner().map_err(|e| Failure::internal(e.to_string()))?;
        folder::write(path, &bytes)
    }
}

/// A cell as text; what is missing is empty.
fn cell(input: &Input, cells: &Cells, row: usize) -> String {
    match cells {
        Cells::Numbers(values) => {
            let present = values.get(row).filter(|value| !value.is_nan());
            present.map_or_else(String::new, ToString::to_string)
        }
        Cells::Codes(codes) => {
            let text = codes.get(row).and_then(|code| text_of(input, *code));
            text.unwrap_or_default().to_owned()
        }
    }
}

fn text_of(input: &Input, code: i64) -> Option<&str> {
    let Input::Category { vocabulary, .. } = input else { return None };
    vocabulary.get(usize::try_from(code).ok()?).map(String::as_str)
}
