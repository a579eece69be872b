//! All metadata as portable JSON: from either database into either.

use super::commitment::Commitment;
use super::memory::Turn;
use super::read::moved;
use super::row::payload_type;
use super::{Meta, on};
use crate::keys::Keys;
use crate::{KeyCheck, Record, StoreError, records};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use terms::Digest;
use terms::seal::{Envelope, SealPublic};

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dump {
    format: u32,
    documents: Vec<Document>,
    budgets: Vec<Budget>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    kind: String,
    key: String,
    parent: String,
    revision: i64,
    envelope: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    principal: String,
    kind: String,
    window_start: i64,
    used: i64,
}

impl Meta {
    /// Every table is read by one statement, so as it was at one moment.
    pub(crate) async fn dump(&self) -> Result<Value, StoreError> {
        let mut documents = self.documents().await?;
        let budgets: Vec<(String, String, i64, i64)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT principal, kind, window_start, used FROM budgets").fetch_all(pool).await?);
        let mut budgets: Vec<Budget> = budgets
            .into_iter()
            .map(|(principal, kind, window_start, used)| Budget {
                principal,
                kind,
                window_start,
                used,
            })
            .collect();
        documents.sort_by(|a, b| (&a.kind, &a.key).cmp(&(&b.kind, &b.key)));
        budgets.sort_by(|a, b| (&a.principal, &a.kind).cmp(&(&b.principal, &b.kind)));
        Ok(serde_json::to_value(Dump { format: FORMAT, documents, budgets })?)
    }

    /// Fills an empty database, wholly or not at all; every document must verify under `key`.
    pub(crate) async fn restore(&self, dump: &Value, key: &SealPublic) -> Result<(), StoreError> {
        let dump = Dump::deserialize(dump).map_err(|e| StoreError::Dump(e.to_string()))?;
        if dump.format != FORMAT {
            return Err(StoreError::Dump(format!(
                "its format is {}, not {FORMAT}: update Hygeia",
                dump.format
            )));
        }
        dump.documents.iter().try_for_each(|document| document.verify(key))?;
        let meta = self.clone();
        let task = async move { meta.restore_in_turn(&dump).await };
        tokio::spawn(task).await.map_err(|_| StoreError::Cancelled)?
    }

    async fn restore_in_turn(&self, dump: &Dump) -> Result<(), StoreError> {
        let kinds: BTreeSet<&str> = dump.documents.iter().map(|d| d.kind.as_str()).collect();
        let mut turns = Vec::new();
        for kind in kinds {
            turns.push(self.memory.shelf(kind).turn().await);
        }
        self.writer.require()?;
        let filled = self.fill(dump).await;
        // Whatever came of it, nothing that was known before is believed.
        turns.iter().for_each(Turn::forget);
        self.accounts.forget();
        self.changed();
        filled
    }

    async fn fill(&self, dump: &Dump) -> Result<(), StoreError> {
        on!(&self.pool, pool => {
            let mut all = pool.begin().await?;
            let (held,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM documents").fetch_one(&mut *all).await?;
            if held > 0 {
                return Err(StoreError::Dump("the database has documents already: restore into a new one".into()));
            }
            for d in &dump.documents {
                sqlx::query("INSERT INTO documents (kind, key, parent, revision, envelope) VALUES ($1, $2, $3, $4, $5)")
                    .bind(&d.kind).bind(&d.key).bind(&d.parent).bind(d.revision).bind(&d.envelope)
                    .execute(&mut *all).await?;
            }
            for b in &dump.budgets {
                sqlx::query("INSERT INTO budgets (principal, kind, window_start, used) VALUES ($1, $2, $3, $4)")
                    .bind(&b.principal).bind(&b.kind).bind(b.window_start).bind(b.used)
                    .execute(&mut *all).await?;
            }
            all.commit().await?;
        });
        Ok(())
    }

    /// How many documents there are, if every one verifies under `key`.
    pub(crate) async fn verify_all(&self, key: &SealPublic) -> Result<usize, StoreError> {
        let documents = self.documents().await?;
        documents.iter().try_for_each(|document| document.verify(key))?;
        Ok(documents.len())
    }

    /// How many documents there are, if every one is the newest that the ledger knows, and none is
    /// missing. No deed may be under way.
    pub(crate) async fn fresh_all(&self) -> Result<usize, StoreError> {
        let rows = self.rows().await?;
        let stale = |kind: &str, key: &str, why| {
            let (kind, key) = (kind.to_owned(), key.to_owned());
            Err(StoreError::NotFresh { kind, key, why })
        };
        let commitment = self.commitment();
        for row in &rows {
            if commitment.leaf(&row.kind, &row.key).is_none() {
                return stale(&row.kind, &row.key, "no deed made it");
            }
            if !commitment.holds(row) {
                return stale(&row.kind, &row.key, "an older one was put back, or it was changed");
            }
        }
        let there: BTreeSet<_> = rows.iter().map(|row| (&*row.kind, &*row.key)).collect();
        match commitment.all().find(|document| !there.contains(document)) {
            Some((kind, key)) => stale(kind, key, "it was deleted"),
            None => Ok(rows.len()),
        }
    }

    /// Refuses keys that are not those of the documents, before anything is done with them: then no
    /// document and no ledger would verify, and nobody could tell why.
    pub(crate) async fn made_with(&self, keys: &Keys) -> Result<(), StoreError> {
        let rows: Vec<(String,)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT envelope FROM documents WHERE kind = $1")
            .bind(KeyCheck::KIND).fetch_all(pool).await?);
        // What a deed was changing is looked at once that is ended.
        let moving = self.moving().await?;
        let seal = keys.seal().public();
        let envelopes: Vec<Envelope> =
            rows.iter().filter_map(|(text,)| serde_json::from_str(text).ok()).collect();
        let signatures = envelopes.iter().flat_map(|envelope| &envelope.signatures);
        let signers: BTreeSet<_> = signatures.map(|signature| signature.keyid.as_str()).collect();
        let known = !moving.iter().any(|name| name == "seal.key");
        if known && signers.len() == 1 && !signers.contains(seal.id().hex().as_str()) {
            return Err(StoreError::OtherKey(keys.path("seal.key")));
        }
        for envelope in &envelopes {
            // What does not verify is told when all records are held against the ledger.
            if let Ok(check) = envelope.open::<KeyCheck>(&seal, &payload_type(KeyCheck::KIND))
                && !moving.contains(&check.name)
            {
                keys.checked(&check)?;
            }
        }
        Ok(())
    }

    /// The digest of all documents as they are in the database now.
    pub(crate) async fn root_at_rest(&self) -> Result<Digest, StoreError> {
        Ok(Commitment::of(&self.rows().await?).root())
    }

    async fn documents(&self) -> Result<Vec<Document>, StoreError> {
        let rows: Vec<(String, String, String, i64, String)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT kind, key, parent, revision, envelope FROM documents").fetch_all(pool).await?);
        let document = |(kind, key, parent, revision, envelope)| Document {
            kind,
            key,
            parent,
            revision,
            envelope,
        };
        Ok(rows.into_iter().map(document).collect())
    }
}

impl Document {
    fn verify(&self, key: &SealPublic) -> Result<(), StoreError> {
        let unproven = |why: String| StoreError::Unproven {
            kind: self.kind.clone(),
            key: self.key.clone(),
            why,
        };
        let envelope: Envelope =
            serde_json::from_str(&self.envelope).map_err(|e| unproven(e.to_string()))?;
        let payload = envelope
            .open_bytes(key, &payload_type(&self.kind))
            .map_err(|e| unproven(e.to_string()))?;
        match records::key_in(&self.kind, &payload).map_err(|e| unproven(e.to_string()))? {
            Some(other) if other != self.key => Err(unproven(moved(&other))),
            _ => Ok(()),
        }
    }
}
