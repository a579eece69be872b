//! A digest of what a table says, whatever file held it.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use sha2::{Digest as _, Sha256};
use terms::Digest;

/// SHA-256 over a typed table: the number of columns and each name, then row by row each cell. A name
/// and a text are their length in bytes (64 bits, little endian) and the bytes; a cell has a tag before
/// it: 0 missing, 1 a number (IEEE 754 double, little endian), 2 a text. So a CSV and a Parquet file of
/// the same values have one digest, and none can be made to look like another by moving a boundary.
///
/// Columns that are neither Float64 nor Utf8 count as missing throughout: validated tables have none.
#[must_use]
pub fn content_digest(batch: &RecordBatch) -> Digest {
    let mut hash = Sha256::new();
    let mut piece = Vec::new();
    piece.extend((batch.num_columns() as u64).to_le_bytes());
    batch.schema_ref().fields().iter().for_each(|field| push_text(&mut piece, field.name()));
    for row in 0..batch.num_rows() {
        batch.columns().iter().for_each(|column| push_cell(&mut piece, column, row));
        hash.update(&piece);
        piece.clear();
    }
    hash.update(&piece);
    Digest::from_bytes(hash.finalize().into())
}

fn push_cell(piece: &mut Vec<u8>, column: &ArrayRef, row: usize) {
    if column.is_null(row) {
        piece.push(0);
    } else if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        piece.push(1);
        piece.extend(numbers.value(row).to_le_bytes());
    } else if let Some(texts) = column.as_string_opt::<i32>() {
        piece.push(2);
        push_text(piece, texts.value(row));
    } else {
        piece.push(0);
    }
}

fn push_text(piece: &mut Vec<u8>, text: &str) {
    piece.extend((text.len() as u64).to_le_bytes());
    piece.extend(text.as_bytes());
}
