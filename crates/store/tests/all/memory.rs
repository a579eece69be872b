//! Documents in memory: what was verified once is answered without the database, and is what the
//! database has.

use crate::datasets::{commit, version_with};
use crate::metadata::{config, token};
use crate::models::promoted;
use crate::support::{NOW, Workspace, asset, on_both, permit, who};
use hygeia_store::{
    ConfigVersion, EnrolledDevice, Model, Stage, Store, StoreError, Token, Version,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use terms::seal::SealKey;
use terms::{Action, Device, DeviceId, Digest, State, Timestamp};

fn device(name: &str) -> EnrolledDevice {
    EnrolledDevice {
        device: Device { id: DeviceId::new(name).unwrap(), managed: true, posture: None },
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
            store.docs::<EnrolledDevice>().insert(&device(name)).await.unwrap();
        }
        store.docs::<Token>().insert(&token("secret")).await.unwrap();
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
        assert!(devices.put(&device("tablet")).await.is_err());
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
        let retire = |model: &mut Model| {
            model.stage = Stage::Retired;
            Ok::<_, StoreError>(())
        };
        let key = Model::key_of(&asset("model/credit"), held);
        store.docs::<Model>().update(&key, retire).await.unwrap();
        assert!(!store.behind_live_model(&loans).await.unwrap(), "and so is that it is no more");
    })
    .await;
}
const EGRESS: hygeia_store::BudgetKind = hygeia_store::BudgetKind::Egress;

// proves M19
#[tokio::test]
async fn a_version_whose_receipt_was_not_signed_here_is_neither_kept_nor_believed() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let forged = version_with(&store, &SealKey::generate().unwrap());
    let refused = store.docs::<Version>().put(&forged).await;
    assert!(matches!(refused, Err(StoreError::Seal(_))));
    assert!(store.docs::<Version>().at_rest().list().await.unwrap().is_empty());
}

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
    Insert(u32, bool),
    Put(u32, bool),
    Update(u32, bool),
    Remove(u32),
    Get(u32),
    List,
    ListOf(bool),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (key, parent) = (0..4u32, any::<bool>());
    let step = prop_oneof![
        4 => (key.clone(), parent).prop_map(|(key, parent)| Step::Insert(key, parent)),
        4 => (key.clone(), parent).prop_map(|(key, parent)| Step::Put(key, parent)),
        4 => (key.clone(), parent).prop_map(|(key, parent)| Step::Update(key, parent)),
        2 => key.clone().prop_map(Step::Remove),
        3 => key.prop_map(Step::Get),
        3 => Just(Step::List),
        3 => parent.prop_map(Step::ListOf),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..60)
}

/// A token with the key `number`; who it belongs to, and so its parent, can change.
fn owned(number: u32, danas: bool) -> Token {
    let principal = who(if danas { "dana" } else { "eve" });
    Token { principal, expires: Timestamp::from_unix(NOW + 1), ..token(&number.to_string()) }
}

/// Memory and database say the same of everything.
async fn agree(store: &Store) {
    let (memory, at_rest) = (store.docs::<Token>(), store.docs::<Token>().at_rest());
    for number in 0..4 {
        let key = owned(number, true).digest.hex();
        assert_eq!(memory.get(&key).await.unwrap(), at_rest.get(&key).await.unwrap());
    }
    assert_eq!(memory.list().await.unwrap(), at_rest.list().await.unwrap());
    for parent in ["dana", "eve"] {
        let of = memory.list_of(parent).await.unwrap();
        assert_eq!(of, at_rest.list_of(parent).await.unwrap());
    }
}

async fn walk(workspace: &Workspace, steps: &[Step]) {
    let mut store = workspace.create().await;
    for &step in steps {
        let docs = store.docs::<Token>();
        let key = |number| owned(number, true).digest.hex();
        match step {
            Step::Insert(number, danas) => drop(docs.insert(&owned(number, danas)).await),
            Step::Put(number, danas) => docs.put(&owned(number, danas)).await.unwrap(),
            Step::Update(number, danas) => {
                let change = |token: &mut Token| {
                    token.revoked = !token.revoked;
                    token.principal = owned(number, danas).principal;
                    Ok::<_, StoreError>(())
                };
                drop(docs.update(&key(number), change).await);
            }
            Step::Remove(number) => drop(docs.remove(&key(number)).await.unwrap()),
            // Only to have it held, or not: all is compared after the next change anyway.
            Step::Get(number) => drop(docs.get(&key(number)).await.unwrap()),
            Step::List => drop(docs.list().await.unwrap()),
            Step::ListOf(danas) => {
                drop(docs.list_of(if danas { "dana" } else { "eve" }).await.unwrap());
            }
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

#[tokio::test]
async fn memory_says_what_the_database_has_whatever_is_done() {
    let mut runner = TestRunner::default();
    for _ in 0..12 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        println!("{steps:?}");
        on_both(async |workspace| walk(workspace, &steps).await).await;
    }
}

#[tokio::test]
async fn a_caller_who_goes_away_in_the_middle_leaves_memory_and_database_as_one() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        for round in 0..40u32 {
            let docs = store.docs::<Token>();
            let token = owned(round % 4, round % 3 == 0);
            let before = store.generation();
            let mut write = Box::pin(docs.put(&token));
            let _ = futures::poll!(&mut write);
            for _ in 0..round % 5 {
                tokio::task::yield_now().await;
            }
            drop(write);
            // Whoever asks has the old one or the new one; once it is through, only the new one.
            assert!(docs.list().await.is_ok());
            while store.generation() == before {
                tokio::task::yield_now().await;
            }
            assert_eq!(*docs.require(&token.digest.hex()).await.unwrap(), token);
            agree(&store).await;
        }
    })
    .await;
}

#[tokio::test]
async fn after_a_write_that_failed_the_database_is_asked_again() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let docs = store.docs::<Token>();
    let (key, mine) = (token("mine").digest.hex(), token("mine"));
    docs.insert(&mine).await.unwrap();
    workspace.behind_its_back("CREATE TABLE before AS SELECT envelope FROM documents").await;
    docs.put(&Token { revoked: true, ..mine.clone() }).await.unwrap();
    workspace
        .behind_its_back(
            "CREATE TRIGGER full BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        .await;
    assert!(docs.put(&mine).await.is_err());
    assert!(docs.require(&key).await.unwrap().revoked, "it did not come through");
    workspace.behind_its_back("DROP TRIGGER full").await;
    workspace
        .behind_its_back("UPDATE documents SET envelope = (SELECT envelope FROM before)")
        .await;
    assert!(!docs.require(&key).await.unwrap().revoked, "and for a while nothing of it is held");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_reads_never_sees_less_than_was_acknowledged() {
    on_both(async |workspace| {
        let store = Arc::new(workspace.create().await);
        store.docs::<ConfigVersion>().insert(&ConfigVersion { text: String::new(), ..config(1) }).await.unwrap();
        let (acknowledged, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let write = |store: Arc<Store>, acknowledged: Arc<AtomicUsize>| async move {
            for _ in 0..15 {
                let add = |c: &mut ConfigVersion| {
                    c.text.push('x');
                    Ok::<_, StoreError>(())
                };
                let now = store.docs::<ConfigVersion>().update("raci@00000001", add).await.unwrap();
                acknowledged.fetch_max(now.text.len(), Ordering::SeqCst);
            }
        };
        let read = |store: Arc<Store>, acknowledged: Arc<AtomicUsize>, done: Arc<AtomicBool>| async move {
            while !done.load(Ordering::SeqCst) {
                let least = acknowledged.load(Ordering::SeqCst);
                let one = store.docs::<ConfigVersion>().require("raci@00000001").await.unwrap();
                assert!(one.text.len() >= least, "{} of {least}", one.text.len());
                let listed = store.docs::<ConfigVersion>().list_of("raci").await.unwrap();
                assert!(listed[0].text.len() >= least);
                tokio::task::yield_now().await;
            }
        };
        let writers: Vec<_> =
            (0..4).map(|_| tokio::spawn(write(store.clone(), acknowledged.clone()))).collect();
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
    store.docs::<Token>().insert(&token("mine")).await.unwrap();
    grew(true);
    store.docs::<Token>().list().await.unwrap();
    drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
    store.probes().await;
    store.budgets().spend(&who("dana"), EGRESS, 1, 2, store.now()).await.unwrap().unwrap();
    grew(false);
    commit(&store, "rows").await;
    grew(true);
    store.docs::<Token>().remove(&token("mine").digest.hex()).await.unwrap();
    grew(true);
}
