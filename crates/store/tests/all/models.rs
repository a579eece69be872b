//! A model's way: nothing unscanned, unsigned or self-approved is promoted.

use crate::datasets::commit;
use crate::support::{Workspace, asset, on_both, permit};
use bytes::Bytes;
use hygeia_store::{
    Evaluation, Held, Model, NewModel, Promoted, Refused, Scanned, Signed, Stage, Store,
    StoreError, Trained,
};
use std::fs;
use terms::{Action, Digest, Finding, Location, Severity};

async fn trained(store: &Store, onnx: &'static [u8]) -> Held<Trained> {
    let object = commit(store, "rows").await;
    let reference = hygeia_store::VersionRef { dataset: asset("dataset/loans"), object };
    let permit = permit(store, "mia", Action::Train, "dataset/loans", None).await;
    let new = NewModel {
        asset: asset("model/credit"),
        trained_on: vec![reference],
        evaluation: Some(Evaluation::default()),
    };
    let files = vec![("final.onnx".to_owned(), Bytes::from_static(onnx))];
    store.model_trained(&permit, new, files).await.unwrap()
}

pub async fn promote(store: &Store, digest: Digest) -> hygeia_store::Permit {
    permit(store, "mia", Action::Promote, "model/credit", Some(digest)).await
}

pub async fn approve(store: &Store, name: &str, digest: Digest) -> hygeia_store::Permit {
    permit(store, name, Action::Approve, "model/credit", Some(digest)).await
}

pub async fn signed(store: &Store, onnx: &'static [u8]) -> Held<Signed> {
    let held = trained(store, onnx).await;
    let promote = promote(store, held.digest()).await;
    let scanned = store.model_scanned(held, &promote, &[]).await.unwrap();
    store.model_signed(scanned, &promote, Bytes::from_static(b"signature")).await.unwrap()
}

/// A promoted version of model/credit.
pub async fn promoted(store: &Store, onnx: &'static [u8]) -> Digest {
    let held = signed(store, onnx).await;
    let olga = approve(store, "olga", held.digest()).await;
    store.model_promoted(held, &olga).await.unwrap().digest()
}

// proves M10
#[tokio::test]
async fn a_model_goes_on_in_another_process_and_by_another_person() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let digest = trained(&store, b"onnx").await.digest();
        store.close().await;
        let store = workspace.open().await;
        let credit = asset("model/credit");
        assert!(matches!(
            store.model_held::<Scanned>(&credit, digest).await,
            Err(StoreError::Unfit { .. })
        ));
        let (held, model) = store.model_held::<Trained>(&credit, digest).await.unwrap();
        assert_eq!((model.author.as_str(), model.number), ("mia", 1));
        let mia = promote(&store, digest).await;
        let scanned = store.model_scanned(held, &mia, &[]).await.unwrap();
        store.model_signed(scanned, &mia, Bytes::from_static(b"signature")).await.unwrap();
        let (held, _) = store.model_held::<Signed>(&credit, digest).await.unwrap();
        assert!(matches!(store.model_live(&credit).await, Err(StoreError::Missing { .. })));
        store.model_promoted(held, &approve(&store, "olga", digest).await).await.unwrap();
        let (live, model) = store.model_live(&credit).await.unwrap();
        assert_eq!((live.digest(), model.stage, model.ledger.len()), (digest, Stage::Promoted, 4));
        assert_eq!(model.promoted_by.as_ref().unwrap().as_str(), "olga");
    })
    .await;
}

// proves M10
#[tokio::test]
async fn nobody_approves_their_own_work() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let held = signed(&store, b"onnx").await;
    let own = approve(&store, "mia", held.digest()).await;
    assert!(matches!(
        store.model_promoted(held, &own).await,
        Err(StoreError::Refused(Refused::OwnWork(_)))
    ));
    assert!(store.model_live(&asset("model/credit")).await.is_err());
    let last = store.events(0..99).await.unwrap().pop().unwrap();
    assert_eq!((last.api.operation.as_str(), last.status_id), ("model-self-approval", 2));
}

// proves M10
#[tokio::test]
async fn a_model_with_a_bad_finding_stops() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let held = trained(&store, b"onnx").await;
    let permit = promote(&store, held.digest()).await;
    let finding = |severity| {
        Finding::new(
            "artifact/pickle-call",
            severity,
            Location::of("x.pkl"),
            "calls os.system",
            "remove it",
        )
    };
    let stopped = store
        .model_scanned(held, &permit, &[finding(Severity::Info), finding(Severity::Critical)])
        .await;
    assert!(matches!(stopped, Err(StoreError::Unfit { .. })));
}

// proves M10
#[tokio::test]
async fn a_changed_byte_after_signing_is_refused() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let held = signed(&store, b"onnx").await;
    let object = Digest::of(b"onnx");
    fs::write(workspace.path(&format!("objects/{}/{object}", &object.hex()[..2])), b"onny")
        .unwrap();
    let digest = held.digest();
    let refused = store.model_promoted(held, &approve(&store, "olga", digest).await).await;
    assert!(matches!(refused, Err(StoreError::BrokenObject(d)) if d == object));
    assert!(store.model_held::<Signed>(&asset("model/credit"), digest).await.is_err());
}

#[tokio::test]
async fn a_permit_for_another_model_or_action_promotes_nothing() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let held = signed(&store, b"onnx").await;
    let digest = held.digest();
    let other = approve(&store, "olga", Digest::of(b"other model")).await;
    assert!(matches!(
        store.model_promoted(held, &other).await,
        Err(StoreError::Refused(Refused::Other { .. }))
    ));
    let (held, _) = store.model_held::<Signed>(&asset("model/credit"), digest).await.unwrap();
    let asking = promote(&store, digest).await;
    assert!(matches!(
        store.model_promoted(held, &asking).await,
        Err(StoreError::Refused(Refused::Other { .. }))
    ));
    let elsewhere = permit(&store, "mia", Action::Train, "dataset/people", None).await;
    let new = NewModel { asset: asset("model/credit"), trained_on: Vec::new(), evaluation: None };
    assert!(matches!(
        store.model_trained(&elsewhere, new, Vec::new()).await,
        Err(StoreError::Refused(_))
    ));
}

#[tokio::test]
async fn a_new_model_retires_the_one_before_and_no_step_is_taken_twice() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let credit = asset("model/credit");
    let first = signed(&store, b"one").await;
    let digest = first.digest();
    let (again, _) = store.model_held::<Signed>(&credit, digest).await.unwrap();
    store.model_promoted(first, &approve(&store, "olga", digest).await).await.unwrap();
    let twice = store.model_promoted(again, &approve(&store, "olga", digest).await).await;
    assert!(matches!(twice, Err(StoreError::Unfit { .. })));
    let second = signed(&store, b"two").await;
    let newer = second.digest();
    let held: Held<Promoted> =
        store.model_promoted(second, &approve(&store, "olga", newer).await).await.unwrap();
    assert_eq!(store.model_live(&credit).await.unwrap().0.digest(), held.digest());
    let stages: Vec<_> =
        store.docs::<Model>().list().await.unwrap().iter().map(|m| (m.number, m.stage)).collect();
    assert!(stages.contains(&(1, Stage::Retired)) && stages.contains(&(2, Stage::Promoted)));
}

#[tokio::test]
async fn a_retired_model_is_live_no_more_and_stays_in_the_registry() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let credit = asset("model/credit");
    let digest = promoted(&store, b"onnx").await;
    let other = promote(&store, Digest::of(b"other model")).await;
    assert!(matches!(store.model_retired(&other).await, Err(StoreError::Refused(_))));
    let own = promote(&store, digest).await;
    store.model_retired(&own).await.unwrap();
    assert!(matches!(store.model_live(&credit).await, Err(StoreError::Missing { .. })));
    assert!(!store.behind_live_model(&asset("dataset/loans")).await.unwrap());
    let kept = store.docs::<Model>().require(&Model::key_of(&credit, digest)).await.unwrap();
    let entry = *kept.ledger.last().unwrap();
    let events = store.events(entry..entry + 1).await.unwrap();
    assert_eq!((kept.stage, events[0].api.operation.as_str()), (Stage::Retired, "model-retired"));
    assert!(matches!(store.model_retired(&own).await, Err(StoreError::Missing { .. })));
}
