//! A dataset's way.

use crate::support::{Workspace, asset, on_both, permit, who};
use bytes::Bytes;
use hygeia_store::{
    Dataset, Deleting, KeysUsed, NewModel, NewVersion, Refused, Retention, Store, StoreError,
    Version,
};
use std::fs;
use terms::seal::{Envelope, SealKey};
use terms::{
    Action, Class, Classification, Column, ColumnRole, Denial, Digest, InfoType, Kind, Receipt,
    State,
};

const TYPE: &str = "application/vnd.hygeia.receipt+json";

pub fn receipt(store: &Store, key: &SealKey) -> Envelope {
    let receipt = Receipt {
        dataset: "loans".into(),
        origin: None,
        source_digest: Digest::of(b"source"),
        source_bytes: 6,
        content_digest: Digest::of(b"content"),
        rows: 3,
        schema: vec![("email".into(), "utf8".into())],
        defects: Vec::new(),
        combinations: None,
        sketch: None,
        at: store.now(),
    };
    key.seal(TYPE, &receipt).unwrap()
}

fn version(receipt: Envelope, keys: KeysUsed) -> NewVersion {
    let column = Column {
        name: "email".into(),
        info_type: InfoType::Email,
        kind: Kind::Text,
        role: ColumnRole::Identifier,
        class: Class::Confidential,
        criticality: terms::Criticality::High,
        regimes: Vec::new(),
        confidence: 0.97,
        evidence: Vec::new(),
        reason: "structure".into(),
        state: terms::ColumnState::Recognised,
        open: false,
    };
    NewVersion {
        classification: Classification { rows: 3, columns: vec![column] },
        plan: Vec::new(),
        keys,
        receipt,
        owner: who("olga"),
        purpose: "credit risk".into(),
        retain_until: None,
        retention: Retention::default(),
        under: Vec::new(),
    }
}

/// A committed version of dataset/loans, whose object holds `inside`.
pub async fn commit(store: &Store, inside: &str) -> Digest {
    commit_new(store, inside, |new| new).await.unwrap()
}

/// The same, of what was taken in under these texts.
pub async fn commit_under(
    store: &Store,
    inside: &str,
    under: Vec<(String, String)>,
) -> Result<Digest, StoreError> {
    commit_new(store, inside, |new| NewVersion { under, ..new }).await
}

async fn commit_new(
    store: &Store,
    inside: &str,
    change: impl FnOnce(NewVersion) -> NewVersion,
) -> Result<Digest, StoreError> {
    let permit = permit(store, "dana", Action::Ingest, "dataset/loans", None).await;
    let receipt = receipt(store, &store.seal());
    let landed = store.dataset_landed(&permit, &receipt).await.unwrap();
    let bytes = Bytes::from(format!("PARE{inside}PARE"));
    let protected = store.dataset_protected(landed, &permit, bytes).await.unwrap();
    let keys = store.keys().secrets().in_use();
    let new = change(version(receipt, keys));
    Ok(store.dataset_committed(protected, &permit, new).await?.digest())
}

/// The same, of what may be kept for so long.
pub async fn commit_kept(store: &Store, inside: &str, retention: Retention) {
    commit_new(store, inside, |new| NewVersion { retention, ..new }).await.unwrap();
}

/// The same, of what is restricted.
pub async fn commit_restricted(store: &Store, inside: &str) -> Digest {
    let restricted = |mut new: NewVersion| {
        new.classification.columns[0].class = Class::Restricted;
        new
    };
    commit_new(store, inside, restricted).await.unwrap()
}

// proves M19
#[tokio::test]
async fn a_dataset_is_committed_step_by_step_and_each_step_is_in_the_ledger() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let first = commit(&store, "one").await;
        let second = commit(&store, "two").await;
        let live = store.live_version(&asset("dataset/loans")).await.unwrap();
        assert_eq!((live.object, live.number, live.rows), (second, 2, 3));
        assert_eq!(store.docs::<Version>().list_of("dataset/loans").await.unwrap().len(), 2);
        assert_ne!(first, second);
        let operations: Vec<_> =
            store.events(1..5).await.unwrap().into_iter().map(|e| e.api.operation).collect();
        assert_eq!(
            operations,
            ["ingest", "dataset-landed", "dataset-protected", "dataset-committed"]
        );
        let probed = store.probes().await;
        // So short a ledger has no bundle to index.
        let (index, others): (Vec<_>, _) = probed.iter().partition(|p| p.id == "audit/index");
        assert!(index.iter().all(|p| p.state == State::NotApplicable), "{index:?}");
        assert!(others.iter().all(|p| p.state == State::Proven), "{others:?}");
        store.close().await;
        let store = workspace.open().await;
        assert_eq!(store.live_version(&asset("dataset/loans")).await.unwrap().object, second);
    })
    .await;
}

// proves M5
#[tokio::test]
async fn clear_bytes_are_never_kept() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let permit = permit(&store, "dana", Action::Ingest, "dataset/loans", None).await;
    for clear in [
        &b"PAR1dana@example.orgPAR1"[..],
        b"email\ndana@example.org\n",
        b"PAREdana@example.org",
        b"",
    ] {
        let landed = store.dataset_landed(&permit, &receipt(&store, &store.seal())).await.unwrap();
        let refused = store.dataset_protected(landed, &permit, Bytes::from_static(clear)).await;
        assert!(matches!(refused, Err(StoreError::Clear(_))));
    }
    assert!(store.objects().list().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_permit_is_not_for_does_not_land() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let own = receipt(&store, &store.seal());
    let query = permit(&store, "dana", Action::Query, "dataset/loans", None).await;
    assert!(matches!(
        store.dataset_landed(&query, &own).await,
        Err(StoreError::Refused(Refused::Other { .. }))
    ));
    let people = permit(&store, "dana", Action::Ingest, "dataset/people", None).await;
    assert!(matches!(
        store.dataset_landed(&people, &own).await,
        Err(StoreError::Refused(Refused::Other { .. }))
    ));
    let source =
        permit(&store, "dana", Action::Ingest, "dataset/loans", Some(Digest::of(b"other"))).await;
    assert!(matches!(
        store.dataset_landed(&source, &own).await,
        Err(StoreError::Refused(Refused::Other { .. }))
    ));
    let loans = permit(&store, "dana", Action::Ingest, "dataset/loans", None).await;
    let forged = receipt(&store, &SealKey::generate().unwrap());
    assert!(matches!(store.dataset_landed(&loans, &forged).await, Err(StoreError::Seal(_))));
}

// proves M19
#[tokio::test]
async fn a_version_whose_receipt_was_not_signed_here_is_not_kept() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let permit = permit(&store, "dana", Action::Ingest, "dataset/loans", None).await;
    let own = receipt(&store, &store.seal());
    let landed = store.dataset_landed(&permit, &own).await.unwrap();
    let bytes = Bytes::from_static(b"PARErowsPARE");
    let held = store.dataset_protected(landed, &permit, bytes).await.unwrap();
    let keys = store.keys().secrets().in_use();
    let forged = version(receipt(&store, &SealKey::generate().unwrap()), keys);
    let refused = store.dataset_committed(held, &permit, forged).await;
    assert!(matches!(refused, Err(StoreError::Seal(_))));
    assert!(store.docs::<Version>().at_rest().list().await.unwrap().is_empty());
}

// proves M7
#[tokio::test]
async fn data_behind_a_live_model_stays_and_other_data_goes() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let object = commit(&store, "one").await;
    let loans = asset("dataset/loans");
    let reference = store.live_version(&loans).await.unwrap().reference();
    let train = permit(&store, "mia", Action::Train, "dataset/loans", None).await;
    let new =
        NewModel { asset: asset("model/credit"), trained_on: vec![reference], evaluation: None };
    let held = store
        .model_trained(&train, new, vec![("final.onnx".into(), Bytes::from_static(b"onnx"))])
        .await
        .unwrap();
    let promote = permit(&store, "mia", Action::Promote, "model/credit", Some(held.digest())).await;
    let approve =
        permit(&store, "olga", Action::Approve, "model/credit", Some(held.digest())).await;
    let scanned = store.model_scanned(held, &promote, &[]).await.unwrap();
    let signed =
        store.model_signed(scanned, &promote, Bytes::from_static(b"signature")).await.unwrap();
    let live = store.model_promoted(signed, &approve).await.unwrap();
    assert!(store.behind_live_model(&loans).await.unwrap());

    let delete = permit(&store, "dana", Action::Delete, "dataset/loans", None).await;
    let refused = store.dataset_deleted(&delete, Deleting::AT_ONCE).await;
    assert!(matches!(
        refused,
        Err(StoreError::Refused(Refused::Denied { denial: Denial::BehindLiveModel, .. }))
    ));
    assert!(store.objects().get(object).await.is_ok());

    let retire = permit(&store, "mia", Action::Promote, "model/credit", Some(live.digest())).await;
    store.model_retired(&retire).await.unwrap();
    store.dataset_deleted(&delete, Deleting::AT_ONCE).await.unwrap();
    assert!(matches!(store.objects().get(object).await, Err(StoreError::NoObject(_))));
    assert!(store.docs::<Dataset>().list().await.unwrap().is_empty());
    assert!(store.docs::<Version>().list().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_lost_object_fails_the_receipts_probe() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    commit(&store, "one").await;
    fs::remove_dir_all(workspace.path("objects")).unwrap();
    fs::create_dir(workspace.path("objects")).unwrap();
    let probed = store.probes().await;
    assert_eq!(probed.iter().find(|p| p.id == "zero-trust/receipts").unwrap().state, State::Failed);
}
