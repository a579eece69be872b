//! Every byte of the tail, torn and flipped.

use super::Log;
use crate::StoreError;
use ledger::{Activity, Event, Operation, Outcome, origin};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use terms::seal::SealKey;
use terms::{Asset, Fact, PrincipalId, Timestamp};

struct Bench {
    _dir: TempDir,
    path: PathBuf,
    pem: String,
}

impl Bench {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let (path, key) = (dir.path().join("ledger"), SealKey::generate().unwrap());
        Log::create(&path, &origin("test"), &key).unwrap();
        Self { _dir: dir, path, pem: key.to_pem().unwrap().to_string() }
    }
    fn open(&self) -> Result<Log, StoreError> {
        Log::open(&self.path, &origin("test"), SealKey::from_pem(&self.pem).unwrap())
    }
    fn read(&self) -> (Vec<u8>, Vec<u8>) {
        let read = |name| fs::read(self.path.join(name)).unwrap();
        (read("tail"), read("checkpoint"))
    }
    fn write(&self, tail: &[u8], checkpoint: &[u8]) {
        fs::write(self.path.join("tail"), tail).unwrap();
        fs::write(self.path.join("checkpoint"), checkpoint).unwrap();
    }
}

async fn append(log: &Log, number: u64) -> u64 {
    let (actor, asset) =
        (PrincipalId::new("dana").unwrap(), Asset::parse("dataset/loans").unwrap());
    let facts = [Fact::new("number", number)];
    let outcome = Outcome::Success;
    let operation = Operation::DatasetLanded.as_str();
    let activity = Activity { operation, actor: &actor, asset: &asset, outcome, facts: &facts };
    log.append(&Event::of_activity(&activity, Timestamp::from_unix(1))).await.unwrap()
}

async fn numbers(log: &Log) -> Vec<u64> {
    let events = log.events(0..u64::MAX).await.unwrap();
    events.iter().map(|event| event.unmapped.facts["number"].as_u64().unwrap()).collect()
}

// proves M9
#[tokio::test]
async fn a_tail_torn_at_any_byte_opens_with_what_was_acknowledged() {
    let bench = Bench::new();
    let log = bench.open().unwrap();
    for number in 0..3 {
        append(&log, number).await;
    }
    let before = bench.read();
    append(&log, 3).await;
    let after = bench.read();
    for cut in before.0.len()..=after.0.len() {
        bench.write(&after.0[..cut], &before.1);
        let log = bench.open().unwrap();
        let held = if cut == after.0.len() { 4 } else { 3 };
        assert_eq!(numbers(&log).await, (0..held).collect::<Vec<_>>(), "cut at {cut}");
        assert_eq!(log.verify().await.unwrap(), held);
        if cut % 50 == 0 {
            assert_eq!(append(&log, held).await, held, "it goes on after the tear");
            assert_eq!(numbers(&bench.open().unwrap()).await.len() as u64, held + 1);
        }
    }
    // The same tears where the entry was acknowledged already are a loss, and told.
    for cut in 0..after.0.len() {
        bench.write(&after.0[..cut], &after.1);
        assert!(matches!(bench.open(), Err(StoreError::Tampered { .. })), "cut at {cut}");
    }
}

#[tokio::test]
async fn a_flipped_bit_changes_no_entry_unseen() {
    let bench = Bench::new();
    let log = bench.open().unwrap();
    append(&log, 0).await;
    append(&log, 1).await;
    let events = log.events(0..9).await.unwrap();
    let (tail, checkpoint) = bench.read();
    let mut seen = 0;
    for at in 0..tail.len() {
        let mut bytes = tail.clone();
        bytes[at] ^= 0x10;
        bench.write(&bytes, &checkpoint);
        match bench.open() {
            // Notes of earlier commits are superseded by the last, and prove nothing any more.
            Ok(log) => assert_eq!(log.events(0..9).await.unwrap(), events, "byte {at}"),
            Err(StoreError::Tampered { .. } | StoreError::Io { .. }) => seen += 1,
            Err(other) => panic!("byte {at}: {other}"),
        }
    }
    let inside: usize = events.iter().map(|event| event.to_entry().unwrap().len()).sum();
    assert!(seen > inside, "{seen} of {inside}");
}
