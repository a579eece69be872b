//! Rows that nothing may be learned from.

use arrow::array::{Array, ArrayRef, RecordBatch};

/// The rows of a validated table that nothing may be learned from, ascending: those whose label is
/// missing or was withheld, and those that were emptied as shifted. It follows from the table alone,
/// so it is the same when the table is read back.
#[must_use]
pub fn excluded(batch: &RecordBatch, label: Option<&str>) -> Vec<u64> {
    let label: Option<&ArrayRef> = label.and_then(|label| batch.column_by_name(label));
    let empty = |row: usize| batch.columns().iter().all(|column| column.is_null(row));
    let unfit = |row: &usize| label.map_or_else(|| empty(*row), |label| label.is_null(*row));
    (0..batch.num_rows()).filter(unfit).map(|row| row as u64).collect()
}

/// How many rows of `batch` may be learned from: all but the `excluded`. Whatever is chosen by the size
/// of a table that is learned from, as the effort of training is, is chosen by this count.
#[must_use]
pub fn learnable_rows(batch: &RecordBatch, excluded: &[u64]) -> usize {
    batch.num_rows().saturating_sub(excluded.len())
}
