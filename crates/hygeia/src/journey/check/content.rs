//! What a table says, whatever file holds it.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int32Type, Int64Type, UInt64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::io::{self, Read};
use std::sync::Arc;
use terms::Digest;

/// SHA-256 over the values of a typed table, as receipts name it: the number of columns, their names,
/// and row by row each cell behind a tag (0 missing, 1 floating, 2 text, 3 whole, 4 truth, 5 bytes, 6 nested,
/// 7 counted in a unit, 8 as shown); doubles and lengths are 64 bits, whole numbers 128, little endian. Written anew from that description, so that no fault is shared with who signs.
pub fn content_digest(batch: &RecordBatch) -> io::Result<Digest> {
    let mut head = (batch.num_columns() as u64).to_le_bytes().to_vec();
    batch.schema_ref().fields().iter().for_each(|field| text(&mut head, field.name()));
    Digest::of_reader(Pieces { batch, next: 0, piece: head, read: 0 })
}

/// The bytes that are digested, a row at a time.
struct Pieces<'a> {
    batch: &'a RecordBatch,
    next: usize,
    piece: Vec<u8>,
    read: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read >= self.piece.len() && self.next < self.batch.num_rows() {
            (self.read, self.piece) = (0, Vec::new());
            for column in self.batch.columns() {
                cell(&mut self.piece, column, self.next);
            }
            self.next += 1;
        }
        let mut left = self.piece.get(self.read..).unwrap_or_default();
        let got = left.read(buffer)?;
        self.read += got;
        Ok(got)
    }
}

fn cell(piece: &mut Vec<u8>, column: &ArrayRef, row: usize) {
    use DataType as T;
    let kind = column.data_type();
    if column.is_null(row) || *kind == T::Null {
        return piece.push(0);
    }
    // What most cells are, without a look at one by itself.
    if let Some(texts) = column.as_string_opt::<i32>() {
        piece.push(2);
        return text(piece, texts.value(row));
    }
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        piece.push(3);
        return piece.extend(i128::from(numbers.value(row)).to_le_bytes());
    }
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        piece.push(1);
        return piece.extend(numbers.value(row).to_le_bytes());
    }
    let one = column.slice(row, 1);
    if let (T::Dictionary(_, value), Ok(plain)) = (kind, cast_to_value(&one)) {
        return if plain.data_type() == value.as_ref() {
            cell(piece, &plain, 0)
        } else {
            piece.push(0)
        };
    }
    if kind.is_floating() {
        let number = as_type(&one, &T::Float64);
        piece.push(1);
        piece.extend(number.as_primitive::<Float64Type>().value(0).to_le_bytes());
    } else if matches!(kind, T::Utf8 | T::LargeUtf8 | T::Utf8View) {
        piece.push(2);
        text(piece, as_type(&one, &T::LargeUtf8).as_string::<i64>().value(0));
    } else if kind.is_integer() {
        piece.push(3);
        piece.extend(whole(&one).to_le_bytes());
    } else if let Some(truth) = one.as_boolean_opt() {
        piece.extend([4, u8::from(truth.value(0))]);
    } else if matches!(kind, T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_)) {
        let bytes = as_type(&one, &T::LargeBinary);
        let bytes = bytes.as_binary::<i64>().value(0);
        piece.push(5);
        piece.extend((bytes.len() as u64).to_le_bytes());
        piece.extend(bytes);
    } else if let Some(parts) = parts(&one) {
        piece.push(6);
        piece.extend((parts.len() as u64).to_le_bytes());
        parts.iter().for_each(|(column, row)| cell(piece, column, *row));
    } else if let Some(value) = counted(&one) {
        piece.push(7);
        text(piece, &kind.to_string());
        piece.extend(value.to_le_bytes());
    } else {
        piece.push(8);
        text(piece, &kind.to_string());
        text(piece, &shown(&one, 0).unwrap_or_default());
    }
}

fn cast_to_value(one: &ArrayRef) -> Result<ArrayRef, ()> {
    let DataType::Dictionary(_, value) = one.data_type() else { return Err(()) };
    cast(one, value).map_err(|_| ())
}

/// A cell as another type that holds it; where there is none, the digest will not agree.
fn as_type(one: &ArrayRef, kind: &DataType) -> ArrayRef {
    cast(one, kind).unwrap_or_else(|_| new_null_array(kind, 1))
}

fn whole(one: &ArrayRef) -> i128 {
    match one.data_type() {
        DataType::UInt64 => one.as_primitive::<UInt64Type>().value(0).into(),
        _ => as_type(one, &DataType::Int64).as_primitive::<Int64Type>().value(0).into(),
    }
}

/// The cells of a nested one.
fn parts(one: &ArrayRef) -> Option<Vec<(ArrayRef, usize)>> {
    use DataType as T;
    let inner: ArrayRef = match one.data_type() {
        T::Struct(_) => {
            return Some(one.as_struct().columns().iter().map(|c| (Arc::clone(c), 0)).collect());
        }
        T::List(_) => one.as_list::<i32>().value(0),
        T::LargeList(_) => one.as_list::<i64>().value(0),
        T::ListView(_) => one.as_list_view::<i32>().value(0),
        T::LargeListView(_) => one.as_list_view::<i64>().value(0),
        T::FixedSizeList(..) => one.as_fixed_size_list().value(0),
        T::Map(..) => Arc::new(one.as_map().value(0)),
        _ => return None,
    };
    Some((0..inner.len()).map(|row| (Arc::clone(&inner), row)).collect())
}

/// Dates, moments and decimals are whole numbers of some unit.
fn counted(one: &ArrayRef) -> Option<i128> {
    use DataType as T;
    match one.data_type() {
        T::Decimal128(..) => Some(one.as_primitive::<Decimal128Type>().value(0)),
        T::Date32 => Some(as_type(one, &T::Int32).as_primitive::<Int32Type>().value(0).into()),
        T::Date64 | T::Timestamp(..) | T::Time64(_) | T::Duration(_) => {
            Some(as_type(one, &T::Int64).as_primitive::<Int64Type>().value(0).into())
        }
        _ => None,
    }
}

/// A cell as Arrow shows it.
pub fn shown(column: &ArrayRef, row: usize) -> Option<String> {
    let options = FormatOptions::new().with_display_error(true);
    let all = ArrayFormatter::try_new(column, &options).ok()?;
    Some(all.value(row).to_string())
}

fn text(piece: &mut Vec<u8>, text: &str) {
    piece.extend((text.len() as u64).to_le_bytes());
    piece.extend(text.as_bytes());
}

/// The rows of a stored table that nothing may be learned from: without a label, or emptied.
#[must_use]
pub fn missing_rows(batch: &RecordBatch, label: &str) -> Vec<u64> {
    let Some(label) = batch.column_by_name(label) else { return Vec::new() };
    (0..batch.num_rows()).filter(|&row| label.is_null(row)).map(|row| row as u64).collect()
}

/// How many cells of a stored table were compared with the table as it came, and the columns in which
/// one holds something else. Cells may be missing: what was withheld is told as a defect.
#[must_use]
pub fn strangers(stored: &RecordBatch, came: &RecordBatch) -> (usize, Vec<String>) {
    let (mut compared, mut wrong) = (0, Vec::new());
    for (field, column) in stored.schema().fields().iter().zip(stored.columns()) {
        let source = came.column_by_name(field.name()).and_then(|c| c.as_string_opt::<i32>());
        let Some(source) = source else {
            wrong.push(field.name().clone());
            continue;
        };
        let mut same = source.len() == column.len();
        // A text that came with a type of its own is kept with the spaces around it, and a `?` as it is.
        let texts = is_text(column.data_type()).then(|| tables::read::as_text(column)).flatten();
        if let Some(texts) = &texts {
            compared += column.len() - column.null_count();
            let cells = texts.iter().zip(source).zip(0..);
            let differ = |(cell, said), row| column.is_valid(row) && cell != said;
            if !same || cells.into_iter().any(|(cells, row)| differ(cells, row)) {
                wrong.push(field.name().clone());
            }
            continue;
        }
        for row in (0..column.len()).filter(|&row| column.is_valid(row)) {
            compared += 1;
            let text = (source.is_valid(row)).then(|| source.value(row));
            same &= text.is_some_and(|text| is_value_of(column, row, text));
        }
        if !same {
            wrong.push(field.name().clone());
        }
    }
    (compared, wrong)
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, value) => is_text(value),
        other => matches!(other, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
    }
}

/// Whether the cell says what `text` said. A number that was written in somebody's own way
/// (`1,200 $`) is taken on trust, and so is the hour of a moment in another zone.
fn is_value_of(column: &ArrayRef, row: usize, text: &str) -> bool {
    let is_number = |number: f64| text.parse::<f64>().map_or(true, |said| said == number);
    if let Some(texts) = column.as_string_opt::<i32>() {
        return texts.value(row) == text;
    }
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return is_number(numbers.value(row));
    }
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        return text.parse::<i64>().map_or_else(
            |_| is_number(numbers.value(row) as f64),
            |said| said == numbers.value(row),
        );
    }
    let kind = column.data_type();
    if kind.is_numeric() {
        let number = as_type(&column.slice(row, 1), &DataType::Float64);
        let number = number.as_primitive::<Float64Type>().value(0);
        return is_number(number);
    }
    let Some(cell) = shown(column, row) else { return false };
    let zoned = matches!(kind, DataType::Timestamp(_, Some(_)));
    match kind {
        DataType::Timestamp(..) => zoned || cell.get(..10) == text.get(..10),
        DataType::Boolean => cell.eq_ignore_ascii_case(text),
        _ => cell == text || kind.is_nested(),
    }
}
