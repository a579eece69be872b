//! Documents in memory: what was verified once is answered without the database, and is what the
//! database has.

use crate::datasets::commit;
use crate::metadata::token;
use crate::models::promoted;
use crate::support::{NOW, Workspace, asset, on_both, permit, who};
use hygeia_store::{EnrolledDevice, Model, Store, StoreError, Token};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use terms::{Action, Device, DeviceId, Digest, Posture, State, Timestamp};

pub fn device(name: &str) -> EnrolledDevice {
    EnrolledDevice {
        device: Device {
            id: DeviceId::new(name).unwrap(),
            managed: true,
            posture: None,
            drill: false,
        },
        thumbprint: Digest::of(name.as_bytes()),
        owner: who("dana"),
        enrolled: Timestamp::from_unix(NOW),
    }
}

#[tokio::test]
async fn what_was_read_once_is_answered_without_the_database() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        for name in ["laptop", "phone"] {
            store.device_enrolled(&who("omar"), &device(name)).await.unwrap();
        }
        store.token_issued(&who("omar"), &token("secret")).await.unwrap();
        store.close().await;
        let store = workspace.open().await;
        let devices = store.docs::<EnrolledDevice>();
        let thumbprint = device("phone").thumbprint.hex();
        let read = async || {
            let token = store.docs::<Token>().get(&token("secret").digest.hex()).await?;
            let (all, of) = (devices.list().await?, devices.list_of(&thumbprint).await?);
            let one = devices.require("laptop").await?;
            let none = devices.get("toaster").await?;
            Ok::<_, StoreError>((token.is_some(), all.len(), of.len(), one, none))
        };
        let before = read().await.unwrap();
        assert_eq!((before.0, before.1, before.2), (true, 2, 1));
        workspace.hide_documents().await;
        assert_eq!(read().await.unwrap(), before);
        assert!(devices.at_rest().get("laptop").await.is_err());
        let devices = store.docs::<EnrolledDevice>();
        assert!(store.device_enrolled(&who("omar"), &device("tablet")).await.is_err());
        assert!(
            devices.list().await.is_err(),
            "whether it came through is for the database to say"
        );
        assert_eq!(devices.require("laptop").await.unwrap(), before.3, "this one did not change");
    })
    .await;
}

#[tokio::test]
async fn what_passage_asks_on_each_request_is_answered_without_the_database() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let object = commit(&store, "rows").await;
        let (loans, people) = (asset("dataset/loans"), asset("dataset/people"));
        assert!(!store.behind_live_model(&loans).await.unwrap());
        let held = promoted(&store, b"onnx").await;
        assert!(store.behind_live_model(&loans).await.unwrap(), "it was told at once");
        store.close().await;
        let store = workspace.open().await;
        let ask = async || {
            assert_eq!(store.live_version(&loans).await.unwrap().object, object);
            assert!(store.behind_live_model(&loans).await.unwrap());
            assert!(!store.behind_live_model(&people).await.unwrap());
            let models = store.docs::<Model>().list_of("model/credit").await.unwrap();
            assert_eq!(models.len(), 1);
            assert_eq!(store.budgets().used(&who("dana"), EGRESS, store.now()).await.unwrap(), 0);
        };
        ask().await;
        workspace.hide_documents().await;
        workspace.behind_its_back("ALTER TABLE budgets RENAME TO hidden_budgets").await;
        ask().await;
        drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
        workspace.behind_its_back("ALTER TABLE hidden_budgets RENAME TO budgets").await;
        workspace.show_documents().await;
        let retire = permit(&store, "mia", Action::Promote, "model/credit", Some(held)).await;
        store.model_retired(&retire).await.unwrap();
        assert!(!store.behind_live_model(&loans).await.unwrap(), "and so is that it is no more");
    })
    .await;
}
const EGRESS: hygeia_store::BudgetKind = hygeia_store::BudgetKind::Egress;

#[tokio::test]
async fn a_version_that_was_changed_at_rest_is_told_by_the_receipts_too() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        commit(&store, "rows").await;
        let probe = async || {
            let probed = store.probes().await;
            probed.into_iter().find(|p| p.id == "zero-trust/receipts").unwrap().state
        };
        assert_eq!(probe().await, State::Proven);
        workspace.behind_its_back("UPDATE documents SET envelope = '{}'").await;
        assert_eq!(probe().await, State::Failed);
        assert!(store.live_version(&asset("dataset/loans")).await.is_ok(), "it was verified");
    })
    .await;
}

/// What is done to documents with few keys and parents, so that they meet often.
#[derive(Debug, Clone, Copy)]
enum Step {
    Put(u32, bool),
    Update(u32),
    Remove(u32),
    Get(u32),
    List,
    ListOf(bool),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (key, parent) = (0..4u32, any::<bool>());
    let step = prop_oneof![
        6 => (key.clone(), parent).prop_map(|(key, parent)| Step::Put(key, parent)),
        4 => key.clone().prop_map(Step::Update),
        2 => key.clone().prop_map(Step::Remove),
        3 => key.prop_map(Step::Get),
        3 => Just(Step::List),
        3 => parent.prop_map(Step::ListOf),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..25)
}

const NAMES: [&str; 4] = ["desktop", "laptop", "phone", "tablet"];

/// The device `number`; its certificate, and so its parent, can change.
fn certified(number: u32, first: bool) -> EnrolledDevice {
    EnrolledDevice { thumbprint: certificate(first), ..device(NAMES[number as usize]) }
}

fn certificate(first: bool) -> Digest {
    Digest::of(if first { b"one" } else { b"two" })
}

/// Memory and database say the same of everything.
async fn agree(store: &Store) {
    let memory = store.docs::<EnrolledDevice>();
    let at_rest = store.docs::<EnrolledDevice>().at_rest();
    for key in NAMES {
        assert_eq!(memory.get(key).await.unwrap(), at_rest.get(key).await.unwrap());
    }
    assert_eq!(memory.list().await.unwrap(), at_rest.list().await.unwrap());
    for parent in [true, false].map(|first| certificate(first).hex()) {
        let of = memory.list_of(&parent).await.unwrap();
        assert_eq!(of, at_rest.list_of(&parent).await.unwrap());
    }
}

async fn walk(workspace: &Workspace, steps: &[Step]) {
    let mut store = workspace.create().await;
    let omar = who("omar");
    for &step in steps {
        let docs = store.docs::<EnrolledDevice>();
        let id = |number| device(NAMES[number as usize]).device.id;
        match step {
            Step::Put(number, first) => {
                store.device_enrolled(&omar, &certified(number, first)).await.unwrap();
            }
            Step::Update(number) => drop(store.device_reported(&id(number), healthy()).await),
            Step::Remove(number) => drop(store.device_removed(&omar, &id(number)).await),
            // Only to have it held, or not: all is compared after the next change anyway.
            Step::Get(number) => drop(docs.get(NAMES[number as usize]).await.unwrap()),
            Step::List => drop(docs.list().await.unwrap()),
            Step::ListOf(first) => drop(docs.list_of(&certificate(first).hex()).await.unwrap()),
            Step::Reopen => {
                store.close().await;
                store = workspace.open().await;
            }
        }
        if matches!(step, Step::Update(..) | Step::Remove(_)) {
            agree(&store).await;
        }
    }
    agree(&store).await;
    store.close().await;
}

pub fn healthy() -> Posture {
    let reported_at = Timestamp::from_unix(NOW);
    Posture { disk_encrypted: true, firewall_on: true, patch_age_days: 3, reported_at }
}

#[tokio::test]
async fn memory_says_what_the_database_has_whatever_is_done() {
    let mut runner = TestRunner::default();
    for _ in 0..8 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        println!("{steps:?}");
        on_both(async |workspace| walk(workspace, &steps).await).await;
    }
}

#[tokio::test]
async fn a_caller_who_goes_away_in_the_middle_leaves_memory_and_database_as_one() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let omar = who("omar");
        for round in 0..40u32 {
            let docs = store.docs::<EnrolledDevice>();
            let device = certified(round % 4, round % 3 == 0);
            let before = docs.get(device.device.id.as_str()).await.unwrap();
            let mut write = Box::pin(store.device_enrolled(&omar, &device));
            let _ = futures::poll!(&mut write);
            for _ in 0..round % 5 {
                tokio::task::yield_now().await;
            }
            drop(write);
            // Whoever asks has the old one or the new one, now and when all of it is through.
            assert!(docs.list().await.is_ok());
            let probed = store.probes().await;
            assert!(probed.iter().all(|p| !matches!(p.state, State::Failed | State::Unknown)));
            let after = docs.get(device.device.id.as_str()).await.unwrap();
            assert!(after == before || after.is_some_and(|after| *after == device));
            agree(&store).await;
        }
    })
    .await;
}

#[tokio::test]
async fn after_a_write_that_failed_nothing_is_done_until_it_is_ended() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let (omar, docs) = (who("omar"), store.docs::<EnrolledDevice>());
    let (mine, eves) = (device("mine"), EnrolledDevice { owner: who("eve"), ..device("mine") });
    store.device_enrolled(&omar, &mine).await.unwrap();
    workspace
        .behind_its_back(
            "CREATE TRIGGER full BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        .await;
    let broken = store.device_enrolled(&omar, &eves).await;
    assert!(matches!(broken, Err(StoreError::Unfinished { .. })), "{broken:?}");
    assert_eq!(*docs.require("mine").await.unwrap(), mine, "it did not come through yet");
    let next = store.device_removed(&omar, &mine.device.id).await;
    assert!(matches!(next, Err(StoreError::Blocked { entry: 2, .. })), "not its own: {next:?}");
    workspace.behind_its_back("DROP TRIGGER full").await;
    store.device_reported(&mine.device.id, healthy()).await.unwrap();
    assert_eq!(docs.require("mine").await.unwrap().owner, eves.owner, "the ledger had it");
    agree(&store).await;
    let events = store.events(0..9).await.unwrap();
    let operations: Vec<_> = events.iter().map(|event| event.api.operation.as_str()).collect();
    let two = ["device-enrolled", "device-enrolled", "device-reported"];
    assert_eq!(operations[1..], two);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_reads_never_sees_less_than_was_acknowledged() {
    on_both(async |workspace| {
        let store = Arc::new(workspace.create().await);
        let first = device("laptop");
        store.device_enrolled(&who("omar"), &first).await.unwrap();
        let (acknowledged, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let next = Arc::new(AtomicUsize::new(0));
        let write = |store: Arc<Store>, acknowledged: Arc<AtomicUsize>, next: Arc<AtomicUsize>| async move {
            for _ in 0..15 {
                let number = next.fetch_add(1, Ordering::SeqCst) + 1;
                let posture = Posture { patch_age_days: u32::try_from(number).unwrap(), ..healthy() };
                store.device_reported(&device("laptop").device.id, posture).await.unwrap();
                acknowledged.fetch_add(1, Ordering::SeqCst);
            }
        };
        let read = |store: Arc<Store>, acknowledged: Arc<AtomicUsize>, done: Arc<AtomicBool>| async move {
            while !done.load(Ordering::SeqCst) {
                let least = acknowledged.load(Ordering::SeqCst) > 0;
                let one = store.docs::<EnrolledDevice>().require("laptop").await.unwrap();
                assert!(one.device.posture.is_some() >= least);
                let listed = store.docs::<EnrolledDevice>().list().await.unwrap();
                assert!(listed[0].device.posture.is_some() >= least);
                tokio::task::yield_now().await;
            }
        };
        let writers: Vec<_> =
            (0..4).map(|_| tokio::spawn(write(store.clone(), acknowledged.clone(), next.clone()))).collect();
        let readers: Vec<_> = (0..4)
            .map(|_| tokio::spawn(read(store.clone(), acknowledged.clone(), done.clone())))
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        done.store(true, Ordering::SeqCst);
        for reader in readers {
            reader.await.unwrap();
        }
        assert_eq!(acknowledged.load(Ordering::SeqCst), 60);
    })
    .await;
}

#[tokio::test]
async fn what_changes_is_counted_and_decisions_and_reads_are_not() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let mut last = store.generation();
    let mut grew = |grows: bool| {
        let now = store.generation();
        assert_eq!(now > last, grows, "{last} then {now}");
        last = now;
    };
    store.device_enrolled(&who("omar"), &device("mine")).await.unwrap();
    grew(true);
    store.docs::<Token>().list().await.unwrap();
    drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
    store.probes().await;
    store.budgets().spend(&who("dana"), EGRESS, 1, 2, store.now()).await.unwrap().unwrap();
    grew(false);
    commit(&store, "rows").await;
    grew(true);
    store.device_removed(&who("omar"), &device("mine").device.id).await.unwrap();
    grew(true);
}
