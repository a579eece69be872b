//! Finds what is disordered in a classified table, and empties what does not belong (M4).
//!
//! All rows stay, so that row numbers mean the same everywhere. What becomes of a cell:
//! - a value of another kind than its column's (text among numbers) is null in a number column, and
//!   null in a text column that is clear at rest;
//! - a value in a clear column in which something personal is recognised is null: it would be on
//!   disk in clear;
//! - in a row that is shifted by a column, no cell can be trusted: all are null.
//!
//! The source keeps the originals; each such row is told as a defect.

mod digest;
mod duplicates;
mod error;
mod excluded;
mod learnable;
mod profile;
mod range;
mod seen;
mod shifted;
mod typed;

pub use digest::content_digest;
pub use error::ValidateError;
pub use excluded::{excluded, learnable_rows};
pub use learnable::learnable;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use seen::{Seen, seen};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use tables::{DefectRows, Table};
use terms::{Classification, Defect, DefectKind, Digest, parallel};

/// A table whose columns are typed and whose defects are known.
#[derive(Clone)]
pub struct Validated {
    /// All rows, in the types of the source; see [`learnable()`] for what is learned from.
    pub batch: RecordBatch,
    pub defects: Vec<Defect>,
    /// Rows that were emptied, as what they hold stands under other columns; ascending.
    pub shifted: Vec<u64>,
    /// See [`excluded()`].
    pub excluded: Vec<u64>,
    /// Cells that were emptied because they do not belong where they stood.
    pub withheld: u64,
    /// See [`content_digest`].
    pub content_digest: Digest,
    /// Names and storage kinds (`float64`, `utf8`, `date32`), in order.
    pub schema: Vec<(String, String)>,
}

/// Shapes, names and counts only: values are sensitive.
impl fmt::Debug for Validated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validated")
            .field("rows", &self.batch.num_rows())
            .field("defects", &self.defects)
            .field("excluded", &self.excluded.len())
            .field("withheld", &self.withheld)
            .field("content_digest", &self.content_digest)
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

/// Validates `table`, which `classification` describes; `label` names what is to be predicted.
///
/// # Errors
/// If the classification is of another table, or there is no such label column.
pub fn validate(
    table: &Table,
    classification: &Classification,
    label: Option<&str>,
) -> Result<Validated, ValidateError> {
    validate_without(table, classification, label, BTreeSet::new())
}

/// Validates like [`validate`], and empties the rows `known` to be shifted whatever they hold.
pub(crate) fn validate_without(
    table: &Table,
    classification: &Classification,
    label: Option<&str>,
    known: BTreeSet<u64>,
) -> Result<Validated, ValidateError> {
    if let Some(label) = label
        && classification.column(label).is_none()
    {
        let columns = classification.columns.iter().map(|column| column.name.clone()).collect();
        return Err(ValidateError::NoSuchLabel { label: label.to_owned(), columns });
    }
    let seen = seen(table, classification)?;
    let mut shifted = shifted::rows(&seen, table.batch.num_rows());
    shifted.extend(known);
    let mut defects = table.defects.clone();
    let mut withheld = 0;
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    let schema = table.typed.schema();
    let stored = schema.fields().iter().zip(table.typed.columns());
    let judged = parallel::map(seen.iter().zip(stored).collect(), |(column, (field, array))| {
        let far = range::rows(column).into_iter().filter(|row| !shifted.contains(row)).collect();
        Ok::<(_, Vec<u64>), ArrowError>((typed::column(column, field, array, &shifted)?, far))
    });
    for (column, judged) in seen.iter().zip(judged) {
        let is_label = label == Some(column.column.name.as_str());
        let (typed, far) = judged?;
        withheld += typed.withheld;
        let kind = if is_label { DefectKind::MissingLabel } else { DefectKind::MissingValue };
        defects.extend(defect(kind, column, typed.missing));
        defects.extend(defect(DefectKind::MixedType, column, typed.mixed));
        defects.extend(defect(DefectKind::HiddenInFreeText, column, typed.hidden));
        defects.extend(defect(DefectKind::OutOfRange, column, far));
        fields.push(typed.field);
        arrays.push(typed.array);
    }
    let duplicates: DefectRows =
        duplicates::rows(&seen, &shifted, table.batch.num_rows()).into_iter().collect();
    defects.extend(duplicates.defect(DefectKind::DuplicateRow, None));
    let moved: DefectRows = shifted.iter().copied().collect();
    defects.extend(moved.defect(DefectKind::ShiftedBlock, None));
    let named = Schema::new_with_metadata(fields, schema.metadata().clone());
    let batch = RecordBatch::try_new(Arc::new(named), arrays)?;
    let content_digest = content_digest(&batch);
    let excluded = excluded(&batch, label);
    let schema = kinds(&batch);
    let shifted = shifted.into_iter().collect();
    Ok(Validated { batch, defects, shifted, excluded, withheld, content_digest, schema })
}

fn defect(
    kind: DefectKind,
    column: &Seen<'_>,
    rows: impl IntoIterator<Item = u64>,
) -> Option<Defect> {
    rows.into_iter().collect::<DefectRows>().defect(kind, Some(&column.column.name))
}

fn kinds(batch: &RecordBatch) -> Vec<(String, String)> {
    let fields = batch.schema_ref().fields().iter();
    fields
        .map(|field| (field.name().clone(), field.data_type().to_string().to_lowercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Array;

    // proves M5
    #[test]
    fn a_row_that_is_known_to_be_shifted_is_empty_whatever_it_holds() {
        let text = (0..40).map(|row| format!("{row},c{}\n", row % 3)).collect::<String>();
        let bytes = bytes::Bytes::from(format!("n,colour\n{text}"));
        let options = tables::read::ReadOptions::new(|_| false);
        let table = tables::read::bytes("colours", bytes, &options).unwrap();
        let found = classify::classify(&table.batch, &classify::Options::default()).unwrap();
        assert!(validate(&table, &found, None).unwrap().shifted.is_empty());

        let known = validate_without(&table, &found, None, BTreeSet::from([7, 9])).unwrap();
        assert_eq!((&known.shifted, &known.excluded), (&vec![7, 9], &vec![7, 9]));
        assert_eq!((known.withheld, known.batch.num_rows()), (4, 40));
        assert!(known.batch.columns().iter().all(|column| column.null_count() == 2));
        let told = known.defects.iter().find(|d| d.kind == DefectKind::ShiftedBlock);
        assert_eq!(told.map(|defect| defect.rows.clone()), Some(vec![7, 9]));
    }
}
