//! Columns as text, and the label's values as classes.

use super::error::FeatureError;
use super::limits::Limits;
use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::datatypes::{DataType, Float64Type};
use std::collections::{HashMap, HashSet};

/// A number with more values than this may be cut into classes, if each has few rows.
const VALUES_OF_A_NUMBER: usize = 50;
const ROWS_OF_A_VALUE: usize = 20;
/// Classes that it is cut into.
const CUTS: usize = 5;

/// The label of each row, and what was done to them.
pub(super) fn labels_of(
    name: &str,
    array: &ArrayRef,
    limits: Limits,
) -> Result<(Vec<Option<String>>, Vec<String>), FeatureError> {
    let mut notes = spaced(array).into_iter().collect::<Vec<String>>();
    if limits.cut
        && let Some((labels, classes)) = cut(array)
    {
        notes.push(format!(
            "the label is a number with many values: it was cut into {classes} classes"
        ));
        return Ok((labels, notes));
    }
    Ok((texts_of(name, array)?, notes))
}

/// Whether classes are written with and without spaces around them.
fn spaced(array: &ArrayRef) -> Option<String> {
    let texts: &StringArray = array.as_string_opt()?;
    let mut forms: HashMap<&str, HashSet<&str>> = HashMap::new();
    for text in texts.iter().flatten() {
        forms.entry(text.trim()).or_default().insert(text);
    }
    let classes = forms.values().filter(|forms| forms.len() > 1).count();
    (classes > 0).then(|| {
        format!("{classes} classes are spelled with spaces around them and without: taken for one")
    })
}

/// Classes of equal size, if the label is a number with many values of few rows each.
fn cut(array: &ArrayRef) -> Option<(Vec<Option<String>>, usize)> {
    let numbers = array.as_primitive_opt::<Float64Type>()?;
    let mut sorted: Vec<f64> = numbers.iter().flatten().filter(|n| n.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let all = sorted.len();
    let at = |cut: usize| sorted.get(cut * all / CUTS).copied();
    let mut cuts: Vec<f64> = (1..CUTS).filter_map(at).collect();
    cuts.dedup();
    sorted.dedup();
    if sorted.len() <= VALUES_OF_A_NUMBER || sorted.len() * ROWS_OF_A_VALUE < all {
        return None;
    }
    let class = |number: f64| format!("part {}", cuts.partition_point(|cut| *cut <= number) + 1);
    let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
    Some((numbers.iter().map(|number| finite(number).map(class)).collect(), cuts.len() + 1))
}

/// The values as text, trimmed; empty ones are missing. Whole numbers have no decimal point.
pub(super) fn texts_of(name: &str, array: &ArrayRef) -> Result<Vec<Option<String>>, FeatureError> {
    let trimmed = |text: String| match text.trim() {
        same if same.len() == text.len() => text,
        shorter => shorter.to_owned(),
    };
    Ok(written_of(name, array)?.into_iter().map(|text| text.map(trimmed)).collect())
}

/// As [`texts_of`], with the blanks that stand around them.
pub(super) fn written_of(
    name: &str,
    array: &ArrayRef,
) -> Result<Vec<Option<String>>, FeatureError> {
    match array.data_type() {
        DataType::Utf8 => {
            let texts: &StringArray = array.as_string();
            let present = |text: &&str| !text.trim().is_empty();
            Ok(texts.iter().map(|text| text.filter(present).map(str::to_owned)).collect())
        }
        DataType::Float64 => {
            let numbers = array.as_primitive::<Float64Type>();
            let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
            Ok(numbers.iter().map(|number| finite(number).map(|n| n.to_string())).collect())
        }
        found => Err(FeatureError::Untyped { column: name.to_owned(), found: found.to_string() }),
    }
}
