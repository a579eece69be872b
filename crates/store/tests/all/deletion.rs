//! A deletion can be taken back until it ends, and nothing restricted goes by one person's word.

use crate::datasets::{commit, commit_restricted, receipt};
use crate::support::{Workspace, asset, on_both, permit};
use bytes::Bytes;
use hygeia_store::{
    Dataset, Deleting, Deletion, Held, NewModel, Permit, Refused, Retention, Signed, Store,
    StoreError, Version, VersionRef,
};
use terms::{Action, Denial, Digest};

const DAY: i64 = 86_400;
const WEEK: Deleting = Deleting { days: 7, takes_two: false };
const BY_TWO: Deleting = Deleting { days: 7, takes_two: true };

async fn deleting(store: &Store, who: &str) -> Permit {
    permit(store, who, Action::Delete, "dataset/loans", None).await
}

async fn delete(store: &Store, who: &str, how: Deleting) -> Result<Option<Deletion>, StoreError> {
    store.dataset_deleted(&deleting(store, who).await, how).await
}

async fn restore(store: &Store) -> Result<u64, StoreError> {
    let permit = permit(store, "stefan", Action::Ingest, "dataset/loans", None).await;
    store.dataset_restored(&permit).await
}

/// Whether somebody reads it, by what queries see or by the version itself.
async fn is_read(store: &Store, object: Digest) -> bool {
    let dataset = asset("dataset/loans");
    let live = store.live_version(&dataset).await.is_ok();
    let version = store.version(&VersionRef { dataset, object }).await.is_ok();
    assert_eq!(live, version);
    live
}

async fn is_there(store: &Store, object: Digest) -> bool {
    store.objects().get(object).await.is_ok()
}

// proves M7, M15
#[tokio::test]
async fn what_is_deleted_is_read_by_nobody_comes_back_and_goes_when_its_time_is_over() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let object = commit(&store, "one").await;
        let deleted = delete(&store, "dana", WEEK).await.unwrap().unwrap();
        assert_eq!(deleted.end(), Some(store.now().plus_days(7)));
        assert!(!is_read(&store, object).await && is_there(&store, object).await);
        // Nothing comes in there meanwhile, or it would open what lies beneath.
        let ingest = permit(&store, "stefan", Action::Ingest, "dataset/loans", None).await;
        let landed = store.dataset_landed(&ingest, &receipt(&store, &store.seal())).await;
        assert!(matches!(landed, Err(StoreError::Deleted { .. })), "{landed:?}");
        let again = delete(&store, "dana", WEEK).await;
        assert!(matches!(again, Err(StoreError::Deleted { .. })), "{again:?}");

        restore(&store).await.unwrap();
        assert!(is_read(&store, object).await);
        assert!(matches!(restore(&store).await, Err(StoreError::Missing { .. })), "it is back");

        delete(&store, "dana", WEEK).await.unwrap();
        workspace.clock.advance(7 * DAY - 1);
        assert!(store.end_retention().await.unwrap().is_empty());
        store.close().await;
        let store = workspace.open().await;
        assert!(is_there(&store, object).await, "opening sweeps nothing that can come back");
        workspace.clock.advance(1);
        let ended = store.end_retention().await.unwrap();
        assert!(matches!(ended.as_slice(), [one] if one.whole), "{ended:?}");
        assert!(!is_there(&store, object).await);
        assert!(store.docs::<Dataset>().list().await.unwrap().is_empty());
        assert!(store.docs::<Version>().list().await.unwrap().is_empty());
        assert!(matches!(restore(&store).await, Err(StoreError::Missing { .. })), "it is gone");
        store.close().await;
    })
    .await;
}

// proves M7, M15
#[tokio::test]
async fn what_takes_two_waits_for_the_second_however_long_and_no_service_is_one() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let object = commit(&store, "one").await;
        let at_once = Deleting { days: 0, takes_two: true };
        let service = delete(&store, "svc/cleaner", at_once).await;
        assert!(matches!(service, Err(StoreError::TakesPeople(_))), "{service:?}");
        let deleted = delete(&store, "dana", at_once).await.unwrap().unwrap();
        assert_eq!(deleted.end(), None);
        assert!(!is_read(&store, object).await);
        workspace.clock.advance(400 * DAY);
        assert!(store.end_retention().await.unwrap().is_empty());
        for how in [BY_TWO, at_once, Deleting::AT_ONCE] {
            let alone = delete(&store, "dana", how).await;
            assert!(matches!(alone, Err(StoreError::Deleted { ends: None, .. })), "{alone:?}");
        }
        assert!(delete(&store, "svc/cleaner", at_once).await.is_err());
        assert!(is_there(&store, object).await);
        assert_eq!(delete(&store, "olga", at_once).await.unwrap(), None);
        assert!(!is_there(&store, object).await);
        store.close().await;
    })
    .await;
}

// proves M7, M15
#[tokio::test]
async fn a_version_of_before_that_is_restricted_takes_two_whatever_came_since() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let restricted = commit_restricted(&store, "one").await;
    commit(&store, "two").await;
    let deleted = delete(&store, "dana", Deleting::AT_ONCE).await.unwrap().unwrap();
    assert_eq!(deleted.end(), None);
    assert!(delete(&store, "svc/cleaner", Deleting::AT_ONCE).await.is_err());
    assert!(is_there(&store, restricted).await);
    assert_eq!(delete(&store, "olga", Deleting::AT_ONCE).await.unwrap(), None);
    assert!(!is_there(&store, restricted).await);
}

// proves M7, M15
#[tokio::test]
async fn it_goes_when_both_said_and_by_nobodys_word_sooner() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let object = commit(&store, "one").await;
    let (now, at_once) = (store.now(), Deleting { days: 0, takes_two: true });
    let month = Deleting { days: 30, takes_two: true };
    // The first wants it gone at once, which the second is not bound by.
    delete(&store, "dana", at_once).await.unwrap();
    let agreed = delete(&store, "olga", BY_TWO).await.unwrap().unwrap();
    assert_eq!(agreed.end(), Some(now.plus_days(7)));
    for (who, how) in [("dana", at_once), ("dana", BY_TWO), ("olga", month), ("mia", at_once)] {
        let again = delete(&store, who, how).await;
        assert!(
            matches!(again, Err(StoreError::Deleted { ends: Some(_), .. })),
            "{who}: {again:?}"
        );
    }
    assert!(is_there(&store, object).await);
    assert_eq!(delete(&store, "olga", at_once).await.unwrap(), None);
    assert!(!is_there(&store, object).await);
}

// proves M7, M15
#[tokio::test]
async fn an_end_that_was_told_is_not_taken_back_because_nobody_ended_it() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    commit(&store, "one").await;
    delete(&store, "dana", WEEK).await.unwrap();
    // What is classified higher meanwhile takes two from then on.
    let raised = delete(&store, "dana", BY_TWO).await;
    assert_eq!(raised.unwrap().unwrap().end(), None);
    restore(&store).await.unwrap();
    delete(&store, "dana", WEEK).await.unwrap();
    workspace.clock.advance(7 * DAY);
    assert!(matches!(restore(&store).await, Err(StoreError::Missing { .. })));
}

// proves M7, M14
#[tokio::test]
async fn no_model_comes_of_what_is_deleted_and_none_is_promoted() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let object = commit(&store, "one").await;
    let (held, new) = signed_on(&store, object).await;
    delete(&store, "dana", WEEK).await.unwrap();
    let agree = Some(held.digest());
    let agree = permit(&store, "rita", Action::Approve, "model/credit", agree).await;
    let promoted = store.model_promoted(held, &agree).await.err();
    assert!(matches!(promoted, Some(StoreError::Deleted { .. })), "{promoted:?}");
    let train = permit(&store, "mia", Action::Train, "dataset/loans", None).await;
    let trained = store.model_trained(&train, new, files("other")).await.err();
    assert!(matches!(trained, Some(StoreError::Deleted { .. })), "{trained:?}");
}

/// A model that was trained on that version, scanned and signed; and another like it.
async fn signed_on(store: &Store, object: Digest) -> (Held<Signed>, NewModel) {
    let dataset = asset("dataset/loans");
    let trained_on = vec![VersionRef { dataset, object }];
    let new = NewModel { asset: asset("model/credit"), trained_on, evaluation: None };
    let train = permit(store, "mia", Action::Train, "dataset/loans", None).await;
    let held = store.model_trained(&train, new.clone(), files("this")).await.unwrap();
    let ask = Some(held.digest());
    let ask = permit(store, "mia", Action::Promote, "model/credit", ask).await;
    let held = store.model_scanned(held, &ask, &[]).await.unwrap();
    (store.model_signed(held, &ask, Bytes::from_static(b"signature")).await.unwrap(), new)
}

fn files(text: &str) -> Vec<(String, Bytes)> {
    vec![("final.onnx".to_owned(), Bytes::from(text.to_owned()))]
}

// proves M7, M15
#[tokio::test]
async fn a_hold_keeps_what_was_deleted_too() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let object = commit(&store, "one").await;
    delete(&store, "dana", WEEK).await.unwrap();
    crate::retention::term(&store, Retention { days: None, hold: true }).await;
    workspace.clock.advance(30 * DAY);
    assert!(store.end_retention().await.unwrap().is_empty());
    let refused = delete(&store, "dana", Deleting::AT_ONCE).await;
    let denied =
        |refused: &Refused| matches!(refused, Refused::Denied { denial: Denial::OnHold, .. });
    assert!(matches!(&refused, Err(StoreError::Refused(it)) if denied(it)), "{refused:?}");
    restore(&store).await.unwrap();
    assert!(is_read(&store, object).await);
}
