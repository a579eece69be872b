//! Parquet files with Modular Encryption (parquet-format, Encryption.md; AES_GCM_V1).
//!
//! The footer is always encrypted under a key of its own; each column that the plan wants encrypted
//! has its own fresh data key. Of those columns no statistics are kept, and of no column a bloom filter, as
//! `parquet` 59 writes these in clear. If the plan wants no column encrypted, all are, under the
//! footer's key: that is how the format works.

mod encode;
mod frames;
mod inspect;
mod material;
mod read;
mod write;

pub use inspect::{ColumnState, Inspection, contains_clear, exposed, inspect};
pub use read::{decryption, read};
pub use write::{WriteOptions, write};

use crate::keys::KeyError;

/// Why a file can't be written or read. No cause is passed on that could quote a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("this is no Parquet file with an encrypted footer")]
    NotEncrypted,
    #[error(
        "the {0} of the file does not decrypt: it was changed or is damaged; restore it from a recovery point"
    )]
    Damaged(&'static str),
    #[error("column {0:?} is not in the protection plan: classify the table again")]
    Unplanned(String),
    #[error("column {0:?} is not in the file")]
    Column(String),
    #[error("the file claims {0} rows, beyond the limit of {max}", max = terms::limits::ROWS)]
    Rows(i64),
    #[error("the table can't be written as Parquet: {0}")]
    Write(String),
}

/// Runs what reads a file that anybody may have changed. `parquet` 59 computes lengths from it
/// unchecked and can panic on a crafted file; to us that is a damaged file.
fn guarded<T>(part: &'static str, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or(Err(Error::Damaged(part)))
}
