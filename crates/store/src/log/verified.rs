//! Which bundles were read and held against the root, and what their files were like then. Who looks
//! again reads the bundles that are new, those whose files are others now, and a share of the rest in
//! turn: a look costs as much however long the ledger is, but for asking each file what it is like.
//!
//! What a file is like is its place, its length, and when its bytes and its inode changed. The last
//! is the kernel's: whoever writes to a file can't set it back. Who sets the machine's clock, or
//! writes to the disk below the file system, can: that is seen when the bundle's turn comes.

use super::bundles::Bundles;
use super::seals::{SEAL, Seals, same};
use crate::StoreError;
use files::{Mode, write_whole};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};
use terms::{Digest, Timestamp};

/// Bundles that are remembered together; if a file of one is another now, all of them are read.
const SHELF: u64 = 256;
/// Bundles that were read before and are read again, at each look.
const SHARE: u64 = 16;
/// So long after a file changed, no further change can have the same time: a clock of the kernel's
/// ticks every few milliseconds.
const SETTLED: Duration = Duration::from_secs(2);
/// The file, in the ledger's folder.
const NAME: &str = "verified";

/// What was verified before.
#[derive(Debug, Default)]
pub(super) struct Verified {
    /// Whether the file was read.
    loaded: bool,
    kept: Kept,
}

/// The file `verified`, after its seal: JSON.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    shelves: Vec<Shelf>,
    /// The bundle whose turn it is.
    next: u64,
}

/// The first so many bundles of a shelf: what their files were like when they were read, and when
/// that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Shelf {
    bundles: u64,
    files: Digest,
    read: Timestamp,
}

/// What a look saw of the bundles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// How many were read.
    pub read: u64,
    /// When the first of the others was read, if there are others.
    pub since: Option<Timestamp>,
}

impl Verified {
    /// Verifies all of `bundles`; reads none twice that is as it was.
    ///
    /// # Errors
    /// If one is not what was acknowledged, or can't be read.
    pub(super) fn look(
        &mut self,
        bundles: &Bundles<'_>,
        seals: &Seals,
        at: Timestamp,
    ) -> Result<Seen, StoreError> {
        if !self.loaded {
            self.kept = Kept::load(bundles.dir, seals).unwrap_or_default();
            self.loaded = true;
        }
        let (before, count) = (self.kept.clone(), bundles.count());
        let looked = self.kept.look(bundles, count, at);
        // What can't be kept is read again.
        if looked.is_ok() && self.kept != before {
            let _ = self.kept.keep(bundles.dir, seals);
        }
        looked
    }
}

impl Kept {
    fn look(
        &mut self,
        bundles: &Bundles<'_>,
        count: u64,
        at: Timestamp,
    ) -> Result<Seen, StoreError> {
        let before = std::mem::take(&mut self.shelves);
        let (mut read, mut since) = (0, None);
        let (mut before, mut first) = (before.into_iter(), 0);
        while first < count {
            let end = count.min(first + SHELF);
            let known = before.next().filter(|shelf| shelf.is_as_it_was(bundles, first, end));
            let fresh = Shelf { bundles: 0, files: Digest::of(b""), read: at };
            let mut shelf = known.unwrap_or(fresh);
            if shelf.bundles > 0 {
                since = Some(since.map_or(shelf.read, |since: Timestamp| since.min(shelf.read)));
            }
            read += end - first - shelf.bundles;
            shelf.read_to(bundles, first, end)?;
            self.shelves.push(shelf);
            first = end;
        }
        read += self.take_turns(bundles, count - read)?;
        Ok(Seen { read, since })
    }

    /// Reads some of the `others`, which were not read now.
    fn take_turns(&mut self, bundles: &Bundles<'_>, others: u64) -> Result<u64, StoreError> {
        let count = bundles.count();
        let turns = others.min(SHARE);
        for _ in 0..turns {
            let number = if self.next < count { self.next } else { 0 };
            bundles.entries(number)?;
            self.next = number + 1;
        }
        Ok(turns)
    }

    fn load(dir: &Path, seals: &Seals) -> Option<Self> {
        parse(&fs::read(dir.join(NAME)).ok()?, seals)
    }

    fn keep(&self, dir: &Path, seals: &Seals) -> Result<(), StoreError> {
        let body = serde_json::to_vec(self)?;
        let bytes = [&seals.verified(&body)[..], &body].concat();
        Ok(write_whole(&dir.join(NAME), &bytes, Mode::Private)?)
    }
}

/// What was kept, if that is sealed.
fn parse(bytes: &[u8], seals: &Seals) -> Option<Kept> {
    let (seal, body) = bytes.split_first_chunk::<SEAL>()?;
    let sealed = same(&seals.verified(body), seal);
    sealed.then(|| serde_json::from_slice(body).ok()).flatten()
}

impl Shelf {
    /// Whether the files of its bundles, of those from `first` to `end`, are as they were when they
    /// were read.
    fn is_as_it_was(&self, bundles: &Bundles<'_>, first: u64, end: u64) -> bool {
        let mut files = Digest::of(b"");
        for number in first..first.saturating_add(self.bundles) {
            let Ok((like, _)) = like(bundles, number) else { return false };
            files = join(files, &like);
        }
        self.bundles <= end - first && files == self.files
    }

    /// Reads the bundles from those that were read before to `end`, and remembers them up to one that
    /// has just been written: it might be written again without another time.
    fn read_to(&mut self, bundles: &Bundles<'_>, first: u64, end: u64) -> Result<(), StoreError> {
        let mut settled = true;
        for number in first + self.bundles..end {
            // Before it is read: what changes meanwhile is another file afterwards.
            let (like, changed) = like(bundles, number)?;
            bundles.entries(number)?;
            let since = SystemTime::now().duration_since(changed).unwrap_or_default();
            settled = settled && since > SETTLED;
            if settled {
                self.files = join(self.files, &like);
                self.bundles += 1;
            }
        }
        Ok(())
    }
}

/// What the files of a bundle are like now, and when one of them changed last.
fn like(bundles: &Bundles<'_>, number: u64) -> Result<(Vec<u8>, SystemTime), StoreError> {
    let (mut like, mut changed) = (Vec::new(), SystemTime::UNIX_EPOCH);
    for path in bundles.files(number) {
        let found = fs::symlink_metadata(&path).map_err(StoreError::io(&path))?;
        let (kind, place) = (u64::from(found.mode()), [found.dev(), found.ino(), found.size()]);
        let times = [found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec()];
        let words = place.into_iter().chain([kind]).map(u64::to_be_bytes);
        like.extend(words.chain(times.map(i64::to_be_bytes)).flatten());
        let seconds = Duration::from_secs(u64::try_from(found.ctime()).unwrap_or(u64::MAX));
        // A time that can't be is of the future: not settled.
        let at = SystemTime::UNIX_EPOCH.checked_add(seconds + Duration::from_secs(1));
        changed = changed.max(at.unwrap_or_else(SystemTime::now));
    }
    Ok((like, changed))
}

fn join(before: Digest, like: &[u8]) -> Digest {
    let hash = Sha256::new().chain_update(before.as_bytes()).chain_update(like);
    Digest::from_bytes(hash.finalize().into())
}
