//! A long ledger: opened, read and counted without reading all of it.

use crate::ledger_faults::{enter, verified};
use crate::support::{Workspace, asset, permit, who};
use hygeia_store::{Store, StoreError};
use ledger::{
    Activity, Check, Checkpoint, Endpoint, Operation, Outcome, includes, is_consistent,
    verify_export,
};
use std::fs;
use std::sync::Arc;
use terms::{Action, Clock, State, SystemClock};

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
    // The first entry is the store's own.
    let events = store.events(0..301).await.unwrap();
    assert_eq!(store.first_entry_since(events[270].at()).await.unwrap(), 270);
    assert_eq!(store.first_entry_since(events[0].at().plus_seconds(-60)).await.unwrap(), 0);
    assert_eq!(store.first_entry_since(events[300].at().plus_seconds(60)).await.unwrap(), 301);
    assert_eq!(store.newest_entry(), Some(events[300].at()));
    let clock = async || {
        let probes = store.probes().await;
        probes.into_iter().find(|probe| probe.id == "audit/clock").unwrap()
    };
    assert_eq!(clock().await.state, State::Proven);
    workspace.clock.advance(-3);
    let behind = clock().await;
    assert_eq!(behind.state, State::Unknown);
    assert!(behind.saw.contains("the ledger's newest entry is of "), "{}", behind.saw);
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn probes_and_copies_see_no_fault_while_others_append() {
    let workspace = Workspace::new();
    let store = Arc::new(workspace.create().await);
    let writer = |store: Arc<Store>, first: u64| async move {
        for number in (first..3_200).step_by(16) {
            enter(&store, number).await.unwrap();
        }
    };
    let writers: Vec<_> = (0..16).map(|n| tokio::spawn(writer(store.clone(), n))).collect();
    let (mut looks, mut earlier) = (0, Vec::new());
    while writers.iter().any(|writer| !writer.is_finished()) || looks < 3 {
        let probes = store.probes().await;
        let probe = probes.iter().find(|probe| probe.id == "audit/ledger").unwrap();
        assert_ne!(probe.state, State::Failed, "{}", probe.saw);
        let copy = workspace.dir.path().join(format!("copy-{looks}"));
        store.export_ledger(&copy).await.unwrap();
        let earlier_note = Some(earlier.as_slice()).filter(|note| !note.is_empty());
        let check = Check { key: Some(&store.ledger_public()), earlier: earlier_note };
        let verdict = verify_export(&copy, check).unwrap();
        assert!(verdict.consistent && verdict.authentic == Some(true), "{:?}", verdict.findings);
        earlier = fs::read(copy.join("checkpoint")).unwrap();
        looks += 1;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    verified(&workspace, &store, 3_200).await;
}

#[tokio::test]
async fn an_entry_and_growth_are_proven_to_whoever_holds_a_checkpoint() {
    let workspace = Workspace::new();
    let store = Arc::new(workspace.create().await);
    let fill = async |range: std::ops::Range<u64>| {
        let enter = |n| {
            let store = store.clone();
            tokio::spawn(async move { enter(&store, n).await.unwrap() })
        };
        for task in range.map(enter).collect::<Vec<_>>() {
            task.await.unwrap();
        }
    };
    let head = |note: &[u8]| Checkpoint::open(note, &store.ledger_public()).unwrap();
    fill(0..300).await;
    let before = head(&store.checkpoint().await);
    fill(300..700).await;
    let events = store.events(0..700).await.unwrap();
    for index in [0, 255, 256, 299, 699] {
        let proof = store.prove_entry(index).await.unwrap();
        let (now, entry) = (head(&proof.checkpoint), events[index as usize].to_entry().unwrap());
        assert!(includes(&proof.hashes, now.size, now.root, index, &entry));
        assert!(!includes(&proof.hashes, now.size, now.root, index, b"another"));
    }
    let proof = store.prove_growth(before.size).await.unwrap();
    let now = head(&proof.checkpoint);
    assert!(is_consistent(&proof.hashes, (now.size, now.root), (before.size, before.root)));
    assert!(store.prove_entry(701).await.is_err() && store.prove_growth(702).await.is_err());
}

#[tokio::test]
async fn an_entry_says_from_where_and_when_to_the_millisecond() {
    let workspace = Workspace::new();
    let store = Store::create(workspace.dir.path(), &workspace.config, Arc::new(SystemClock)).await;
    let store = store.unwrap();
    let (actor, asset) = (who("dana"), asset("workspace/main"));
    let (operation, outcome) = (Operation::SignInFailed, Outcome::Failure);
    let activity = Activity { operation, actor: &actor, asset: &asset, outcome, facts: &[] };
    let from = Endpoint { ip: Some([192, 0, 2, 7].into()), ..Endpoint::default() };
    let before = SystemClock.now_milliseconds();
    let mut fine = false;
    // The first entry is the store's own.
    for index in 1..=20 {
        assert_eq!(store.record_from(&activity, from.clone()).await.unwrap(), index);
        let event = store.events(index..index + 1).await.unwrap().remove(0);
        assert_eq!(event.src_endpoint, from);
        assert!((before..=SystemClock.now_milliseconds()).contains(&event.time));
        fine |= event.time % 1_000 != 0;
    }
    assert!(fine, "none of twenty is within a second");
}
