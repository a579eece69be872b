//! Running a model file that carries its schema: ONNX in, predictions out, by tract.

use crate::attack::LabelOracle;
use crate::error::LearnError;
use crate::file::{decode, entry, failed, refused};
use crate::foreign::{BINDING_KEY, DescribedRuntime};
use crate::guarded::guarded;
use crate::lower;
use crate::model::Prediction;
use crate::onnx::{CARD_KEY, Card, SCHEMA_KEY};
use crate::operators;
use crate::schema::{Cells, Input, Schema};
use crate::table::Table;
use std::sync::Arc;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::dimension::Value as Size;
use tract_onnx::pb::{GraphProto, ModelProto, ValueInfoProto, type_proto};
use tract_onnx::prelude::*;

/// Rows of one call to the model; more are answered in pieces.
const PIECE: usize = 4_096;

/// A model, loaded and ready. Threads may share it.
pub struct Runtime {
    engine: Engine,
    schema: Schema,
    card: Option<Card>,
}

/// What answers.
enum Engine {
    /// A graph as we write it.
    Own(Arc<TypedRunnableModel>),
    /// One of somebody else, with a description.
    Described(Box<DescribedRuntime>),
}

impl Runtime {
    /// Whether a model file says what it takes and answers, as `hygeia train` writes it.
    #[must_use]
    pub fn has_schema(bytes: &[u8]) -> bool {
        decode(bytes).is_ok_and(|proto| entry(&proto, SCHEMA_KEY).is_some())
    }

    /// Reads a model file that carries its schema in its metadata. What the schema says is held
    /// against the graph; inputs and outputs are bound by name.
    ///
    /// # Errors
    /// If the file is too large, is no ONNX, lacks the schema, says of itself what its graph does
    /// not hold, or uses what can't be run.
    pub fn load(bytes: &[u8]) -> Result<Self, LearnError> {
        let mut proto = decode(bytes)?;
        let schema = entry(&proto, SCHEMA_KEY).ok_or_else(|| {
            refused(format!("its metadata has no {SCHEMA_KEY}: was it written by hygeia train?"))
        })?;
        let schema: Schema = serde_json::from_str(schema)
            .map_err(|e| refused(format!("its {SCHEMA_KEY} does not parse: {e}")))?;
        schema.check().map_err(|why| refused(format!("its {SCHEMA_KEY} lies: {why}")))?;
        if let Some(said) = entry(&proto, BINDING_KEY) {
            let engine = Engine::Described(Box::new(DescribedRuntime::load(bytes, &schema, said)?));
            return Ok(Self { engine, schema, card: None });
        }
        let card = entry(&proto, CARD_KEY).and_then(|card| serde_json::from_str(card).ok());
        lower::check(&proto)?;
        let graph = proto.graph.as_mut().ok_or_else(|| refused("it has no graph"))?;
        bind(graph, &schema)
            .map_err(|why| refused(format!("its {SCHEMA_KEY} is not that of its graph: {why}")))?;
        let plan = guarded(|| plan(&proto, &schema))
            .map_err(|e| refused(format!("tract refuses it: {e:#}")))?;
        Ok(Self { engine: Engine::Own(plan), schema, card })
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

    /// Whether it was made elsewhere and described here: then it answers classes, and no probabilities.
    #[must_use]
    pub const fn is_foreign(&self) -> bool {
        matches!(self.engine, Engine::Described(_))
    }

    /// The first input of which a cell is missing that the model can't do without.
    #[must_use]
    pub fn lacking(&self, cells: &[Cells]) -> Option<&str> {
        match &self.engine {
            Engine::Own(_) => None,
            Engine::Described(foreign) => foreign.lacking(&self.schema, cells),
        }
    }

    /// The answers to rows given as one column for each input, in the schema's order.
    ///
    /// # Errors
    /// If columns are missing, of the other type or of different lengths, or the model fails.
    pub fn predict(&self, cells: &[Cells]) -> Result<Prediction, LearnError> {
        let rows = cells.first().map_or(0, Cells::len);
        self.check(cells, rows)?;
        let plan = match &self.engine {
            Engine::Own(plan) => plan,
            Engine::Described(foreign) => {
                let labels = foreign.labels(&self.schema, cells)?;
                return Ok(Prediction { probabilities: vec![], labels, suspicion: vec![] });
            }
        };
        let classes = self.schema.classes.len();
        let mut flat = Vec::with_capacity(rows * classes);
        let mut suspicion = Vec::new();
        for start in (0..rows).step_by(PIECE) {
            let piece = start..(start + PIECE).min(rows);
            let count = piece.len();
            let inputs = cells.iter().map(|cells| column(cells, piece.clone()));
            let inputs = inputs.collect::<TractResult<TVec<TValue>>>().map_err(failed)?;
            let outputs = guarded(|| plan.run(inputs)).map_err(failed)?;
            let mut outputs = outputs.iter();
            flat.extend(floats(outputs.next(), count * classes)?);
            if self.schema.suspicion_threshold.is_some() {
                suspicion.extend(floats(outputs.next(), count)?);
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

impl LabelOracle for Runtime {
    fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError> {
        Ok(self.predict(&self.schema().cells(table)?)?.labels)
    }
}

/// Brings the inputs of the graph into the schema's order, and leaves of its outputs those that are
/// asked for. Inputs are those that the schema names, no more and no fewer, and of its types.
fn bind(graph: &mut GraphProto, schema: &Schema) -> Result<(), String> {
    let constant = |name: &str| graph.initializer.iter().any(|tensor| tensor.name == name);
    let given: Vec<&ValueInfoProto> =
        graph.input.iter().filter(|input| !constant(&input.name)).collect();
    let mut inputs = Vec::with_capacity(given.len());
    for input in &schema.inputs {
        let name = input.name();
        let found = given.iter().find(|given| given.name == name);
        let found = found.ok_or_else(|| format!("the graph has no input {name:?}"))?;
        let kind = match input {
            Input::Number { .. } => DataType::Float,
            Input::Category { .. } => DataType::Int64,
        };
        if !is_column(found, kind) {
            return Err(format!("input {name:?} is not {kind:?} of shape [N, 1]"));
        }
        inputs.push((*found).clone());
    }
    if let Some(more) =
        given.iter().find(|given| inputs.iter().all(|input| input.name != given.name))
    {
        return Err(format!("the graph has an input {:?} more", more.name));
    }
    let output = |name: &str| {
        let found = graph.output.iter().find(|output| output.name == name);
        found.cloned().ok_or_else(|| format!("the graph has no output {name:?}"))
    };
    let mut outputs = vec![output("probabilities")?];
    if schema.suspicion_threshold.is_some() {
        outputs.push(output("suspicion")?);
    }
    (graph.input, graph.output) = (inputs, outputs);
    Ok(())
}

fn is_column(input: &ValueInfoProto, kind: DataType) -> bool {
    let Some(type_proto::Value::TensorType(tensor)) =
        input.r#type.as_ref().and_then(|kind| kind.value.as_ref())
    else {
        return false;
    };
    let Some(shape) = &tensor.shape else { return false };
    let size = |dim: &Option<Size>| match dim {
        Some(Size::DimValue(size)) => Some(*size),
        _ => None,
    };
    let sizes: Vec<Option<i64>> = shape.dim.iter().map(|dim| size(&dim.value)).collect();
    tensor.elem_type == kind as i32 && matches!(sizes.as_slice(), [_, Some(1)])
}

fn plan(proto: &ModelProto, schema: &Schema) -> TractResult<Arc<TypedRunnableModel>> {
    let mut model = operators::framework().model_for_proto_model(proto)?;
    let rows = model.symbols.sym("N");
    for (at, input) in schema.inputs.iter().enumerate() {
        let kind = match input {
            Input::Number { .. } => f32::datum_type(),
            Input::Category { .. } => i64::datum_type(),
        };
        model
            .set_input_fact(at, InferenceFact::dt_shape(kind, tvec![rows.to_dim(), 1.to_dim()]))?;
    }
    let model = model.into_optimized()?;
    let widths = [schema.classes.len(), 1];
    for (outlet, width) in model.output_outlets()?.to_vec().into_iter().zip(widths) {
        let fact = model.outlet_fact(outlet)?;
        let fits = matches!(fact.shape.dims(), [_, columns] if *columns == width.to_dim());
        if fact.datum_type != f32::datum_type() || !fits {
            return Err(TractError::msg(format!(
                "an output is not float32 of shape [N, {width}], as its schema says"
            )));
        }
    }
    model.into_runnable()
}

/// The values of an output that has so many.
fn floats(output: Option<&TValue>, count: usize) -> Result<Vec<f32>, LearnError> {
    let output = output.ok_or_else(|| refused("it lacks an output"))?;
    let view = output.to_plain_array_view::<f32>().map_err(failed)?;
    if view.len() != count {
        return Err(refused("an output has another shape than rows by classes"));
    }
    Ok(view.iter().copied().collect())
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
