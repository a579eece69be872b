//! Columns as they were read and classified, side by side.

use super::error::ValidateError;
use super::profile::Profile;
use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use terms::{Class, Classification, Column, ColumnRole, InfoType};

/// One column, as it was read and classified.
pub(super) struct Seen<'a> {
    pub(super) column: &'a Column,
    pub(super) values: &'a StringArray,
    pub(super) profile: Profile<'a>,
}

impl<'a> Seen<'a> {
    pub(super) fn value(&self, row: usize) -> Option<&'a str> {
        (row < self.values.len() && self.values.is_valid(row)).then(|| self.values.value(row))
    }
}

/// All columns of `batch`, which `classification` describes.
pub(super) fn seen<'a>(
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

/// Whether a personal value in this column would be one where nobody expects it.
pub(super) fn searched(column: &Column) -> bool {
    column.role == ColumnRole::FreeText
        || column.class < Class::Confidential
        || !telling(column.info_type)
}

/// Whether a value of this type, found where nobody expects it, gives something away.
pub(super) fn telling(info_type: InfoType) -> bool {
    use InfoType::{Boolean, Category, Date, FreeText, Isbn, Number, RowId, Unknown, Url, Uuid};
    !matches!(
        info_type,
        Boolean | Category | Date | FreeText | Isbn | Number | RowId | Unknown | Url | Uuid
    )
}
