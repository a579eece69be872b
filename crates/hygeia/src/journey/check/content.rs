//! What a table says, whatever file holds it.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use std::io::{self, Read};
use terms::Digest;

/// SHA-256 over the values of a typed table, as receipts name it: the number of columns, their names,
/// and row by row each cell behind a tag (0 missing, 1 number, 2 text); numbers and lengths are 64 bits,
/// little endian. Written anew from that description, so that no fault is shared with who signs.
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
    let present = column.is_valid(row);
    if let (true, Some(numbers)) = (present, column.as_primitive_opt::<Float64Type>()) {
        piece.push(1);
        piece.extend(numbers.value(row).to_le_bytes());
    } else if let (true, Some(texts)) = (present, column.as_string_opt::<i32>()) {
        piece.push(2);
        text(piece, texts.value(row));
    } else {
        piece.push(0);
    }
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

/// Whether the cell says what `text` said. A number that was written in somebody's own way
/// (`1,200 $`) is taken on trust.
fn is_value_of(column: &ArrayRef, row: usize, text: &str) -> bool {
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return text.parse::<f64>().is_ok_and(|number| number == numbers.value(row))
            || text.parse::<f64>().is_err();
    }
    column.as_string_opt::<i32>().is_some_and(|texts| texts.value(row) == text)
}
