//! Writes what a log is made of: full tiles, tail, checkpoint.

use super::seals::Seals;
use super::tail::{self, Start};
use crate::StoreError;
use files::{Mode, replace_whole, write_whole};
use ledger::{BUNDLE, Checkpoint, bundle_path, encode};
use std::collections::BTreeSet;
use std::path::Path;
use std::thread;
use terms::seal::SealKey;

/// Files that are synced at once: a disk does several in the time of one.
const AT_ONCE: usize = 8;

/// A file's path relative to the log, and its bytes.
pub(super) type Placed = (String, Vec<u8>);

/// The files of the next full bundle: the entries, and the hash tiles that they complete.
pub(super) fn bundle_files<T: AsRef<[u8]>>(
    start: &mut Start,
    entries: &[T],
) -> Result<Vec<Placed>, StoreError> {
    let number = start.edge.size() / BUNDLE as u64;
    let mut files = vec![(bundle_path(number, BUNDLE), encode(entries)?)];
    entries.iter().for_each(|entry| files.extend(start.push(entry.as_ref())));
    Ok(files)
}

/// Writes all files below `dir`, durably.
pub(super) fn put(dir: &Path, files: &[Placed]) -> Result<(), StoreError> {
    let folders = folders(dir, files)?;
    let write = |files: &[Placed]| -> Result<(), StoreError> {
        files
            .iter()
            .try_for_each(|(path, bytes)| Ok(replace_whole(&dir.join(path), bytes, Mode::Private)?))
    };
    let share = files.len().div_ceil(AT_ONCE).max(1);
    thread::scope(|scope| {
        let begin = |part| thread::Builder::new().spawn_scoped(scope, move || write(part));
        let parts: Vec<_> = files.chunks(share).map(begin).collect();
        let end = |part: std::io::Result<thread::ScopedJoinHandle<'_, _>>| {
            part.map_err(StoreError::io(dir))?.join().map_err(|_| StoreError::Cancelled)?
        };
        parts.into_iter().map(end).collect::<Result<Vec<()>, StoreError>>()
    })?;
    folders.iter().try_for_each(|folder| Ok(files::sync_folder(folder)?))
}

/// The folders of the files and those above them, made where they are missing.
fn folders(dir: &Path, files: &[Placed]) -> Result<BTreeSet<std::path::PathBuf>, StoreError> {
    let mut folders = BTreeSet::new();
    for (path, _) in files {
        let path = dir.join(path);
        let above = path.ancestors().skip(1).take_while(|folder| folder.starts_with(dir));
        folders.extend(above.map(Path::to_owned));
    }
    folders.iter().try_for_each(|folder| files::private_folder(folder))?;
    Ok(folders)
}

/// Signs and writes the file `checkpoint`; gives the note.
pub(super) fn sign(
    dir: &Path,
    origin: &str,
    now: &Start,
    key: &SealKey,
) -> Result<Vec<u8>, StoreError> {
    let note = note(origin, now, key)?;
    write_whole(&dir.join("checkpoint"), &note, Mode::Private)?;
    Ok(note)
}

/// The signed note of the log.
pub(super) fn note(origin: &str, now: &Start, key: &SealKey) -> Result<Vec<u8>, StoreError> {
    let (size, root) = (now.edge.size(), now.edge.root());
    Ok(Checkpoint { origin: origin.to_owned(), size, root }.sign(key)?)
}

/// Writes a tail that begins with `start` and holds `entries`; gives its length.
pub(super) fn tail<T: AsRef<[u8]>>(
    dir: &Path,
    start: &Start,
    entries: &[T],
    now: &Start,
    seals: &Seals,
) -> Result<u64, StoreError> {
    let bytes = tail::fresh(start, entries, now.edge.root(), seals)?;
    write_whole(&dir.join("tail"), &bytes, Mode::Private)?;
    Ok(bytes.len() as u64)
}
