//! The rows that the models were attacked on and never trained on, in the model's own columns.

use super::screen::Screened;
use crate::failure::{At, Failure};
use crate::files::write_whole;
use ::train::Run;
use learn::{Cells, Input, Prediction, Runtime, Schema, Table};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// Test rows, and what the model file answers to them in our own runtime.
pub struct Holdout {
    table: Table,
    schema: Schema,
    cells: Vec<Cells>,
    pub expected: Prediction,
}

impl Holdout {
    /// The test rows of `run`.
    pub fn of(run: &Run, screened: &Screened) -> Result<Self, Failure> {
        let features = &screened.features;
        let positions: HashMap<u64, usize> =
            features.rows.iter().enumerate().map(|(at, row)| (*row, at)).collect();
        let test: Vec<usize> =
            run.test_rows.iter().filter_map(|row| positions.get(row).copied()).collect();
        let table = features.table.take(&test);
        let runtime = Runtime::load(&run.final_onnx).internal("loading the model file")?;
        let schema = runtime.schema().clone();
        let cells = schema.cells(&table).internal("bringing rows into the model's columns")?;
        let expected = runtime.predict(&cells).internal("asking the model file")?;
        Ok(Self { table, schema, cells, expected })
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.table.rows()
    }

    /// What the model file `onnx` answers to the same rows.
    pub fn ask(&self, onnx: &[u8]) -> Result<Prediction, Failure> {
        let runtime = Runtime::load(onnx).internal("loading the model file")?;
        runtime.predict(&self.cells).internal("asking the model file")
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
            let cells =
                self.schema.inputs.iter().zip(&self.cells).map(|(input, cells)| match cells {
                    Cells::Numbers(values) => values
                        .get(row)
                        .filter(|value| !value.is_nan())
                        .map_or_else(String::new, ToString::to_string),
                    Cells::Codes(codes) => codes
                        .get(row)
                        .and_then(|code| text_of(input, *code))
                        .unwrap_or_default()
                        .to_owned(),
                });
            let truth = self.table.labels().get(row).map(|code| *code as usize);
            let truth = truth.and_then(|code| self.table.classes().get(code).cloned());
            let record: Vec<String> = cells.chain([truth.unwrap_or_default()]).collect();
            writer.write_record(&record).internal("writing the held out rows")?;
        }
        let bytes = writer.into_inner().map_err(|e| Failure::internal(e.to_string()))?;
        write_whole(path, &bytes)
    }
}

fn text_of(input: &Input, code: i64) -> Option<&str> {
    let Input::Category { vocabulary, .. } = input else { return None };
    vocabulary.get(usize::try_from(code).ok()?).map(String::as_str)
}
