//! Metadata, on SQLite and PostgreSQL alike.

use crate::support::{NOW, Workspace, asset, on_both, who};
use hygeia_store::{Approval, ConfigVersion, Store, StoreError, Token};
use std::sync::Arc;
use terms::{Action, DeviceId, Digest, State, Timestamp};

pub fn token(secret: &str) -> Token {
    Token {
        digest: Digest::of(secret.as_bytes()),
        principal: who("dana"),
        device: DeviceId::new("laptop").unwrap(),
        thumbprint: Digest::of(b"certificate"),
        expires: Timestamp::from_unix(NOW + 60),
        revoked: false,
    }
}

pub fn config(number: u32) -> ConfigVersion {
    ConfigVersion {
        name: "raci".into(),
        number,
        text: format!("version {number}"),
        applied_by: who("dana"),
        approved_by: None,
        applied: Timestamp::from_unix(NOW),
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
        let probe = async || {
            let probed = store.probes().await;
            probed.into_iter().find(|p| p.id == "zero-trust/metadata").unwrap()
        };
        assert_eq!(probe().await.state, State::Proven);
        workspace
            .behind_its_back(
                "UPDATE documents SET envelope = replace(envelope, 'payload\":\"', 'payload\":\"A')",
            )
            .await;
        let at_rest = store.docs::<Token>().at_rest();
        let mine_at_rest = at_rest.get(&mine.digest.hex()).await;
        assert!(matches!(mine_at_rest, Err(StoreError::Unproven { .. })));
        assert_eq!(probe().await.state, State::Failed, "probes read the database itself");
        assert_eq!(*docs.get(&mine.digest.hex()).await.unwrap().unwrap(), mine, "it was verified");
        docs.put(&mine).await.unwrap();
        docs.put(&other).await.unwrap();
        assert!(at_rest.get(&mine.digest.hex()).await.unwrap().is_some());
        assert_eq!(probe().await.state, State::Proven);
        workspace
            .behind_its_back("UPDATE documents SET envelope = (SELECT min(envelope) FROM documents)")
            .await;
        let read = [at_rest.get(&mine.digest.hex()).await, at_rest.get(&other.digest.hex()).await];
        assert_eq!(
            read.iter().filter(|r| matches!(r, Err(StoreError::Unproven { .. }))).count(),
            1,
            "one took the other's place"
        );
        assert!(at_rest.list().await.is_err());
        let moved = probe().await;
        assert_eq!(moved.state, State::Failed);
        assert!(moved.saw.contains("put in the place of another"), "{}", moved.saw);
        workspace.behind_its_back("UPDATE documents SET envelope = '{}'").await;
        assert_eq!(probe().await.state, State::Failed);
        store.close().await;
        let store = workspace.open().await;
        let read = store.docs::<Token>().get(&mine.digest.hex()).await;
        assert!(matches!(read, Err(StoreError::Unproven { .. })), "nobody verified it yet");
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

#[tokio::test]
async fn an_approval_is_answered_once() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let approval = Approval {
        id: "a1".into(),
        action: Action::Promote,
        asset: asset("model/credit"),
        detail: Digest::of(b"model"),
        standing: None,
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
