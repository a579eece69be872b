//! What was acknowledged last, kept beside the keys: whoever can write to the ledger's folder but
//! not to theirs can't put an older ledger in its place.
//!
//! Two slots of one file, written in turn, so that the newest that is whole is never touched:
//! `"HYGHEAD1" size: u64 root: [32] seal: [32]`. A slot is written when the tail is durable and
//! before anything is acknowledged; a killed process loses none. It is synced beside a commit every
//! fifty milliseconds, and when nothing more comes for a moment: after a power cut it may be so much
//! behind, and never ahead.

use super::seals::{SEAL, Seals, same};
use super::tampered::tampered;
use crate::StoreError;
use crate::keys::owner_only;
use files::{Mode, write_whole};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use terms::Digest;

/// The file's name in the folder of keys.
const NAME: &str = "ledger.head";
const MAGIC: &[u8; 8] = b"HYGHEAD1";
/// Slots lie in blocks of their own, as a torn block is lost whole.
const STEP: usize = 4_096;
pub(super) const SLOT: usize = 8 + 8 + 32 + SEAL;

/// The open file, and the newest of its slots.
pub(super) struct Head {
    path: PathBuf,
    file: File,
    pub size: u64,
    pub root: Digest,
    /// Where the next one goes.
    next: usize,
}

impl Head {
    /// Writes the file into the folder of keys.
    pub(super) fn create(
        keys: &Path,
        size: u64,
        root: Digest,
        seals: &Seals,
    ) -> Result<(), StoreError> {
        Ok(write_whole(&keys.join(NAME), &Self::bytes(size, root, seals), Mode::Private)?)
    }

    /// The file, with both slots alike.
    pub(super) fn bytes(size: u64, root: Digest, seals: &Seals) -> Vec<u8> {
        let mut bytes = slot(size, root, seals);
        bytes.resize(STEP, 0);
        bytes.extend(slot(size, root, seals));
        bytes
    }

    /// Opens it; what others can read or nobody sealed is refused.
    pub(super) fn open(keys: &Path, seals: &Seals) -> Result<Self, StoreError> {
        let path = keys.join(NAME);
        owner_only(&path)?;
        let file =
            File::options().read(true).write(true).open(&path).map_err(StoreError::io(&path))?;
        let read = |number: usize| {
            let mut bytes = [0; SLOT];
            file.read_exact_at(&mut bytes, (number * STEP) as u64).ok()?;
            parse(&bytes, seals).map(|(size, root)| (size, root, number))
        };
        let newest = [read(0), read(1)].into_iter().flatten().max_by_key(|(size, ..)| *size);
        let (size, root, number) =
            newest.ok_or_else(|| tampered(&path, "it is not what the log wrote"))?;
        Ok(Self { path, file, size, root, next: 1 - number })
    }

    /// Writes down that so much is durable.
    pub(super) fn write(
        &mut self,
        size: u64,
        root: Digest,
        seals: &Seals,
    ) -> Result<(), StoreError> {
        let place = (self.next * STEP) as u64;
        let written = self.file.write_all_at(&slot(size, root, seals), place);
        written.map_err(StoreError::io(&self.path))?;
        (self.size, self.root, self.next) = (size, root, 1 - self.next);
        Ok(())
    }

    /// Makes durable what was written.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(StoreError::io(&self.path))
    }
}

fn slot(size: u64, root: Digest, seals: &Seals) -> Vec<u8> {
    [&MAGIC[..], &size.to_be_bytes(), root.as_bytes(), &seals.head(size, root)].concat()
}

pub(super) fn parse(bytes: &[u8; SLOT], seals: &Seals) -> Option<(u64, Digest)> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (size, rest) = rest.split_first_chunk::<8>()?;
    let (root, seal) = rest.split_first_chunk::<32>()?;
    let (size, root) = (u64::from_be_bytes(*size), Digest::from_bytes(*root));
    (magic == MAGIC && same(&seals.head(size, root), seal)).then_some((size, root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;
    use terms::seal::SealKey;

    #[test]
    fn a_torn_slot_leaves_the_one_before() {
        let dir = TempDir::new().unwrap();
        let seals = Seals::of(&SealKey::generate().unwrap(), "hygeia/test");
        let root = |n: u64| Digest::of(&n.to_be_bytes());
        Head::create(dir.path(), 0, root(0), &seals).unwrap();
        for n in 1..5 {
            let mut head = Head::open(dir.path(), &seals).unwrap();
            assert_eq!((head.size, head.root), (n - 1, root(n - 1)));
            let before = fs::read(dir.path().join(NAME)).unwrap();
            head.write(n, root(n), &seals).unwrap();
            let after = fs::read(dir.path().join(NAME)).unwrap();
            for at in (0..after.len()).filter(|&at| before[at] != after[at]) {
                let torn = [&after[..at], &before[at..]].concat();
                fs::write(dir.path().join(NAME), torn).unwrap();
                assert_eq!(Head::open(dir.path(), &seals).unwrap().size, n - 1, "byte {at}");
            }
            fs::write(dir.path().join(NAME), after).unwrap();
        }
        fs::write(dir.path().join(NAME), vec![0; STEP + SLOT]).unwrap();
        assert!(matches!(Head::open(dir.path(), &seals), Err(StoreError::Tampered { .. })));
        fs::remove_file(dir.path().join(NAME)).unwrap();
        assert!(matches!(Head::open(dir.path(), &seals), Err(StoreError::LostKey(_))));
    }
}
