//! Tables of text are written as text, others as Parquet.

mod retyped;

pub use retyped::{Retyped, as_text, each, retyped};

use arrow_array::cast::AsArray;
use arrow_array::{Array, BooleanArray, RecordBatch, StringArray};
use arrow_schema::ArrowError;
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::collections::HashSet;

/// `batch` without the rows of those numbers, which count from 0.
///
/// # Errors
/// If a column is of a type that can't be cut.
pub fn without(batch: &RecordBatch, rows: &[u64]) -> Result<RecordBatch, ArrowError> {
    let gone: HashSet<u64> = rows.iter().copied().collect();
    let kept: BooleanArray =
        (0..batch.num_rows() as u64).map(|row| Some(!gone.contains(&row))).collect();
    filter_record_batch(batch, &kept)
}

/// `batch` as a Parquet file, in clear, with the types that it has.
///
/// # Errors
/// If a column is of a type that Parquet has not.
pub fn parquet(batch: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    let compression = Compression::ZSTD(ZstdLevel::default());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
    writer.write(batch)?;
    writer.into_inner()
}

/// `batch`, whose columns are text, with `delimiter` between its cells and its names first if `header` (RFC
/// 4180, but for the end of a line, which is one byte). Cells are written as they are: none is guarded against
/// a spreadsheet that runs it. Where any run of white space parts cells, an empty one could not be told: a tab
/// parts them then. `None` if a column is not text.
#[must_use]
pub fn delimited(batch: &RecordBatch, delimiter: u8, header: bool) -> Option<Vec<u8>> {
    let delimiter = if delimiter == b' ' { b'\t' } else { delimiter };
    let columns: Vec<&StringArray> =
        batch.columns().iter().map(|array| array.as_string_opt::<i32>()).collect::<Option<_>>()?;
    let mut text = Vec::new();
    if header {
        let schema = batch.schema_ref();
        line(&mut text, delimiter, schema.fields().iter().map(|field| Some(field.name().as_str())));
    }
    for row in 0..batch.num_rows() {
        let cells = columns.iter().copied();
        let cells = cells.map(|column| column.is_valid(row).then(|| column.value(row)));
        line(&mut text, delimiter, cells);
    }
    Some(text)
}

fn line<'a>(
    text: &mut Vec<u8>,
    delimiter: u8,
    cells: impl ExactSizeIterator<Item = Option<&'a str>>,
) {
    let alone = cells.len() == 1;
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(delimiter);
        }
        let cell = cell.unwrap_or_default();
        // A line without anything on it would be no row.
        let special = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
        if cell.bytes().any(special) || cell.starts_with('#') || (alone && cell.trim().is_empty()) {
            text.push(b'"');
            text.extend(cell.replace('"', "\"\"").into_bytes());
            text.push(b'"');
        } else {
            text.extend(cell.as_bytes());
        }
    }
    text.push(b'\n');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::read::{ReadOptions, bytes};

    // proves M4
    #[test]
    fn what_is_read_as_it_is_written_is_written_as_it_was() {
        let text = "id,word,note\n007, yes ,NA\n1e5,\"a, b\",?\n3,\"say \"\"so\"\"\",&amp;\n4,x,\"two\nlines\"\n";
        let mut options = ReadOptions::new(|_| false);
        options.as_written = true;
        let table = bytes("t", text.into(), &options).unwrap();
        let written = super::delimited(&table.batch, b',', true).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), text);
    }
}
