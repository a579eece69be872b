//! From a decrypted table and its classification to a table to learn from.

mod arranged;
mod error;
mod guard;
mod label;
mod limits;
mod made;
mod measured;

pub use arranged::By;
pub use error::FeatureError;
pub use guard::check_inputs;
pub use limits::{LEAST_ROWS_OF_A_CATEGORY, MOST_CATEGORIES};
pub use made::{Features, LeftOut, Pooled};

use crate::table::{Categorical, Numeric, Table};
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch};
use arrow::datatypes::Float64Type;
use guard::{forbidden, measures, unfit};
use label::{labels_of, texts_of, written_of};
use limits::{Limits, TO_SCREEN, TO_TRAIN};
use measured::measured;
use std::collections::{HashMap, HashSet};
use std::mem::take;
use terms::{Classification, ColumnRole, ColumnState};

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
/// If there is no such label, it has fewer than 2 or more than 64 classes or points at somebody; if
/// a column has the role of a feature but an info type that points at somebody; if no column is left.
pub fn features(
    batch: &RecordBatch,
    classification: &Classification,
    label: &str,
    exclude_rows: &[u64],
    unconfirmed: Unconfirmed,
) -> Result<Features, FeatureError> {
    chosen((batch, classification), label, exclude_rows, unconfirmed, TO_TRAIN)
}

/// As [`features`], for screening alone: up to 1,000 classes, a label of many numbers is cut into five
/// classes of equal size, rarer categories and blanks around them are told apart, and measures of restricted class (`bmi`) are judged by
/// as well, as nothing of them is kept.
///
/// # Errors
/// As [`features`].
pub fn features_to_screen(
    batch: &RecordBatch,
    classification: &Classification,
    label: &str,
    exclude_rows: &[u64],
    unconfirmed: Unconfirmed,
) -> Result<Features, FeatureError> {
    chosen((batch, classification), label, exclude_rows, unconfirmed, TO_SCREEN)
}

fn chosen(
    (batch, classification): (&RecordBatch, &Classification),
    label: &str,
    exclude_rows: &[u64],
    unconfirmed: Unconfirmed,
    limits: Limits,
) -> Result<Features, FeatureError> {
    let array = batch.column_by_name(label).ok_or_else(|| no_label(label))?;
    let (labels, label_notes) = labels_of(label, array, limits)?;
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
    let (codes, classes) = classes(label, &labels, &kept, limits.classes)?;
    let mut columns = Columns::new(unconfirmed, limits);
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        if field.name() != label {
            columns.take(field.name(), array, classification, &kept)?;
        }
    }
    let table =
        Table::new(take(&mut columns.numeric), take(&mut columns.categorical), codes, classes)?;
    if !limits.restricted {
        let names = table.numeric().iter().map(|column| column.name.as_str());
        let names = names.chain(table.categorical().iter().map(|column| column.name.as_str()));
        check_inputs(names, classification)?;
    }
    let rows = kept.iter().map(|&row| row as u64).collect();
    let Columns { left_out, pooled, .. } = columns;
    Ok(Features {
        excluded,
        unlabelled,
        left_out,
        pooled,
        label_notes,
        ..Features::of(table, rows)
    })
}

struct Columns {
    unconfirmed: Unconfirmed,
    limits: Limits,
    numeric: Vec<Numeric>,
    categorical: Vec<Categorical>,
    left_out: Vec<LeftOut>,
    pooled: Vec<Pooled>,
}

impl Columns {
    fn new(unconfirmed: Unconfirmed, limits: Limits) -> Self {
        let (numeric, categorical) = (Vec::new(), Vec::new());
        let (left_out, pooled) = (Vec::new(), Vec::new());
        Self { unconfirmed, limits, numeric, categorical, left_out, pooled }
    }

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
        let unfit = if self.limits.restricted { unfit(column) } else { forbidden(column) };
        if let Some(why) = unfit {
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
        if let Some(numbers) = self.limits.restricted.then(|| measured(array)).flatten() {
            self.numeric.push(number(name, &numbers, kept));
            return Ok(());
        }
        let texts = if self.limits.blanks { written_of } else { texts_of }(name, array)?;
        let (categorical, pooled) = category(name, &texts, kept, self.limits);
        self.pooled.extend(pooled.filter(|_| !categorical.vocabulary.is_empty()));
        if categorical.vocabulary.is_empty() {
            let why = format!("no value is shared by {} rows", self.limits.rows_of_a_category);
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
fn category(
    name: &str,
    texts: &[Option<String>],
    kept: &[usize],
    limits: Limits,
) -> (Categorical, Option<Pooled>) {
    let counted = by_frequency(texts, kept);
    let frequent: HashSet<&str> = counted
        .iter()
        .take(limits.categories)
        .filter(|(_, count)| *count >= limits.rows_of_a_category)
        .map(|(text, _)| *text)
        .collect();
    let known = |&row: &usize| {
        let text = texts.get(row).and_then(Option::as_deref);
        text.filter(|text| frequent.contains(text))
    };
    let rest = counted.iter().filter(|(text, _)| !frequent.contains(text));
    let (values, rows) = rest.fold((0, 0), |(values, rows), (_, count)| (values + 1, rows + count));
    let pooled = (values > 0).then(|| Pooled { column: name.to_owned(), values, rows });
    (Categorical::from_texts(name, kept.iter().map(known)), pooled)
}

/// The code of each kept row's label, and the classes.
fn classes(
    label: &str,
    labels: &[Option<String>],
    kept: &[usize],
    most: usize,
) -> Result<(Vec<u32>, Vec<String>), FeatureError> {
    let classes: Vec<&str> = by_frequency(labels, kept).into_iter().map(|(text, _)| text).collect();
    if !(2..=most).contains(&classes.len()) {
        let (column, found) = (label.to_owned(), classes.len());
        return Err(FeatureError::Classes { column, found, most });
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

fn no_label(label: &str) -> FeatureError {
    FeatureError::NoLabel(label.to_owned())
}
