//! From raw columns to what a network sees, fitted on the training rows alone.
//!
//! Layout of a row: every number standardised, then a 0/1 indicator for each number that was
//! missing somewhere in training, then one 0/1 slot for each known category. An unknown category
//! is all zeros. The same steps stand as core operators in the ONNX file.

use crate::error::LearnError;
use crate::schema::{Cells, Input, Schema};
use crate::table::Table;
use std::ops::Range;
use std::sync::Arc;

/// Most categories of one column that get a slot; the rarer ones count as unknown.
const MOST_SLOTS: usize = 64;
/// Standardised values are cut to this many deviations, so that no outlier blows a network up.
pub(crate) const CUT: f32 = 10.0;
/// A category seen in fewer training rows gets no slot: it could be one person.
const LEAST_SEEN: usize = 3;

/// How raw columns become a network's inputs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Encoding {
    pub(crate) schema: Schema,
}

/// Encoded rows, row by row, and which of their numbers an attacker may move.
#[derive(Clone)]
pub(crate) struct Encoded {
    pub(crate) values: Vec<f32>,
    /// 1 where a number is present and not cut, else 0; as long as `values`.
    pub(crate) movable: Vec<f32>,
    pub(crate) width: usize,
    /// The slots of each column of categories.
    pub(crate) groups: Arc<[Range<usize>]>,
    pub(crate) labels: Vec<u32>,
}

impl Encoded {
    pub(crate) fn rows(&self) -> usize {
        self.labels.len()
    }

    /// The rows at `positions`.
    pub(crate) fn take(&self, positions: &[usize]) -> Self {
        let pick = |from: &[f32]| {
            let row =
                |&at: &usize| from.get(at * self.width..(at + 1) * self.width).unwrap_or_default();
            positions.iter().flat_map(row).copied().collect()
        };
        Self {
            values: pick(&self.values),
            movable: pick(&self.movable),
            width: self.width,
            groups: Arc::clone(&self.groups),
            labels: positions.iter().filter_map(|&at| self.labels.get(at).copied()).collect(),
        }
    }
}

impl Encoding {
    /// Learns medians, means, deviations and vocabularies from the training rows.
    pub(crate) fn fit(train: &Table) -> Self {
        let numbers = train.numeric().iter().map(|c| number(&c.name, &c.values));
        let categories = train.categorical().iter().map(|c| Input::Category {
            name: c.name.clone(),
            vocabulary: slots(&c.vocabulary, &c.codes),
        });
        let inputs = numbers.chain(categories).collect();
        Self {
            schema: Schema { inputs, classes: train.classes().to_vec(), suspicion_threshold: None },
        }
    }

    /// How many numeric columns there are: the first values of each encoded row.
    pub(crate) fn numbers(&self) -> usize {
        self.schema.inputs.iter().filter(|input| matches!(input, Input::Number { .. })).count()
    }

    /// One standard deviation of each numeric column, in the column's own unit.
    pub(crate) fn deviations(&self) -> Vec<f32> {
        self.schema.deviations()
    }

    /// How many values an encoded row has.
    pub(crate) fn width(&self) -> usize {
        let of = |input: &Input| match input {
            Input::Number { missing_indicator, .. } => 1 + usize::from(*missing_indicator),
            Input::Category { vocabulary, .. } => vocabulary.len(),
        };
        self.schema.inputs.iter().map(of).sum()
    }

    /// The slots of each column of categories, which stand last in a row.
    fn groups(&self) -> Arc<[Range<usize>]> {
        let sizes = self.schema.inputs.iter().filter_map(|input| match input {
            Input::Category { vocabulary, .. } => Some(vocabulary.len()),
            Input::Number { .. } => None,
        });
        let all: usize = sizes.clone().sum();
        let mut first = self.width() - all;
        sizes
            .map(|size| {
                first += size;
                first - size..first
            })
            .collect()
    }

    /// Encodes the rows of `table`.
    ///
    /// # Errors
    /// If a column that the model takes is missing or of the other type.
    pub(crate) fn encode(&self, table: &Table) -> Result<Encoded, LearnError> {
        let width = self.width();
        let mut encoded = Encoded {
            values: vec![0.0; table.rows() * width],
            movable: vec![0.0; table.rows() * width],
            width,
            groups: self.groups(),
            labels: table.labels().to_vec(),
        };
        let (mut at, mut indicator) = (0, self.numbers());
        let indicators =
            |input: &&Input| matches!(input, Input::Number { missing_indicator: true, .. });
        let mut slot = indicator + self.schema.inputs.iter().filter(indicators).count();
        for (input, cells) in self.schema.inputs.iter().zip(self.schema.cells(table)?) {
            match (input, cells) {
                (
                    Input::Number { median, mean, deviation, missing_indicator, .. },
                    Cells::Numbers(values),
                ) => {
                    let rows =
                        encoded.values.chunks_mut(width).zip(encoded.movable.chunks_mut(width));
                    for (value, (row, movable)) in values.into_iter().zip(rows) {
                        let filled = if value.is_nan() { *median } else { value };
                        let standard = (filled - mean) * (1.0 / deviation);
                        set(row, at, standard.clamp(-CUT, CUT));
                        let free = !value.is_nan() && standard.abs() < CUT;
                        set(movable, at, if free { 1.0 } else { 0.0 });
                        if *missing_indicator && value.is_nan() {
                            set(row, indicator, 1.0);
                        }
                    }
                    at += 1;
                    indicator += usize::from(*missing_indicator);
                }
                (Input::Category { vocabulary, .. }, Cells::Codes(codes)) => {
                    for (code, row) in codes.into_iter().zip(encoded.values.chunks_mut(width)) {
                        if let Ok(code) = usize::try_from(code)
                            && code < vocabulary.len()
                        {
                            set(row, slot + code, 1.0);
                        }
                    }
                    slot += vocabulary.len();
                }
                _ => {}
            }
        }
        Ok(encoded)
    }
}

fn set(row: &mut [f32], at: usize, to: f32) {
    if let Some(value) = row.get_mut(at) {
        *value = to;
    }
}

/// Median, mean and deviation of what is present and finite.
fn number(name: &str, values: &[f32]) -> Input {
    let mut present: Vec<f32> = values.iter().copied().filter(|v| v.is_finite()).collect();
    present.sort_by(f32::total_cmp);
    let median = present.get(present.len() / 2).copied().unwrap_or(0.0);
    let count = present.len().max(1) as f64;
    let mean = present.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
    let variance = present.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count;
    let deviation =
        if variance.sqrt() > 1e-9 * mean.abs().max(1e-9) { variance.sqrt() as f32 } else { 1.0 };
    let missing_indicator = values.iter().any(|v| v.is_nan());
    Input::Number { name: name.to_owned(), median, mean: mean as f32, deviation, missing_indicator }
}

/// The categories that get a slot: the most frequent ones, in the vocabulary's own order.
fn slots(vocabulary: &[String], codes: &[u32]) -> Vec<String> {
    let mut seen = vec![0usize; vocabulary.len()];
    for code in codes {
        if let Some(count) = seen.get_mut(*code as usize) {
            *count += 1;
        }
    }
    let mut kept: Vec<(usize, usize)> =
        seen.into_iter().enumerate().filter(|(_, count)| *count >= LEAST_SEEN).collect();
    kept.sort_by_key(|&(at, count)| (std::cmp::Reverse(count), at));
    kept.truncate(MOST_SLOTS);
    kept.sort_unstable();
    kept.iter().filter_map(|&(at, _)| vocabulary.get(at).cloned()).collect()
}
