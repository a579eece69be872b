//! Back from the encrypted file, in memory alone.

use crate::validate::content_digest;
use arrow::array::RecordBatch;
use bytes::Bytes;
use protect::parquet::{Error as ParquetError, read};
use protect::{Kek, Plan};
use terms::Receipt;

/// Why a table cannot be used again.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    #[error(transparent)]
    Parquet(#[from] ParquetError),
    #[error(
        "the file holds {found} rows, its receipt says {signed}: restore the version from the vault"
    )]
    Rows { found: u64, signed: u64 },
    #[error(
        "the table is not the one that its receipt was signed for: restore the version from the vault"
    )]
    Content,
}

/// Decrypts a file that [`crate::protect()`] made under `plan`, and holds it against its receipt: rows
/// and column names always, every value unless the plan dropped originals.
///
/// The receipt has to be verified before ([`crate::verify`]), and the file against its digest.
///
/// # Errors
/// If the file does not decrypt, is of another dataset, or is not what the receipt says.
pub fn reopen(
    file: Bytes,
    dataset: &str,
    kek: &Kek,
    plan: &Plan,
    receipt: &Receipt,
) -> Result<RecordBatch, ReopenError> {
    let batch = read(file, dataset, kek, None)?;
    let found = batch.num_rows() as u64;
    if found != receipt.rows {
        return Err(ReopenError::Rows { found, signed: receipt.rows });
    }
    let schema = batch.schema();
    let names = schema.fields().iter().map(|field| field.name());
    let same_names = names.eq(receipt.schema.iter().map(|(name, _)| name));
    let whole = plan.columns.iter().all(|column| column.retain);
    let same = same_names && (!whole || content_digest(&batch) == receipt.content_digest);
    if same { Ok(batch) } else { Err(ReopenError::Content) }
}
