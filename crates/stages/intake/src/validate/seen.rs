//! Columns as they were read and classified, side by side.

use super::error::ValidateError;
use super::profile::Profile;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use tables::Table;
use terms::{Class, Classification, Column, ColumnRole, InfoType, Kind, parallel};

/// One column, as it was read and classified.
pub(super) struct Seen<'a> {
    pub(super) column: &'a Column,
    pub(super) values: &'a StringArray,
    pub(super) profile: Profile<'a>,
    /// Of a column of numbers, what each cell is as one.
    pub(super) numbers: Option<Float64Array>,
}

impl<'a> Seen<'a> {
    pub(super) fn value(&self, row: usize) -> Option<&'a str> {
        (row < self.values.len() && self.values.is_valid(row)).then(|| self.values.value(row))
    }

    /// Whether `value`, which stands in `row`, is as the others of the column are.
    pub(super) fn fits(&self, row: usize, value: &str) -> bool {
        match &self.numbers {
            Some(numbers) => row < numbers.len() && numbers.is_valid(row),
            None => self.profile.fits(value),
        }
    }
}

/// All columns of `table`, which `classification` describes.
pub(super) fn seen<'a>(
    table: &'a Table,
    classification: &'a Classification,
) -> Result<Vec<Seen<'a>>, ValidateError> {
    let (batch, known) = (&table.batch, &classification.columns);
    if known.len() != batch.num_columns() || classification.rows != batch.num_rows() as u64 {
        return Err(ValidateError::OtherTable { column: known.len().min(batch.num_columns()) });
    }
    let named = batch.schema_ref().fields().iter().zip(batch.columns()).zip(known);
    let named = (1..).zip(named.zip(table.typed.columns())).collect();
    let all = parallel::map(named, |(at, (((field, array), column), stored))| {
        if *field.name() != column.name {
            return Err(ValidateError::OtherTable { column: at });
        }
        let values = array.as_string_opt::<i32>().ok_or(ValidateError::NotText { column: at })?;
        let numbers = (column.kind == Kind::Number).then(|| numbers(values, stored));
        Ok(Seen { column, values, profile: Profile::of(column, values), numbers })
    });
    all.into_iter().collect()
}

/// Each cell as a finite number: as it was read, or as its text says.
fn numbers(values: &StringArray, stored: &ArrayRef) -> Float64Array {
    let read = stored.data_type().is_numeric().then(|| cast(stored, &DataType::Float64).ok());
    match read.flatten() {
        Some(read) => {
            let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
            read.as_primitive::<Float64Type>().iter().map(finite).collect()
        }
        None => values.iter().map(|value| value.and_then(classify::parse_number)).collect(),
    }
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
