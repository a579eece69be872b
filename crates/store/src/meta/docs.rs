//! Signed documents of one kind.

use super::Meta;
use super::record::{Record, Verified};
use super::rows::{Change, Row};
use crate::StoreError;
use std::marker::PhantomData;
use std::sync::Arc;
use terms::seal::SealKey;

/// How often an update is tried again after somebody else's came first: another process's, as those
/// of this one wait for one another.
const ATTEMPTS: usize = 8;

/// The documents of kind `T`. What was verified once is answered from memory, unless
/// [`Docs::at_rest`] is asked for.
#[derive(Debug)]
pub struct Docs<'a, T> {
    pub(super) meta: &'a Meta,
    pub(super) seal: &'a SealKey,
    at_rest: bool,
    kind: PhantomData<T>,
}

impl<'a, T: Record> Docs<'a, T> {
    pub(crate) const fn new(meta: &'a Meta, seal: &'a SealKey) -> Self {
        Self { meta, seal, at_rest: false, kind: PhantomData }
    }

    /// The same documents as they are in the database now, verified at each reading: for probes,
    /// which have to see what was changed at rest.
    #[must_use]
    pub const fn at_rest(self) -> Self {
        Self { at_rest: true, ..self }
    }

    /// Adds `record`.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if its key is taken.
    pub async fn insert(&self, record: &T) -> Result<(), StoreError> {
        let (row, after) = self.sealed(record.key(), record)?;
        let key = row.key.clone();
        let done = self.meta.change(self.turn().await, Change::Insert, row, after).await?;
        if done { Ok(()) } else { Err(StoreError::Duplicate { kind: T::KIND, key }) }
    }

    /// Adds `record`, or puts it in the place of the one with its key.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn put(&self, record: &T) -> Result<(), StoreError> {
        let (row, after) = self.sealed(record.key(), record)?;
        self.meta.change(self.turn().await, Change::Put, row, after).await.map(drop)
    }

    /// The record with `key`.
    ///
    /// # Errors
    /// If it does not verify.
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
    /// If one of them does not verify.
    pub async fn list(&self) -> Result<Vec<Verified<T>>, StoreError> {
        if self.at_rest { self.read_list(None).await } else { self.recall_list(None).await }
    }

    /// The records that belong to `parent`, by key.
    ///
    /// # Errors
    /// If one of them does not verify.
    pub async fn list_of(&self, parent: &str) -> Result<Vec<Verified<T>>, StoreError> {
        let parent = Some(parent);
        if self.at_rest { self.read_list(parent).await } else { self.recall_list(parent).await }
    }

    /// Changes the record with `key`; `change` runs again if another process's change came first.
    ///
    /// # Errors
    /// If there is none, or `change` refuses, or others change it all the time.
    pub async fn update<E: From<StoreError>>(
        &self,
        key: &str,
        mut change: impl FnMut(&mut T) -> Result<(), E>,
    ) -> Result<Verified<T>, E> {
        for _ in 0..ATTEMPTS {
            let missing = || StoreError::Missing { kind: T::KIND, key: key.to_owned() };
            let turn = self.turn().await;
            let (revision, found) = self.fetch(key).await?.ok_or_else(missing)?;
            let mut record = self.open(&found)?;
            change(&mut record)?;
            let (row, after) = self.sealed(key.to_owned(), &record)?;
            if self.meta.change(turn, Change::Replace(revision), row, after).await? {
                return Ok(Verified(Arc::new(record)));
            }
        }
        Err(StoreError::Contended { kind: T::KIND, key: key.to_owned() }.into())
    }

    /// Removes the record with `key`; whether there was one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn remove(&self, key: &str) -> Result<bool, StoreError> {
        let (parent, envelope) = Default::default();
        let row = Row { kind: T::KIND, key: key.to_owned(), parent, envelope };
        self.meta.change(self.turn().await, Change::Remove, row, None).await
    }
}
