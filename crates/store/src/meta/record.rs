//! What a document is, and what it is to have one verified.

use serde::{Serialize, de::DeserializeOwned};
use std::ops::Deref;
use std::sync::Arc;
use terms::seal::{SealError, SealPublic};

/// A kind of document. Stages may add kinds of their own.
pub trait Record: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Unique in the workspace; lower case.
    const KIND: &'static str;
    /// Unique among its kind.
    fn key(&self) -> String;
    /// What it belongs to, for [`crate::Docs::list_of`].
    fn parent(&self) -> String {
        String::new()
    }
    /// Verifies what it holds that was signed for itself, such as a receipt: asked once, when it is
    /// read from the database or written to it.
    ///
    /// # Errors
    /// If that does not verify under the workspace's key.
    fn verify(&self, _key: &SealPublic) -> Result<(), SealError> {
        Ok(())
    }
}

/// A value whose signature (and key) this process verified when it read it, or made when it wrote it.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified<T>(pub(super) Arc<T>);

impl<T> Verified<T> {
    /// The value, which from here on is just a value.
    #[must_use]
    pub fn into_inner(self) -> T
    where
        T: Clone,
    {
        Arc::unwrap_or_clone(self.0)
    }
}

impl<T> Clone for Verified<T> {
    /// Costs nothing: the value is shared.
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
