//! Parquet tables. The footer stands at the end, so the file is held in memory, once.

use super::cells::Columns;
use super::source::{self, Decoded};
use super::{Format, Naming, ReadError, ReadOptions, Source, Table};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::DataType;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fmt::Display;
use std::io::Read;
use std::path::Path;

pub(super) fn read(mut decoded: Decoded, options: &ReadOptions) -> Result<Table, ReadError> {
    let (path, gzipped) = (decoded.path.clone(), decoded.gzipped());
    let mut bytes = Vec::new();
    decoded.read_to_end(&mut bytes).map_err(|cause| source::of_io(&path, options.limits.bytes, cause))?;
    let (digest, length) = decoded.finish()?;
    let wrong = |cause: &dyn Display| ReadError::Parquet { path: path.clone(), cause: cause.to_string() };
    let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).map_err(|e| wrong(&e))?;
    let rows = builder.metadata().file_metadata().num_rows();
    if usize::try_from(rows).is_ok_and(|rows| rows > options.limits.rows) {
        return Err(ReadError::TooManyRows { path, limit: options.limits.rows });
    }
    let fields = builder.schema().fields().clone();
    for (column, field) in (1..).zip(&fields) {
        if field.data_type().is_nested() {
            return Err(ReadError::Nested { path, column, kind: field.data_type().to_string() });
        }
    }
    let (names, naming) = match &options.names {
        Some(given) if given.len() != fields.len() => {
            return Err(ReadError::NamesCount { path, given: given.len(), found: fields.len() });
        }
        Some(given) => (given.clone(), Naming::Given),
        None => (fields.iter().map(|field| field.name().clone()).collect(), Naming::Header),
    };
    let mut columns = Columns::new(&path, names, options.limits)?;
    let mut decoded_bytes = 0u64;
    for batch in builder.build().map_err(|e| wrong(&e))? {
        let batch = batch.map_err(|e| wrong(&e))?;
        let columns_as_text = (1..).zip(batch.columns()).map(|(column, values)| text(values, column, &path));
        let texts: Vec<ArrayRef> = columns_as_text.collect::<Result<_, _>>()?;
        decoded_bytes += texts.iter().map(|t| t.get_array_memory_size() as u64).sum::<u64>();
        if decoded_bytes > options.limits.bytes {
            return Err(ReadError::TooLarge { path, limit: options.limits.bytes });
        }
        let texts: Vec<_> = texts.iter().map(|t| t.as_string::<i32>()).collect();
        for row in 0..batch.num_rows() {
            columns.push(texts.iter().map(|t| t.is_valid(row).then(|| t.value(row).as_bytes())))?;
        }
    }
    let (batch, defects) = columns.finish()?;
    let source = Source { path, digest, bytes: length, format: Format::Parquet, gzipped, naming };
    Ok(Table { batch, source, defects })
}

/// The values as text; what cannot be shown as text is an error, never a missing value.
fn text(values: &ArrayRef, column: usize, path: &Path) -> Result<ArrayRef, ReadError> {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(values, &DataType::Utf8, &strict)
        .map_err(|_| ReadError::NoText { path: path.to_owned(), column, kind: values.data_type().to_string() })
}
