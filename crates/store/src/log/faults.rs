//! Every byte of the tail, torn and flipped; every commit, cut off; syncs that fail.

use super::append::Appender;
use super::seals::Seals;
use super::{Log, Place, Signer, Signers};
use crate::StoreError;
use ledger::{Activity, Event, Operation, Outcome, origin};
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use tempfile::TempDir;
use terms::seal::SealKey;
use terms::{Asset, Fact, PrincipalId, Timestamp};

/// Tail, checkpoint and head: what changes with each commit.
type Files = [Vec<u8>; 3];

struct Bench {
    dir: TempDir,
    pem: String,
}

impl Bench {
    fn new() -> Self {
        let (dir, key) = (TempDir::new().unwrap(), SealKey::generate().unwrap());
        let bench = Self { dir, pem: key.to_pem().unwrap().to_string() };
        files::private_folder(&bench.path("keys")).unwrap();
        bench.place(&key, |place| place.create()).unwrap();
        bench
    }
    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
    fn key(&self) -> SealKey {
        SealKey::from_pem(&self.pem).unwrap()
    }
    fn place<T>(&self, key: &SealKey, with: impl FnOnce(&Place<'_>) -> T) -> T {
        let (dir, keys, origin) = (&self.path("ledger"), &self.path("keys"), &origin("test"));
        with(&Place { dir, keys, origin, key })
    }
    fn open(&self) -> Result<Log, StoreError> {
        Log::open(&self.path("ledger"), &self.path("keys"), &origin("test"), self.key())
    }
    fn appender(&self) -> Appender {
        let (key, seals) = (self.key(), Arc::new(Seals::of(&self.key(), &origin("test"))));
        let signer = Signer { key: Arc::new(self.key()), seals };
        let signer = Arc::new(Signers(RwLock::new(signer)));
        let open = |place: &Place<'_>| Appender::open(place, signer);
        self.place(&key, open).unwrap()
    }
    fn files(&self) -> [PathBuf; 3] {
        ["ledger/tail", "ledger/checkpoint", "keys/ledger.head"].map(|name| self.path(name))
    }
    fn read(&self) -> Files {
        self.files().map(|path| fs::read(path).unwrap())
    }
    fn write(&self, [tail, checkpoint, head]: [&[u8]; 3]) {
        for (path, bytes) in self.files().iter().zip([tail, checkpoint, head]) {
            fs::write(path, bytes).unwrap();
        }
    }
    /// The files after each of `count` commits, as a process that is killed leaves them.
    async fn commits(&self, count: u64) -> Vec<Files> {
        let log = self.open().unwrap();
        let mut states = vec![self.read()];
        for number in 0..count {
            append(&log, number).await.unwrap();
            states.push(self.read());
        }
        log.close().await;
        states
    }
}

fn event(number: u64) -> Event {
    let (actor, asset) =
        (PrincipalId::new("dana").unwrap(), Asset::parse("dataset/loans").unwrap());
    let facts = [Fact::new("number", number)];
    let outcome = Outcome::Success;
    let operation = Operation::DatasetLanded;
    let activity = Activity { operation, actor: &actor, asset: &asset, outcome, facts: &facts };
    Event::of_activity(&activity, Timestamp::from_unix(1))
}

async fn append(log: &Log, number: u64) -> Result<u64, StoreError> {
    log.append(event(number), 1_000).await
}

async fn numbers(log: &Log) -> Vec<u64> {
    let events = log.events(0..u64::MAX).await.unwrap();
    events.iter().map(|event| event.unmapped.facts["number"].as_u64().unwrap()).collect()
}

// proves M9
#[tokio::test]
async fn a_tail_torn_at_any_byte_opens_with_what_was_acknowledged() {
    let bench = Bench::new();
    let states = bench.commits(4).await;
    let ([_, signed, head], [whole, _, acknowledged]) = (&states[3], &states[4]);
    let before = states[3][0].len();
    // Lengths and seal byte by byte; of the frames between them a share.
    let told =
        |cut: &usize| *cut < before + 12 || *cut + 36 > whole.len() || cut.is_multiple_of(29);
    for cut in (before..=whole.len()).filter(told) {
        bench.write([&whole[..cut], signed, head]);
        let log = bench.open().unwrap();
        let held = if cut == whole.len() { 4 } else { 3 };
        assert_eq!(numbers(&log).await, (0..held).collect::<Vec<_>>(), "cut at {cut}");
        assert_eq!(log.verify(Timestamp::from_unix(1)).await.unwrap().entries, held);
        if cut.is_multiple_of(58) {
            assert_eq!(append(&log, held).await.unwrap(), held, "it goes on after the tear");
            drop(log);
            assert_eq!(numbers(&bench.open().unwrap()).await.len() as u64, held + 1);
        }
    }
    // The same tears where the entry was acknowledged already are a loss, and told.
    for cut in (0..whole.len()).filter(|cut| *cut < 120 || cut.is_multiple_of(7)) {
        bench.write([&whole[..cut], signed, acknowledged]);
        assert!(matches!(bench.open(), Err(StoreError::Tampered { .. })), "cut at {cut}");
    }
}

#[tokio::test]
async fn a_flipped_bit_anywhere_is_seen() {
    let bench = Bench::new();
    let states = bench.commits(2).await;
    let [tail, signed, head] = &states[2];
    for at in 0..tail.len() {
        let mut bytes = tail.clone();
        bytes[at] ^= 1 << (at % 8);
        bench.write([&bytes, signed, head]);
        assert!(matches!(bench.open(), Err(StoreError::Tampered { .. })), "byte {at}");
    }
}

#[tokio::test]
async fn a_tail_cut_to_an_earlier_commit_is_refused_whatever_lies_beside_it() {
    let bench = Bench::new();
    let states = bench.commits(5).await;
    let [whole, last, head] = bench.read();
    for [tail, signed, _] in &states {
        // With the checkpoint of then, with what a tail carries in a checkpoint's place, with the last.
        for beside in [signed.as_slice(), &tail[tail.len() - 32..], &last] {
            bench.write([tail, beside, &head]);
            let opened = bench.open().map(|log| log.held.shown.size());
            let whole_log = tail.len() == whole.len() && beside != &tail[tail.len() - 32..];
            match opened {
                Ok(5) if whole_log => {}
                Err(StoreError::Tampered { .. }) if !whole_log => {}
                other => panic!("{} bytes: {other:?}", tail.len()),
            }
        }
    }
    // Without the head there is nothing to say how long it was: that is no reason to believe it.
    bench.write([&whole, &last, &head]);
    fs::remove_file(bench.path("keys/ledger.head")).unwrap();
    assert!(bench.open().is_err());
}

#[tokio::test]
async fn a_sync_that_fails_ends_the_log_and_acknowledges_nothing() {
    let bench = Bench::new();
    let mut appender = bench.appender();
    let entry = |number| vec![event(number).to_entry().unwrap()];
    assert_eq!(appender.commit(entry(0), 1).unwrap(), 0);
    // /dev/null takes what is written, and can't be synced.
    let (tail, aside) = (bench.path("ledger/tail"), bench.path("ledger/aside"));
    fs::rename(&tail, &aside).unwrap();
    symlink("/dev/null", &tail).unwrap();
    let held = appender.swap_file(File::options().write(true).open(&tail).unwrap());
    assert!(matches!(appender.commit(entry(1), 1), Err(StoreError::LedgerClosed(_))));
    fs::rename(&aside, &tail).unwrap();
    appender.swap_file(held);
    assert!(
        matches!(appender.commit(entry(2), 1), Err(StoreError::LedgerClosed(_))),
        "a sync that goes well afterwards proves nothing"
    );
    appender.close().unwrap();
    drop(appender);
    let log = bench.open().unwrap();
    assert_eq!(numbers(&log).await, [0]);
    assert_eq!(append(&log, 1).await.unwrap(), 1);
}

#[tokio::test]
async fn a_tail_that_was_replaced_takes_no_entry_until_it_is_back() {
    let bench = Bench::new();
    let log = bench.open().unwrap();
    append(&log, 0).await.unwrap();
    let (tail, aside) = (bench.path("ledger/tail"), bench.path("ledger/aside"));
    fs::rename(&tail, &aside).unwrap();
    assert!(matches!(append(&log, 1).await, Err(StoreError::LedgerClosed(_))));
    fs::copy(&aside, &tail).unwrap();
    assert!(append(&log, 1).await.is_err(), "a copy is another file");
    fs::rename(&aside, &tail).unwrap();
    assert_eq!(append(&log, 1).await.unwrap(), 1);
    drop(log);
    assert_eq!(numbers(&bench.open().unwrap()).await, [0, 1]);
}

#[tokio::test]
async fn nothing_is_dated_before_the_newest_entry() {
    let bench = Bench::new();
    let log = bench.open().unwrap();
    log.append(event(0), 1_000_000).await.unwrap();
    log.append(event(1), 998_000).await.unwrap();
    let behind = |result| matches!(result, Err(StoreError::ClockBehind { at, newest }) if (at.unix(), newest.unix()) == (997, 1_000));
    assert!(behind(log.append(event(2), 997_000).await));
    // As it is after a bundle was made of all entries, and after it was opened again.
    for number in 2..256 {
        log.append(event(number), 999_000).await.unwrap();
    }
    assert!(behind(log.append(event(256), 997_000).await));
    log.close().await;
    let log = bench.open().unwrap();
    assert!(bench.path("ledger/tile/entries/000").exists());
    assert!(behind(log.append(event(256), 997_000).await));
    assert_eq!(log.append(event(256), 1_001_000).await.unwrap(), 256, "and it goes on");
}

// proves M9
#[tokio::test]
async fn an_open_log_writes_nothing_into_the_one_that_took_its_place() {
    // So few that the fallen one signs a checkpoint at its end; so many that it makes bundles.
    for more in [4, 300] {
        let bench = Bench::new();
        let fallen = bench.open().unwrap();
        for number in 0..3 {
            append(&fallen, number).await.unwrap();
        }
        let copy = bench.path("copy");
        fallen.export(&copy).await.unwrap();
        for number in 3..3 + more {
            append(&fallen, number).await.unwrap();
        }
        for folder in ["ledger", "keys"] {
            fs::remove_dir_all(bench.path(folder)).unwrap();
        }
        files::private_folder(&bench.path("keys")).unwrap();
        bench.place(&bench.key(), |place| place.import(&copy)).unwrap();
        let back = bench.open().unwrap();
        for number in 1_000..1_000 + more {
            append(&back, number).await.unwrap();
        }
        let there = bench.read();
        assert!(append(&fallen, 0).await.is_err(), "its folder is another's");
        fallen.close().await;
        drop(fallen);
        assert!(bench.read() == there, "nothing of it was changed");
        assert_eq!(back.verify(Timestamp::from_unix(1)).await.unwrap().entries, 3 + more);
        drop(back);
        let back = bench.open().unwrap();
        assert_eq!(numbers(&back).await, (0..3).chain(1_000..1_000 + more).collect::<Vec<_>>());
    }
}
