//! What a vault takes, and how a workspace comes back from it.

use crate::keys::{KeyFiles, Keys};
use crate::layout::Layout;
use crate::log::Place;
use crate::store::lay_out;
use crate::{Store, StoreConfig, StoreError};
use ledger::{Check, origin, verify_export};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::{Clock, Digest, Timestamp};

/// What there is at a moment. Objects and metadata are listed, not locked: an object that is
/// committed in between is in the next snapshot.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub workspace: String,
    pub created: Timestamp,
    /// Digests and sizes in bytes.
    pub objects: Vec<(Digest, u64)>,
    /// All tables as portable JSON.
    pub meta: Value,
    /// The ledger's last checkpoint, a signed note.
    pub checkpoint: Vec<u8>,
}

/// What a workspace is made of again; its objects are put afterwards.
#[derive(Debug)]
pub struct Recovered {
    pub workspace: String,
    pub created: Timestamp,
    /// As [`Keys::export`] gave them.
    pub keys: KeyFiles,
    /// A folder that [`Store::export_ledger`] wrote.
    pub ledger: PathBuf,
    /// As in [`Snapshot::meta`].
    pub meta: Value,
}

impl Store {
    /// What a vault has to take beside keys and ledger.
    ///
    /// # Errors
    /// If something can't be read.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Ok(Snapshot {
            workspace: self.identity.id.clone(),
            created: self.identity.created,
            meta: self.dump_meta().await?,
            objects: self.objects.list().await?,
            checkpoint: self.checkpoint().await,
        })
    }

    /// All metadata as portable JSON.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn dump_meta(&self) -> Result<Value, StoreError> {
        self.meta.dump().await
    }

    /// Fills the empty metadata database; every document must verify under the workspace's key.
    ///
    /// # Errors
    /// If a document does not verify, or the database is not empty: then nothing is changed.
    pub async fn restore_meta(&self, dump: &Value) -> Result<(), StoreError> {
        self.meta.restore(dump, &self.seal().public()).await
    }

    /// Makes a workspace in `dir` from what a vault gave back, and opens it; its objects are to be
    /// put next.
    ///
    /// # Errors
    /// If there is a workspace already, or ledger or metadata do not verify under the keys.
    pub async fn restore(
        dir: &Path,
        config: &StoreConfig,
        clock: Arc<dyn Clock>,
        from: &Recovered,
    ) -> Result<Self, StoreError> {
        lay_out(dir, |layout| rebuild(layout, from))?;
        let store = Self::open(dir, config, clock).await?;
        store.restore_meta(&from.meta).await?;
        Ok(store)
    }
}

fn rebuild(layout: &Layout, from: &Recovered) -> Result<(), StoreError> {
    layout.write_identity(Some(&from.workspace), from.created)?;
    Keys::import(&layout.keys(), &from.keys)?;
    let (_, key) = Keys::load(&layout.keys())?;
    let verdict = verify_export(&from.ledger, Check { key: Some(&key.public()), earlier: None })?;
    let origin = origin(&from.workspace);
    if !verdict.consistent || verdict.authentic != Some(true) || verdict.origin != origin {
        let why = verdict
            .findings
            .first()
            .map_or("it is another workspace's", |finding| &finding.message);
        return Err(StoreError::Tampered { path: from.ledger.clone(), why: why.to_owned() });
    }
    let (dir, keys) = (&layout.ledger(), &layout.keys());
    Place { dir, keys, origin: &origin, key: &key }.import(&from.ledger)
}
