//! Versions go by themselves when their time is over.

use crate::datasets::{commit, commit_kept, commit_under};
use crate::models::{promote, promoted};
use crate::support::{Workspace, asset, on_both, permit, who};
use hygeia_store::{
    Dataset, Deleting, Keep, NewConfig, Refused, Retention, Store, StoreError, Version,
};
use std::num::NonZeroU16;
use terms::{Action, Denial, Digest};

const DAY: i64 = 86_400;

/// From now on every version may be kept for so many days.
async fn keep(store: &Store, days: u16) {
    term(store, Retention { days: NonZeroU16::new(days), hold: false }).await;
}

pub async fn term(store: &Store, term: Retention) {
    let keep = |_: &Version| term;
    let texts = &[("hygeia.toml", "text")];
    let new = NewConfig { texts, keep: Some(Keep(&keep)), ..NewConfig::default() };
    store.config_applied(&who("sam"), &new).await.unwrap();
}

async fn numbers(store: &Store) -> Vec<u32> {
    let versions = store.docs::<Version>().list_of("dataset/loans").await.unwrap();
    let mut numbers: Vec<u32> = versions.iter().map(|version| version.number).collect();
    numbers.sort_unstable();
    numbers
}

async fn is_there(store: &Store, object: Digest) -> bool {
    match store.objects().get(object).await {
        Ok(_) => true,
        Err(StoreError::NoObject(_)) => false,
        Err(other) => panic!("{other}"),
    }
}

// proves M15
#[tokio::test]
async fn a_version_goes_when_its_time_is_over_and_not_a_second_before() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let first = commit(&store, "one").await;
        keep(&store, 30).await;
        workspace.clock.advance(20 * DAY);
        let second = commit(&store, "two").await;
        // A commit says anew how long: here nothing was said.
        keep(&store, 30).await;
        workspace.clock.advance(10 * DAY - 1);
        assert!(store.end_retention().await.unwrap().is_empty());
        assert_eq!(numbers(&store).await, [1, 2]);
        workspace.clock.advance(1);
        let ended = store.end_retention().await.unwrap();
        assert!(
            matches!(ended.as_slice(), [one] if one.versions == [1] && !one.whole),
            "{ended:?}"
        );
        assert_eq!(numbers(&store).await, [2]);
        assert!(!is_there(&store, first).await && is_there(&store, second).await);
        assert_eq!(store.live_version(&asset("dataset/loans")).await.unwrap().object, second);
        let entry = store.events(ended[0].ledger_index..ended[0].ledger_index + 1).await.unwrap();
        assert_eq!(entry[0].api.operation, "retention-ended");
        // Nothing brings it back, and what is left is whole.
        store.close().await;
        let store = workspace.open().await;
        assert!(store.end_retention().await.unwrap().is_empty());
        workspace.clock.advance(20 * DAY);
        let ended = store.end_retention().await.unwrap();
        assert!(matches!(ended.as_slice(), [one] if one.versions == [2] && one.whole), "{ended:?}");
        assert!(!is_there(&store, second).await);
        assert!(store.docs::<Dataset>().list().await.unwrap().is_empty());
        store.close().await;
        workspace.open().await;
    })
    .await;
}

// proves M15
#[tokio::test]
async fn what_a_live_model_stands_on_stays_until_that_model_is_retired() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let model = promoted(&store, b"onnx").await;
    let newer = commit(&store, "newer").await;
    keep(&store, 1).await;
    workspace.clock.advance(2 * DAY);
    let ended = store.end_retention().await.unwrap();
    assert!(matches!(ended.as_slice(), [one] if one.versions == [2] && !one.whole), "{ended:?}");
    assert!(!is_there(&store, newer).await);
    let kept = store.kept().await.unwrap();
    let [left] = kept.as_slice() else { panic!("{kept:?}") };
    assert!(left.behind_live_model && left.is_over(store.now()) && !left.live, "{left:?}");
    // The version that queries saw went.
    let live = store.live_version(&asset("dataset/loans")).await;
    assert!(matches!(live, Err(StoreError::Missing { .. })), "{live:?}");
    store.model_retired(&promote(&store, model).await).await.unwrap();
    let ended = store.end_retention().await.unwrap();
    assert!(matches!(ended.as_slice(), [one] if one.versions == [1] && one.whole), "{ended:?}");
}

// proves M15
#[tokio::test]
async fn without_an_end_nothing_ends() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let object = commit(&store, "one").await;
    workspace.clock.advance(100 * 366 * DAY);
    assert!(store.kept().await.unwrap().iter().all(|kept| kept.until.is_none()));
    assert!(store.end_retention().await.unwrap().is_empty());
    assert!(is_there(&store, object).await);
}

// proves M15, M7
#[tokio::test]
async fn nothing_on_hold_goes_whoever_asks_and_whatever_time_is_over() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let object = commit(&store, "one").await;
        term(&store, Retention { days: NonZeroU16::new(1), hold: true }).await;
        workspace.clock.advance(30 * DAY);
        assert!(store.kept().await.unwrap().iter().all(|kept| kept.is_over(store.now())));
        assert!(store.end_retention().await.unwrap().is_empty());
        let delete = permit(&store, "dana", Action::Delete, "dataset/loans", None).await;
        let refused = store.dataset_deleted(&delete, Deleting::AT_ONCE).await;
        assert!(
            matches!(
                refused,
                Err(StoreError::Refused(Refused::Denied { denial: Denial::OnHold, .. }))
            ),
            "{refused:?}"
        );
        assert!(is_there(&store, object).await);
        keep(&store, 1).await;
        let ended = store.end_retention().await.unwrap();
        assert!(matches!(ended.as_slice(), [one] if one.whole), "{ended:?}");
    })
    .await;
}

/// What is applied while a table is taken in counts for it: it is not committed under what stood before.
// proves M15, M7
#[tokio::test]
async fn what_was_taken_in_under_other_rules_is_not_committed() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let under = |text: &str| vec![("hygeia.toml".to_owned(), text.to_owned())];
        keep(&store, 30).await;
        commit_under(&store, "one", under("text")).await.unwrap();
        let other = commit_under(&store, "two", under("other")).await;
        assert!(matches!(other, Err(StoreError::AppliedMeanwhile(_))), "{other:?}");
        // Nothing was said of this dataset by itself, and then something is.
        let own = |text: &str| vec![("datasets/loans.toml".to_owned(), text.to_owned())];
        commit_under(&store, "two", own("")).await.unwrap();
        let said = commit_under(&store, "three", own("keep_days = 1")).await;
        assert!(matches!(said, Err(StoreError::AppliedMeanwhile(_))), "{said:?}");
        assert_eq!(numbers(&store).await, [1, 2]);
    })
    .await;
}

/// A delivery says of itself alone for how long it may be kept.
// proves M15
#[tokio::test]
async fn a_version_that_goes_sooner_takes_no_other_along() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    commit(&store, "one").await;
    let sooner = Retention { days: NonZeroU16::new(1), hold: false };
    commit_kept(&store, "two", sooner).await;
    workspace.clock.advance(2 * DAY);
    let ended = store.end_retention().await.unwrap();
    assert!(matches!(ended.as_slice(), [one] if one.versions == [2] && !one.whole), "{ended:?}");
    assert_eq!(numbers(&store).await, [1]);
}
