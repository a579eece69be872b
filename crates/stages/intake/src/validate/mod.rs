//! Finds what is disordered in a classified table, and types its columns (M4).
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
mod excluded;
mod profile;
mod range;
mod shifted;
mod typed;

pub use digest::content_digest;
pub use excluded::excluded;

use crate::Table;
use crate::rows::Rows;
use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use profile::Profile;
use std::sync::Arc;
use terms::{Class, Classification, Column, ColumnRole, Defect, DefectKind, Digest, InfoType};

/// A table whose columns are typed and whose defects are known.
#[derive(Debug, Clone)]
pub struct Validated {
    /// All rows; numbers Float64, everything else Utf8.
    pub batch: RecordBatch,
    pub defects: Vec<Defect>,
    /// See [`excluded`].
    pub excluded: Vec<u64>,
    /// Cells that were emptied because they do not belong where they stood.
    pub withheld: u64,
    /// See [`content_digest`].
    pub content_digest: Digest,
    /// Names and storage kinds (`float64`, `utf8`), in order.
    pub schema: Vec<(String, String)>,
}

/// Why a table cannot be validated.
#[derive(Debug, thiserror::Error)]
pub enum ValidateError {
    #[error(
        "the classification is of another table: column {column} differs; classify this table again"
    )]
    OtherTable { column: usize },
    #[error("there is no column {label:?} to be the label; the columns are {}", columns.join(", "))]
    NoSuchLabel { label: String, columns: Vec<String> },
    #[error("column {column} is not UTF-8 text; read the table with read::table")]
    NotText { column: usize },
    #[error("the typed table cannot be built: {0}")]
    Table(#[from] ArrowError),
}

/// One column, as it was read and classified.
struct Seen<'a> {
    column: &'a Column,
    values: &'a StringArray,
    profile: Profile<'a>,
}

impl<'a> Seen<'a> {
    fn value(&self, row: usize) -> Option<&'a str> {
        (row < self.values.len() && self.values.is_valid(row)).then(|| self.values.value(row))
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
    if let Some(label) = label
        && classification.column(label).is_none()
    {
        let columns = classification.columns.iter().map(|column| column.name.clone()).collect();
        return Err(ValidateError::NoSuchLabel { label: label.to_owned(), columns });
    }
    let seen = seen(&table.batch, classification)?;
    let shifted = shifted::rows(&seen, table.batch.num_rows());
    let mut defects = table.defects.clone();
    let mut withheld = 0;
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    for column in &seen {
        let is_label = label == Some(column.column.name.as_str());
        let typed = typed::column(column, &shifted);
        withheld += typed.withheld;
        let kind = if is_label { DefectKind::MissingLabel } else { DefectKind::MissingValue };
        defects.extend(defect(kind, column, typed.missing));
        defects.extend(defect(DefectKind::MixedType, column, typed.mixed));
        defects.extend(defect(DefectKind::HiddenInFreeText, column, typed.hidden));
        defects.extend(defect(DefectKind::OutOfRange, column, range::rows(column, &typed.array)));
        fields.push(typed.field);
        arrays.push(typed.array);
    }
    let (duplicates, moved) =
        (duplicates::rows(&seen, &shifted, table.batch.num_rows()), shifted.iter().copied());
    defects.extend(duplicates.into_iter().collect::<Rows>().defect(DefectKind::DuplicateRow, None));
    defects.extend(moved.collect::<Rows>().defect(DefectKind::ShiftedBlock, None));
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?;
    let content_digest = content_digest(&batch);
    let excluded = excluded(&batch, label);
    let schema = schema(&batch);
    Ok(Validated { batch, defects, excluded, withheld, content_digest, schema })
}

/// Whether a personal value in this column would be one where nobody expects it.
fn searched(column: &Column) -> bool {
    column.role == ColumnRole::FreeText
        || column.class < Class::Confidential
        || !telling(column.info_type)
}

/// Whether a value of this type, found where nobody expects it, gives something away.
fn telling(info_type: InfoType) -> bool {
    use InfoType::{Boolean, Category, Date, FreeText, Isbn, Number, RowId, Unknown, Url, Uuid};
    !matches!(
        info_type,
        Boolean | Category | Date | FreeText | Isbn | Number | RowId | Unknown | Url | Uuid
    )
}

fn defect(
    kind: DefectKind,
    column: &Seen<'_>,
    rows: impl IntoIterator<Item = u64>,
) -> Option<Defect> {
    rows.into_iter().collect::<Rows>().defect(kind, Some(&column.column.name))
}

fn seen<'a>(
    batch: &'a RecordBatch,
    classification: &'a Classification,
) -> Result<Vec<Seen<'a>>, ValidateError> {
    let known = &classification.columns;
    if known.len() != batch.num_columns() || classification.rows != batch.num_rows() as u64 {
        return Err(ValidateError::OtherTable { column: known.len().min(batch.num_columns()) });
    }
    let named = batch.schema_ref().fields().iter().zip(batch.columns()).zip(known);
    let mut all = Vec::with_capacity(known.len());
    for (at, ((field, array), column)) in (1..).zip(named) {
        if *field.name() != column.name {
            return Err(ValidateError::OtherTable { column: at });
        }
        let values = array.as_string_opt::<i32>().ok_or(ValidateError::NotText { column: at })?;
        all.push(Seen { column, values, profile: Profile::of(column, values) });
    }
    Ok(all)
}

fn schema(batch: &RecordBatch) -> Vec<(String, String)> {
    let fields = batch.schema_ref().fields().iter();
    fields
        .map(|field| (field.name().clone(), field.data_type().to_string().to_lowercase()))
        .collect()
}
