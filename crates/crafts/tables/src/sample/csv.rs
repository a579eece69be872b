//! A table of text as CSV.

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use std::io::{self, Write};

/// Writes a table of UTF-8 columns as CSV (RFC 4180) with a header; missing values are empty.
///
/// # Errors
/// If `out` cannot be written, or a column is not UTF-8.
pub fn write_csv(batch: &RecordBatch, out: impl Write) -> io::Result<()> {
    let columns: Option<Vec<_>> =
        batch.columns().iter().map(|c| c.as_string_opt::<i32>()).collect();
    let columns = columns
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a column is not UTF-8"))?;
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(batch.schema_ref().fields().iter().map(|field| field.name()))?;
    for row in 0..batch.num_rows() {
        writer
            .write_record(columns.iter().map(|c| if c.is_null(row) { "" } else { c.value(row) }))?;
    }
    writer.flush()
}
