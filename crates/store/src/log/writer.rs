//! Appends to the ledger, one commit at a time.

use super::{Answer, load, sign};
use crate::{StoreError, tail};
use files::{Mode, replace_whole, write_whole};
use ledger::{BUNDLE, Event, Tree, bundle_path, encode, tiles};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use terms::seal::SealKey;
use terms::{CellRef, Timestamp};

pub(super) struct Writer {
    pub dir: PathBuf,
    pub origin: String,
    pub key: SealKey,
    pub tree: Tree,
    pub note: Vec<u8>,
    pub usage: BTreeMap<CellRef, Timestamp>,
    /// Entries in full bundles; those from here on are in `recent` and in the tail.
    base: u64,
    recent: Vec<Vec<u8>>,
    file: File,
    length: u64,
    /// Why nothing may be appended any more.
    closed: Option<String>,
}

impl Writer {
    pub(super) fn open(dir: &Path, origin: &str, key: SealKey) -> Result<Self, StoreError> {
        let loaded = load::load(dir, origin, &key.public())?;
        let path = dir.join("tail");
        let file =
            File::options().read(true).write(true).open(&path).map_err(StoreError::io(&path))?;
        if loaded.torn {
            file.set_len(loaded.end)
                .and_then(|()| file.sync_data())
                .map_err(StoreError::io(&path))?;
        }
        if loaded.behind {
            write_whole(&dir.join("checkpoint"), &loaded.note, Mode::Private)?;
        }
        let mut usage = BTreeMap::new();
        loaded.entries.iter().for_each(|entry| count(&mut usage, entry));
        let bundled = usize::try_from(loaded.base).unwrap_or(usize::MAX);
        Ok(Self {
            dir: dir.to_owned(),
            origin: origin.to_owned(),
            key,
            tree: loaded.tree,
            note: loaded.note,
            usage,
            base: loaded.base,
            recent: loaded.entries.into_iter().skip(bundled).collect(),
            file,
            length: loaded.end,
            closed: None,
        })
    }

    /// Appends nothing from now on.
    pub(super) fn close(&mut self, why: &str) {
        self.closed.get_or_insert_with(|| why.to_owned());
    }

    /// Commits all that waits, and answers each.
    pub(super) fn commit_all(&mut self, batch: Vec<(Vec<u8>, Answer)>) {
        let (entries, answers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let first = self.commit(entries).map_err(|error| error.to_string());
        for (answer, offset) in answers.into_iter().zip(0u64..) {
            // Who asked may have gone; the entry stays.
            let _ = answer.send(first.clone().map(|first| first + offset));
        }
    }

    fn commit(&mut self, entries: Vec<Vec<u8>>) -> Result<u64, StoreError> {
        if let Some(why) = &self.closed {
            return Err(StoreError::LedgerClosed(why.clone()));
        }
        let first = self.tree.size();
        match self.write(&entries) {
            Ok((note, length)) => {
                self.note = note;
                self.length = length;
            }
            Err(error) => {
                self.undo(first);
                return Err(error);
            }
        }
        entries.iter().for_each(|entry| count(&mut self.usage, entry));
        self.recent.extend(entries);
        if self.recent.len() >= BUNDLE {
            // The entries are durable already: what fails here is tried again by the next commit.
            let _ = self.roll();
        }
        Ok(first)
    }

    /// The tail, synced; then the checkpoint, synced and renamed.
    fn write(&mut self, entries: &[Vec<u8>]) -> Result<(Vec<u8>, u64), StoreError> {
        for entry in entries {
            self.tree.push(entry)?;
        }
        let note = sign(&self.origin, &self.tree, &self.key)?;
        let bytes = tail::commit(entries, &note)?;
        let path = self.dir.join("tail");
        self.file
            .write_all_at(&bytes, self.length)
            .and_then(|()| self.file.sync_data())
            .map_err(StoreError::io(path))?;
        // Durable as of the next one: the tail has the note too.
        replace_whole(&self.dir.join("checkpoint"), &note, Mode::Private)?;
        Ok((note, self.length + bytes.len() as u64))
    }

    /// Takes a failed commit back; closes the ledger if that fails too.
    fn undo(&mut self, size: u64) {
        self.tree.truncate(size);
        if let Err(error) = self.file.set_len(self.length).and_then(|()| self.file.sync_data()) {
            self.closed = Some(error.to_string());
        }
    }

    /// Moves full bundles out of the tail. The tail is replaced last, so a crash repeats the work.
    fn roll(&mut self) -> Result<(), StoreError> {
        let full = self.recent.len() / BUNDLE * BUNDLE;
        let (bundled, rest) = self.recent.split_at(full);
        write_bundles(&self.dir, self.base, bundled)?;
        let (base, bytes) =
            (self.base + full as u64, tail::fresh(self.base + full as u64, rest, &self.note)?);
        let path = self.dir.join("tail");
        write_whole(&path, &bytes, Mode::Private)?;
        self.file = match File::options().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(source) => {
                // The old file has no name any more: what is appended to it would be lost.
                self.closed = Some(source.to_string());
                return Err(StoreError::Io { path, source });
            }
        };
        self.length = bytes.len() as u64;
        self.base = base;
        self.recent.drain(..full);
        Ok(())
    }

    pub(super) fn entries(&self, range: Range<u64>) -> Result<Vec<Vec<u8>>, StoreError> {
        let width = BUNDLE as u64;
        let end = range.end.min(self.tree.size());
        let mut entries = Vec::new();
        for number in range.start / width..end.min(self.base).div_ceil(width) {
            let within = load::bundle(&self.dir, number)?.into_iter().zip(number * width..);
            entries.extend(
                within.filter(|(_, index)| range.start <= *index && *index < end).map(|(e, _)| e),
            );
        }
        let within = self.recent.iter().zip(self.base..);
        entries.extend(
            within
                .filter(|(_, index)| range.start <= *index && *index < end)
                .map(|(e, _)| e.clone()),
        );
        Ok(entries)
    }

    /// Bundles, tiles, and the checkpoint last, under a temporary name until complete.
    pub(super) fn export(&self, dest: &Path) -> Result<(), StoreError> {
        let parent =
            dest.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let unfinished = tempfile::Builder::new()
            .prefix(".ledger-")
            .tempdir_in(parent)
            .map_err(StoreError::io(parent))?;
        let dir = unfinished.path();
        let entries = self.entries(0..self.tree.size())?;
        for (number, chunk) in (0u64..).zip(entries.chunks(BUNDLE)) {
            put(dir, &bundle_path(number, chunk.len()), &encode(chunk)?)?;
        }
        for (path, bytes) in tiles(&self.tree)? {
            put(dir, &path, &bytes)?;
        }
        put(dir, "checkpoint", &self.note)?;
        fs::rename(dir, dest).map_err(StoreError::io(dest))?;
        Ok(files::sync_folder(parent)?)
    }
}

/// Writes a whole ledger into an empty folder.
pub(super) fn lay_out(
    dir: &Path,
    origin: &str,
    key: &SealKey,
    entries: &[Vec<u8>],
) -> Result<(), StoreError> {
    let mut tree = Tree::new();
    for entry in entries {
        tree.push(entry)?;
    }
    let note = sign(origin, &tree, key)?;
    let full = entries.len() / BUNDLE * BUNDLE;
    let (bundled, rest) = entries.split_at(full);
    write_bundles(dir, 0, bundled)?;
    let tail = tail::fresh(full as u64, rest, &note)?;
    write_whole(&dir.join("tail"), &tail, Mode::Private)?;
    Ok(write_whole(&dir.join("checkpoint"), &note, Mode::Private)?)
}

fn write_bundles(dir: &Path, base: u64, entries: &[Vec<u8>]) -> Result<(), StoreError> {
    for (number, chunk) in (base / BUNDLE as u64..).zip(entries.chunks(BUNDLE)) {
        put(dir, &bundle_path(number, BUNDLE), &encode(chunk)?)?;
    }
    Ok(())
}

fn put(dir: &Path, relative: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let path = dir.join(relative);
    if let Some(folder) = path.parent() {
        files::private_folder(folder)?;
        files::sync_folder(folder.parent().unwrap_or(dir))?;
    }
    Ok(write_whole(&path, bytes, Mode::Private)?)
}

/// Notes the cells that an allow used.
fn count(usage: &mut BTreeMap<CellRef, Timestamp>, entry: &[u8]) {
    if let Ok(event) = Event::from_entry(entry) {
        let at = event.at();
        for cell in event.unmapped.cells {
            usage.insert(cell, at);
        }
    }
}
