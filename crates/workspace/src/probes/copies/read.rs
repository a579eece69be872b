//! What was read of files before.

use super::walk::Print;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use terms::Digest;

/// Digests of files that were read, each as long as the file is the same.
#[derive(Debug, Default)]
pub(crate) struct FilesRead(Mutex<HashMap<Print, Digest>>);

impl FilesRead {
    pub(super) fn held(&self) -> HashMap<Print, Digest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn keep(&self, read: HashMap<Print, Digest>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = read;
    }
}
