//! Entries for who believes no file: a bundle at a time, each held against the root that this process
//! knows.

use super::bundles::Bundles;
use super::seals::Seals;
use super::shown::Bundle;
use super::{Held, Log};
use crate::StoreError;
use ledger::{BUNDLE, Event};
use std::path::Path;
use std::sync::Arc;
use terms::Timestamp;

/// Reads a ledger, and holds nobody up.
#[derive(Clone)]
pub(crate) struct Reader(Arc<Held>);

impl Log {
    pub(crate) fn reader(&self) -> Reader {
        Reader(self.held.clone())
    }
}

impl Reader {
    pub(crate) fn seals(&self) -> Arc<Seals> {
        self.0.signer.get().seals
    }

    /// The ledger's folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.0.dir
    }

    /// How many entries were acknowledged.
    pub(crate) fn size(&self) -> u64 {
        self.0.shown.size()
    }

    /// How many bundles are full and lie in files, which change no more.
    pub(crate) fn bundled(&self) -> u64 {
        self.0.shown.lock().start.edge.size() / BUNDLE as u64
    }

    /// Waits until there are more of them.
    pub(crate) async fn rolled(&self) {
        self.0.shown.rolled.notified().await;
    }

    /// Verifies what was appended since that was done last, apart from what is in memory.
    ///
    /// # Errors
    /// If what lies on disk is not what was acknowledged.
    pub(crate) async fn verify(&self, at: Timestamp) -> Result<(), StoreError> {
        let held = self.0.clone();
        let verify = move || held.verify(at).map(drop);
        tokio::task::spawn_blocking(verify).await.map_err(|_| StoreError::Cancelled)?
    }

    /// The entries of bundle `number` as far as it is filled, each with its index.
    ///
    /// # Errors
    /// If they are not those of the ledger.
    pub(crate) async fn bundle(&self, number: u64) -> Result<Vec<(u64, Event)>, StoreError> {
        let events = |first: u64, entries: Vec<Vec<u8>>| {
            let event = |(index, entry): (u64, Vec<u8>)| Ok((index, Event::from_entry(&entry)?));
            (first..).zip(entries).map(event).collect()
        };
        self.read(number, events).await
    }

    /// What `work` makes of the entries of bundle `number`, of which the first has that index.
    ///
    /// # Errors
    /// If they are not those of the ledger; if `work` fails.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        number: u64,
        work: impl FnOnce(u64, Vec<Vec<u8>>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let held = self.0.clone();
        let read = move || work(number.saturating_mul(BUNDLE as u64), held.proven(number)?);
        tokio::task::spawn_blocking(read).await.map_err(|_| StoreError::Cancelled)?
    }
}

impl Held {
    fn proven(&self, number: u64) -> Result<Vec<Vec<u8>>, StoreError> {
        let edge = match self.shown.bundle(number) {
            // In memory since it was acknowledged, or since the tail was verified.
            Bundle::Tail(entries) => {
                return Ok(entries.iter().map(|entry| entry.to_vec()).collect());
            }
            Bundle::File(edge) => edge,
        };
        Bundles::new(&self.dir, &edge).entries(number)
    }
}
