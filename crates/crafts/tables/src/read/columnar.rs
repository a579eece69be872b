//! Parquet tables. The footer stands at the end, so the file is held in memory, once.

use super::cells::Columns;
use super::error::ReadError;
use super::options::ReadOptions;
use super::source::{self, Decoded};
use super::thrift;
use crate::table::{Format, Naming, Source, Table};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{DataType, Schema};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use std::fmt::Display;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use terms::{Defect, printable};

/// Characters of what the library says that are told.
const SHOWN: usize = 200;

pub(super) fn read(mut decoded: Decoded, options: &ReadOptions) -> Result<Table, ReadError> {
    let (name, gzipped) = (decoded.name.clone(), decoded.gzipped());
    let mut bytes = Vec::new();
    decoded
        .read_to_end(&mut bytes)
        .map_err(|cause| source::of_io(&name, options.limits.bytes, cause))?;
    let (digest, length) = decoded.finish()?;
    // `parquet` 59 trusts lengths in the file and can panic on a crafted one.
    let read = catch_unwind(AssertUnwindSafe(|| decode(Bytes::from(bytes), &name, options)));
    let (batch, defects) = read.unwrap_or_else(|_| Err(wrong(&name, &"the file is damaged")))?;
    let naming = if options.names.is_some() { Naming::Given } else { Naming::Header };
    let source = Source { name, digest, bytes: length, format: Format::Parquet, gzipped, naming };
    Ok(Table { batch, source, defects })
}

fn decode(
    bytes: Bytes,
    table: &str,
    options: &ReadOptions,
) -> Result<(RecordBatch, Vec<Defect>), ReadError> {
    let overclaims = || wrong(table, &"it claims lists that are longer than it is");
    if thrift::footer_overclaims(&bytes) {
        return Err(overclaims());
    }
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes.clone());
    let builder = builder.map_err(|e| wrong(table, &e))?;
    if pages(&bytes, builder.metadata()).any(thrift::page_overclaims) {
        return Err(overclaims());
    }
    let rows = builder.metadata().file_metadata().num_rows();
    if usize::try_from(rows).is_ok_and(|rows| rows > options.limits.rows) {
        return Err(ReadError::TooManyRows { name: table.to_owned(), limit: options.limits.rows });
    }
    let mut columns =
        Columns::new(table, names(builder.schema(), table, options)?, options.limits)?;
    let mut decoded_bytes = 0u64;
    for batch in builder.build().map_err(|e| wrong(table, &e))? {
        let batch = batch.map_err(|e| wrong(table, &e))?;
        let columns_as_text =
            (1..).zip(batch.columns()).map(|(column, values)| text(values, column, table));
        let texts: Vec<ArrayRef> = columns_as_text.collect::<Result<_, _>>()?;
        decoded_bytes += texts.iter().map(|t| t.get_array_memory_size() as u64).sum::<u64>();
        if decoded_bytes > options.limits.bytes {
            return Err(ReadError::TooLarge {
                name: table.to_owned(),
                limit: options.limits.bytes,
            });
        }
        let texts: Vec<_> = texts.iter().map(|t| t.as_string::<i32>()).collect();
        for row in 0..batch.num_rows() {
            columns.push(texts.iter().map(|t| t.is_valid(row).then(|| t.value(row).as_bytes())))?;
        }
    }
    columns.finish()
}

/// The pages of each column, row group by row group.
fn pages<'b>(
    file: &'b [u8],
    metadata: &'b ParquetMetaData,
) -> impl Iterator<Item = &'b [u8]> + use<'b> {
    let chunks = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
    chunks.filter_map(|chunk| {
        let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
        let start = usize::try_from(start).ok()?;
        let length = usize::try_from(chunk.compressed_size()).ok()?;
        file.get(start..start.checked_add(length)?)
    })
}

/// The names of the columns, all of plain values.
fn names(schema: &Schema, table: &str, options: &ReadOptions) -> Result<Vec<String>, ReadError> {
    let fields = schema.fields();
    for (column, field) in (1..).zip(fields) {
        if field.data_type().is_nested() {
            return Err(ReadError::Nested {
                name: table.to_owned(),
                column,
                kind: shown(field.data_type()),
            });
        }
    }
    match &options.names {
        Some(given) if given.len() != fields.len() => Err(ReadError::NamesCount {
            name: table.to_owned(),
            given: given.len(),
            found: fields.len(),
        }),
        Some(given) => Ok(given.clone()),
        None => Ok(fields.iter().map(|field| field.name().clone()).collect()),
    }
}

fn wrong(table: &str, cause: &dyn Display) -> ReadError {
    ReadError::Parquet { name: table.to_owned(), cause: shown(cause) }
}

/// Text with names from the file in it: cut, and fit for a terminal.
fn shown(text: &dyn Display) -> String {
    let text: String = text.to_string().chars().take(SHOWN).collect();
    printable(&text).into_owned()
}

/// The values as text; what cannot be shown as text is an error, never a missing value.
fn text(values: &ArrayRef, column: usize, table: &str) -> Result<ArrayRef, ReadError> {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(values, &DataType::Utf8, &strict).map_err(|_| ReadError::NoText {
        name: table.to_owned(),
        column,
        kind: shown(values.data_type()),
    })
}
