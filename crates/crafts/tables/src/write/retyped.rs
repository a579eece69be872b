//! A table whose cells were changed as text, with the types that it had.

use super::without;
use crate::read::text;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::zip::zip;
use std::sync::Arc;

/// A table that was changed as text.
#[derive(Debug, Clone)]
pub struct Retyped {
    pub batch: RecordBatch,
    /// Row, as it came, and column of the cells whose new text is no value of their column's type, or that
    /// may not be empty: they are as they were.
    pub left: Vec<(u64, usize)>,
}

/// The cells of `typed` as text, each as it stands: nothing is trimmed or missing that is not. `None` where a
/// column is of a type that has no text.
#[must_use]
pub fn as_text(typed: &RecordBatch) -> Option<RecordBatch> {
    let cells = |column: &ArrayRef| -> Option<ArrayRef> {
        Some(match column.data_type() {
            // What is no number is not what is missing.
            DataType::Float16 | DataType::Float32 | DataType::Float64 => {
                cast(column, &DataType::Utf8).ok()?
            }
            _ => Arc::new(text::of(column)?),
        })
    };
    let columns = typed.columns().iter().map(cells).collect::<Option<Vec<_>>>()?;
    let fields = typed.schema();
    let fields = fields.fields().iter().map(|field| Field::new(field.name(), DataType::Utf8, true));
    RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), columns).ok()
}

/// `table`, whose columns are text, with each cell as `change` makes it; `None` if a column is not text.
#[must_use]
pub fn each(table: &RecordBatch, change: impl Fn(&str) -> String) -> Option<RecordBatch> {
    let column = |column: &ArrayRef| -> Option<ArrayRef> {
        let cells = column.as_string_opt::<i32>()?.iter();
        Some(Arc::new(cells.map(|cell| cell.map(&change)).collect::<StringArray>()))
    };
    let columns = table.columns().iter().map(column).collect::<Option<Vec<_>>>()?;
    RecordBatch::try_new(table.schema(), columns).ok()
}

/// `typed` without the rows that were `dropped`, which count from 0, and with the cells that differ between
/// `before`, its text, and `after`, which has those rows no more. A column of which no cell differs is the
/// same array, and each has the type that it had.
///
/// # Errors
/// If the three do not fit one another, or a column can't be put together.
pub fn retyped(
    typed: &RecordBatch,
    before: &RecordBatch,
    after: &RecordBatch,
    dropped: &[u64],
) -> Result<Retyped, ArrowError> {
    let kept = without(typed, dropped)?;
    let before = without(before, dropped)?;
    let fits = kept.num_rows() == after.num_rows()
        && before.num_rows() == after.num_rows()
        && kept.num_columns() == after.num_columns()
        && before.num_columns() == after.num_columns();
    if !fits {
        return Err(ArrowError::InvalidArgumentError(
            "the changed table has other rows or columns than the one that was read".to_owned(),
        ));
    }
    let rows = rows_left(typed.num_rows() as u64, dropped);
    let mut left = Vec::new();
    let mut columns = Vec::with_capacity(kept.num_columns());
    for (at, column) in kept.columns().iter().enumerate() {
        let text = (before.column(at).as_string_opt(), after.column(at).as_string_opt());
        let (Some(was), Some(is)) = text else {
            return Err(ArrowError::CastError("a changed column is not text".to_owned()));
        };
        let may_be_empty = kept.schema_ref().field(at).is_nullable();
        let (column, kept_as_they_were) = changed(column, was, is, may_be_empty)?;
        left.extend(kept_as_they_were.iter().filter_map(|row| Some((*rows.get(*row)?, at))));
        columns.push(column);
    }
    Ok(Retyped { batch: RecordBatch::try_new(kept.schema(), columns)?, left })
}

fn rows_left(rows: u64, dropped: &[u64]) -> Vec<u64> {
    let gone: std::collections::HashSet<u64> = dropped.iter().copied().collect();
    (0..rows).filter(|row| !gone.contains(row)).collect()
}

/// A column with its new cells, and the rows of those that could not be.
fn changed(
    column: &ArrayRef,
    was: &StringArray,
    is: &StringArray,
    may_be_empty: bool,
) -> Result<(ArrayRef, Vec<usize>), ArrowError> {
    let differ: Vec<bool> = was.iter().zip(is).map(|(was, is)| was != is).collect();
    if !differ.contains(&true) {
        return Ok((Arc::clone(column), Vec::new()));
    }
    // Only what differs is read as a value of the type: the rest of the text may have lost something.
    let text: StringArray =
        is.iter().zip(&differ).map(|(is, differs)| is.filter(|_| *differs)).collect();
    let text: ArrayRef = Arc::new(text);
    let new = cast(&text, column.data_type())?;
    let held = |row: usize, differs: bool| {
        let value = if is.is_null(row) { may_be_empty } else { new.is_valid(row) };
        differs && value
    };
    let takes: Vec<bool> =
        differ.iter().enumerate().map(|(row, differs)| held(row, *differs)).collect();
    let left = differ.iter().zip(&takes).enumerate();
    let left = left.filter(|(_, (differs, takes))| **differs && !**takes).map(|(row, _)| row);
    let left = left.collect();
    Ok((zip(&BooleanArray::from(takes), &new, column)?, left))
}

/// What is no value of the type is missing.
fn cast(values: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    cast_with_options(values, to, &CastOptions { safe: true, ..CastOptions::default() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow_array::types::Int32Type;
    use arrow_array::{
        Decimal128Array, DictionaryArray, Int64Array, LargeStringArray, TimestampMicrosecondArray,
    };

    fn typed() -> RecordBatch {
        let words: DictionaryArray<Int32Type> = ["yes", "Yes", "yes", "no"].into_iter().collect();
        RecordBatch::try_from_iter_with_nullable([
            ("id", Arc::new(Int64Array::from(vec![i64::MAX, 2, i64::MAX, 4])) as ArrayRef, false),
            ("word", Arc::new(words) as ArrayRef, true),
            (
                "price",
                Arc::new(
                    Decimal128Array::from(vec![150, 275, 150, -1])
                        .with_precision_and_scale(9, 2)
                        .unwrap(),
                ) as ArrayRef,
                true,
            ),
            (
                "at",
                Arc::new(
                    TimestampMicrosecondArray::from(vec![1, 2, 1, 4])
                        .with_timezone("Europe/Vienna"),
                ) as ArrayRef,
                true,
            ),
            (
                "note",
                Arc::new(LargeStringArray::from(vec![Some(" a "), None, Some(" a "), Some("")]))
                    as ArrayRef,
                true,
            ),
        ])
        .unwrap()
    }

    fn with(batch: &RecordBatch, column: usize, cells: Vec<Option<&str>>) -> RecordBatch {
        let mut columns = batch.columns().to_vec();
        columns[column] = Arc::new(StringArray::from(cells));
        RecordBatch::try_new(batch.schema(), columns).unwrap()
    }

    // proves M4
    #[test]
    fn what_was_changed_as_text_keeps_its_types_and_its_other_cells() {
        let typed = typed();
        let before = as_text(&typed).unwrap();
        assert_eq!(before.column(4).as_string::<i32>().value(0), " a ");
        assert_eq!(before.column(4).as_string::<i32>().value(3), "");
        // The third row goes, a word and a text are written another way.
        let after = without(&before, &[2]).unwrap();
        let after = with(&after, 1, vec![Some("yes"), Some("yes"), Some("no")]);
        let after = with(&after, 4, vec![Some("a"), None, None]);
        let made = retyped(&typed, &before, &after, &[2]).unwrap();
        assert_eq!(made.left, []);
        assert_eq!(made.batch.schema(), typed.schema());
        let rest = without(&typed, &[2]).unwrap();
        for same in [0, 2, 3] {
            assert_eq!(made.batch.column(same), rest.column(same));
        }
        let text = as_text(&made.batch).unwrap();
        assert_eq!(text.column(1), after.column(1));
        assert_eq!(text.column(4), after.column(4));
        let file = crate::write::parquet(&made.batch).unwrap();
        let options = crate::read::ReadOptions::new(|_| false);
        let read = crate::read::bytes("t", file.into(), &options).unwrap();
        assert_eq!(read.typed.schema().fields(), typed.schema().fields());
    }

    #[test]
    fn what_is_no_value_of_the_type_and_what_may_not_be_empty_stays() {
        let typed = typed();
        let before = as_text(&typed).unwrap();
        let after = with(&before, 0, vec![Some("7"), Some("seven"), None, Some("4")]);
        let made = retyped(&typed, &before, &after, &[]).unwrap();
        assert_eq!(made.left, [(1, 0), (2, 0)]);
        let ids = made.batch.column(0);
        assert_eq!(ids.as_ref(), &Int64Array::from(vec![7, 2, i64::MAX, 4]) as &dyn Array);
        let fewer = without(&before, &[0]).unwrap();
        assert!(retyped(&typed, &before, &fewer, &[]).is_err());
    }
}
