//! From an encrypted file to a table in memory.

use super::{Error, frames, guarded, material::Retriever};
use crate::keys::Kek;
use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use ::parquet::encryption::decrypt::FileDecryptionProperties;
use arrow::array::{RecordBatch, RecordBatchReader};
use arrow::compute::concat_batches;
use bytes::Bytes;
use std::sync::Arc;
use terms::limits::ROWS;

/// Rows decoded at once.
const BATCH_ROWS: usize = 1 << 16;

/// What a Parquet reader needs to open the files of `dataset`, for engines that read by themselves.
///
/// # Errors
/// If the properties can't be built.
pub fn decryption(dataset: &str, kek: &Kek) -> Result<Arc<FileDecryptionProperties>, Error> {
    properties(&Arc::new(Retriever::new(kek, dataset)))
}

/// Reads all rows of `file`, a file of `dataset`: all columns, or the named ones in that order.
/// Nothing is decrypted but in memory.
///
/// # Errors
/// If the file is not encrypted, was changed, belongs to another dataset or key, lacks a column,
/// or claims too many rows. Change is detected in the footer and in encrypted columns; who must know
/// that clear columns are unchanged too, compares the digest of the file.
pub fn read(
    file: Bytes,
    dataset: &str,
    kek: &Kek,
    columns: Option<&[&str]>,
) -> Result<RecordBatch, Error> {
    read_with(&file, &Arc::new(Retriever::new(kek, dataset)), columns)
}

pub(super) fn read_with(
    file: &Bytes,
    retriever: &Arc<Retriever>,
    columns: Option<&[&str]>,
) -> Result<RecordBatch, Error> {
    check_magic(file)?;
    let properties = properties(retriever)?;
    let told = |part| retriever.refusal().map_or(Error::Damaged(part), Error::Key);
    let options = ArrowReaderOptions::new().with_file_decryption_properties(properties);
    let builder = guarded("footer", || {
        ParquetRecordBatchReaderBuilder::try_new_with_options(file.clone(), options)
            .map_err(|_| told("footer"))
    })?;
    within_limit(builder.metadata().file_metadata().num_rows())?;
    let schema = Arc::clone(builder.schema());
    let wanted = match columns {
        Some(names) => names
            .iter()
            .map(|name| schema.index_of(name).map_err(|_| Error::Column((*name).to_owned())))
            .collect::<Result<Vec<_>, _>>()?,
        None => (0..schema.fields().len()).collect(),
    };
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
    let leaves = 0..builder.parquet_schema().num_columns();
    let leaves: Vec<usize> = leaves.filter(|leaf| mask.leaf_included(*leaf)).collect();
    if !frames::fit(file, builder.metadata(), &leaves) {
        return Err(Error::Damaged("data"));
    }
    let table = guarded("data", || {
        let reader = builder
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|_| told("data"))?;
        let shown = reader.schema();
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(|_| told("data"))?;
        concat_batches(&shown, &batches).map_err(|_| Error::Damaged("data"))
    })?;
    in_order(&table, columns)
}

/// Whether a table may have so many rows as a file claims.
fn within_limit(rows: i64) -> Result<(), Error> {
    match usize::try_from(rows) {
        Ok(0..=ROWS) => Ok(()),
        _ => Err(Error::Rows(rows)),
    }
}

fn in_order(table: &RecordBatch, columns: Option<&[&str]>) -> Result<RecordBatch, Error> {
    let Some(names) = columns else { return Ok(table.clone()) };
    let find = |name: &&str| {
        table.schema_ref().index_of(name).map_err(|_| Error::Column((*name).to_owned()))
    };
    let order = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    table.project(&order).map_err(|_| Error::Damaged("data"))
}

pub(super) fn properties(
    retriever: &Arc<Retriever>,
) -> Result<Arc<FileDecryptionProperties>, Error> {
    FileDecryptionProperties::with_key_retriever(Arc::clone(retriever) as _)
        .build()
        .map_err(|_| Error::Damaged("footer"))
}

/// A file with an encrypted footer begins and ends in `PARE` (Encryption.md, section 5.1).
pub(super) fn check_magic(file: &[u8]) -> Result<(), Error> {
    let encrypted = file.len() > 12 && file.starts_with(b"PARE") && file.ends_with(b"PARE");
    if encrypted { Ok(()) } else { Err(Error::NotEncrypted) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_may_not_claim_what_no_table_has() {
        let most = i64::try_from(ROWS).unwrap();
        for rows in [0, 1, most] {
            assert_eq!(within_limit(rows), Ok(()));
        }
        for rows in [-1, i64::MIN, most + 1, i64::MAX] {
            assert_eq!(within_limit(rows), Err(Error::Rows(rows)));
        }
    }

    #[test]
    fn an_encrypted_footer_is_told_at_both_ends() {
        assert_eq!(check_magic(b"PARE.....PARE"), Ok(()));
        for other in [&b"PARE....PARE"[..], b"PAR1.....PARE", b"PARE.....PAR1", b"PARE", b""] {
            assert_eq!(check_magic(other), Err(Error::NotEncrypted));
        }
    }
}
