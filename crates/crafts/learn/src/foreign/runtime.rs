//! Asking a lowered model about rows.

use super::answer::{Answer, OwnClasses};
use super::binding::{Binding, Place};
use super::meaning::Stranger;
use super::plan::{Plan, Shaped, plan};
use crate::error::LearnError;
use crate::file::{failed, refused};
use crate::guarded::guarded;
use crate::lower::{Answered, Form, Lowered, Texts};
use crate::table::Table;
use std::ops::Range;
use tract_onnx::prelude::*;

/// A model of somebody else, ready. Threads may share it.
pub struct ForeignRuntime {
    plan: Plan,
    binding: Binding,
    form: Form,
    classes: Option<Vec<String>>,
    texts: Texts,
}

impl ForeignRuntime {
    pub(super) fn new(lowered: Lowered, binding: Binding) -> Result<Self, LearnError> {
        let columns: Vec<usize> = binding.places.iter().map(Vec::len).collect();
        let plan = plan(&lowered.proto, &lowered.inputs, &columns)?;
        for (input, columns) in plan.inputs.iter().zip(&columns) {
            if input.row.iter().product::<usize>() != *columns {
                return Err(refused("an input takes another number of columns"));
            }
        }
        let Answered { form, classes, .. } = lowered.answer;
        Ok(Self { plan, binding, form, classes, texts: lowered.texts })
    }

    /// Which columns it takes.
    #[must_use]
    pub const fn binding(&self) -> &Binding {
        &self.binding
    }

    fn piece(
        &self,
        table: &Table,
        codes: &[Vec<i64>],
        rows: Range<usize>,
    ) -> Result<Vec<Answer>, LearnError> {
        let count = rows.len();
        let called = if self.plan.fixed { self.plan.piece } else { count };
        let inputs = self.plan.inputs.iter().zip(&self.binding.places);
        let inputs =
            inputs.map(|(input, places)| tensor(table, codes, places, input, rows.clone(), called));
        let inputs = inputs.collect::<TractResult<TVec<TValue>>>().map_err(failed)?;
        let outputs = guarded(|| self.plan.plan.run(inputs)).map_err(failed)?;
        let answer = outputs.first().ok_or_else(|| refused("it gave no answer"))?;
        let mut answers = self.read(answer, called)?;
        answers.truncate(count);
        Ok(answers)
    }

    fn read(&self, answer: &TValue, rows: usize) -> Result<Vec<Answer>, LearnError> {
        let shape =
            || refused(format!("its answer to {rows} rows has the shape {:?}", answer.shape()));
        if let Form::Scores { sigmoid } = self.form {
            let scores = answer.cast_to::<f32>().map_err(failed)?;
            let view = scores.to_plain_array_view::<f32>().map_err(failed)?;
            let values: Vec<f32> = view.iter().copied().collect();
            if rows == 0 || values.is_empty() || !values.len().is_multiple_of(rows) {
                return Err(shape());
            }
            return Ok(values
                .chunks(values.len() / rows)
                .map(|row| highest(row, sigmoid))
                .collect());
        }
        let codes = answer.cast_to::<i64>().map_err(failed)?;
        let view = codes.to_plain_array_view::<i64>().map_err(failed)?;
        if view.len() != rows {
            return Err(shape());
        }
        let read = |code: &i64| match self.form {
            Form::Text => Answer::Text(self.texts.text(*code).unwrap_or_default().to_owned()),
            _ => Answer::Number(*code),
        };
        Ok(view.iter().map(read).collect())
    }
}

impl Stranger for ForeignRuntime {
    fn classes(&self) -> Option<OwnClasses> {
        if let Some(classes) = &self.classes {
            return Some(OwnClasses::Listed(classes.clone()));
        }
        // A single score parts two classes.
        let scores = self.plan.answers.filter(|_| matches!(self.form, Form::Scores { .. }))?;
        Some(OwnClasses::Counted(scores.max(2)))
    }

    fn answers(&self, table: &Table) -> Result<Vec<Answer>, LearnError> {
        // A table's codes, as the model's own indices of texts.
        let codes = table.categorical().iter().map(|column| {
            let known: Vec<i64> =
                column.vocabulary.iter().map(|text| self.texts.code(Some(text))).collect();
            let missing = self.texts.code(None);
            column
                .codes
                .iter()
                .map(|code| known.get(*code as usize).copied().unwrap_or(missing))
                .collect()
        });
        let codes: Vec<Vec<i64>> = codes.collect();
        let mut answers = Vec::with_capacity(table.rows());
        for start in (0..table.rows()).step_by(self.plan.piece.max(1)) {
            let rows = start..(start + self.plan.piece).min(table.rows());
            answers.extend(self.piece(table, &codes, rows)?);
        }
        Ok(answers)
    }
}

/// The class of the highest score; of a single score, whether it is above the middle.
fn highest(scores: &[f32], sigmoid: bool) -> Answer {
    if let [only] = scores {
        return Answer::Index(u32::from(*only > if sigmoid { 0.5 } else { 0.0 }));
    }
    Answer::Index(crate::net::likeliest(scores))
}

/// Columns side by side, for the rows; if more rows are called for, the last one again.
fn tensor(
    table: &Table,
    codes: &[Vec<i64>],
    places: &[Place],
    input: &Shaped,
    rows: Range<usize>,
    called: usize,
) -> TractResult<TValue> {
    let last = rows.end.saturating_sub(1);
    let asked = |at: usize| (rows.start + at).min(last);
    let shape: Vec<usize> = [called].into_iter().chain(input.row.iter().copied()).collect();
    let is_text = matches!(places.first(), Some(Place::Text(_)));
    if is_text {
        let code = |row: usize, place: &Place| match place {
            Place::Text(at) => {
                codes.get(*at).and_then(|codes| codes.get(row)).copied().unwrap_or(-1)
            }
            Place::Number(_) => -1,
        };
        let values: Vec<i64> = (0..called)
            .flat_map(|at| places.iter().map(move |place| (asked(at), place)))
            .map(|(row, place)| code(row, place))
            .collect();
        return Ok(Tensor::from_shape(&shape, &values)?.into_tvalue());
    }
    let number = |row: usize, place: &Place| match place {
        Place::Number(at) => {
            let column = table.numeric().get(*at);
            column.and_then(|column| column.values.get(row)).copied().unwrap_or(f32::NAN)
        }
        Place::Text(_) => f32::NAN,
    };
    let whole = !input.kind.is_float();
    let values: Vec<f32> = (0..called)
        .flat_map(|at| places.iter().map(move |place| (asked(at), place)))
        .map(|(row, place)| number(row, place))
        .map(|value| if whole { value.round() } else { value })
        .collect();
    let floats = Tensor::from_shape(&shape, &values)?;
    Ok(floats.cast_to_dt(input.kind)?.into_owned().into_tvalue())
}
