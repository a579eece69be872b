//! The log goes on under another key: what it wrote for itself is sealed anew, and its checkpoint
//! signed anew. All of it is written under other names first; the tail last, which decides: from then
//! on whoever opens the log puts the files in place.
//!
//! 1. `ledger.key.new` is there, durably, before anything is entered.
//! 2. `ledger.head.new`, `checkpoint.new` and `tail.new` are written, durably, in this order.
//! 3. Each takes the place of the one without `.new`, the tail last.

use super::append::Appender;
use super::head::Head;
use super::seals::Seals;
use super::{Signer, place, tail};
use crate::StoreError;
use files::{Mode, sync_folder, write_whole};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use terms::seal::SealKey;

const HEAD: &str = "ledger.head";
const KEY: &str = "ledger.key";
const CHECKPOINT: &str = "checkpoint";
const TAIL: &str = "tail";

fn staged(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.new"))
}

/// Ends what was begun of a change of keys, if something was; to be called before the log is opened.
pub(crate) fn resume(dir: &Path, keys: &Path) -> Result<(), StoreError> {
    if staged(dir, TAIL).exists() {
        return put_in_place(dir, keys);
    }
    // Nothing was decided.
    for path in [staged(keys, HEAD), staged(dir, CHECKPOINT)] {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(StoreError::io(path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn put_in_place(dir: &Path, keys: &Path) -> Result<(), StoreError> {
    for (folder, name) in [(keys, HEAD), (keys, KEY), (dir, CHECKPOINT)] {
        let from = staged(folder, name);
        match fs::rename(&from, folder.join(name)) {
            // It is in its place already.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::io(from)(error)),
            Ok(()) => {}
        }
    }
    sync_folder(keys)?;
    sync_folder(dir)?;
    let from = staged(dir, TAIL);
    fs::rename(&from, dir.join(TAIL)).map_err(StoreError::io(from))?;
    Ok(sync_folder(dir)?)
}

impl Appender {
    /// Goes on under `key`, which waits in its file to take the other's place. Fails before anything
    /// is decided, or stops the log.
    pub(super) fn rekey(&mut self, key: Arc<SealKey>) -> Result<(), StoreError> {
        if let Some(why) = self.shown.lock().stopped.clone() {
            return Err(StoreError::LedgerClosed(why));
        }
        if let Some(running) = self.bundling.take() {
            // It signs by the key before.
            self.finish(running)?;
        }
        self.holds_its_folder()?;
        self.sync_head()?;
        let (dir, keys) = (self.owner.dir.clone(), self.keys.clone());
        let state = self.shown.state();
        let seals = Arc::new(Seals::of(&key, &self.owner.origin));
        let size = state.now.edge.size();
        let tail = tail::fresh(&state.start, &state.recent, state.root, &seals)?;
        let note = place::note(&self.owner.origin, &state.now, &key)?;
        write_whole(&staged(&keys, HEAD), &Head::bytes(size, state.root, &seals), Mode::Private)?;
        write_whole(&staged(&dir, CHECKPOINT), &note, Mode::Private)?;
        write_whole(&staged(&dir, TAIL), &tail, Mode::Private)?;
        let placed = put_in_place(&dir, &keys).and_then(|()| self.reopen(&keys, &seals));
        placed.map_err(|error| self.stop(&error))?;
        (self.length, self.signed) = (tail.len() as u64, size);
        (self.head_waits, self.head_synced) = (false, Instant::now());
        self.seals = seals.clone();
        self.owner.key = key.clone();
        self.signer.set(Signer { key, seals });
        Ok(())
    }

    fn reopen(&mut self, keys: &Path, seals: &Seals) -> Result<(), StoreError> {
        self.head = Head::open(keys, seals)?;
        let path = self.path();
        let file = File::options().read(true).write(true).open(&path);
        self.file = file.map_err(StoreError::io(path))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Log, Place};
    use super::*;
    use ledger::{Activity, Event, Operation, Outcome, origin};
    use std::process::Command;
    use tempfile::TempDir;
    use terms::{Asset, PrincipalId, Timestamp};

    /// What a change of keys replaces, in its order.
    const FILES: [&str; 4] =
        ["keys/ledger.head", "keys/ledger.key", "ledger/checkpoint", "ledger/tail"];

    struct Bench(TempDir);

    impl Bench {
        fn new(key: &SealKey) -> Self {
            let bench = Self(TempDir::new().unwrap());
            files::private_folder(&bench.path("keys")).unwrap();
            let (dir, keys, origin) = (&bench.path("ledger"), &bench.path("keys"), &origin("test"));
            Place { dir, keys, origin, key }.create().unwrap();
            bench.put("keys/ledger.key", key.to_pem().unwrap().as_bytes());
            bench
        }
        fn copy(&self) -> Self {
            let to = Self(TempDir::new().unwrap());
            let folders = ["keys", "ledger"].map(|folder| self.path(folder));
            let copied = Command::new("cp").arg("-a").args(folders).arg(to.0.path()).status();
            assert!(copied.unwrap().success());
            to
        }
        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }
        fn put(&self, name: &str, bytes: &[u8]) {
            write_whole(&self.path(name), bytes, Mode::Private).unwrap();
        }
        /// As a workspace is opened, with the key that is there then.
        fn open(&self) -> Result<Log, StoreError> {
            resume(&self.path("ledger"), &self.path("keys"))?;
            let pem = fs::read_to_string(self.path("keys/ledger.key")).unwrap();
            let key = SealKey::from_pem(&pem).unwrap();
            Log::open(&self.path("ledger"), &self.path("keys"), &origin("test"), key)
        }
    }

    async fn append(log: &Log, count: i64) {
        let actor = PrincipalId::new("dana").unwrap();
        let asset = Asset::parse("dataset/loans").unwrap();
        let activity = Activity {
            operation: Operation::DatasetLanded,
            actor: &actor,
            asset: &asset,
            outcome: Outcome::Success,
            facts: &[],
        };
        for _ in 0..count {
            let event = Event::of_activity(&activity, Timestamp::from_unix(9));
            log.append(event, 9_000).await.unwrap();
        }
    }

    // proves M7
    #[tokio::test]
    async fn a_change_of_the_ledgers_key_is_ended_wherever_it_was_cut() {
        let (old, new) = (SealKey::generate().unwrap(), SealKey::generate().unwrap());
        let before = Bench::new(&old);
        let log = before.open().unwrap();
        append(&log, 300).await;
        log.close().await;
        drop(log);
        let staged = new.to_pem().unwrap();
        before.put("keys/ledger.key.new", staged.as_bytes());
        // Nothing was decided: it goes on as it was.
        let cut = before.copy();
        cut.put("keys/ledger.head.new", b"torn");
        cut.put("ledger/checkpoint.new", b"torn");
        let log = cut.open().unwrap();
        assert_eq!(
            (log.public(), log.verify(Timestamp::from_unix(1)).await.unwrap().entries),
            (old.public(), 300)
        );
        assert!(!cut.path("ledger/checkpoint.new").exists());
        drop(log);

        let after = before.copy();
        let log = after.open().unwrap();
        log.rekey(SealKey::from_pem(&staged).unwrap()).await.unwrap();
        assert_eq!(
            (log.public(), log.verify(Timestamp::from_unix(1)).await.unwrap().entries),
            (new.public(), 300)
        );
        append(&log, 1).await;
        assert_eq!(log.verify(Timestamp::from_unix(1)).await.unwrap().entries, 301);
        log.close().await;
        drop(log);
        assert_eq!(
            after.open().unwrap().verify(Timestamp::from_unix(1)).await.unwrap().entries,
            301
        );
        // The earlier key, put back, opens nothing.
        after.put("keys/ledger.key", old.to_pem().unwrap().as_bytes());
        assert!(after.open().is_err());

        // As it lies when the process is killed after so many files were put in place.
        let done = before.copy();
        let log = done.open().unwrap();
        log.rekey(SealKey::from_pem(&staged).unwrap()).await.unwrap();
        log.close().await;
        drop(log);
        for placed in 0..FILES.len() {
            let cut = before.copy();
            for (number, name) in FILES.iter().enumerate() {
                let bytes = fs::read(done.path(name)).unwrap();
                let there = number < placed;
                cut.put(&if there { (*name).to_owned() } else { format!("{name}.new") }, &bytes);
                if there && *name == "keys/ledger.key" {
                    fs::remove_file(cut.path("keys/ledger.key.new")).unwrap();
                }
            }
            let log = cut.open().unwrap();
            let verified =
                (log.public(), log.verify(Timestamp::from_unix(1)).await.unwrap().entries);
            assert_eq!(verified, (new.public(), 300), "after {placed} files");
            append(&log, 1).await;
            for name in FILES {
                assert!(!cut.path(&format!("{name}.new")).exists(), "{name}");
            }
        }
    }
}
