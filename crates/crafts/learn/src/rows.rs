//! Rows of text, as a file holds them, for a model that is there already.

use crate::error::LearnError;
use crate::schema::{Input, Schema};
use crate::table::{Categorical, Numeric, Table};
use std::collections::HashMap;

/// A column of text; `None` is missing.
pub type Texts = Vec<Option<String>>;

/// Rows that a model can be asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The model's own inputs, in its order, with its vocabularies and classes.
    pub table: Table,
    /// For each row of the table, where it stood.
    pub positions: Vec<usize>,
}

impl Schema {
    /// The model's inputs out of columns of text, which `column` gives by name. Rows whose label
    /// is missing, or no class of the model, are left out.
    ///
    /// # Errors
    /// If a column is missing, of another length than `labels`, or holds no number where the model
    /// takes one; if no row has a label that the model knows.
    pub fn rows(
        &self,
        column: &dyn Fn(&str) -> Option<Texts>,
        labels: &[Option<String>],
    ) -> Result<Rows, LearnError> {
        let classes: HashMap<&str, u32> =
            self.classes.iter().map(String::as_str).zip(0u32..).collect();
        let class = |label: &Option<String>| code(&classes, label.as_deref()?);
        let kept: Vec<(usize, u32)> = labels
            .iter()
            .enumerate()
            .filter_map(|(row, label)| class(label).map(|class| (row, class)))
            .collect();
        if kept.is_empty() {
            let (rows, classes) = (labels.len(), self.classes.len());
            return Err(LearnError::OtherLabels { rows, classes });
        }
        let (mut numeric, mut categorical) = (Vec::new(), Vec::new());
        for input in &self.inputs {
            let name = input.name().to_owned();
            let texts = column(&name).ok_or_else(|| LearnError::MissingColumn {
                column: name.clone(),
                expected: match input {
                    Input::Number { .. } => "a number".to_owned(),
                    Input::Category { .. } => "a category".to_owned(),
                },
            })?;
            if texts.len() != labels.len() {
                let (found, rows) = (texts.len(), labels.len());
                return Err(LearnError::Length { column: name, found, rows });
            }
            let cells = kept.iter().map(|(row, _)| texts.get(*row).and_then(Option::as_deref));
            match input {
                Input::Number { .. } => numeric.push(number(name, cells)?),
                Input::Category { vocabulary, .. } => {
                    categorical.push(category(name, vocabulary, cells));
                }
            }
        }
        let codes = kept.iter().map(|(_, class)| *class).collect();
        let table = Table::new(numeric, categorical, codes, self.classes.clone())?;
        Ok(Rows { table, positions: kept.into_iter().map(|(row, _)| row).collect() })
    }
}

/// A column of which no value is a number was meant to be something else.
pub(crate) fn number<'a>(
    name: String,
    cells: impl Iterator<Item = Option<&'a str>>,
) -> Result<Numeric, LearnError> {
    let (mut present, mut numbers, mut values) = (false, false, Vec::new());
    for cell in cells {
        let value = cell.and_then(|text| text.trim().parse::<f32>().ok());
        present |= cell.is_some();
        numbers |= value.is_some();
        values.push(value.unwrap_or(f32::NAN));
    }
    if present && !numbers {
        return Err(LearnError::ColumnType { column: name, found: "text", expected: "numbers" });
    }
    Ok(Numeric { name, values })
}

fn category<'a>(
    name: String,
    vocabulary: &[String],
    cells: impl Iterator<Item = Option<&'a str>>,
) -> Categorical {
    let known: HashMap<&str, u32> = vocabulary.iter().map(String::as_str).zip(0u32..).collect();
    let codes = cells
        .map(|cell| cell.and_then(|text| code(&known, text)).unwrap_or(Categorical::UNKNOWN))
        .collect();
    Categorical { name, vocabulary: vocabulary.to_vec(), codes }
}

/// The code of a text; whole numbers are the same with and without a decimal point.
fn code(known: &HashMap<&str, u32>, text: &str) -> Option<u32> {
    let text = text.trim();
    known.get(text).copied().or_else(|| {
        let number: f64 = text.parse().ok()?;
        known.get(number.to_string().as_str()).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let name = |name: &str| name.to_owned();
        Schema {
            inputs: vec![
                Input::Category { name: name("home"), vocabulary: vec![name("own"), name("rent")] },
                Input::Number {
                    name: name("age"),
                    median: 40.0,
                    mean: 40.0,
                    deviation: 10.0,
                    missing_indicator: false,
                },
            ],
            classes: vec![name("0"), name("1")],
            suspicion_threshold: None,
        }
    }

    fn texts(cells: &[&str]) -> Texts {
        cells.iter().map(|cell| (!cell.is_empty()).then(|| (*cell).to_owned())).collect()
    }

    #[test]
    fn text_becomes_what_the_model_takes() {
        let column = |name: &str| match name {
            "home" => Some(texts(&["rent", "own", "boat", "own"])),
            "age" => Some(texts(&["30", "x", "", "50"])),
            _ => None,
        };
        let rows = schema().rows(&column, &texts(&["1.0", "0", "1", "maybe"])).unwrap();
        assert_eq!(rows.positions, [0, 1, 2]);
        assert_eq!(rows.table.labels(), [1, 0, 1]);
        assert_eq!(rows.table.categorical()[0].codes, [1, 0, Categorical::UNKNOWN]);
        let ages = &rows.table.numeric()[0].values;
        assert!(ages[0] == 30.0 && ages[1].is_nan() && ages[2].is_nan());
    }

    #[test]
    fn what_does_not_fit_is_told_by_name() {
        let labels = texts(&["0", "1"]);
        let told = |column: &dyn Fn(&str) -> Option<Texts>, labels: &Texts| {
            schema().rows(column, labels).unwrap_err().to_string()
        };
        assert!(told(&|_| None, &labels).contains("\"home\" is missing"));
        assert!(told(&|_| Some(texts(&["own"])), &labels).contains("1 values"));
        assert!(told(&|_| Some(texts(&["own", "rent"])), &labels).contains("\"age\" holds text"));
        let strangers = texts(&["yes", "no"]);
        assert!(told(&|_| None, &strangers).contains("none of 2 rows"));
    }
}
