//! How the rows of a deed are written: first as an intent, in the outbox, and for good once the
//! ledger has the deed.

use super::commitment::Commitment;
use super::memory::{Entry, Turn};
use super::row::{Row, payload_type};
use super::{Meta, on};
use crate::{StoreError, records};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::PoisonError;
use terms::Digest;
use terms::seal::{Envelope, SealKey};

/// How a record is held in memory once it is written: from its envelope and its payload.
pub(crate) type Hold = fn(&str, &Row) -> Option<Entry>;

/// What a deed changes, until it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// The ledger's entries when it was made: the deed's is none of these.
    pub entries: u64,
    /// Of all records once it is done.
    pub records: Digest,
    pub rows: Vec<Row>,
    /// Objects that go with it.
    pub gone: Vec<Digest>,
}

/// Begins a transaction in which nobody else became the writer, runs `$body` in it, and commits.
macro_rules! transaction {
    ($meta:expr, $token:expr, $all:ident => $body:expr) => {
        on!(&$meta.pool, pool => {
            let mut $all = pool.begin().await?;
            if let Some(workspace) = $meta.writer.fence() {
                // Shared, so that who takes over waits until this is committed.
                let (now,): (i64,) =
                    sqlx::query_as("SELECT token FROM writer WHERE workspace = $1 FOR SHARE")
                        .bind(workspace).fetch_one(&mut *$all).await?;
                if now != $token {
                    return Err($meta.writer.overtaken());
                }
            }
            $body;
            $all.commit().await?;
        })
    };
}
pub(super) use transaction;

impl Meta {
    /// Keeps an intent, sealed, for whoever opens the workspace next should this process end.
    pub(crate) async fn intend(&self, intent: &Intent, key: &SealKey) -> Result<(), StoreError> {
        let token = self.writer.require()?;
        let envelope = serde_json::to_string(&key.seal(&payload_type("intent"), intent)?)?;
        transaction!(self, token, all => {
            sqlx::query("INSERT INTO outbox (one, envelope) VALUES (1, $1)")
                .bind(&envelope).execute(&mut *all).await?;
        });
        Ok(())
    }

    /// What broke off, if something did.
    pub(crate) async fn intended(&self, key: &SealKey) -> Result<Option<Intent>, StoreError> {
        let row: Option<(String,)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT envelope FROM outbox").fetch_optional(pool).await?);
        let Some((text,)) = row else { return Ok(None) };
        let unproven = |why: String| {
            let (kind, key) = ("intent".to_owned(), String::new());
            StoreError::Unproven { kind, key, why }
        };
        let envelope: Envelope =
            serde_json::from_str(&text).map_err(|e| unproven(e.to_string()))?;
        let opened = envelope.open(&key.public(), &payload_type("intent"));
        opened.map(Some).map_err(|e| unproven(e.to_string()))
    }

    /// Nothing is intended any more.
    pub(crate) async fn forgo(&self) -> Result<(), StoreError> {
        let token = self.writer.require()?;
        transaction!(self, token, all => {
            sqlx::query("DELETE FROM outbox").execute(&mut *all).await?;
        });
        Ok(())
    }

    /// Writes what was intended, wholly or not at all, as the ledger has it in `entry`; then says so
    /// to memory. Done twice it is the same.
    pub(crate) async fn fulfil(
        &self,
        intent: &Intent,
        holds: &[Hold],
        entry: u64,
        key: &SealKey,
    ) -> Result<(), StoreError> {
        let token = self.writer.require()?;
        let mut rows = Vec::new();
        for row in &intent.rows {
            rows.push(row.sealed(entry, key)?);
        }
        // Always in one order, so that two never wait for each other.
        let mut turns = BTreeMap::new();
        for row in &intent.rows {
            if !turns.contains_key(row.kind.as_str()) {
                turns.insert(row.kind.as_str(), self.memory.shelf(&row.kind).turn().await);
            }
        }
        let park = |(kind, turn): (&&str, &Turn)| {
            let own = intent.rows.iter().filter(|row| row.kind == **kind);
            turn.park(token, own.map(|row| (row.key.as_str(), row.parent.as_str())))
        };
        let mut parked: Vec<_> = turns.iter().map(park).collect();
        if let Err(error) = self.write(&rows, token).await {
            turns.values().for_each(|turn| turn.unsure(token));
            return Err(error);
        }
        self.commitment.write().unwrap_or_else(PoisonError::into_inner).apply(&intent.rows);
        for ((kind, turn), parked) in turns.iter().zip(parked.drain(..)) {
            let mut now = Vec::new();
            for (at, (row, envelope)) in rows.iter().enumerate() {
                if row.kind == **kind {
                    let held = envelope.as_ref().zip(holds.get(at));
                    let held = held.and_then(|(envelope, hold)| hold(envelope, row));
                    now.push((row.key.clone(), row.payload.is_some(), held));
                }
            }
            turn.settle(token, parked, now);
        }
        self.changed();
        Ok(())
    }

    async fn write(&self, rows: &[(Row, Option<String>)], token: i64) -> Result<(), StoreError> {
        transaction!(self, token, all => {
            for (row, envelope) in rows {
                let statement = match envelope {
                    Some(envelope) => sqlx::query(PUT).bind(&row.kind).bind(&row.key)
                        .bind(&row.parent).bind(row.revision).bind(envelope),
                    None => sqlx::query(REMOVE).bind(&row.kind).bind(&row.key),
                };
                statement.execute(&mut *all).await?;
            }
            sqlx::query("DELETE FROM outbox").execute(&mut *all).await?;
        });
        Ok(())
    }

    /// Takes all rows as they are in the database as what every document is; gives their digest.
    pub(crate) async fn learn(&self) -> Result<Digest, StoreError> {
        let commitment = Commitment::of(&self.rows().await?);
        let root = commitment.root();
        *self.commitment.write().unwrap_or_else(PoisonError::into_inner) = commitment;
        Ok(root)
    }

    /// Every row as it is in the database; whose envelope says nothing has no payload.
    pub(crate) async fn rows(&self) -> Result<Vec<Row>, StoreError> {
        let rows: Vec<(String, String, String, i64, String)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT kind, key, parent, revision, envelope FROM documents").fetch_all(pool).await?);
        let row = |(kind, key, parent, revision, envelope): (_, _, _, _, String)| Row {
            payload: Some(records::payload(&envelope)),
            kind,
            key,
            parent,
            revision,
            numbered: false,
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

const PUT: &str = "INSERT INTO documents (kind, key, parent, revision, envelope) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (kind, key) DO UPDATE SET parent = excluded.parent, \
     envelope = excluded.envelope, revision = excluded.revision";
const REMOVE: &str = "DELETE FROM documents WHERE kind = $1 AND key = $2";
