//! Records are the newest that the ledger knows, not only signed.

use crate::memory::{device, healthy};
use crate::metadata::token;
use crate::support::{Workspace, on_both, permit, who};
use hygeia_store::{EnrolledDevice, Store, StoreError, Token};
use terms::{Action, State};

/// Dana's device was enrolled, became Eve's, and Dana's token was revoked. The table `before` has the
/// rows as they were in between.
async fn history(workspace: &Workspace) -> Store {
    let store = workspace.create().await;
    let omar = who("omar");
    store.device_enrolled(&omar, &device("laptop")).await.unwrap();
    store.device_enrolled(&omar, &device("phone")).await.unwrap();
    store.token_issued(&omar, &token("mine")).await.unwrap();
    workspace.behind_its_back("CREATE TABLE before AS SELECT * FROM documents").await;
    let eves = EnrolledDevice { owner: who("eve"), ..device("laptop") };
    store.device_enrolled(&omar, &eves).await.unwrap();
    store.device_removed(&omar, &device("phone").device.id).await.unwrap();
    store.tokens_revoked(&omar, &who("dana")).await.unwrap();
    // What happens and changes no record is no matter.
    drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
    store
}

const LAPTOP: &str = "UPDATE documents SET envelope = (SELECT envelope FROM before \
     WHERE before.kind = documents.kind AND before.key = documents.key) WHERE key = 'laptop'";
const WITH_ITS_REVISION: &str = "UPDATE documents SET revision = 1 WHERE key = 'laptop'";
const PHONE: &str = "INSERT INTO documents SELECT * FROM before WHERE key = 'phone'";
const GONE: &str = "DELETE FROM documents WHERE kind = 'token'";
const OTHER_PARENT: &str = "UPDATE documents SET parent = 'x' WHERE kind = 'token'";
const NO_KEYS: &str = "DELETE FROM documents WHERE kind = 'key-check'";
const ALL: [&str; 2] = ["DELETE FROM documents", "INSERT INTO documents SELECT * FROM before"];

/// What is done behind the store's back, and the record that the probe has to name.
const ATTACKS: [(&[&str], &str); 7] = [
    (&[LAPTOP], "device \"laptop\""),
    (&[LAPTOP, WITH_ITS_REVISION], "device \"laptop\""),
    (&[PHONE], "device \"phone\""),
    (&[GONE], "token"),
    (&[OTHER_PARENT], "token"),
    (&[NO_KEYS], "key-check"),
    (&ALL, "is not the newest"),
];

// proves M7, M19
#[tokio::test]
async fn a_row_of_before_a_deleted_row_and_a_database_of_before_are_refused_and_seen() {
    for (attack, named) in ATTACKS {
        on_both(async |workspace| {
            let store = history(workspace).await;
            let probe = async || {
                let probed = store.probes().await;
                probed.into_iter().find(|p| p.id == "zero-trust/records").unwrap()
            };
            assert_eq!(probe().await.state, State::Proven);
            for sql in attack {
                workspace.behind_its_back(sql).await;
            }
            let seen = probe().await;
            assert_eq!(seen.state, State::Failed, "{attack:?}");
            assert!(seen.saw.contains(named), "{attack:?}: {}", seen.saw);
            store.close().await;
            let refused = workspace.try_open().await;
            assert!(matches!(refused, Err(StoreError::OtherRecords { .. })), "{attack:?}");
        })
        .await;
    }
}

// proves M19
#[tokio::test]
async fn a_running_process_believes_no_row_of_before() {
    on_both(async |workspace| {
        history(workspace).await.close().await;
        let store = workspace.open().await;
        for sql in [LAPTOP, PHONE, GONE] {
            workspace.behind_its_back(sql).await;
        }
        let devices = store.docs::<EnrolledDevice>();
        let stale = |error: StoreError| matches!(error, StoreError::NotFresh { .. });
        assert!(stale(devices.get("laptop").await.unwrap_err()));
        assert!(stale(devices.get("phone").await.unwrap_err()));
        assert!(stale(devices.list().await.unwrap_err()));
        let tokens = store.docs::<Token>();
        assert!(stale(tokens.get(&token("mine").digest.hex()).await.unwrap_err()));
        assert!(stale(tokens.list().await.unwrap_err()));
        assert!(stale(tokens.list_of("dana").await.unwrap_err()));
        let reported = store.device_reported(&device("laptop").device.id, healthy()).await;
        assert!(stale(reported.unwrap_err()), "no deed builds on it");
    })
    .await;
}

// proves M19
#[tokio::test]
async fn an_intent_of_before_that_is_put_back_is_dropped() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    workspace
        .behind_its_back(
            "CREATE TABLE spied (envelope TEXT); \
             CREATE TRIGGER spy AFTER INSERT ON outbox BEGIN INSERT INTO spied VALUES (new.envelope); END",
        )
        .await;
    store.token_issued(&who("omar"), &token("mine")).await.unwrap();
    workspace.behind_its_back("DROP TRIGGER spy").await;
    store.tokens_revoked(&who("omar"), &who("dana")).await.unwrap();
    store.close().await;
    workspace.behind_its_back("INSERT INTO outbox SELECT 1, envelope FROM spied").await;
    let store = workspace.open().await;
    let key = token("mine").digest.hex();
    assert!(store.docs::<Token>().require(&key).await.unwrap().revoked);
    store.close().await;
    workspace.behind_its_back("INSERT INTO outbox VALUES (1, '{}')").await;
    assert!(matches!(workspace.try_open().await, Err(StoreError::Unproven { .. })));
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn what_the_records_are_is_said_again_once_in_a_while() {
    let workspace = Workspace::new();
    let store = std::sync::Arc::new(workspace.create().await);
    for _ in 0..15 {
        let many = (0..100).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
            })
        });
        futures::future::join_all(many).await;
    }
    let events = store.events(1_000..u64::MAX).await.unwrap();
    let attested = events.iter().filter(|event| event.api.operation == "records-attested");
    assert_eq!(attested.count(), 1);
    assert!(events.iter().any(|event| event.unmapped.records.is_some()));
}
