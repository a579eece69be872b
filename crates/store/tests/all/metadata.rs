//! Metadata, on SQLite and PostgreSQL alike.

use crate::support::{NOW, Workspace, asset, on_both, who};
use hygeia_store::{Approval, BudgetKind, ConfigVersion, Store, StoreError, Token};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::sync::Arc;
use terms::{Action, DeviceId, Digest, State, Timestamp};

fn token(secret: &str) -> Token {
    Token {
        digest: Digest::of(secret.as_bytes()),
        principal: who("dana"),
        device: DeviceId::new("laptop").unwrap(),
        thumbprint: Digest::of(b"certificate"),
        expires: Timestamp::from_unix(NOW + 60),
        revoked: false,
    }
}

fn config(number: u32) -> ConfigVersion {
    ConfigVersion {
        name: "raci".into(),
        number,
        text: format!("version {number}"),
        applied_by: who("dana"),
        approved_by: None,
        applied: Timestamp::from_unix(NOW),
    }
}

/// Runs `sql` behind the store's back.
async fn behind_its_back(workspace: &Workspace, sql: &'static str) {
    if let Some(url) = &workspace.config.meta_url {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    } else {
        let url = format!("sqlite://{}", workspace.path("meta.sqlite").display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
}

#[tokio::test]
async fn records_are_kept_listed_changed_and_removed() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let docs = store.docs::<ConfigVersion>();
        for number in [2, 10, 1] {
            docs.insert(&config(number)).await.unwrap();
        }
        assert!(matches!(
            docs.insert(&config(2)).await,
            Err(StoreError::Duplicate { kind: "config", .. })
        ));
        let numbers = |all: Vec<_>| {
            all.iter().map(|c: &hygeia_store::Verified<ConfigVersion>| c.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(docs.list().await.unwrap()), [1, 2, 10]);
        assert_eq!(numbers(docs.list_of("raci").await.unwrap()), [1, 2, 10]);
        assert!(docs.list_of("people").await.unwrap().is_empty());
        docs.put(&ConfigVersion { text: "changed".into(), ..config(2) }).await.unwrap();
        assert_eq!(docs.require("raci@00000002").await.unwrap().text, "changed");
        assert!(docs.remove("raci@00000002").await.unwrap());
        assert!(!docs.remove("raci@00000002").await.unwrap());
        assert!(matches!(docs.require("raci@00000002").await, Err(StoreError::Missing { .. })));
        assert!(
            store.docs::<Token>().get("raci@00000001").await.unwrap().is_none(),
            "kinds are apart"
        );
        store.close().await;
        assert_eq!(workspace.open().await.docs::<ConfigVersion>().list().await.unwrap().len(), 2);
    })
    .await;
}

// proves M20
#[tokio::test]
async fn a_row_that_was_edited_or_moved_is_not_believed() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let (mine, other) = (token("mine"), token("other"));
        let docs = store.docs::<Token>();
        docs.insert(&mine).await.unwrap();
        docs.insert(&other).await.unwrap();
        behind_its_back(
            workspace,
            "UPDATE documents SET envelope = replace(envelope, 'payload\":\"', 'payload\":\"A')",
        )
        .await;
        assert!(matches!(docs.get(&mine.digest.hex()).await, Err(StoreError::Unproven { .. })));
        docs.put(&mine).await.unwrap();
        docs.put(&other).await.unwrap();
        assert!(docs.get(&mine.digest.hex()).await.unwrap().is_some());
        behind_its_back(
            workspace,
            "UPDATE documents SET envelope = (SELECT min(envelope) FROM documents)",
        )
        .await;
        let read = [docs.get(&mine.digest.hex()).await, docs.get(&other.digest.hex()).await];
        assert_eq!(
            read.iter().filter(|r| matches!(r, Err(StoreError::Unproven { .. }))).count(),
            1,
            "one took the other's place"
        );
        assert!(docs.list().await.is_err());
        behind_its_back(workspace, "UPDATE documents SET envelope = '{}'").await;
        let probed = store.probes().await;
        assert_eq!(
            probed.iter().find(|p| p.id == "zero-trust/metadata").unwrap().state,
            State::Failed
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_update_is_lost() {
    on_both(async |workspace| {
        let store = Arc::new(workspace.create().await);
        store
            .docs::<ConfigVersion>()
            .insert(&ConfigVersion { text: String::new(), ..config(1) })
            .await
            .unwrap();
        let append = |store: Arc<Store>| async move {
            let add = |c: &mut ConfigVersion| {
                c.text.push('x');
                Ok::<_, StoreError>(())
            };
            store.docs::<ConfigVersion>().update("raci@00000001", add).await.unwrap();
        };
        let tasks: Vec<_> = (0..8).map(|_| tokio::spawn(append(store.clone()))).collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(
            store.docs::<ConfigVersion>().require("raci@00000001").await.unwrap().text,
            "xxxxxxxx"
        );
    })
    .await;
}

// proves M15
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_two_requests_spend_the_same_allowance() {
    on_both(async |workspace| {
        let store = Arc::new(workspace.create().await);
        let spend = |store: Arc<Store>| async move {
            let window = Timestamp::from_unix(NOW);
            store
                .budgets()
                .spend(&who("dana"), BudgetKind::Egress, 7, 100, window)
                .await
                .unwrap()
                .is_ok()
        };
        let tasks: Vec<_> = (0..40).map(|_| tokio::spawn(spend(store.clone()))).collect();
        let mut granted = 0;
        for task in tasks {
            granted += u64::from(task.await.unwrap());
        }
        assert_eq!(granted, 14, "14 times 7 is the most that fits in 100");
        let used = store
            .budgets()
            .used(&who("dana"), BudgetKind::Egress, Timestamp::from_unix(NOW))
            .await
            .unwrap();
        assert_eq!(used, 98);
    })
    .await;
}

#[tokio::test]
async fn a_budget_starts_again_with_its_window_and_is_each_ones_own() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let spend = async |name: &str, kind, amount, window| {
            store
                .budgets()
                .spend(&who(name), kind, amount, 10, Timestamp::from_unix(window))
                .await
                .unwrap()
        };
        assert_eq!(spend("dana", BudgetKind::Query, 8, NOW).await, Ok(8));
        let over = spend("dana", BudgetKind::Query, 3, NOW).await.unwrap_err();
        assert_eq!((over.asked, over.left), (3, 2));
        assert_eq!(spend("dana", BudgetKind::Query, 2, NOW).await, Ok(10));
        assert_eq!(spend("dana", BudgetKind::Egress, 9, NOW).await, Ok(9));
        assert_eq!(spend("eve", BudgetKind::Query, 9, NOW).await, Ok(9));
        assert_eq!(spend("dana", BudgetKind::Query, 4, NOW + 60).await, Ok(4));
        assert!(
            spend("dana", BudgetKind::Query, 7, NOW).await.is_err(),
            "an earlier window counts into the last"
        );
        assert!(spend("new", BudgetKind::Query, 11, NOW).await.is_err());
        assert!(spend("new", BudgetKind::Query, u64::MAX, NOW).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn an_approval_is_answered_once() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let approval = Approval {
        id: "a1".into(),
        action: Action::Promote,
        asset: asset("model/credit"),
        detail: Digest::of(b"model"),
        asked_by: who("dana"),
        asked: store.now(),
        answer: None,
    };
    store.docs::<Approval>().insert(&approval).await.unwrap();
    let now = store.now();
    let answer = |a: &mut Approval| {
        if a.answer.is_some() {
            return Err(StoreError::Dump("answered".into()));
        }
        a.answer = Some((who("olga"), now, true));
        Ok(())
    };
    assert!(store.docs::<Approval>().update("a1", answer).await.is_ok());
    assert!(store.docs::<Approval>().update("a1", answer).await.is_err());
}
