//! Proofs for whoever holds a checkpoint: that an entry is in the log, that the log only grew.

use super::shown::State;
use super::tampered::tampered;
use super::{Held, Log, place};
use crate::{Boxed, Store, StoreError};
use ledger::{Checkpoint, HashTile, LedgerError, TiledTree, includes};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use terms::Digest;

/// A proof (RFC 6962 section 2.1) and the signed note that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerProof {
    pub checkpoint: Vec<u8>,
    /// Leaf side first: as [`ledger::includes`] and [`ledger::is_consistent`] take it.
    pub hashes: Vec<Digest>,
}

impl Store {
    /// That entry `index` is in the ledger as it is now.
    ///
    /// # Errors
    /// If there is no such entry, or the hash tiles are not those of the ledger.
    pub fn prove_entry<'a>(&'a self, index: u64) -> Boxed<'a, Result<LedgerProof, StoreError>> {
        Box::pin(async move { self.log.prove(move |tree| tree.inclusion(index)).await })
    }

    /// The same, with the bytes of the entry.
    ///
    /// # Errors
    /// As [`Store::prove_entry`]; if the entry is not what was acknowledged.
    pub fn prove_entry_with<'a>(
        &'a self,
        index: u64,
    ) -> Boxed<'a, Result<(Vec<u8>, LedgerProof), StoreError>> {
        Box::pin(async move {
            let proof = self.prove_entry(index).await?;
            let entry = self.log.blocking(move |held| held.entry(index)).await?;
            let head = Checkpoint::parse(&proof.checkpoint)?;
            if includes(&proof.hashes, head.size, head.root, index, &entry) {
                return Ok((entry, proof));
            }
            let why = format!("entry {index} is not what was acknowledged");
            Err(tampered(&self.log.held.dir, &why))
        })
    }

    /// That the first `old` entries, which an earlier checkpoint speaks of, are still the first.
    ///
    /// # Errors
    /// If `old` is 0 or more than there are, or the hash tiles are not those of the ledger.
    pub fn prove_growth<'a>(&'a self, old: u64) -> Boxed<'a, Result<LedgerProof, StoreError>> {
        Box::pin(async move { self.log.prove(move |tree| tree.consistency(old)).await })
    }
}

impl Held {
    fn entry(&self, index: u64) -> Result<Vec<u8>, StoreError> {
        let entries = self.shown.entries(&self.dir, index..index.saturating_add(1))?;
        let missing = || LedgerError::OutOfTree { size: self.shown.size(), asked: index };
        Ok(entries.first().ok_or_else(missing)?.to_vec())
    }
}

impl Log {
    async fn prove(
        &self,
        prove: impl FnOnce(&Tiled<'_>) -> Result<Vec<Digest>, LedgerError> + Send + 'static,
    ) -> Result<LedgerProof, StoreError> {
        self.blocking(|held: &Held| {
            let state = held.shown.state();
            let recent = recent_tiles(&state);
            let (size, root) = (state.now.edge.size(), state.root);
            let read = |path: &str| tile(&held.dir, &recent, path);
            let hashes = prove(&TiledTree { size, root, read: &read })?;
            let checkpoint = place::note(&held.origin, &state.now, &held.signer.get().key)?;
            Ok(LedgerProof { checkpoint, hashes })
        })
        .await
    }
}

type Tiled<'a> = TiledTree<&'a dyn Fn(&str) -> Option<Vec<u8>>>;

/// The tiles over the tail's entries, which are on disk only once they are full.
fn recent_tiles(state: &State) -> BTreeMap<String, Vec<u8>> {
    let mut edge = state.start.edge.clone();
    let full: Vec<HashTile> = state.recent.iter().flat_map(|entry| edge.push(entry)).collect();
    full.into_iter().chain(edge.partial_tiles()).collect()
}

fn tile(dir: &Path, recent: &BTreeMap<String, Vec<u8>>, path: &str) -> Option<Vec<u8>> {
    recent.get(path).cloned().or_else(|| fs::read(dir.join(path)).ok())
}
