//! What a vault takes, and how a workspace comes back from it.

use crate::keys::{KeyFiles, Keys};
use crate::layout::Layout;
use crate::log::Place;
use crate::store::lay_out;
use crate::{Boxed, Permit, Store, StoreConfig, StoreError};
use bytes::Bytes;
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

/// What a workspace is made of again; its objects come afterwards.
#[derive(Debug)]
pub struct Recovered {
    pub workspace: String,
    pub created: Timestamp,
    /// As [`Store::keys_pulled`] gave them.
    pub keys: KeyFiles,
    /// A folder that [`Store::export_ledger`] wrote.
    pub ledger: PathBuf,
    /// As in [`Snapshot::meta`].
    pub meta: Value,
}

impl Store {
    /// What a vault has to take beside objects: writes the ledger to `ledger`, which must not exist or
    /// be empty, as it is with exactly these records and keys. The permit is to pull.
    ///
    /// # Errors
    /// If the permit is for something else; if something can't be read or written.
    pub async fn snapshot(
        &self,
        permit: &Permit,
        ledger: &Path,
    ) -> Result<(Snapshot, KeyFiles), StoreError> {
        let _still = self.still().await?;
        let keys = self.keys_pulled(permit)?;
        let meta = self.dump_meta().await?;
        self.export_ledger(ledger).await?;
        let snapshot = Snapshot {
            workspace: self.identity.id.clone(),
            created: self.identity.created,
            meta,
            objects: self.objects.list().await?,
            checkpoint: self.checkpoint().await,
        };
        Ok((snapshot, keys))
    }

    /// All metadata as portable JSON.
    ///
    /// # Errors
    /// If the database fails.
    pub fn dump_meta<'a>(&'a self) -> Boxed<'a, Result<Value, StoreError>> {
        Box::pin(async move { self.meta.dump().await })
    }

    /// Makes a workspace in `dir` from what a vault gave back; its objects come next.
    ///
    /// # Errors
    /// If there is a workspace already, or ledger, metadata or keys do not verify, or the metadata
    /// are none that the ledger knows.
    pub async fn restore(
        dir: &Path,
        config: &StoreConfig,
        clock: Arc<dyn Clock>,
        from: &Recovered,
    ) -> Result<Restoring, StoreError> {
        lay_out(dir, |layout| rebuild(layout, from))?;
        let store = Self::unsettled(dir, config, clock).await?;
        store.meta.restore(&from.meta, &store.seal().public()).await?;
        store.settle_restored().await?;
        Ok(Restoring(store))
    }
}

/// A workspace that is coming back: it takes its objects, until it is whole.
pub struct Restoring(Store);

impl Restoring {
    /// Takes an object.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn object<'a>(&'a self, bytes: Bytes) -> Boxed<'a, Result<Digest, StoreError>> {
        Box::pin(async move { self.0.objects.put(bytes).await })
    }

    /// All objects are there.
    #[must_use]
    pub fn whole(self) -> Store {
        self.0
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
