//! A ledger goes on under another key, and who knows one of its keys verifies all of it.

use crate::datasets::commit;
use crate::rotation::{OWN, clean, rotate};
use crate::support::{Workspace, permit};
use hygeia_store::{KeyKind, Store, StoreError};
use ledger::{Check, Checkpoint, Verdict, verify_export};
use std::fs;
use std::path::Path;
use terms::Action;
use terms::seal::{SealKey, SealPublic};

fn verdict(dir: &Path, key: &SealPublic, earlier: Option<&[u8]>) -> Verdict {
    verify_export(dir, Check { key: Some(key), earlier }).unwrap()
}

fn holds(dir: &Path, key: &SealPublic, earlier: Option<&[u8]>) {
    let verdict = verdict(dir, key, earlier);
    assert!(verdict.consistent && verdict.authentic == Some(true), "{:?}", verdict.findings);
}

async fn query(store: &Store, count: usize) {
    for _ in 0..count {
        drop(permit(store, "dana", Action::Query, "dataset/loans", None).await);
    }
}

// proves M7, M19
#[tokio::test]
async fn an_export_verifies_by_every_key_that_the_ledger_had() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    commit(&store, "rows").await;
    let pem = fs::read_to_string(workspace.path("keys/ledger.key")).unwrap();
    let mut keys = vec![store.ledger_public()];
    let mut notes = vec![store.checkpoint().await];
    for round in 0..2 {
        query(&store, 150 * (round + 1)).await;
        let done = rotate(&store, KeyKind::Ledger).await.unwrap();
        assert!(workspace.path(&format!("keys/{}.pub", done.before)).exists());
        query(&store, 150).await;
        keys.push(store.ledger_public());
        notes.push(store.checkpoint().await);
        clean(&store).await;
    }
    let copy = workspace.dir.path().join("copy");
    store.export_ledger(&copy).await.unwrap();
    for key in &keys {
        for note in &notes {
            holds(&copy, key, Some(note));
        }
    }
    let ids: Vec<_> = keys.iter().map(SealPublic::id).collect();
    assert_eq!(verdict(&copy, &keys[0], None).signers, ids);
    let stranger = SealKey::generate().unwrap().public();
    assert_eq!(verdict(&copy, &stranger, None).authentic, Some(false));

    // What the first key signs now is told, whoever asks.
    let note = fs::read(copy.join("checkpoint")).unwrap();
    let head = Checkpoint::parse(&note).unwrap();
    fs::write(copy.join("checkpoint"), head.sign(&SealKey::from_pem(&pem).unwrap()).unwrap())
        .unwrap();
    for key in &keys {
        let told = verdict(&copy, key, None);
        assert_eq!(told.authentic, Some(false));
        assert!(told.findings.iter().any(|finding| finding.message.contains("handed on")));
    }
    store.close().await;
    let store = workspace.open().await;
    assert_eq!(store.ledger_public(), keys[2]);
    clean(&store).await;
    store.close().await;
    fs::write(workspace.path("keys/ledger.key"), pem).unwrap();
    let refused = workspace.try_open().await.err().unwrap();
    assert!(matches!(refused, StoreError::OtherKey(_)), "{refused}");
}

// proves M7
#[tokio::test]
async fn others_append_while_every_key_is_rotated() {
    let workspace = Workspace::new();
    let store = std::sync::Arc::new(workspace.create().await);
    commit(&store, "rows").await;
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { query(&store, 60).await })
        })
        .collect();
    for kind in OWN.into_iter().cycle().take(8) {
        rotate(&store, kind).await.unwrap();
    }
    for writer in writers {
        writer.await.unwrap();
    }
    clean(&store).await;
    store.close().await;
    drop(store);
    clean(&workspace.open().await).await;
}
