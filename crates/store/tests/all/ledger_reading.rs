//! A long ledger: opened, read and counted without reading all of it.

use crate::ledger_faults::{enter, verified};
use crate::support::{Workspace, permit};
use hygeia_store::{Store, StoreError};
use std::fs;
use std::sync::Arc;
use terms::Action;

#[tokio::test]
async fn opening_reads_no_more_of_a_long_ledger() {
    let workspace = Workspace::new();
    let read_by_opening = async || {
        let read = || -> u64 {
            let io = fs::read_to_string("/proc/thread-self/io").unwrap();
            io.lines().find_map(|l| l.strip_prefix("rchar: ")).unwrap().parse().unwrap()
        };
        let before = read();
        let store = workspace.open().await;
        let after = read();
        store.close().await;
        after - before
    };
    let store = Arc::new(workspace.create().await);
    enter(&store, 0).await.unwrap();
    store.close().await;
    let short = read_by_opening().await;
    let store = Arc::new(workspace.open().await);
    let tasks: Vec<_> = (1..3_000)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { enter(&store, n).await.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    store.close().await;
    drop(store);
    let long = read_by_opening().await;
    assert!(long < short + 300_000, "{long} bytes, {short} before");
    let store = workspace.open().await;
    let (mut pages, mut seen) = (store.event_pages(250..2_900), 250);
    while let Some(page) = pages.next().await.unwrap() {
        assert!(page.len() <= 256);
        for (index, _) in page {
            assert_eq!(index, seen);
            seen += 1;
        }
    }
    assert_eq!(seen, 2_900);
    verified(&workspace, &store, 3_000).await;
}

#[tokio::test]
async fn a_moment_is_found_in_few_steps() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    for number in 0..300 {
        workspace.clock.advance(10);
        enter(&store, number).await.unwrap();
    }
    let events = store.events(0..300).await.unwrap();
    assert_eq!(store.first_entry_since(events[270].at()).await.unwrap(), 270);
    assert_eq!(store.first_entry_since(events[0].at().plus_seconds(-60)).await.unwrap(), 0);
    assert_eq!(store.first_entry_since(events[299].at().plus_seconds(60)).await.unwrap(), 300);
    assert_eq!(store.newest_entry(), Some(events[299].at()));
    workspace.clock.advance(-3);
    assert!(matches!(enter(&store, 300).await, Err(StoreError::ClockBehind { .. })));
    workspace.clock.advance(1);
    enter(&store, 300).await.unwrap();
}

#[tokio::test]
async fn use_is_counted_from_where_it_was_left_off() {
    let workspace = Workspace::new();
    let store = Arc::new(workspace.create().await);
    let ask = |store: &Arc<Store>| {
        let store = store.clone();
        tokio::spawn(async move {
            drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
        })
    };
    for task in (0..1_100).map(|_| ask(&store)).collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let first = store.usage().await.unwrap();
    assert_eq!(first.values().copied().collect::<Vec<_>>(), [store.now()]);
    workspace.clock.advance(5);
    ask(&store).await.unwrap();
    let second = store.usage().await.unwrap();
    assert_eq!(second.values().copied().collect::<Vec<_>>(), [store.now()]);
    store.close().await;
    drop(store);
    let kept = workspace.path("ledger/usage");
    let bytes = fs::read(&kept).unwrap();
    assert_eq!(workspace.open().await.usage().await.unwrap(), second);
    for at in (0..bytes.len()).step_by(17) {
        let mut forged = bytes.clone();
        forged[at] ^= 1;
        fs::write(&kept, forged).unwrap();
        let store = workspace.open().await;
        assert_eq!(store.usage().await.unwrap(), second, "byte {at}");
        store.close().await;
    }
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
