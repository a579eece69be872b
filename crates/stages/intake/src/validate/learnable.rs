//! What is learned from: numbers as doubles, all else as text.

use arrow::array::{ArrayRef, Float64Array, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use std::sync::Arc;
use terms::{Classification, Kind};

/// The table `batch`, which `classification` describes, with columns of numbers as Float64 and all others as
/// Utf8, cleaned as the classifier saw them. It follows from the table alone, so it is the same when the
/// table is read back. Numbers that are not finite are missing.
///
/// # Errors
/// If a column is of a type that has no text.
pub fn learnable(
    batch: &RecordBatch,
    classification: &Classification,
) -> Result<RecordBatch, ArrowError> {
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        let known = classification.column(field.name());
        let number = known.is_some_and(|column| column.kind == Kind::Number);
        let array = if number { numbers(array)? } else { texts(array)? };
        fields.push(Field::new(field.name(), array.data_type().clone(), true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}

fn numbers(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    if array.data_type().is_numeric() {
        let doubles = cast(array, &DataType::Float64)?;
        let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
        let doubles =
            arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(&doubles);
        return Ok(Arc::new(doubles.iter().map(finite).collect::<Float64Array>()));
    }
    let text = classified(array)?;
    let numbers = text.iter().map(|text| text.and_then(classify::parse_number));
    Ok(Arc::new(numbers.collect::<Float64Array>()))
}

fn texts(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(Arc::new(classified(array)?))
}

fn classified(array: &ArrayRef) -> Result<arrow::array::StringArray, ArrowError> {
    let kind = || format!("columns of {} have no text", array.data_type());
    tables::read::as_text(array).ok_or_else(|| ArrowError::SchemaError(kind()))
}
