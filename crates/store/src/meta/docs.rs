//! Signed documents of one kind, to be read. What changes one is a deed: see [`crate::deeds`].

use super::Meta;
use super::record::{Record, Verified};
use crate::StoreError;
use crate::keys::Keys;
use std::marker::PhantomData;

/// The documents of kind `T`. What was verified once is answered from memory, unless
/// [`Docs::at_rest`] is asked for. What comes back is signed by the workspace, and the newest that
/// its ledger knows.
#[derive(Debug)]
pub struct Docs<'a, T> {
    pub(super) meta: &'a Meta,
    pub(super) keys: &'a Keys,
    at_rest: bool,
    kind: PhantomData<T>,
}

impl<'a, T: Record> Docs<'a, T> {
    pub(crate) const fn new(meta: &'a Meta, keys: &'a Keys) -> Self {
        Self { meta, keys, at_rest: false, kind: PhantomData }
    }

    /// The same documents as they are in the database now, verified at each reading: for probes,
    /// which have to see what was changed at rest.
    #[must_use]
    pub const fn at_rest(self) -> Self {
        Self { at_rest: true, ..self }
    }

    /// The record with `key`.
    ///
    /// # Errors
    /// If it does not verify, or is not the newest that the ledger knows.
    pub async fn get(&self, key: &str) -> Result<Option<Verified<T>>, StoreError> {
        if self.at_rest { self.read(key).await } else { self.recall(key).await }
    }

    /// The record with `key`, which must exist.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if it does not, or if it does not verify.
    pub async fn require(&self, key: &str) -> Result<Verified<T>, StoreError> {
        let missing = || StoreError::Missing { kind: T::KIND, key: key.to_owned() };
        self.get(key).await?.ok_or_else(missing)
    }

    /// All records, by key.
    ///
    /// # Errors
    /// If one of them does not verify, is not the newest that the ledger knows, or is missing.
    pub async fn list(&self) -> Result<Vec<Verified<T>>, StoreError> {
        if self.at_rest { self.read_list(None).await } else { self.recall_list(None).await }
    }

    /// The records that belong to `parent`, by key.
    ///
    /// # Errors
    /// If one of them does not verify, is not the newest that the ledger knows, or is missing.
    pub async fn list_of(&self, parent: &str) -> Result<Vec<Verified<T>>, StoreError> {
        let parent = Some(parent);
        if self.at_rest { self.read_list(parent).await } else { self.recall_list(parent).await }
    }
}
