//! Appends to the ledger, a group of entries at a time.

use super::begin::Place;
use super::bundling::{self, Bundling, Owner};
use super::head::Head;
use super::load::{Loaded, TAIL_BYTES, load};
use super::place;
use super::seals::Seals;
use super::shown::{Shown, State};
use super::tail;
use super::upgrade::upgrade;
use super::{Signer, Signers};
use crate::StoreError;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// How long the head may wait for a sync while entries keep coming.
const BEHIND: Duration = Duration::from_millis(50);

/// What appends need; held by the one thread that makes them.
pub(super) struct Appender {
    pub shown: Arc<Shown>,
    pub owner: Owner,
    /// The folder of keys.
    pub keys: PathBuf,
    /// Where readers find the key.
    pub signer: Arc<Signers>,
    pub seals: Arc<Seals>,
    pub head: Head,
    /// Whether the head was written since it was synced, and when that was.
    pub head_waits: bool,
    pub head_synced: Instant,
    pub file: File,
    pub length: u64,
    /// The size that the file `checkpoint` speaks of.
    pub signed: u64,
    /// Whether settling failed since the last commit: it is not tried again before the next.
    pub unsettled: bool,
    /// The writing of bundles, while it runs.
    pub bundling: Option<Bundling>,
}

impl Appender {
    /// Opens and verifies the ledger; drops what was never acknowledged.
    pub(super) fn open(place: &Place<'_>, signer: Arc<Signers>) -> Result<Self, StoreError> {
        let Signer { key, seals } = signer.get();
        upgrade(place, &seals)?;
        let dir = place.dir.to_owned();
        let loaded = load(&dir, place.keys, place.origin, &key.public(), &seals)?;
        let Loaded { mut head, start, now, entries: recent, mut end, closed } = loaded;
        let (size, root) = (now.edge.size(), now.edge.root());
        if !closed {
            bundling::sweep(&dir, start.edge.size())?;
            // Written anew: after a sync that failed, what reads well may not be on the disk.
            end = place::tail(&dir, &start, &recent, &now, &seals)?;
            place::sign(&dir, place.origin, &now, &key)?;
            head.write(size, root, &seals)?;
            head.sync()?;
        }
        let path = dir.join("tail");
        let file =
            File::options().read(true).write(true).open(&path).map_err(StoreError::io(&path))?;
        let shown = State { start, now, root, recent, groups: 0, stopped: None };
        let (origin, shown) = (place.origin.to_owned(), Arc::new(Shown::new(shown)));
        let (owner, length, signed) = (Owner { dir, origin, key }, end, size);
        let (head_waits, unsettled, bundling) = (false, false, None);
        Ok(Self {
            shown,
            owner,
            keys: place.keys.to_owned(),
            signer,
            seals,
            head,
            head_waits,
            head_synced: Instant::now(),
            file,
            length,
            signed,
            unsettled,
            bundling,
        })
    }

    /// Appends the entries in one commit, the newest of them of that time; gives the first one's
    /// index once all are durable.
    pub(super) fn commit(&mut self, entries: Vec<Vec<u8>>, newest: i64) -> Result<u64, StoreError> {
        let (stopped, mut now) = {
            let state = self.shown.lock();
            (state.stopped.clone(), state.now.clone())
        };
        if let Some(why) = stopped {
            return Err(StoreError::LedgerClosed(why));
        }
        let first = now.edge.size();
        entries.iter().for_each(|entry| drop(now.edge.push(entry)));
        now.newest = now.newest.max(newest);
        let (size, root) = (now.edge.size(), now.edge.root());
        let bytes = tail::commit(&entries, &self.seals.commit(size, root))?;
        self.write(&bytes)?;
        self.sync().and_then(|()| self.head.write(size, root, &self.seals)).map_err(|error| {
            // What the disk has now, nobody knows: only reading it again tells.
            let _ = self.file.set_len(self.length);
            self.stop(&error)
        })?;
        (self.head_waits, self.unsettled) = (true, false);
        self.length += bytes.len() as u64;
        let mut state = self.shown.lock();
        (state.now, state.root) = (now, root);
        state.recent.extend(entries.into_iter().map(Arc::from));
        state.groups += 1;
        Ok(first)
    }

    /// Writes behind what is durable. What fails is taken back, and another try may go well: a disk
    /// may be full for a while.
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path();
        if self.length + bytes.len() as u64 > TAIL_BYTES {
            let source = io::Error::new(io::ErrorKind::StorageFull, "no bundles can be made of it");
            return Err(StoreError::Io { path, source });
        }
        self.holds_its_folder()?;
        let written = self.file.write_all_at(bytes, self.length).map_err(StoreError::io(&path));
        written.map_err(|error| match self.file.set_len(self.length) {
            Ok(()) => error,
            Err(_) => self.stop(&error),
        })
    }

    /// Whether the tail is still the file of that name: what goes into another is lost; and where
    /// another workspace was put in this one's place, nothing of this one belongs there.
    pub(super) fn holds_its_folder(&self) -> Result<(), StoreError> {
        let path = self.path();
        let ids = |found: &Metadata| (found.dev(), found.ino());
        let both = fs::metadata(&path).and_then(|named| Ok((named, self.file.metadata()?)));
        let (named, held) = both.map_err(StoreError::io(&path))?;
        if ids(&named) == ids(&held) {
            return Ok(());
        }
        let why = "the tail was replaced by another file";
        let source = io::Error::new(io::ErrorKind::NotFound, why);
        Err(StoreError::Io { path, source })
    }

    /// The tail; and beside it, now and then, the head that the commit before wrote.
    fn sync(&mut self) -> Result<(), StoreError> {
        let path = self.path();
        let (head, head_due) = (&self.head, self.head_waits && self.head_synced.elapsed() > BEHIND);
        let (tail, beside) = thread::scope(|scope| {
            let beside = head_due.then(|| {
                thread::Builder::new()
                    .spawn_scoped(scope, || head.sync())
                    .map_err(StoreError::io(&path))
            });
            let tail = self.file.sync_data().map_err(StoreError::io(&path));
            let beside = beside.transpose().and_then(|thread| {
                thread.map_or(Ok(()), |t| t.join().map_err(|_| StoreError::Cancelled)?)
            });
            (tail, beside)
        });
        tail.and(beside)?;
        if head_due {
            (self.head_waits, self.head_synced) = (false, Instant::now());
        }
        Ok(())
    }

    pub(super) fn sync_head(&mut self) -> Result<(), StoreError> {
        if self.head_waits {
            self.head.sync().map_err(|error| self.stop(&error))?;
            (self.head_waits, self.head_synced) = (false, Instant::now());
        }
        Ok(())
    }

    /// Appends nothing from now on.
    pub(super) fn stop(&self, error: &StoreError) -> StoreError {
        let why = error.to_string();
        StoreError::LedgerClosed(self.shown.lock().stopped.get_or_insert(why).clone())
    }

    #[cfg(test)]
    pub(super) fn swap_file(&mut self, file: File) -> File {
        std::mem::replace(&mut self.file, file)
    }

    pub(super) fn path(&self) -> PathBuf {
        self.owner.dir.join("tail")
    }
}
