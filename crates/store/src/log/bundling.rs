//! Writes full bundles beside the appends; the tail keeps them until it is replaced.

use super::place::{self, bundle_files};
use super::shown::State;
use super::tail::Start;
use crate::StoreError;
use ledger::{BUNDLE, bundle_path};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use terms::seal::SealKey;

/// Whose bundles they are.
#[derive(Clone)]
pub(super) struct Owner {
    pub dir: PathBuf,
    pub origin: String,
    pub key: Arc<SealKey>,
}

/// Bundles that lie on disk, durably, and are in the tail still.
pub(super) struct Bundled {
    /// What the tail begins with when they have left it.
    pub start: Start,
    /// The size that the file `checkpoint` speaks of now: all of them, and more.
    pub signed: u64,
}

/// The writing of bundles, while it runs.
pub(super) type Bundling = JoinHandle<Result<Bundled, StoreError>>;

/// Writes all full bundles of `state`, and a checkpoint of it; none if there are none.
pub(super) fn bundle(owner: &Owner, state: &State) -> Result<Option<Bundled>, StoreError> {
    let (full, _) = state.recent.as_chunks::<BUNDLE>();
    if full.is_empty() {
        return Ok(None);
    }
    let (mut start, mut files) = (state.start.clone(), Vec::new());
    for entries in full {
        files.extend(bundle_files(&mut start, entries)?);
    }
    place::put(&owner.dir, &files)?;
    place::sign(&owner.dir, &owner.origin, &state.now, &owner.key)?;
    // The newest time may be of an entry that stays in the tail: no earlier one is taken after it.
    start.newest = state.now.newest;
    Ok(Some(Bundled { start, signed: state.now.edge.size() }))
}

/// Removes what was left unfinished where the bundle after `base` entries goes.
pub(super) fn sweep(dir: &Path, base: u64) -> Result<(), StoreError> {
    let bundle = bundle_path(base / BUNDLE as u64, BUNDLE);
    let hashes = bundle.replacen("tile/entries/", "tile/0/", 1);
    let folders = [bundle, hashes].map(|path| dir.join(path).with_file_name(""));
    folders.iter().filter(|folder| folder.is_dir()).try_for_each(|folder| {
        files::sweep(folder)?;
        Ok(())
    })
}

/// Writes them on a thread of its own.
pub(super) fn begin(owner: &Owner, state: State) -> Result<Bundling, StoreError> {
    let (path, owner) = (owner.dir.clone(), owner.clone());
    let work = move || bundle(&owner, &state)?.ok_or(StoreError::Cancelled);
    Builder::new().name("ledger-bundles".into()).spawn(work).map_err(StoreError::io(path))
}
