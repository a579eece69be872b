//! The ledger under faults: torn writes, tampering, what was there before put back.

use crate::support::{Workspace, asset, who};
use hygeia_store::{Store, StoreError};
use ledger::{Activity, Check, Operation, Outcome, verify_export};
use std::fs;
use std::process::Command;
use std::sync::Arc;
use terms::{Fact, State};

pub async fn enter(store: &Store, number: u64) -> Result<u64, StoreError> {
    let facts = [Fact::new("number", number)];
    let (actor, asset) = (who("dana"), asset("dataset/loans"));
    let outcome = Outcome::Success;
    store
        .record(&Activity {
            operation: Operation::DatasetLanded,
            actor: &actor,
            asset: &asset,
            outcome,
            facts: &facts,
        })
        .await
}

pub async fn numbers(store: &Store) -> Vec<u64> {
    let events = store.events(0..u64::MAX).await.unwrap();
    events.iter().filter_map(|event| event.unmapped.facts.get("number")?.as_u64()).collect()
}

/// Entries of the store's own that say what the records are.
pub async fn attested(store: &Store) -> u64 {
    let events = store.events(0..u64::MAX).await.unwrap();
    events.iter().filter(|event| event.api.operation == "records-attested").count() as u64
}

pub async fn verified(workspace: &Workspace, store: &Store, count: u64) {
    let dest = workspace.dir.path().join("export");
    let _ = fs::remove_dir_all(&dest);
    store.export_ledger(&dest).await.unwrap();
    let verdict =
        verify_export(&dest, Check { key: Some(&store.ledger_public()), earlier: None }).unwrap();
    // The first entry is the store's own.
    assert_eq!(
        (verdict.entries, verdict.consistent, verdict.authentic),
        (count + 1 + attested(store).await, true, Some(true)),
        "{:?}",
        verdict.findings
    );
    let probed = store.probes().await;
    assert_eq!(probed.iter().find(|p| p.id == "audit/ledger").unwrap().state, State::Proven);
}

/// What changes with each commit.
const FILES: [&str; 3] = ["ledger/tail", "ledger/checkpoint", "keys/ledger.head"];

fn read(workspace: &Workspace) -> [Vec<u8>; 3] {
    FILES.map(|name| fs::read(workspace.path(name)).unwrap())
}

fn write(workspace: &Workspace, files: [&[u8]; 3]) {
    for (name, bytes) in FILES.iter().zip(files) {
        fs::write(workspace.path(name), bytes).unwrap();
    }
}

#[tokio::test]
async fn blocks_of_the_last_commit_that_never_reached_the_disk_are_a_tear() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    enter(&store, 0).await.unwrap();
    let [tail, checkpoint, head] = read(&workspace);
    enter(&store, 1).await.unwrap();
    store.close().await;
    let [mut torn, _, acknowledged] = read(&workspace);
    let end = torn.len();
    torn[tail.len() + 20..end - 20].fill(0);
    write(&workspace, [&torn, &checkpoint, &acknowledged]);
    assert!(matches!(workspace.try_open().await, Err(StoreError::Tampered { .. })));
    write(&workspace, [&torn, &checkpoint, &head]);
    let store = workspace.open().await;
    assert_eq!(numbers(&store).await, [0]);
    verified(&workspace, &store, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_share_commits_and_full_bundles_leave_the_tail() {
    let workspace = Workspace::new();
    let store = Arc::new(workspace.create().await);
    let add = |number| {
        let store = store.clone();
        tokio::spawn(async move { enter(&store, number).await.unwrap() })
    };
    let tasks: Vec<_> = (0..600).map(add).collect();
    let mut indexes = Vec::new();
    for task in tasks {
        indexes.push(task.await.unwrap());
    }
    let held = numbers(&store).await;
    for (number, index) in (0u64..).zip(&indexes) {
        assert_eq!(held[*index as usize - 1], number, "each was told where its entry is");
    }
    assert!(store.ledger_syncs() < 60, "{} syncs for 600 entries", store.ledger_syncs());
    assert_eq!(store.events(250..260).await.unwrap().len(), 10);
    verified(&workspace, &store, 600).await;
    Arc::into_inner(store).unwrap().close().await;
    assert!(workspace.path("ledger/tile/entries/001").exists());
    let store = workspace.open().await;
    assert_eq!(numbers(&store).await, held);
    enter(&store, 600).await.unwrap();
    verified(&workspace, &store, 601).await;
}

#[tokio::test]
async fn a_crash_while_a_bundle_leaves_the_tail_repeats_the_work() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    for number in 0..254 {
        enter(&store, number).await.unwrap();
    }
    let [tail, checkpoint, head] = read(&workspace);
    enter(&store, 254).await.unwrap();
    store.close().await;
    let rolled = workspace.path("ledger/tile/entries/000");
    assert!(rolled.exists() && workspace.path("ledger/tile/0/000").exists());
    // Bundle written, tail not replaced yet, and a half-written new tail beside it.
    write(&workspace, [&tail, &checkpoint, &head]);
    let unfinished = workspace.path("ledger/.unfinished-aB3xYz.new");
    let unfinished_bundle = workspace.path("ledger/tile/entries/.unfinished-aB3xYz.new");
    fs::write(&unfinished, b"HYG").unwrap();
    fs::write(&unfinished_bundle, b"half").unwrap();
    fs::write(&rolled, b"torn").unwrap();
    let store = workspace.open().await;
    assert!(
        !unfinished.exists() && !unfinished_bundle.exists(),
        "what was left unfinished is swept"
    );
    assert_eq!(numbers(&store).await.len(), 254);
    enter(&store, 254).await.unwrap();
    store.close().await;
    let store = workspace.open().await;
    assert_eq!(numbers(&store).await, (0..255).collect::<Vec<_>>());
    verified(&workspace, &store, 255).await;
    store.close().await;
    // Opening reads none of it: probes do.
    for name in ["tile/entries/000", "tile/0/000"] {
        let path = workspace.path("ledger").join(name);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[100] ^= 1;
        fs::write(&path, changed).unwrap();
        let store = workspace.open().await;
        let probes = store.probes().await;
        assert_eq!(probes.iter().find(|p| p.id == "audit/ledger").unwrap().state, State::Failed);
        fs::write(&path, whole).unwrap();
        verified(&workspace, &store, 255).await;
        store.close().await;
    }
}

#[tokio::test]
async fn database_and_ledger_of_before_put_back_together_are_refused() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    enter(&store, 0).await.unwrap();
    store.close().await;
    let saved = workspace.twin();
    let store = workspace.open().await;
    enter(&store, 1).await.unwrap();
    store.close().await;
    for name in ["meta.sqlite", "ledger"] {
        let to = workspace.path(name);
        let _ = fs::remove_dir_all(&to);
        let copied = Command::new("cp").arg("-a").arg(saved.path(name)).arg(&to).status();
        assert!(copied.unwrap().success());
    }
    let Err(StoreError::Tampered { why, .. }) = workspace.try_open().await else {
        panic!("it opens as it was before")
    };
    assert!(why.contains("3 entries were acknowledged, and 2 are there"), "{why}");
    assert_eq!(numbers(&saved.open().await).await, [0], "where the keys are of then too, it opens");
}

#[tokio::test]
async fn an_older_tail_under_a_newer_checkpoint_and_another_logs_files_are_refused() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    enter(&store, 0).await.unwrap();
    let old = fs::read(workspace.path("ledger/tail")).unwrap();
    enter(&store, 1).await.unwrap();
    store.close().await;
    let new = fs::read(workspace.path("ledger/tail")).unwrap();
    fs::write(workspace.path("ledger/tail"), old).unwrap();
    assert!(matches!(workspace.try_open().await, Err(StoreError::Tampered { .. })));
    fs::write(workspace.path("ledger/tail"), new).unwrap();
    workspace.open().await.close().await;

    let other = Workspace::new();
    other.create().await.close().await;
    for name in ["tail", "checkpoint"] {
        fs::copy(other.path("ledger").join(name), workspace.path("ledger").join(name)).unwrap();
    }
    assert!(matches!(workspace.try_open().await, Err(StoreError::Tampered { .. })));
}
