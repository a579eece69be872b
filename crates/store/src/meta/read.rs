//! How documents are read and remembered: what [`Docs`] does between database and memory.

use super::Meta;
use super::docs::Docs;
use super::memory::{Entry, Shelf, Turn, Value};
use super::on;
use super::record::{Record, Verified};
use super::row::{Row, payload_type};
use crate::{Boxed, StoreError, records};
use std::sync::Arc;
use terms::seal::Envelope;

/// A row as it was read: nothing of it is believed yet.
pub(super) struct Found {
    key: String,
    parent: String,
    revision: i64,
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
        let Some(found) = fetch(self.meta, T::KIND, key).await? else { return Ok(None) };
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
        for found in fetch_list(self.meta, T::KIND, parent).await? {
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

    /// From the database. In turn: while a deed is written, nobody could tell old from new.
    pub(crate) async fn read(&self, key: &str) -> Result<Option<Verified<T>>, StoreError> {
        let _turn = self.turn().await;
        let Some(found) = fetch(self.meta, T::KIND, key).await? else { return Ok(None) };
        Ok(Some(Verified(Arc::new(self.open(&found)?))))
    }

    /// All, or those of `parent`: from the database.
    pub(super) async fn read_list(
        &self,
        parent: Option<&str>,
    ) -> Result<Vec<Verified<T>>, StoreError> {
        let _turn = self.turn().await;
        let all = fetch_list(self.meta, T::KIND, parent).await?;
        all.iter().map(|found| Ok(Verified(Arc::new(self.open(found)?)))).collect()
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
    fn open(&self, found: &Found) -> Result<T, StoreError> {
        let unproven = |why: String| StoreError::Unproven {
            kind: T::KIND.to_owned(),
            key: found.key.clone(),
            why,
        };
        let key = self.keys.seal().public();
        let envelope: Envelope =
            serde_json::from_str(&found.envelope).map_err(|e| unproven(e.to_string()))?;
        let record: T =
            envelope.open(&key, &payload_type(T::KIND)).map_err(|e| unproven(e.to_string()))?;
        if record.key() != found.key {
            return Err(unproven(moved(&record.key())));
        }
        record.verify(&key).map_err(|e| unproven(e.to_string()))?;
        if self.meta.commitment().holds(&found.row(T::KIND)) {
            return Ok(record);
        }
        Err(StoreError::NotFresh {
            kind: T::KIND.to_owned(),
            key: found.key.clone(),
            why: "an older one was put back",
        })
    }
}

/// The row of `kind` with `key`, unless the ledger knows that there is none.
fn fetch<'a>(
    meta: &'a Meta,
    kind: &'static str,
    key: &'a str,
) -> Boxed<'a, Result<Option<Found>, StoreError>> {
    Box::pin(async move {
        let row: Option<(i64, String, String)> = on!(&meta.pool, pool => sqlx::query_as(
            "SELECT revision, parent, envelope FROM documents WHERE kind = $1 AND key = $2")
            .bind(kind).bind(key).fetch_optional(pool).await?);
        if row.is_none() && meta.commitment().leaf(kind, key).is_some() {
            return Err(missing(kind, key));
        }
        let found = |(revision, parent, envelope)| Found {
            key: key.to_owned(),
            parent,
            revision,
            envelope,
        };
        Ok(row.map(found))
    })
}

/// The rows of `kind`, or those of `parent`.
fn fetch_list<'a>(
    meta: &'a Meta,
    kind: &'static str,
    parent: Option<&'a str>,
) -> Boxed<'a, Result<Vec<Found>, StoreError>> {
    Box::pin(async move {
        let mut rows: Vec<(String, String, i64, String)> = match parent {
            None => on!(&meta.pool, pool => sqlx::query_as(
                "SELECT key, parent, revision, envelope FROM documents WHERE kind = $1")
                .bind(kind).fetch_all(pool).await?),
            Some(parent) => on!(&meta.pool, pool => sqlx::query_as(
                "SELECT key, parent, revision, envelope FROM documents WHERE kind = $1 AND parent = $2")
                .bind(kind).bind(parent).fetch_all(pool).await?),
        };
        // By bytes, here: databases differ in how they order text.
        rows.sort_unstable();
        let commitment = meta.commitment();
        let found = |key: &str| rows.binary_search_by(|row| row.0.as_str().cmp(key)).is_ok();
        if let Some(key) = commitment.keys(kind, parent).find(|key| !found(key)) {
            return Err(missing(kind, key));
        }
        drop(commitment);
        let found = |(key, parent, revision, envelope)| Found { key, parent, revision, envelope };
        Ok(rows.into_iter().map(found).collect())
    })
}

impl Found {
    fn row(&self, kind: &str) -> Row {
        Row {
            kind: kind.to_owned(),
            key: self.key.clone(),
            parent: self.parent.clone(),
            revision: self.revision,
            payload: Some(records::payload(&self.envelope)),
            numbered: false,
        }
    }
}

/// How a record is held that was just written: exactly what a reader would get; and there is no
/// signature to check on what this process has signed.
pub(crate) fn hold<T: Record>(envelope: &str, row: &Row) -> Option<Entry> {
    let record: T = serde_json::from_str(row.payload.as_deref()?).ok()?;
    let stands = record.key() == row.key;
    stands.then(|| entry(envelope, row.parent.clone(), Arc::new(record)))
}

fn missing(kind: &str, key: &str) -> StoreError {
    StoreError::NotFresh { kind: kind.to_owned(), key: key.to_owned(), why: "it was deleted" }
}

fn entry<T: Record>(envelope: &str, parent: String, record: Arc<T>) -> Entry {
    Entry { weight: envelope.len() + parent.len() + 200, parent, value: record }
}

fn typed<T: Record>(value: Value) -> Option<Verified<T>> {
    value.downcast().ok().map(Verified)
}

/// What is wrong with a row whose record has another key.
pub(crate) fn moved(key: &str) -> String {
    format!("it is the record {key:?}, put in the place of another")
}
