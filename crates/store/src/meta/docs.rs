//! Signed documents of one kind.

use super::{Meta, on};
use crate::StoreError;
use serde::{Serialize, de::DeserializeOwned};
use std::marker::PhantomData;
use std::ops::Deref;
use terms::seal::{Envelope, SealKey};

/// How often an update is tried again after another came first.
const ATTEMPTS: usize = 32;

/// A kind of document. Stages may add kinds of their own.
pub trait Record: Serialize + DeserializeOwned {
    /// Unique in the workspace; lower case.
    const KIND: &'static str;
    /// Unique among its kind.
    fn key(&self) -> String;
    /// What it belongs to, for [`Docs::list_of`].
    fn parent(&self) -> String {
        String::new()
    }
}

/// A value that was read back and whose signature (and key) verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    /// The value, which from here on is just a value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// The documents of kind `T`.
#[derive(Debug)]
pub struct Docs<'a, T> {
    meta: &'a Meta,
    seal: &'a SealKey,
    kind: PhantomData<T>,
}

impl<'a, T: Record> Docs<'a, T> {
    pub(crate) const fn new(meta: &'a Meta, seal: &'a SealKey) -> Self {
        Self { meta, seal, kind: PhantomData }
    }

    /// Adds `record`.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if its key is taken.
    pub async fn insert(&self, record: &T) -> Result<(), StoreError> {
        let (key, parent, envelope) = self.row(record)?;
        let done = on!(&self.meta.pool, pool => sqlx::query(
            "INSERT INTO documents (kind, key, parent, revision, envelope) VALUES ($1, $2, $3, 1, $4) \
             ON CONFLICT (kind, key) DO NOTHING")
            .bind(T::KIND).bind(&key).bind(&parent).bind(&envelope)
            .execute(pool).await?.rows_affected());
        if done == 1 { Ok(()) } else { Err(StoreError::Duplicate { kind: T::KIND, key }) }
    }

    /// Adds `record`, or puts it in the place of the one with its key.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn put(&self, record: &T) -> Result<(), StoreError> {
        let (key, parent, envelope) = self.row(record)?;
        on!(&self.meta.pool, pool => sqlx::query(
            "INSERT INTO documents (kind, key, parent, revision, envelope) VALUES ($1, $2, $3, 1, $4) \
             ON CONFLICT (kind, key) DO UPDATE SET parent = excluded.parent, \
             envelope = excluded.envelope, revision = documents.revision + 1")
            .bind(T::KIND).bind(&key).bind(&parent).bind(&envelope)
            .execute(pool).await.map(drop)?);
        Ok(())
    }

    /// The record with `key`.
    ///
    /// # Errors
    /// If it does not verify.
    pub async fn get(&self, key: &str) -> Result<Option<Verified<T>>, StoreError> {
        self.read(key).await?.map(|(_, text)| self.open(key, &text)).transpose()
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
        let rows: Vec<(String, String)> = on!(&self.meta.pool, pool => sqlx::query_as(
            "SELECT key, envelope FROM documents WHERE kind = $1")
            .bind(T::KIND).fetch_all(pool).await?);
        self.open_all(rows)
    }

    /// The records that belong to `parent`, by key.
    ///
    /// # Errors
    /// If one of them does not verify.
    pub async fn list_of(&self, parent: &str) -> Result<Vec<Verified<T>>, StoreError> {
        let rows: Vec<(String, String)> = on!(&self.meta.pool, pool => sqlx::query_as(
            "SELECT key, envelope FROM documents WHERE kind = $1 AND parent = $2")
            .bind(T::KIND).bind(parent).fetch_all(pool).await?);
        self.open_all(rows)
    }

    /// Changes the record with `key`; `change` runs again if another change came first.
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
            let (revision, text) = self.read(key).await?.ok_or_else(missing)?;
            let mut record = self.open(key, &text)?;
            change(&mut record.0)?;
            if self.replace(key, revision, &record.0).await? {
                return Ok(record);
            }
        }
        Err(StoreError::Contended { kind: T::KIND, key: key.to_owned() }.into())
    }

    /// Removes the record with `key`; whether there was one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn remove(&self, key: &str) -> Result<bool, StoreError> {
        let gone = on!(&self.meta.pool, pool => sqlx::query(
            "DELETE FROM documents WHERE kind = $1 AND key = $2")
            .bind(T::KIND).bind(key).execute(pool).await?.rows_affected());
        Ok(gone == 1)
    }

    async fn read(&self, key: &str) -> Result<Option<(i64, String)>, StoreError> {
        Ok(on!(&self.meta.pool, pool => sqlx::query_as(
            "SELECT revision, envelope FROM documents WHERE kind = $1 AND key = $2")
            .bind(T::KIND).bind(key).fetch_optional(pool).await?))
    }

    async fn replace(&self, key: &str, revision: i64, record: &T) -> Result<bool, StoreError> {
        let (_, parent, envelope) = self.row(record)?;
        let done = on!(&self.meta.pool, pool => sqlx::query(
            "UPDATE documents SET parent = $1, envelope = $2, revision = revision + 1 \
             WHERE kind = $3 AND key = $4 AND revision = $5")
            .bind(&parent).bind(&envelope).bind(T::KIND).bind(key).bind(revision)
            .execute(pool).await?.rows_affected());
        Ok(done == 1)
    }

    fn row(&self, record: &T) -> Result<(String, String, String), StoreError> {
        let envelope = self.seal.seal(&payload_type(T::KIND), record)?;
        Ok((record.key(), record.parent(), serde_json::to_string(&envelope)?))
    }

    fn open_all(&self, mut rows: Vec<(String, String)>) -> Result<Vec<Verified<T>>, StoreError> {
        // By bytes, here: databases differ in how they order text.
        rows.sort_unstable();
        rows.iter().map(|(key, text)| self.open(key, text)).collect()
    }

    fn open(&self, key: &str, text: &str) -> Result<Verified<T>, StoreError> {
        let unproven = |why: String| StoreError::Unproven {
            kind: T::KIND.to_owned(),
            key: key.to_owned(),
            why,
        };
        let envelope: Envelope = serde_json::from_str(text).map_err(|e| unproven(e.to_string()))?;
        let record: T = envelope
            .open(&self.seal.public(), &payload_type(T::KIND))
            .map_err(|e| unproven(e.to_string()))?;
        if record.key() == key {
            Ok(Verified(record))
        } else {
            Err(unproven(format!(
                "it is the record {:?}, put in the place of another",
                record.key()
            )))
        }
    }
}

/// The DSSE payload type of a kind.
pub(crate) fn payload_type(kind: &str) -> String {
    format!("application/vnd.hygeia.{kind}+json")
}
