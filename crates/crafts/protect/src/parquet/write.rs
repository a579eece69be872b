//! From a table in memory to an encrypted file in memory: no clear byte is ever spooled.

use super::{Error, encode, material};
use crate::keys::{Context, DataKey, Kek, KeyError};
use crate::plan::Plan;
use ::parquet::arrow::{ArrowSchemaConverter, ArrowWriter};
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::encryption::encrypt::FileEncryptionProperties;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::schema::types::ColumnPath;
use arrow::array::RecordBatch;
use std::sync::Arc;

/// How a file is cut.
#[derive(Debug, Clone, Copy)]
pub struct WriteOptions {
    /// Rows in a row group.
    pub row_group_rows: usize,
    /// Bytes of a page before compression, roughly.
    pub page_bytes: usize,
}

impl Default for WriteOptions {
    /// 131,072 rows, 1 MiB.
    fn default() -> Self {
        Self { row_group_rows: 1 << 17, page_bytes: 1 << 20 }
    }
}

/// Writes `batch` as `plan` wants it, under fresh data keys that only `kek` unwraps and only as
/// keys of a file of `dataset`. The caller applies [`Plan::apply`] before, if it drops originals.
///
/// # Errors
/// If a column is not in the plan, a key can't be made, or the table can't be written.
pub fn write(
    batch: &RecordBatch,
    plan: &Plan,
    dataset: &str,
    kek: &Kek,
    options: &WriteOptions,
) -> Result<Vec<u8>, Error> {
    let encrypted = encrypted_columns(batch, plan)?;
    let level = ZstdLevel::try_new(3).map_err(told)?;
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_bloom_filter_enabled(false)
        // No page index: no reader of ours opens it, so a change of it would go unnoticed.
        .set_offset_index_disabled(true)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(options.row_group_rows.max(1)))
        .set_data_page_size_limit(options.page_bytes.max(1))
        .set_dictionary_page_size_limit(options.page_bytes.max(1))
        .set_write_batch_size(1024.min(options.page_bytes.max(1)))
        .with_file_encryption_properties(encryption(&encrypted, dataset, kek)?);
    for path in &encrypted {
        properties =
            properties.set_column_statistics_enabled(path.clone(), EnabledStatistics::None);
    }
    let writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build()));
    let (mut file, factory) = writer.and_then(ArrowWriter::into_serialized_writer).map_err(told)?;
    encode::groups(batch, &mut file, &factory, options.row_group_rows.max(1)).map_err(told)?;
    file.into_inner().map_err(told)
}

/// The leaves of the columns that `plan` encrypts: of a nested column each has a key of its own.
fn encrypted_columns(batch: &RecordBatch, plan: &Plan) -> Result<Vec<ColumnPath>, Error> {
    let leaves = ArrowSchemaConverter::new().convert(batch.schema_ref()).map_err(told)?;
    let mut encrypted = Vec::new();
    for leaf in leaves.columns() {
        let name = leaf.path().parts().first().map_or("", String::as_str);
        let column = plan.column(name).ok_or_else(|| Error::Unplanned(name.to_owned()))?;
        if column.encrypt {
            encrypted.push(leaf.path().clone());
        }
    }
    Ok(encrypted)
}

fn encryption(
    columns: &[ColumnPath],
    dataset: &str,
    kek: &Kek,
) -> Result<Arc<FileEncryptionProperties>, Error> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|_| KeyError::Randomness)?;
    let context = |column: &str| Context {
        dataset: dataset.to_owned(),
        file: hex::encode(id),
        column: column.to_owned(),
    };
    let fresh = |column: &str| -> Result<(Vec<u8>, Vec<u8>), Error> {
        let key = DataKey::generate()?;
        let metadata = material::metadata(kek, &key, &context(column))?;
        Ok((key.expose(), metadata))
    };
    let (footer, metadata) = fresh("")?;
    // The file's id goes into the associated data of every module, so none fits another file.
    let mut builder = FileEncryptionProperties::builder(footer)
        .with_footer_key_metadata(metadata)
        .with_aad_prefix(id.to_vec())
        .with_aad_prefix_storage(true);
    for path in columns.iter().map(ColumnPath::string) {
        let (key, metadata) = fresh(&path)?;
        builder = builder.with_column_key_and_metadata(&path, key, metadata);
    }
    builder.build().map_err(told)
}

/// What the writer says is about types and sizes, never about values.
#[allow(clippy::needless_pass_by_value)]
fn told(error: ParquetError) -> Error {
    Error::Write(error.to_string())
}
