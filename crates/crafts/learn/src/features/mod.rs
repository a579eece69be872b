//! From a decrypted table and its classification to a table to learn from.

mod error;
mod guard;

pub use error::FeatureError;
pub use guard::check_inputs;

use crate::table::{Categorical, Numeric, Table};
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Float64Type};
use guard::{forbidden, measures};
use std::collections::{HashMap, HashSet};
use std::fmt;
use terms::{Classification, ColumnRole, ColumnState};

/// Most values of a category that are told apart; rarer ones count as unknown.
pub const MOST_CATEGORIES: usize = 50;
/// Fewest rows that must share a value for it to be in a model's vocabulary.
pub const LEAST_ROWS_OF_A_CATEGORY: usize = 10;
/// Most classes of a label: beyond that it is a number or an identifier.
const MOST_LABEL_CLASSES: usize = 20;

/// A column that nothing is learned from, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeftOut {
    pub column: String,
    pub why: String,
}

/// A table to learn from, and where its rows and columns come from.
#[derive(Clone)]
pub struct Features {
    pub table: Table,
    /// For each row of the table, its row in the dataset.
    pub rows: Vec<u64>,
    /// Rows that were excluded by the caller.
    pub excluded: u64,
    /// Other rows without a label.
    pub unlabelled: u64,
    pub left_out: Vec<LeftOut>,
}

/// Shapes and names only: values are sensitive.
impl fmt::Debug for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Features")
            .field("table", &self.table)
            .field("excluded", &self.excluded)
            .field("unlabelled", &self.unlabelled)
            .field("left_out", &self.left_out)
            .finish_non_exhaustive()
    }
}

/// What is done with a column that nothing recognises, nothing shows to be harmless, and nobody said
/// anything of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unconfirmed {
    /// It is left out, and told.
    #[default]
    LeftOut,
    /// It is learned from as its type allows.
    Learned,
}

/// Chooses the columns that may be learned from, and the rows that have a label and are not in
/// `exclude_rows`. `batch` is typed: numbers are float64, all else UTF-8. Classes of the label are in
/// order of frequency, the most frequent first (then by name).
///
/// # Errors
/// If there is no such label, it has fewer than 2 or more than 20 classes or points at somebody; if
/// a column has the role of a feature but an info type that points at somebody; if no column is left.
pub fn features(
    batch: &RecordBatch,
    classification: &Classification,
    label: &str,
    exclude_rows: &[u64],
    unconfirmed: Unconfirmed,
) -> Result<Features, FeatureError> {
    let labels = texts_of(label, batch.column_by_name(label).ok_or_else(|| no_label(label))?)?;
    if let Some(column) = classification.column(label)
        && !measures(column.info_type)
    {
        let why = format!("as a label, {} would put values into the model", column.info_type);
        return Err(FeatureError::Forbidden { column: label.to_owned(), why });
    }
    let dropped: HashSet<u64> = exclude_rows.iter().copied().collect();
    let is_dropped = |row: usize| dropped.contains(&(row as u64));
    let kept: Vec<usize> = (0..batch.num_rows())
        .filter(|&row| !is_dropped(row) && labels.get(row).is_some_and(Option::is_some))
        .collect();
    let excluded = (0..batch.num_rows()).filter(|&row| is_dropped(row)).count() as u64;
    let unlabelled = (batch.num_rows() - kept.len()) as u64 - excluded;
    let (codes, classes) = classes(label, &labels, &kept)?;
    let mut columns = Columns { unconfirmed, ..Columns::default() };
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        if field.name() != label {
            columns.take(field.name(), array, classification, &kept)?;
        }
    }
    let table = Table::new(columns.numeric, columns.categorical, codes, classes)?;
    let names = table.numeric().iter().map(|column| column.name.as_str());
    let names = names.chain(table.categorical().iter().map(|column| column.name.as_str()));
    check_inputs(names, classification)?;
    let rows = kept.iter().map(|&row| row as u64).collect();
    Ok(Features { table, rows, excluded, unlabelled, left_out: columns.left_out })
}

#[derive(Default)]
struct Columns {
    unconfirmed: Unconfirmed,
    numeric: Vec<Numeric>,
    categorical: Vec<Categorical>,
    left_out: Vec<LeftOut>,
}

impl Columns {
    fn take(
        &mut self,
        name: &str,
        array: &ArrayRef,
        classification: &Classification,
        kept: &[usize],
    ) -> Result<(), FeatureError> {
        let column = classification
            .column(name)
            .ok_or_else(|| FeatureError::Unclassified(name.to_owned()))?;
        if let Some(why) = forbidden(column) {
            if column.role == ColumnRole::Feature && !measures(column.info_type) {
                return Err(FeatureError::Forbidden { column: name.to_owned(), why });
            }
            self.left_out.push(LeftOut { column: name.to_owned(), why });
            return Ok(());
        }
        if column.state == ColumnState::Unconfirmed && self.unconfirmed == Unconfirmed::LeftOut {
            let why = "nobody has said yet what it holds".to_owned();
            self.left_out.push(LeftOut { column: name.to_owned(), why });
            return Ok(());
        }
        if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
            self.numeric.push(number(name, numbers, kept));
            return Ok(());
        }
        let categorical = category(name, &texts_of(name, array)?, kept);
        if categorical.vocabulary.is_empty() {
            let why = format!("no value is shared by {LEAST_ROWS_OF_A_CATEGORY} rows");
            self.left_out.push(LeftOut { column: name.to_owned(), why });
        } else {
            self.categorical.push(categorical);
        }
        Ok(())
    }
}

fn number(name: &str, numbers: &Float64Array, kept: &[usize]) -> Numeric {
    let value = |&row: &usize| {
        if numbers.is_valid(row) { numbers.value(row) as f32 } else { f32::NAN }
    };
    Numeric { name: name.to_owned(), values: kept.iter().map(value).collect() }
}

/// The most frequent values, each shared by enough rows; all others are unknown.
fn category(name: &str, texts: &[Option<String>], kept: &[usize]) -> Categorical {
    let frequent: HashSet<&str> = by_frequency(texts, kept)
        .into_iter()
        .take(MOST_CATEGORIES)
        .filter(|(_, count)| *count >= LEAST_ROWS_OF_A_CATEGORY)
        .map(|(text, _)| text)
        .collect();
    let known = |&row: &usize| {
        let text = texts.get(row).and_then(Option::as_deref);
        text.filter(|text| frequent.contains(text))
    };
    Categorical::from_texts(name, kept.iter().map(known))
}

/// The code of each kept row's label, and the classes.
fn classes(
    label: &str,
    labels: &[Option<String>],
    kept: &[usize],
) -> Result<(Vec<u32>, Vec<String>), FeatureError> {
    let classes: Vec<&str> = by_frequency(labels, kept).into_iter().map(|(text, _)| text).collect();
    if !(2..=MOST_LABEL_CLASSES).contains(&classes.len()) {
        let (column, found) = (label.to_owned(), classes.len());
        return Err(FeatureError::Classes { column, found, most: MOST_LABEL_CLASSES });
    }
    let codes: HashMap<&str, u32> = classes.iter().copied().zip(0..).collect();
    let code = |&row: &usize| {
        labels.get(row).and_then(Option::as_deref).and_then(|text| codes.get(text)).copied()
    };
    let codes = kept.iter().filter_map(code).collect();
    Ok((codes, classes.into_iter().map(str::to_owned).collect()))
}

/// The values of the kept rows, the most frequent first, then by text.
fn by_frequency<'a>(texts: &'a [Option<String>], kept: &[usize]) -> Vec<(&'a str, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for text in kept.iter().filter_map(|&row| texts.get(row).and_then(Option::as_deref)) {
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts
}

/// The values as text, trimmed; empty ones are missing. Whole numbers have no decimal point.
fn texts_of(name: &str, array: &ArrayRef) -> Result<Vec<Option<String>>, FeatureError> {
    let present = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match array.data_type() {
        DataType::Utf8 => {
            let texts: &StringArray = array.as_string();
            Ok(texts.iter().map(|text| text.and_then(|text| present(text.to_owned()))).collect())
        }
        DataType::Float64 => {
            let numbers = array.as_primitive::<Float64Type>();
            let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
            Ok(numbers.iter().map(|number| finite(number).map(|n| n.to_string())).collect())
        }
        found => Err(FeatureError::Untyped { column: name.to_owned(), found: found.to_string() }),
    }
}

fn no_label(label: &str) -> FeatureError {
    FeatureError::NoLabel(label.to_owned())
}
