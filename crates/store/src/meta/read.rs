//! How documents are read, remembered and signed: what [`Docs`] does between database and memory.

use super::docs::Docs;
use super::memory::{Entry, Shelf, Turn, Value};
use super::on;
use super::record::{Record, Verified};
use super::rows::Row;
use crate::StoreError;
use std::sync::Arc;
use terms::seal::Envelope;

/// A row as it was read: nothing of it is believed yet.
pub(super) struct Found {
    key: String,
    parent: String,
    envelope: String,
}

impl<T: Record> Docs<'_, T> {
    /// From memory, or else from the database.
    pub(super) async fn recall(&self, key: &str) -> Result<Option<Verified<T>>, StoreError> {
        let shelf = self.meta.memory.shelf(T::KIND);
        if let Some(known) = self.known(&shelf, key) {
            return Ok(known);
        }
        let turn = self.turn().await;
        if let Some(known) = self.known(&shelf, key) {
            return Ok(known);
        }
        let token = self.meta.writer.token();
        let Some((_, found)) = self.fetch(key).await? else { return Ok(None) };
        let record = Arc::new(self.open(&found)?);
        turn.hold(token, key, entry(&found.envelope, found.parent, record.clone()));
        Ok(Some(Verified(record)))
    }

    /// All, or those of `parent`: from memory, or else from the database.
    pub(super) async fn recall_list(
        &self,
        parent: Option<&str>,
    ) -> Result<Vec<Verified<T>>, StoreError> {
        let shelf = self.meta.memory.shelf(T::KIND);
        if let Some(known) = self.known_list(&shelf, parent) {
            return Ok(known);
        }
        let turn = self.turn().await;
        if let Some(known) = self.known_list(&shelf, parent) {
            return Ok(known);
        }
        let token = self.meta.writer.token();
        let (mut records, mut entries) = (Vec::new(), Vec::new());
        for found in self.fetch_list(parent).await? {
            let record = match self.known(&shelf, &found.key).flatten() {
                Some(Verified(known)) => known,
                None => Arc::new(self.open(&found)?),
            };
            records.push(Verified(record.clone()));
            entries.push((found.key, entry(&found.envelope, found.parent, record)));
        }
        turn.hold_list(token, parent, entries);
        Ok(records)
    }

    /// The right to read and write documents of this kind in the database.
    pub(super) async fn turn(&self) -> Turn {
        self.meta.memory.shelf(T::KIND).turn().await
    }

    /// From the database.
    pub(super) async fn read(&self, key: &str) -> Result<Option<Verified<T>>, StoreError> {
        let Some((_, found)) = self.fetch(key).await? else { return Ok(None) };
        Ok(Some(Verified(Arc::new(self.open(&found)?))))
    }

    /// All, or those of `parent`: from the database.
    pub(super) async fn read_list(
        &self,
        parent: Option<&str>,
    ) -> Result<Vec<Verified<T>>, StoreError> {
        let all = self.fetch_list(parent).await?;
        all.iter().map(|found| Ok(Verified(Arc::new(self.open(found)?)))).collect()
    }

    /// The row with `key` and its revision.
    pub(super) async fn fetch(&self, key: &str) -> Result<Option<(i64, Found)>, StoreError> {
        let row: Option<(i64, String, String)> = on!(&self.meta.pool, pool => sqlx::query_as(
            "SELECT revision, parent, envelope FROM documents WHERE kind = $1 AND key = $2")
            .bind(T::KIND).bind(key).fetch_optional(pool).await?);
        let found = |parent, envelope| Found { key: key.to_owned(), parent, envelope };
        Ok(row.map(|(revision, parent, envelope)| (revision, found(parent, envelope))))
    }

    async fn fetch_list(&self, parent: Option<&str>) -> Result<Vec<Found>, StoreError> {
        let mut rows: Vec<(String, String, String)> = match parent {
            None => on!(&self.meta.pool, pool => sqlx::query_as(
                "SELECT key, parent, envelope FROM documents WHERE kind = $1")
                .bind(T::KIND).fetch_all(pool).await?),
            Some(parent) => on!(&self.meta.pool, pool => sqlx::query_as(
                "SELECT key, parent, envelope FROM documents WHERE kind = $1 AND parent = $2")
                .bind(T::KIND).bind(parent).fetch_all(pool).await?),
        };
        // By bytes, here: databases differ in how they order text.
        rows.sort_unstable();
        let found = |(key, parent, envelope)| Found { key, parent, envelope };
        Ok(rows.into_iter().map(found).collect())
    }

    fn known(&self, shelf: &Shelf, key: &str) -> Option<Option<Verified<T>>> {
        match shelf.get(self.meta.writer.token(), key)? {
            Some(value) => typed(value).map(Some),
            None => Some(None),
        }
    }

    fn known_list(&self, shelf: &Shelf, parent: Option<&str>) -> Option<Vec<Verified<T>>> {
        shelf.list(self.meta.writer.token(), parent)?.into_iter().map(typed).collect()
    }

    /// The record in `found`, verified.
    pub(super) fn open(&self, found: &Found) -> Result<T, StoreError> {
        let unproven = |why: String| StoreError::Unproven {
            kind: T::KIND.to_owned(),
            key: found.key.clone(),
            why,
        };
        let key = self.seal.public();
        let envelope: Envelope =
            serde_json::from_str(&found.envelope).map_err(|e| unproven(e.to_string()))?;
        let record: T =
            envelope.open(&key, &payload_type(T::KIND)).map_err(|e| unproven(e.to_string()))?;
        if record.key() != found.key {
            return Err(unproven(moved(&record.key())));
        }
        record.verify(&key).map_err(|e| unproven(e.to_string()))?;
        Ok(record)
    }

    /// The row of `record`, signed, and how it is to be held.
    pub(super) fn sealed(
        &self,
        key: String,
        record: &T,
    ) -> Result<(Row, Option<Entry>), StoreError> {
        record.verify(&self.seal.public())?;
        let payload = serde_json::to_vec(record)?;
        let envelope = self.seal.seal_bytes(&payload_type(T::KIND), &payload);
        let row = Row {
            kind: T::KIND,
            key,
            parent: record.parent(),
            envelope: serde_json::to_string(&envelope)?,
        };
        // Exactly what a reader would get; and there is no signature to check on what this process
        // has just signed.
        let read_back: T = serde_json::from_slice(&payload)?;
        let stands = read_back.key() == row.key;
        let after = stands.then(|| entry(&row.envelope, row.parent.clone(), Arc::new(read_back)));
        Ok((row, after))
    }
}

fn entry<T: Record>(envelope: &str, parent: String, record: Arc<T>) -> Entry {
    Entry { weight: envelope.len() + parent.len() + 200, parent, value: record }
}

fn typed<T: Record>(value: Value) -> Option<Verified<T>> {
    value.downcast().ok().map(Verified)
}

/// The DSSE payload type of a kind.
pub(crate) fn payload_type(kind: &str) -> String {
    format!("application/vnd.hygeia.{kind}+json")
}

/// What is wrong with a row whose record has another key.
pub(crate) fn moved(key: &str) -> String {
    format!("it is the record {key:?}, put in the place of another")
}
