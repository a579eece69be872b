//! What a model takes and answers: the contract between training, file and service.

use crate::error::LearnError;
use crate::table::{Categorical, MOST_CLASSES, Numeric, Table};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// One input of a model, `[N, 1]`, named like the raw column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Input {
    /// A float32; `NaN` is missing. One standard deviation of the training data is `deviation`.
    Number { name: String, median: f32, mean: f32, deviation: f32, missing_indicator: bool },
    /// An int64 index into the vocabulary; every other index means missing or unknown.
    Category { name: String, vocabulary: Vec<String> },
}

impl Input {
    /// The raw column's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Number { name, .. } | Self::Category { name, .. } => name,
        }
    }

    /// The index of a category's text: -1 if missing, unknown, or if this is a number.
    #[must_use]
    pub fn code(&self, text: Option<&str>) -> i64 {
        match (self, text) {
            (Self::Category { vocabulary, .. }, Some(text)) => vocabulary
                .iter()
                .position(|known| known == text)
                .and_then(|at| i64::try_from(at).ok())
                .unwrap_or(-1),
            _ => -1,
        }
    }
}

/// Inputs in the order of the file, and the classes of the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    pub inputs: Vec<Input>,
    pub classes: Vec<String>,
    /// If the model has the output `suspicion`: above this, a row is to be rejected as malicious;
    /// 5 % of honest rows are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspicion_threshold: Option<f32>,
}

/// The values of one input, one for each row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    Numbers(Vec<f32>),
    Codes(Vec<i64>),
}

impl Cells {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Codes(codes) => codes.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Schema {
    /// Whether it can be true: names that differ, deviations by which one can divide, classes that
    /// can be told apart.
    ///
    /// # Errors
    /// What can't be.
    pub(crate) fn check(&self) -> Result<(), String> {
        fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
            let mut seen = HashSet::new();
            names.into_iter().find(|name| !seen.insert(*name))
        }
        let count = self.classes.len();
        if !(2..=MOST_CLASSES).contains(&count) {
            return Err(format!("it has {count} classes"));
        }
        if twice(self.classes.iter().map(String::as_str)).is_some() {
            return Err("two classes have one name".to_owned());
        }
        if self.inputs.is_empty() {
            return Err("it has no input".to_owned());
        }
        if let Some(name) = twice(self.inputs.iter().map(Input::name)) {
            return Err(format!("input {name:?} is there twice"));
        }
        if self.suspicion_threshold.is_some_and(|threshold| !threshold.is_finite()) {
            return Err("its suspicion_threshold is no number".to_owned());
        }
        for input in &self.inputs {
            match input {
                Input::Number { name, median, mean, deviation, .. } => {
                    if !(deviation.is_finite() && *deviation > 0.0) {
                        return Err(format!("input {name:?} deviates by {deviation}"));
                    }
                    if !(median.is_finite() && mean.is_finite()) {
                        return Err(format!("input {name:?} has no median or no mean"));
                    }
                }
                Input::Category { name, vocabulary } => {
                    if twice(vocabulary.iter().map(String::as_str)).is_some() {
                        return Err(format!("a category of input {name:?} is there twice"));
                    }
                }
            }
        }
        Ok(())
    }

    /// One standard deviation of each number in the training data, in the column's own unit.
    #[must_use]
    pub fn deviations(&self) -> Vec<f32> {
        let of = |input: &Input| match input {
            Input::Number { deviation, .. } => Some(*deviation),
            Input::Category { .. } => None,
        };
        self.inputs.iter().filter_map(of).collect()
    }

    /// The model's inputs from a table's columns of the same names, in the model's order; other
    /// columns are ignored, and categories are matched by text.
    ///
    /// # Errors
    /// If a column is missing or of the other type.
    pub fn cells(&self, table: &Table) -> Result<Vec<Cells>, LearnError> {
        self.inputs.iter().map(|input| cells_of(input, table)).collect()
    }
}

fn cells_of(input: &Input, table: &Table) -> Result<Cells, LearnError> {
    let number = table.numeric().iter().find(|c| c.name == input.name());
    let category = table.categorical().iter().find(|c| c.name == input.name());
    let column = || input.name().to_owned();
    match (input, number, category) {
        (Input::Number { .. }, Some(Numeric { values, .. }), _) => {
            Ok(Cells::Numbers(values.clone()))
        }
        (Input::Category { vocabulary, .. }, _, Some(texts)) => {
            Ok(Cells::Codes(codes(vocabulary, texts)))
        }
        (Input::Number { .. }, None, None) => {
            Err(LearnError::MissingColumn { column: column(), expected: "a number".to_owned() })
        }
        (Input::Category { .. }, None, None) => {
            Err(LearnError::MissingColumn { column: column(), expected: "a category".to_owned() })
        }
        (Input::Number { .. }, None, Some(_)) => Err(LearnError::ColumnType {
            column: column(),
            found: "categories",
            expected: "numbers",
        }),
        (Input::Category { .. }, Some(_), None) => Err(LearnError::ColumnType {
            column: column(),
            found: "numbers",
            expected: "categories",
        }),
    }
}

/// The column's codes as indices into `vocabulary`, by text.
fn codes(vocabulary: &[String], column: &Categorical) -> Vec<i64> {
    let known: HashMap<&str, i64> = vocabulary.iter().map(String::as_str).zip(0..).collect();
    let map: Vec<i64> = column
        .vocabulary
        .iter()
        .map(|text| known.get(text.as_str()).copied().unwrap_or(-1))
        .collect();
    let index = |code: &u32| map.get(*code as usize).copied().unwrap_or(-1);
    column.codes.iter().map(index).collect()
}
