//! How the rows of a deed are written: first as an intent, in the outbox, and for good once the
//! ledger has the deed.

use super::commitment::Commitment;
use super::memory::{Entry, Turn};
use super::row::{Row, payload_type};
use super::{Meta, on};
use crate::keys::{KeyKind, KeyMove};
use crate::{StoreError, records};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};
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
    /// What becomes of key files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyMove>,
}

impl Intent {
    /// Whether it puts another key of `kind` in the place of the one in use. If that is the one that
    /// signs records, all are signed anew.
    pub(crate) fn puts(&self, kind: KeyKind) -> bool {
        let file = kind.file();
        self.keys.iter().any(|step| matches!(step, KeyMove::Place { to, .. } if *to == file))
    }
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
    /// Keeps an intent, signed by all of `keys`, for whoever opens the workspace next should this
    /// process end.
    pub(crate) async fn intend(
        &self,
        intent: &Intent,
        keys: &[Arc<SealKey>],
    ) -> Result<(), StoreError> {
        let token = self.writer.require()?;
        let (kind, payload) = (payload_type("intent"), serde_json::to_vec(intent)?);
        let signed = keys.iter().map(|key| key.seal_bytes(&kind, &payload));
        let envelope = signed.reduce(|mut all, one| {
            all.signatures.extend(one.signatures);
            all
        });
        let envelope = serde_json::to_string(&envelope)?;
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

    /// The key files that what broke off changes, if something did; whoever intended it.
    pub(super) async fn moving(&self) -> Result<Vec<String>, StoreError> {
        let row: Option<(String,)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT envelope FROM outbox").fetch_optional(pool).await?);
        let payload = row.map(|(envelope,)| records::payload(&envelope)).unwrap_or_default();
        let intent: Option<Intent> = serde_json::from_str(&payload).ok();
        let keys = intent.map(|intent| intent.keys).unwrap_or_default();
        Ok(keys.iter().map(|step| step.changes().to_owned()).collect())
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
    /// to memory, and does what goes with it before anybody reads. Done twice it is the same.
    pub(crate) async fn fulfil(
        &self,
        intent: &Intent,
        holds: &[Hold],
        entry: u64,
        key: &SealKey,
        with_it: impl FnOnce() -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let token = self.writer.require()?;
        let mut rows = Vec::new();
        for row in &intent.rows {
            rows.push(row.sealed(entry, key)?);
        }
        // Always in one order, so that two never wait for each other.
        let mut kinds: BTreeSet<String> = intent.rows.iter().map(|row| row.kind.clone()).collect();
        if intent.puts(KeyKind::Seal) {
            kinds.extend(self.kinds().await?);
        }
        let mut turns = BTreeMap::new();
        for kind in kinds {
            let turn = self.memory.shelf(&kind).turn().await;
            turns.insert(kind, turn);
        }
        let park = |(kind, turn): (&String, &Turn)| {
            let own = intent.rows.iter().filter(|row| row.kind == *kind);
            turn.park(token, own.map(|row| (row.key.as_str(), row.parent.as_str())))
        };
        let mut parked: Vec<_> = turns.iter().map(park).collect();
        let anew = intent.puts(KeyKind::Seal).then_some(key);
        let unindexed = intent.puts(KeyKind::Ledger);
        if let Err(error) = self.write(&rows, token, anew, unindexed).await {
            turns.values().for_each(|turn| turn.unsure(token));
            return Err(error);
        }
        self.commitment.write().unwrap_or_else(PoisonError::into_inner).apply(&intent.rows);
        for ((kind, turn), parked) in turns.iter().zip(parked.drain(..)) {
            let mut now = Vec::new();
            for (at, (row, envelope)) in rows.iter().enumerate() {
                if row.kind == *kind {
                    let held = envelope.as_ref().zip(holds.get(at));
                    let held = held.and_then(|(envelope, hold)| hold(envelope, row));
                    now.push((row.key.clone(), row.payload.is_some(), held));
                }
            }
            turn.settle(token, parked, now);
        }
        self.changed();
        with_it()
    }

    async fn kinds(&self) -> Result<Vec<String>, StoreError> {
        let kinds: Vec<(String,)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT DISTINCT kind FROM documents").fetch_all(pool).await?);
        Ok(kinds.into_iter().map(|(kind,)| kind).collect())
    }

    /// Writes the rows; signs all others by the key `anew`, if there is one; and leaves no index of the
    /// ledger, if it is `unindexed`: what sealed that is another key.
    async fn write(
        &self,
        rows: &[(Row, Option<String>)],
        token: i64,
        anew: Option<&SealKey>,
        unindexed: bool,
    ) -> Result<(), StoreError> {
        transaction!(self, token, all => {
            if let Some(key) = anew {
                let found: Vec<(String, String, String)> = sqlx::query_as(
                    "SELECT kind, key, envelope FROM documents").fetch_all(&mut *all).await?;
                for (kind, name, envelope) in found {
                    let envelope = signed_anew(&kind, &envelope, key)?;
                    sqlx::query("UPDATE documents SET envelope = $3 WHERE kind = $1 AND key = $2")
                        .bind(kind).bind(name).bind(envelope).execute(&mut *all).await?;
                }
            }
            for (row, envelope) in rows {
                let statement = match envelope {
                    Some(envelope) => sqlx::query(PUT).bind(&row.kind).bind(&row.key)
                        .bind(&row.parent).bind(row.revision).bind(envelope),
                    None => sqlx::query(REMOVE).bind(&row.kind).bind(&row.key),
                };
                statement.execute(&mut *all).await?;
            }
            if unindexed {
                sqlx::query("DELETE FROM ledger_indexed").execute(&mut *all).await?;
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

/// The same document, signed by `key`: what it says is held against the ledger, whoever signed it.
fn signed_anew(kind: &str, envelope: &str, key: &SealKey) -> Result<String, StoreError> {
    let payload = records::payload(envelope);
    Ok(serde_json::to_string(&key.seal_bytes(&payload_type(kind), payload.as_bytes()))?)
}

const PUT: &str = "INSERT INTO documents (kind, key, parent, revision, envelope) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (kind, key) DO UPDATE SET parent = excluded.parent, \
     envelope = excluded.envelope, revision = excluded.revision";
const REMOVE: &str = "DELETE FROM documents WHERE kind = $1 AND key = $2";
