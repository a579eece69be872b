//! What is told of a log that does not verify.

use crate::StoreError;
use std::path::Path;

pub(super) fn tampered(dir: &Path, why: &str) -> StoreError {
    StoreError::Tampered { path: dir.to_owned(), why: why.to_owned() }
}
