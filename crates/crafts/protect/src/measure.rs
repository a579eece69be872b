//! How far protected data can be traced back: to a row, and to a value.

use arrow::array::{ArrayRef, RecordBatch};
use arrow::row::{RowConverter, Rows, SortField};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// Why nothing can be measured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MeasureError {
    #[error("column {0:?} is not in the view")]
    Column(String),
    #[error("columns of these types can't be compared")]
    Kind,
    #[error("{original} values but {masked} masks: measure a column against its own mask")]
    Length { original: usize, masked: usize },
}

/// How many rows a view singles out by what it shows (k-anonymity: Sweeney 2002).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Singled {
    pub rows: u64,
    /// Rows that no other row looks like.
    pub unique_rows: u64,
    /// `unique_rows / rows`, 0 for an empty view.
    pub share: f64,
    /// Rows in the smallest group that looks the same: the *k* of k-anonymity; 0 for an empty view.
    pub smallest_group: u64,
}

/// Counts the rows of `view` that are alone in what `columns` show together. Missing values
/// look alike. Rows are compared exactly, not by hash.
///
/// # Errors
/// If a column is missing or of a type without order.
pub fn singled_out(view: &RecordBatch, columns: &[&str]) -> Result<Singled, MeasureError> {
    let find = |name: &&str| {
        view.column_by_name(name).cloned().ok_or_else(|| MeasureError::Column((*name).to_owned()))
    };
    let columns = columns.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    let mut groups: HashMap<_, u64> = HashMap::new();
    let shown = if columns.is_empty() { None } else { Some(comparable(&columns)?) };
    for row in shown.iter().flat_map(Rows::iter) {
        *groups.entry(row).or_default() += 1;
    }
    let rows = as_count(view.num_rows());
    if columns.is_empty() {
        // Nothing is shown: all rows look the same.
        return Ok(Singled { rows, unique_rows: 0, share: 0.0, smallest_group: rows });
    }
    let unique_rows = as_count(groups.values().filter(|&&count| count == 1).count());
    let smallest_group = groups.values().copied().min().unwrap_or_default();
    Ok(Singled { rows, unique_rows, share: ratio(unique_rows, rows), smallest_group })
}

/// How many values a mask pins down.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reversal {
    /// Distinct values in the table; missing ones don't count.
    pub values: u64,
    /// Those whose mask no other value of the table has: who knows the values, knows which it is.
    pub pinned: u64,
    /// `pinned / values`, 0 if there are none.
    pub share: f64,
}

/// Measures how far the masks of a column can be reversed by somebody who knows which values occur. A
/// token always pins its value in this sense: it hides which one by its key, not by its group.
///
/// # Errors
/// If the two differ in length, or are of types without order.
pub fn mask_reversal(original: &ArrayRef, masked: &ArrayRef) -> Result<Reversal, MeasureError> {
    if original.len() != masked.len() {
        return Err(MeasureError::Length { original: original.len(), masked: masked.len() });
    }
    let values = comparable(&[Arc::clone(original)])?;
    let masks = comparable(&[Arc::clone(masked)])?;
    let mut mask_of = HashMap::new();
    for (row, (value, mask)) in values.iter().zip(masks.iter()).enumerate() {
        if original.is_valid(row) {
            mask_of.insert(value, mask);
        }
    }
    let mut preimages: HashMap<_, u64> = HashMap::new();
    for mask in mask_of.values() {
        *preimages.entry(*mask).or_default() += 1;
    }
    let pinned = as_count(preimages.values().filter(|&&count| count == 1).count());
    let values = as_count(mask_of.len());
    Ok(Reversal { values, pinned, share: ratio(pinned, values) })
}

fn comparable(columns: &[ArrayRef]) -> Result<Rows, MeasureError> {
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone())).collect();
    let converter = RowConverter::new(fields).map_err(|_| MeasureError::Kind)?;
    converter.convert_columns(columns).map_err(|_| MeasureError::Kind)
}

fn as_count(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow::array::{Float64Array, StringArray};

    fn text(values: &[Option<&str>]) -> ArrayRef {
        Arc::new(StringArray::from(values.to_vec()))
    }

    // proves M5
    #[test]
    fn rows_alone_in_the_view_are_counted() {
        let view = RecordBatch::try_from_iter([
            ("postal", text(&[Some("90•••"), Some("90•••"), Some("10•••"), None])),
            ("age", Arc::new(Float64Array::from(vec![1.0, 1.0, 2.0, 2.0])) as ArrayRef),
        ])
        .unwrap();
        let both = singled_out(&view, &["postal", "age"]).unwrap();
        assert_eq!(both, Singled { rows: 4, unique_rows: 2, share: 0.5, smallest_group: 1 });
        let age = singled_out(&view, &["age"]).unwrap();
        assert_eq!(age, Singled { rows: 4, unique_rows: 0, share: 0.0, smallest_group: 2 });
        assert_eq!(singled_out(&view, &[]).unwrap().smallest_group, 4);
        assert_eq!(singled_out(&view, &["x"]), Err(MeasureError::Column("x".into())));
    }

    #[test]
    fn of_nothing_no_share_is_singled_out() {
        let view = RecordBatch::try_from_iter([("a", text(&[]))]).unwrap();
        let nothing = Singled { rows: 0, unique_rows: 0, share: 0.0, smallest_group: 0 };
        assert_eq!(singled_out(&view, &["a"]), Ok(nothing));
        let nothing = Reversal { values: 0, pinned: 0, share: 0.0 };
        assert_eq!(mask_reversal(&text(&[None]), &text(&[None])), Ok(nothing));
    }

    #[test]
    fn cells_that_run_together_are_told_apart() {
        let view = RecordBatch::try_from_iter([
            ("a", text(&[Some("ab"), Some("a")])),
            ("b", text(&[Some("c"), Some("bc")])),
        ])
        .unwrap();
        assert_eq!(singled_out(&view, &["a", "b"]).unwrap().unique_rows, 2);
    }

    // proves M5
    #[test]
    fn masks_with_one_preimage_are_counted() {
        let names = text(&[Some("Ada"), Some("Alan"), Some("Grace"), Some("Grace"), None]);
        let masks = text(&[Some("A."), Some("A."), Some("G."), Some("G."), None]);
        let reversal = mask_reversal(&names, &masks).unwrap();
        assert_eq!((reversal.values, reversal.pinned), (3, 1));
        assert_eq!(mask_reversal(&names, &names).unwrap().share, 1.0);
        assert!(matches!(mask_reversal(&names, &text(&[])), Err(MeasureError::Length { .. })));
    }
}
