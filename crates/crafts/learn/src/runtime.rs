//! Running a model file: ONNX in, predictions out, by tract.

use crate::error::LearnError;
use crate::model::Prediction;
use crate::onnx::{CARD_KEY, Card, SCHEMA_KEY};
use crate::schema::{Cells, Input, Schema};
use prost::Message;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::*;

/// Bytes of the largest model that is run: far above any model over a table.
const MOST_BYTES: usize = 256 << 20;
/// Rows of one call to the model; more are answered in pieces.
const PIECE: usize = 4_096;

/// A model, loaded and ready. Threads may share it.
pub struct Runtime {
    plan: Arc<TypedRunnableModel>,
    schema: Schema,
    card: Option<Card>,
}

impl Runtime {
    /// Reads a model file that carries its schema in its metadata.
    ///
    /// # Errors
    /// If the file is too large, is no ONNX, lacks the schema, or uses what tract can't run.
    pub fn load(bytes: &[u8]) -> Result<Self, LearnError> {
        if bytes.len() > MOST_BYTES {
            return Err(refused(format!(
                "it has {} bytes, the limit is {MOST_BYTES}",
                bytes.len()
            )));
        }
        let proto = ModelProto::decode(bytes).map_err(|_| refused("it is not ONNX"))?;
        let entry =
            |key: &str| proto.metadata_props.iter().find(|e| e.key == key).map(|e| &e.value);
        let schema = entry(SCHEMA_KEY).ok_or_else(|| {
            refused(format!("its metadata has no {SCHEMA_KEY}: was it written by hygeia train?"))
        })?;
        let schema: Schema = serde_json::from_str(schema)
            .map_err(|e| refused(format!("its {SCHEMA_KEY} does not parse: {e}")))?;
        let card = entry(CARD_KEY).and_then(|card| serde_json::from_str(card).ok());
        let plan = guarded(|| plan(bytes, &schema))
            .map_err(|e| refused(format!("tract refuses it: {e}")))?;
        Ok(Self { plan, schema, card })
    }

    /// What the model takes and answers.
    #[must_use]
    pub const fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What the file says about itself, unproven until its signature is verified.
    #[must_use]
    pub const fn card(&self) -> Option<&Card> {
        self.card.as_ref()
    }

    /// The answers to rows given as one column for each input, in the schema's order.
    ///
    /// # Errors
    /// If columns are missing, of the other type or of different lengths, or the model fails.
    pub fn predict(&self, cells: &[Cells]) -> Result<Prediction, LearnError> {
        let rows = cells.first().map_or(0, Cells::len);
        self.check(cells, rows)?;
        let classes = self.schema.classes.len();
        let mut flat = Vec::with_capacity(rows * classes);
        let mut suspicion = Vec::new();
        for start in (0..rows).step_by(PIECE) {
            let piece = start..(start + PIECE).min(rows);
            let count = piece.len();
            let inputs = cells.iter().map(|cells| column(cells, piece.clone()));
            let inputs = inputs.collect::<TractResult<TVec<TValue>>>().map_err(failed)?;
            let outputs = guarded(|| self.plan.run(inputs)).map_err(failed)?;
            let first = outputs.first().ok_or_else(|| refused("it has no output"))?;
            let view = first.to_plain_array_view::<f32>().map_err(failed)?;
            if view.len() != count * classes {
                return Err(refused("its probabilities have another shape than rows by classes"));
            }
            flat.extend(view.iter());
            if self.schema.suspicion_threshold.is_some() {
                let third = outputs.get(2).ok_or_else(|| refused("it has no output suspicion"))?;
                suspicion.extend(third.to_plain_array_view::<f32>().map_err(failed)?.iter());
            }
        }
        Ok(Prediction::of(&flat, classes, suspicion))
    }

    fn check(&self, cells: &[Cells], rows: usize) -> Result<(), LearnError> {
        if cells.len() != self.schema.inputs.len() {
            let missing = self.schema.inputs.get(cells.len()).map_or("", Input::name);
            return Err(LearnError::MissingColumn {
                column: missing.to_owned(),
                expected: format!("{} columns", self.schema.inputs.len()),
            });
        }
        for (input, cells) in self.schema.inputs.iter().zip(cells) {
            let column = input.name().to_owned();
            match (input, cells) {
                (Input::Number { .. }, Cells::Codes(_)) => {
                    return Err(LearnError::ColumnType {
                        column,
                        found: "categories",
                        expected: "numbers",
                    });
                }
                (Input::Category { .. }, Cells::Numbers(_)) => {
                    return Err(LearnError::ColumnType {
                        column,
                        found: "numbers",
                        expected: "categories",
                    });
                }
                _ if cells.len() != rows => {
                    return Err(LearnError::Length { column, found: cells.len(), rows });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// `tract-onnx` 0.23 panics at some graphs that name what is not there: that is an error like others.
fn guarded<T>(run: impl FnOnce() -> TractResult<T>) -> TractResult<T> {
    catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|_| Err(TractError::msg("its graph is malformed")))
}

fn plan(bytes: &[u8], schema: &Schema) -> TractResult<Arc<TypedRunnableModel>> {
    let mut model = tract_onnx::onnx().model_for_read(&mut &*bytes)?;
    let rows = model.symbols.sym("N");
    for (at, input) in schema.inputs.iter().enumerate() {
        let kind = match input {
            Input::Number { .. } => f32::datum_type(),
            Input::Category { .. } => i64::datum_type(),
        };
        model
            .set_input_fact(at, InferenceFact::dt_shape(kind, tvec![rows.to_dim(), 1.to_dim()]))?;
    }
    model.into_optimized()?.into_runnable()
}

fn column(cells: &Cells, rows: std::ops::Range<usize>) -> TractResult<TValue> {
    let count = rows.len();
    let tensor = match cells {
        Cells::Numbers(values) => {
            Tensor::from_shape(&[count, 1], values.get(rows).unwrap_or_default())
        }
        Cells::Codes(codes) => Tensor::from_shape(&[count, 1], codes.get(rows).unwrap_or_default()),
    };
    Ok(tensor?.into_tvalue())
}

fn refused(reason: impl Into<String>) -> LearnError {
    LearnError::Model { reason: reason.into() }
}

fn failed(error: TractError) -> LearnError {
    refused(format!("it failed on these rows: {error}"))
}
