//! Metadata, on SQLite and PostgreSQL alike.

use crate::memory::device;
use crate::support::{NOW, Workspace, on_both, who};
use hygeia_store::{
    Approval, ConfigVersion, EnrolledDevice, NewConfig, NewProposal, ProposedTexts, Store,
    StoreError, Token, Verified,
};
use std::sync::Arc;
use terms::{DeviceId, Digest, State, Timestamp};

pub fn token(secret: &str) -> Token {
    Token {
        digest: Digest::of(secret.as_bytes()),
        principal: who("dana"),
        device: DeviceId::new("laptop").unwrap(),
        thumbprint: Digest::of(b"certificate"),
        expires: Timestamp::from_unix(NOW + 60),
        revoked: false,
        session: None,
        issued: None,
        zone: None,
    }
}

// proves M7
#[tokio::test]
async fn records_are_kept_listed_changed_and_removed() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let (omar, docs) = (who("omar"), store.docs::<EnrolledDevice>());
        for name in ["laptop", "tablet", "desktop"] {
            store.device_enrolled(&omar, &device(name)).await.unwrap();
        }
        store.token_issued(&omar, &token("mine")).await.unwrap();
        let again = store.token_issued(&omar, &token("mine")).await;
        assert!(matches!(again, Err(StoreError::Duplicate { kind: "token", .. })));
        let names = |all: Vec<Verified<EnrolledDevice>>| {
            all.iter().map(|device| device.device.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names(docs.list().await.unwrap()), ["desktop", "laptop", "tablet"]);
        let parent = device("laptop").thumbprint.hex();
        assert_eq!(names(docs.list_of(&parent).await.unwrap()), ["laptop"]);
        assert!(docs.list_of("none").await.unwrap().is_empty());
        let eves = EnrolledDevice { owner: who("eve"), ..device("laptop") };
        store.device_enrolled(&omar, &eves).await.unwrap();
        assert_eq!(*docs.require("laptop").await.unwrap(), eves);
        let id = &eves.device.id;
        store.device_removed(&omar, id).await.unwrap();
        let again = store.device_removed(&omar, id).await;
        assert!(matches!(again, Err(StoreError::Missing { .. })));
        assert!(matches!(docs.require("laptop").await, Err(StoreError::Missing { .. })));
        let key = token("mine").digest.hex();
        assert!(docs.get(&key).await.unwrap().is_none(), "kinds are apart");
        assert!(store.docs::<Token>().get(&key).await.unwrap().is_none(), "it was for that laptop");
        store.close().await;
        assert_eq!(workspace.open().await.docs::<EnrolledDevice>().list().await.unwrap().len(), 2);
    })
    .await;
}

// proves M20
#[tokio::test]
async fn a_row_that_was_edited_or_moved_is_not_believed() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let (mine, other, omar) = (device("mine"), device("other"), who("omar"));
        let docs = store.docs::<EnrolledDevice>();
        for device in [&mine, &other] {
            store.device_enrolled(&omar, device).await.unwrap();
        }
        let probe = async || {
            let probed = store.probes().await;
            probed.into_iter().find(|p| p.id == "zero-trust/metadata").unwrap()
        };
        assert_eq!(probe().await.state, State::Proven);
        workspace
            .behind_its_back(
                "UPDATE documents SET envelope = replace(envelope, 'payload\":\"', 'payload\":\"A') WHERE kind = 'device'",
            )
            .await;
        let at_rest = store.docs::<EnrolledDevice>().at_rest();
        assert!(matches!(at_rest.get("mine").await, Err(StoreError::Unproven { .. })));
        assert_eq!(probe().await.state, State::Failed, "probes read the database itself");
        assert_eq!(*docs.get("mine").await.unwrap().unwrap(), mine, "it was verified");
        for device in [&mine, &other] {
            store.device_enrolled(&omar, device).await.unwrap();
        }
        assert!(at_rest.get("mine").await.unwrap().is_some());
        assert_eq!(probe().await.state, State::Proven);
        workspace
            .behind_its_back(
                "UPDATE documents SET envelope = (SELECT min(envelope) FROM documents WHERE kind = 'device') WHERE kind = 'device'",
            )
            .await;
        let read = [at_rest.get("mine").await, at_rest.get("other").await];
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
        let refused = workspace.try_open().await;
        assert!(matches!(refused, Err(StoreError::OtherRecords { .. })));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_update_is_lost() {
    on_both(async |workspace| {
        let store = Arc::new(workspace.create().await);
        let apply = |store: Arc<Store>, number: usize| async move {
            let text = format!("text {number}");
            let texts = [("raci.csv", text.as_str()), ("people.toml", text.as_str())];
            let new = NewConfig { texts: &texts, ..NewConfig::default() };
            store.config_applied(&who("sam"), &new).await.unwrap();
        };
        let tasks: Vec<_> = (0..8).map(|n| tokio::spawn(apply(store.clone(), n))).collect();
        for task in tasks {
            task.await.unwrap();
        }
        let of = async |name: &str| store.docs::<ConfigVersion>().list_of(name).await.unwrap();
        let (racis, people) = (of("raci.csv").await, of("people.toml").await);
        assert_eq!(
            racis.iter().map(|raci| raci.number).collect::<Vec<_>>(),
            (1..9).collect::<Vec<_>>()
        );
        assert!(racis.iter().zip(&people).all(|(raci, people)| raci.text == people.text));
    })
    .await;
}

// proves M7
#[tokio::test]
async fn an_approval_is_answered_once() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let (detail, texts) = (Digest::of(b"texts"), [("raci.csv", "activity")]);
    let proposal = NewProposal {
        detail,
        standing: None,
        texts: &texts,
        ran_out: &[],
        consult: &[],
        review: None,
    };
    let asked = store.access_asked(&who("sam"), &proposal).await.unwrap();
    let kept = store.docs::<ProposedTexts>().require(&asked.id).await.unwrap();
    assert_eq!(kept.texts["raci.csv"], "activity", "whoever is asked sees what is proposed");
    store.approval_refused(&who("sven"), &asked.id, "no").await.unwrap();
    let again = store.approval_refused(&who("rita"), &asked.id, "no").await;
    assert!(matches!(again, Err(StoreError::Answered { .. })));
    let refused = store.docs::<Approval>().require(&asked.id).await.unwrap();
    assert_eq!(refused.reason.as_deref(), Some("no"));
    assert!(store.docs::<ProposedTexts>().list().await.unwrap().is_empty(), "nobody needs them");
    let (texts, sven) = ([("raci.csv", "")], who("sven"));
    let proposal = Some(asked.id.as_str());
    let new = NewConfig { texts: &texts, approver: Some(&sven), proposal, ..NewConfig::default() };
    let applied = store.config_applied(&who("sam"), &new).await;
    assert!(matches!(applied, Err(StoreError::Answered { .. })));
    assert!(store.docs::<ConfigVersion>().list().await.unwrap().is_empty(), "nothing was applied");
}
