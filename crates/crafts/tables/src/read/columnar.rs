//! Parquet tables. The footer stands at the end, so the file is held in memory, once.

use super::arrow_batches::{Gathered, shown, twofold};
use super::build;
use super::error::ReadError;
use super::options::ReadOptions;
use super::source::Decoded;
use super::thrift;
use crate::table::{Format, Naming, Table};
use arrow_array::RecordBatch;
use bytes::Bytes;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) fn read(mut decoded: Decoded, options: &ReadOptions) -> Result<Table, ReadError> {
    let name = decoded.name.clone();
    let bytes = decoded.all()?;
    let batch = batch(bytes, &name, options)?;
    let both = twofold(&name, &batch, options)?;
    let naming = if options.names.is_some() { Naming::Given } else { Naming::Header };
    let source = build::account(decoded, Format::Parquet, naming)?;
    let (typed, batch) = (both.typed, both.text);
    Ok(Table { typed, batch, source, defects: both.defects, notes: both.notes })
}

/// The rows of one file.
pub(super) fn batch(
    bytes: Bytes,
    name: &str,
    options: &ReadOptions,
) -> Result<RecordBatch, ReadError> {
    // `parquet` 59 trusts lengths in the file and can panic on a crafted one.
    let read = catch_unwind(AssertUnwindSafe(|| decode(bytes, name, options)));
    read.unwrap_or_else(|_| Err(wrong(name, &"the file is damaged")))
}

fn decode(bytes: Bytes, table: &str, options: &ReadOptions) -> Result<RecordBatch, ReadError> {
    let overclaims = || wrong(table, &"it claims lists that are longer than it is");
    if thrift::footer_overclaims(&bytes) {
        return Err(overclaims());
    }
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(
        bytes.clone(),
        reader_options(options).map_err(|e| wrong(table, &e))?,
    );
    let builder = builder.map_err(|e| wrong(table, &e))?;
    if pages(&bytes, builder.metadata()).any(thrift::page_overclaims) {
        return Err(overclaims());
    }
    let rows = builder.metadata().file_metadata().num_rows();
    if usize::try_from(rows).is_ok_and(|rows| rows > options.limits.rows) {
        return Err(ReadError::TooManyRows { name: table.to_owned(), limit: options.limits.rows });
    }
    let mut gathered = Gathered::new(table, builder.schema().clone(), options)?;
    for batch in builder.build().map_err(|e| wrong(table, &e))? {
        gathered.push(batch.map_err(|e| wrong(table, &e))?)?;
    }
    gathered.whole()
}

#[cfg(feature = "encryption")]
fn reader_options(options: &ReadOptions) -> Result<ArrowReaderOptions, ParquetError> {
    let plain = ArrowReaderOptions::new();
    let Some(keys) = &options.keys else { return Ok(plain) };
    Ok(plain.with_file_decryption_properties(keys.properties()?))
}

#[cfg(not(feature = "encryption"))]
fn reader_options(_: &ReadOptions) -> Result<ArrowReaderOptions, ParquetError> {
    Ok(ArrowReaderOptions::new())
}

/// Whether the pages of a column can be looked at as they lie.
#[cfg(feature = "encryption")]
fn is_clear(chunk: &ColumnChunkMetaData) -> bool {
    chunk.crypto_metadata().is_none()
}

#[cfg(not(feature = "encryption"))]
const fn is_clear(_: &ColumnChunkMetaData) -> bool {
    true
}

/// The pages of each column that is not encrypted, row group by row group.
fn pages<'b>(
    file: &'b [u8],
    metadata: &'b ParquetMetaData,
) -> impl Iterator<Item = &'b [u8]> + use<'b> {
    let chunks = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
    let chunks = chunks.filter(|chunk| is_clear(chunk));
    chunks.filter_map(|chunk| {
        let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
        let start = usize::try_from(start).ok()?;
        let length = usize::try_from(chunk.compressed_size()).ok()?;
        file.get(start..start.checked_add(length)?)
    })
}

fn wrong(table: &str, cause: &dyn Display) -> ReadError {
    ReadError::Parquet { name: table.to_owned(), cause: shown(cause) }
}
