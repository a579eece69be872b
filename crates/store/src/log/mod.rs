//! The ledger on disk: full bundles, the tail, and the last checkpoint.
//!
//! A commit writes to the tail and syncs it, then replaces `checkpoint`; only then is it
//! acknowledged. Appends that wait while a commit runs go into the next one together.

#[cfg(test)]
mod faults;
mod load;
mod writer;

use crate::StoreError;
use ledger::{Checkpoint, Event, Tree};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use terms::seal::{SealKey, SealPublic};
use terms::{CellRef, Timestamp};
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use writer::Writer;

type Answer = oneshot::Sender<Result<u64, String>>;

/// The workspace's ledger.
pub(crate) struct Log {
    public: SealPublic,
    waiting: Mutex<Vec<(Vec<u8>, Answer)>>,
    writer: Arc<AsyncMutex<Writer>>,
}

impl Log {
    /// Writes an empty ledger into the new folder `dir`.
    pub(crate) fn create(dir: &Path, origin: &str, key: &SealKey) -> Result<(), StoreError> {
        files::private_folder(dir)?;
        writer::lay_out(dir, origin, key, &[])
    }

    /// Writes a ledger with `entries`, which were verified, into the new folder `dir`.
    pub(crate) fn import(
        dir: &Path,
        origin: &str,
        key: &SealKey,
        entries: &[Vec<u8>],
    ) -> Result<(), StoreError> {
        files::private_folder(dir)?;
        writer::lay_out(dir, origin, key, entries)
    }

    /// Opens and verifies the ledger; drops what was never acknowledged.
    pub(crate) fn open(dir: &Path, origin: &str, key: SealKey) -> Result<Self, StoreError> {
        let public = key.public();
        let writer = Writer::open(dir, origin, key)?;
        Ok(Self { public, waiting: Mutex::default(), writer: Arc::new(AsyncMutex::new(writer)) })
    }

    /// How many entries lie in `dir`, if they verify; for a ledger that nobody has open.
    pub(crate) fn verify_closed(
        dir: &Path,
        origin: &str,
        key: &SealPublic,
    ) -> Result<u64, StoreError> {
        Ok(load::load(dir, origin, key)?.tree.size())
    }

    pub(crate) const fn public(&self) -> &SealPublic {
        &self.public
    }

    /// Appends nothing from now on.
    pub(crate) async fn close(&self) {
        self.writer.lock().await.close("the workspace was closed");
    }

    /// Appends the event; returns its index once it is durable.
    pub(crate) async fn append(&self, event: &Event) -> Result<u64, StoreError> {
        let (answer, answered) = oneshot::channel();
        let entry = event.to_entry()?;
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((entry, answer));
        let mut writer = self.writer.clone().lock_owned().await;
        let batch =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if !batch.is_empty() {
            let commit = move || writer.commit_all(batch);
            tokio::task::spawn_blocking(commit).await.map_err(|_| StoreError::Cancelled)?;
        }
        let index = answered.await.map_err(|_| StoreError::Cancelled)?;
        index.map_err(StoreError::LedgerClosed)
    }

    /// The events in `range`, as far as they exist.
    pub(crate) async fn events(&self, range: Range<u64>) -> Result<Vec<Event>, StoreError> {
        let entries = self.blocking(move |writer| writer.entries(range)).await?;
        entries.iter().map(|entry| Ok(Event::from_entry(entry)?)).collect()
    }

    /// When each cell was last used to allow something.
    pub(crate) async fn usage(&self) -> BTreeMap<CellRef, Timestamp> {
        self.writer.lock().await.usage.clone()
    }

    /// The last checkpoint, as a signed note.
    pub(crate) async fn checkpoint(&self) -> Vec<u8> {
        self.writer.lock().await.note.clone()
    }

    /// Writes a copy in the C2SP layout to the new folder `dest`.
    pub(crate) async fn export(&self, dest: &Path) -> Result<(), StoreError> {
        let dest = dest.to_owned();
        self.blocking(move |writer| writer.export(&dest)).await
    }

    /// Verifies what is on disk now, apart from what is in memory; gives the number of entries.
    pub(crate) async fn verify(&self) -> Result<u64, StoreError> {
        self.blocking(|writer| {
            let loaded = load::load(&writer.dir, &writer.origin, &writer.key.public())?;
            let (on_disk, held) = (loaded.tree.root()?, writer.tree.root()?);
            if on_disk == held {
                return Ok(loaded.tree.size());
            }
            Err(load::tampered(&writer.dir, "it is not the log that this process wrote"))
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let writer = self.writer.clone().lock_owned().await;
        tokio::task::spawn_blocking(move || work(&writer))
            .await
            .map_err(|_| StoreError::Cancelled)?
    }
}

/// Signs the head of `tree`.
fn sign(origin: &str, tree: &Tree, key: &SealKey) -> Result<Vec<u8>, StoreError> {
    let head = Checkpoint { origin: origin.to_owned(), size: tree.size(), root: tree.root()? };
    Ok(head.sign(key)?)
}
