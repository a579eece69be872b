//! Writes a copy of the ledger for others, in the C2SP layout.

use super::shown::State;
use crate::StoreError;
use ledger::{BUNDLE, bundle_path, encode, full_paths};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Full tiles as they lie in `dir`, the others and the checkpoint `note` from what is held; under a
/// temporary name until complete. What was changed on disk is copied as it is: whoever verifies sees
/// it.
pub(super) fn export(
    dir: &Path,
    state: &State,
    note: &[u8],
    dest: &Path,
) -> Result<(), StoreError> {
    let parent =
        dest.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unfinished = tempfile::Builder::new()
        .prefix(".ledger-")
        .tempdir_in(parent)
        .map_err(StoreError::io(parent))?;
    let to = unfinished.path();
    for path in full_paths(state.start.edge.size()) {
        let from = dir.join(&path);
        put(to, &path, &fs::read(&from).map_err(StoreError::io(from))?)?;
    }
    let mut edge = state.start.edge.clone();
    let first = edge.size() / BUNDLE as u64;
    for (number, entries) in (first..).zip(state.recent.chunks(BUNDLE)) {
        put(to, &bundle_path(number, entries.len()), &encode(entries)?)?;
        for (path, bytes) in entries.iter().flat_map(|entry| edge.push(entry)).collect::<Vec<_>>() {
            put(to, &path, &bytes)?;
        }
    }
    for (path, bytes) in edge.partial_tiles() {
        put(to, &path, &bytes)?;
    }
    put(to, "checkpoint", note)?;
    fs::rename(to, dest).map_err(StoreError::io(dest))?;
    Ok(files::sync_folder(parent)?)
}

/// A file of the copy. Not synced one by one: what a power cut leaves of a copy, verifying tells.
fn put(dir: &Path, relative: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let path = dir.join(relative);
    files::private_folder(path.parent().unwrap_or(dir))?;
    let mut options = File::options();
    let file = options.write(true).create_new(true).mode(0o600).open(&path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(StoreError::io(path))
}
