//! Making a lowered model ready for rows.

use crate::error::LearnError;
use crate::file::refused;
use crate::guarded::guarded;
use crate::lower::{Declared, ELEMENTS_AT_ONCE, narrowed};
use crate::operators;
use std::sync::Arc;
use tract_onnx::pb::ModelProto;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::prelude::*;

/// Rows of one call to the model, at most.
const PIECE: usize = 4_096;

/// A plan, and how it is to be called.
pub(super) struct Plan {
    pub(super) plan: Arc<TypedRunnableModel>,
    pub(super) inputs: Vec<Shaped>,
    /// Rows of one call; all calls have so many if `fixed`.
    pub(super) piece: usize,
    pub(super) fixed: bool,
    /// Numbers that it answers of a row, if that is known before it is asked.
    pub(super) answers: Option<usize>,
}

/// One input: its type, and the shape of a row in it.
#[derive(Debug, Clone)]
pub(super) struct Shaped {
    pub(super) kind: DatumType,
    pub(super) row: Vec<usize>,
}

/// For any number of rows; if the model can't be run so, for the number that the file says. With
/// doubles where the file has them; if it can't be run so, with floats.
pub(super) fn plan(
    proto: &ModelProto,
    declared: &[Declared],
    columns: &[usize],
) -> Result<Plan, LearnError> {
    let inputs = declared.iter().zip(columns).map(|(input, columns)| shaped(input, *columns));
    let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
    let narrow =
        narrowed(proto).map(|narrow| (narrow, inputs.iter().map(Shaped::narrow).collect()));
    let as_it_is = (proto.clone(), inputs);
    let written = declared.iter().filter_map(|input| *input.shape.as_ref()?.first()?).max();
    let written = written.filter(|rows| (1..=PIECE).contains(rows));
    let mut first = None;
    for rows in [None].into_iter().chain(written.map(Some)) {
        for (proto, inputs) in [Some(&as_it_is), narrow.as_ref()].into_iter().flatten() {
            match guarded(|| made(proto, inputs, rows)) {
                Ok((plan, piece, answers)) => {
                    let inputs: Vec<Shaped> = inputs.clone();
                    return Ok(Plan { plan, inputs, piece, fixed: rows.is_some(), answers });
                }
                Err(error) => drop(first.get_or_insert(error)),
            }
        }
    }
    Err(first.map_or_else(|| refused("it can't be run"), cannot))
}

fn cannot(error: TractError) -> LearnError {
    let text: String = format!("{error:#}").chars().take(300).collect();
    refused(format!("it can't be run: {text}"))
}

impl Shaped {
    fn narrow(&self) -> Self {
        let double = self.kind == f64::datum_type();
        let kind = if double { f32::datum_type() } else { self.kind };
        Self { kind, row: self.row.clone() }
    }
}

fn shaped(input: &Declared, columns: usize) -> Result<Shaped, LearnError> {
    let kind = match input.kind {
        DataType::Float => f32::datum_type(),
        DataType::Double => f64::datum_type(),
        DataType::Float16 => DatumType::F16,
        DataType::String | DataType::Int64 => i64::datum_type(),
        DataType::Int32 => i32::datum_type(),
        DataType::Int16 => i16::datum_type(),
        DataType::Int8 => i8::datum_type(),
        DataType::Uint8 => u8::datum_type(),
        DataType::Bool => bool::datum_type(),
        _ => return Err(refused("an input is of a type that is not covered")),
    };
    let row = match input.shape.as_deref() {
        None => vec![columns],
        Some(sizes) => sizes.iter().skip(1).map(|size| size.unwrap_or(columns)).collect(),
    };
    Ok(Shaped { kind, row })
}

type Made = (Arc<TypedRunnableModel>, usize, Option<usize>);

fn made(proto: &ModelProto, inputs: &[Shaped], rows: Option<usize>) -> TractResult<Made> {
    let mut model = operators::framework().model_for_proto_model(proto)?;
    let symbol = model.symbols.sym("Rows");
    if model.inputs.len() != inputs.len() {
        return Err(TractError::msg("its inputs are not those that it declares"));
    }
    for (at, input) in inputs.iter().enumerate() {
        let first = rows.map_or_else(|| symbol.to_dim(), |rows| rows.to_dim());
        let shape: TVec<TDim> =
            [first].into_iter().chain(input.row.iter().map(|size| size.to_dim())).collect();
        model.set_input_fact(at, InferenceFact::dt_shape(input.kind, shape))?;
    }
    let model = model.into_optimized()?;
    let piece = match rows {
        Some(rows) => rows,
        None => piece(&model, &symbol),
    };
    if largest(&model, &symbol, piece) > ELEMENTS_AT_ONCE.saturating_mul(4) {
        return Err(TractError::msg("a single row takes too much memory"));
    }
    let answers = width(&model);
    let plan = model.into_runnable()?;
    // What fails on any row is told before rows are asked about.
    let zeros = inputs.iter().map(|input| {
        let shape: Vec<usize> =
            [rows.unwrap_or(1)].into_iter().chain(input.row.iter().copied()).collect();
        Tensor::zero_dt(input.kind, &shape).map(Tensor::into_tvalue)
    });
    plan.run(zeros.collect::<TractResult<TVec<TValue>>>()?)?;
    Ok((plan, piece, answers))
}

/// Elements of a row of the answer.
fn width(model: &TypedModel) -> Option<usize> {
    let shape = &model.output_fact(0).ok()?.shape;
    let mut sizes = shape.iter().skip(1).map(|size| usize::try_from(size.to_i64().ok()?).ok());
    sizes.try_fold(1usize, |all, size| all.checked_mul(size?))
}

/// So many rows that no value within the model becomes too large.
fn piece(model: &TypedModel, symbol: &Symbol) -> usize {
    let mut piece = PIECE;
    while piece > 1 && largest(model, symbol, piece) > ELEMENTS_AT_ONCE {
        piece /= 2;
    }
    piece
}

/// Elements of the largest value, for so many rows.
fn largest(model: &TypedModel, symbol: &Symbol, rows: usize) -> usize {
    let rows = SymbolValues::default().with(symbol, rows as i64);
    let facts = model.nodes().iter().flat_map(|node| node.outputs.iter().map(|out| &out.fact));
    let elements = facts.map(|fact| match fact.shape.volume().eval(&rows).to_i64() {
        Ok(elements) => usize::try_from(elements).unwrap_or(usize::MAX),
        // Sizes that follow from the data are not known before.
        Err(_) => 0,
    });
    elements.max().unwrap_or(0)
}
