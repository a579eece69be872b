//! An operator that answers each row of a matrix by itself.

use std::sync::Arc;
use tract_onnx::tract_hir::internal::*;

/// What answers a row.
pub(super) trait Answer: std::fmt::Debug + Send + Sync {
    /// Columns that a row has, and whether it may have more.
    fn columns(&self) -> (usize, bool);
    /// Scores that each row gets.
    fn scores(&self) -> usize;
    /// Fills the scores, and gives the label.
    fn answer(&self, row: &[f32], scores: &mut [f32]) -> i64;
}

/// The operator: float32 `[N, columns]` in; int64 `[N]` (if it has labels) and float32
/// `[N, scores]` out.
#[derive(Debug, Clone)]
pub(super) struct ByRow {
    pub(super) function: Arc<dyn Answer>,
    pub(super) labels: bool,
}

/// Operators are equal if they are the same.
impl PartialEq for ByRow {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.function, &other.function) && self.labels == other.labels
    }
}
impl Eq for ByRow {}

impl Expansion for ByRow {
    fn name(&self) -> StaticName {
        "ByRow".into()
    }

    fn nboutputs(&self) -> TractResult<usize> {
        Ok(1 + usize::from(self.labels))
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        s: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        check_input_arity(inputs, 1)?;
        check_output_arity(outputs, self.nboutputs()?)?;
        let (Some(input), Some(scores)) = (inputs.first(), outputs.last()) else { return Ok(()) };
        s.equals(&input.rank, 2)?;
        s.equals(&scores.datum_type, f32::datum_type())?;
        s.equals(&scores.rank, 2)?;
        s.equals(&scores.shape[0], &input.shape[0])?;
        s.equals(&scores.shape[1], self.function.scores().to_dim())?;
        if let (true, Some(label)) = (self.labels, outputs.first()) {
            s.equals(&label.datum_type, i64::datum_type())?;
            s.equals(&label.rank, 1)?;
            s.equals(&label.shape[0], &input.shape[0])?;
        }
        Ok(())
    }

    fn wire(
        &self,
        prefix: &str,
        model: &mut TypedModel,
        inputs: &[OutletId],
    ) -> TractResult<TVec<OutletId>> {
        let cast = tract_onnx::tract_core::ops::cast::cast(f32::datum_type());
        let floats = model.wire_node(format!("{prefix}.floats"), cast, inputs)?;
        model.wire_node(prefix, self.clone(), &floats)
    }
}

impl Op for ByRow {
    fn name(&self) -> StaticName {
        "ByRow".into()
    }

    op_as_typed_op!();
}

impl EvalOp for ByRow {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let input = args_1!(inputs);
        let view = input.to_plain_array_view::<f32>()?;
        let &[rows, columns] = view.shape() else { bail!("a matrix is needed") };
        self.fits(columns)?;
        let width = self.function.scores();
        let mut scores = vec![0f32; rows * width];
        let mut labels = vec![0i64; rows];
        let values: Vec<f32> = view.iter().copied().collect();
        let each = values.chunks(columns.max(1)).zip(scores.chunks_mut(width.max(1)));
        for ((row, scores), label) in each.zip(&mut labels) {
            *label = self.function.answer(row, scores);
        }
        let scores = Tensor::from_shape(&[rows, width], &scores)?.into_tvalue();
        if self.labels {
            Ok(tvec!(Tensor::from_shape(&[rows], &labels)?.into_tvalue(), scores))
        } else {
            Ok(tvec!(scores))
        }
    }
}

impl TypedOp for ByRow {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let shape = inputs.first().map(|fact| &fact.shape);
        let Some([rows, columns]) = shape.map(|shape| shape.dims()) else {
            bail!("a matrix is needed")
        };
        self.fits(columns.to_usize()?)?;
        let scores = f32::fact([rows.clone(), self.function.scores().to_dim()]);
        Ok(if self.labels { tvec!(i64::fact([rows.clone()]), scores) } else { tvec!(scores) })
    }

    as_op!();
}

impl ByRow {
    fn fits(&self, columns: usize) -> TractResult<()> {
        match self.function.columns() {
            (needed, true) if columns >= needed => Ok(()),
            (needed, false) if columns == needed => Ok(()),
            (needed, _) => bail!("it needs {needed} columns, and gets {columns}"),
        }
    }
}
