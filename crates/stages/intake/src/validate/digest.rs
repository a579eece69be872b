//! A digest of what a table says, whatever file held it.

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, RecordBatch, StructArray};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use terms::Digest;

/// SHA-256 over a typed table: the number of columns and each name, then row by row each cell. A name
/// and a text are their length in bytes (64 bits, little endian) and the bytes; a cell has a tag before
/// it: 0 missing; 1 a floating point number, as IEEE 754 double (little endian); 2 a text; 3 a whole number
/// (128 bits, little endian); 4 a truth value (a byte); 5 bytes, as a text; 6 nested, the number of its
/// cells (64 bits) and they; 7 a date, a moment or a decimal: the name of its Arrow type as a text and its
/// value as a whole number; 8 anything else: the name of its type and what Arrow shows of it, as texts. A
/// value in a dictionary is that value. So a CSV and a Parquet file of the same values have one digest, and
/// none can be made to look like another by moving a boundary.
#[must_use]
pub fn content_digest(batch: &RecordBatch) -> Digest {
    let mut hash = Sha256::new();
    let mut piece = Vec::new();
    piece.extend((batch.num_columns() as u64).to_le_bytes());
    batch.schema_ref().fields().iter().for_each(|field| push_text(&mut piece, field.name()));
    let columns: Vec<ArrayRef> = batch.columns().iter().map(plain).collect();
    let columns: Vec<Pusher<'_>> = columns.iter().map(pusher).collect();
    for row in 0..batch.num_rows() {
        columns.iter().for_each(|push| push(&mut piece, row));
        if piece.len() >= AT_ONCE {
            hash.update(&piece);
            piece.clear();
        }
    }
    hash.update(&piece);
    Digest::from_bytes(hash.finalize().into())
}

/// Bytes that are hashed at once.
const AT_ONCE: usize = 1 << 16;

/// Writes the cell of a row of one column.
type Pusher<'a> = Box<dyn Fn(&mut Vec<u8>, usize) + 'a>;

/// What [`push_cell`] does, with the type of the column looked at once.
fn pusher(column: &ArrayRef) -> Pusher<'_> {
    use DataType as T;
    fn there<'a>(column: &'a ArrayRef, push: impl Fn(&mut Vec<u8>, usize) + 'a) -> Pusher<'a> {
        Box::new(move |piece, row| match column.is_null(row) {
            true => piece.push(0),
            false => push(piece, row),
        })
    }
    fn wholes<T: ArrowPrimitiveType<Native: Into<i128>>>(column: &ArrayRef) -> Pusher<'_> {
        let values = column.as_primitive::<T>();
        there(column, move |piece, row| push_whole(piece, values.value(row).into()))
    }
    match column.data_type() {
        T::Float64 => {
            let values = column.as_primitive::<Float64Type>();
            there(column, move |piece, row| push_number(piece, values.value(row)))
        }
        T::Utf8 => {
            let values = column.as_string::<i32>();
            there(column, move |piece, row| tagged(piece, 2, values.value(row).as_bytes()))
        }
        T::Int32 => wholes::<Int32Type>(column),
        T::Int64 => wholes::<Int64Type>(column),
        T::Timestamp(..) | T::Date32 | T::Date64 | T::Time64(_) | T::Duration(_) => moments(column),
        _ => Box::new(move |piece, row| push_cell(piece, column, row)),
    }
}

/// Moments, as the whole numbers that they are.
fn moments(column: &ArrayRef) -> Pusher<'_> {
    let (Ok(numbers), name) = (cast(column, &DataType::Int64), column.data_type().to_string())
    else {
        return Box::new(move |piece, row| push_cell(piece, column, row));
    };
    Box::new(move |piece, row| match numbers.as_primitive::<Int64Type>() {
        values if values.is_null(row) => piece.push(0),
        values => push_named(piece, &name, values.value(row).into()),
    })
}

/// Without a dictionary, and moments as the whole numbers that they are: their type is told beside them.
fn plain(column: &ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Dictionary(_, value) => {
            cast(column, value).unwrap_or_else(|_| Arc::clone(column))
        }
        _ => Arc::clone(column),
    }
}

fn push_cell(piece: &mut Vec<u8>, column: &ArrayRef, row: usize) {
    use DataType as T;
    if column.is_null(row) {
        return piece.push(0);
    }
    match column.data_type() {
        T::Null => piece.push(0),
        T::Float64 => push_number(piece, column.as_primitive::<Float64Type>().value(row)),
        T::Float32 => push_number(piece, column.as_primitive::<Float32Type>().value(row).into()),
        T::Utf8 => tagged(piece, 2, column.as_string::<i32>().value(row).as_bytes()),
        T::LargeUtf8 => tagged(piece, 2, column.as_string::<i64>().value(row).as_bytes()),
        T::Utf8View => tagged(piece, 2, column.as_string_view().value(row).as_bytes()),
        T::Boolean => piece.extend([4, u8::from(column.as_boolean().value(row))]),
        T::Binary => tagged(piece, 5, column.as_binary::<i32>().value(row)),
        T::LargeBinary => tagged(piece, 5, column.as_binary::<i64>().value(row)),
        T::BinaryView => tagged(piece, 5, column.as_binary_view().value(row)),
        T::FixedSizeBinary(_) => tagged(piece, 5, column.as_fixed_size_binary().value(row)),
        T::Int8 => whole::<Int8Type>(piece, column, row),
        T::Int16 => whole::<Int16Type>(piece, column, row),
        T::Int32 => whole::<Int32Type>(piece, column, row),
        T::Int64 => whole::<Int64Type>(piece, column, row),
        T::UInt8 => whole::<UInt8Type>(piece, column, row),
        T::UInt16 => whole::<UInt16Type>(piece, column, row),
        T::UInt32 => whole::<UInt32Type>(piece, column, row),
        T::UInt64 => whole::<UInt64Type>(piece, column, row),
        T::Date32 => valued::<Date32Type>(piece, column, row),
        T::Date64 => valued::<Date64Type>(piece, column, row),
        T::Decimal128(..) => valued::<Decimal128Type>(piece, column, row),
        T::Timestamp(..) | T::Time64(_) | T::Duration(_) => moment(piece, column, row),
        T::List(_) => cells(piece, &column.as_list::<i32>().value(row)),
        T::LargeList(_) => cells(piece, &column.as_list::<i64>().value(row)),
        T::FixedSizeList(..) => cells(piece, &column.as_fixed_size_list().value(row)),
        T::ListView(_) => cells(piece, &column.as_list_view::<i32>().value(row)),
        T::LargeListView(_) => cells(piece, &column.as_list_view::<i64>().value(row)),
        T::Map(..) => cells(piece, &(Arc::new(column.as_map().value(row)) as ArrayRef)),
        T::Struct(_) => fields(piece, column.as_struct(), row),
        T::Dictionary(..) => push_cell(piece, &plain(&column.slice(row, 1)), 0),
        _ => shown(piece, column, row),
    }
}

fn push_number(piece: &mut Vec<u8>, number: f64) {
    piece.push(1);
    piece.extend(number.to_le_bytes());
}

fn whole<T: ArrowPrimitiveType<Native: Into<i128>>>(
    piece: &mut Vec<u8>,
    column: &ArrayRef,
    row: usize,
) {
    push_whole(piece, column.as_primitive::<T>().value(row).into());
}

fn push_whole(piece: &mut Vec<u8>, number: i128) {
    piece.push(3);
    piece.extend(number.to_le_bytes());
}

fn valued<T: ArrowPrimitiveType<Native: Into<i128>>>(
    piece: &mut Vec<u8>,
    column: &ArrayRef,
    row: usize,
) {
    let number: i128 = column.as_primitive::<T>().value(row).into();
    push_valued(piece, column.data_type(), number);
}

fn push_valued(piece: &mut Vec<u8>, kind: &DataType, number: i128) {
    push_named(piece, &kind.to_string(), number);
}

fn push_named(piece: &mut Vec<u8>, kind: &str, number: i128) {
    piece.push(7);
    push_text(piece, kind);
    piece.extend(number.to_le_bytes());
}

/// What is counted in 64 bits, of whatever unit.
fn moment(piece: &mut Vec<u8>, column: &ArrayRef, row: usize) {
    match cast(&column.slice(row, 1), &DataType::Int64) {
        Ok(number) => {
            let number = number.as_primitive::<Int64Type>().value(0);
            push_valued(piece, column.data_type(), number.into());
        }
        Err(_) => shown(piece, column, row),
    }
}

fn cells(piece: &mut Vec<u8>, values: &ArrayRef) {
    piece.push(6);
    piece.extend((values.len() as u64).to_le_bytes());
    (0..values.len()).for_each(|row| push_cell(piece, values, row));
}

fn fields(piece: &mut Vec<u8>, values: &StructArray, row: usize) {
    piece.push(6);
    piece.extend((values.num_columns() as u64).to_le_bytes());
    values.columns().iter().for_each(|column| push_cell(piece, column, row));
}

fn shown(piece: &mut Vec<u8>, column: &ArrayRef, row: usize) {
    let options = FormatOptions::new().with_display_error(true);
    let formatter = ArrayFormatter::try_new(column, &options);
    let text = formatter.map(|all| all.value(row).to_string()).unwrap_or_default();
    piece.push(8);
    push_text(piece, &column.data_type().to_string());
    push_text(piece, &text);
}

fn tagged(piece: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    piece.push(tag);
    piece.extend((bytes.len() as u64).to_le_bytes());
    piece.extend(bytes);
}

fn push_text(piece: &mut Vec<u8>, text: &str) {
    piece.extend((text.len() as u64).to_le_bytes());
    piece.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{
        Date32Array, Date64Array, DurationSecondArray, Float64Array, Int32Array, Int64Array,
        StringArray, Time64NanosecondArray, TimestampMicrosecondArray,
    };

    #[test]
    fn a_column_is_written_as_each_of_its_cells() {
        let moments = vec![Some(i64::MIN), None, Some(7)];
        let columns: [ArrayRef; 9] = [
            Arc::new(Float64Array::from(vec![Some(f64::NAN), None, Some(-0.0)])),
            Arc::new(StringArray::from(vec![Some("é"), None, Some("")])),
            Arc::new(Int32Array::from(vec![Some(i32::MIN), None, Some(1)])),
            Arc::new(Int64Array::from(moments.clone())),
            Arc::new(Date32Array::from(vec![Some(-1), None, Some(20_000)])),
            Arc::new(Date64Array::from(moments.clone())),
            Arc::new(TimestampMicrosecondArray::from(moments.clone()).with_timezone("UTC")),
            Arc::new(Time64NanosecondArray::from(moments.clone())),
            Arc::new(DurationSecondArray::from(moments)),
        ];
        for column in &columns {
            let push = pusher(column);
            for row in 0..3 {
                let (mut at_once, mut alone) = (Vec::new(), Vec::new());
                push(&mut at_once, row);
                push_cell(&mut alone, column, row);
                assert_eq!(at_once, alone, "{} {row}", column.data_type());
            }
        }
    }
}
