//! A workspace comes back from what a vault took.

use crate::datasets::commit;
use crate::support::{Workspace, asset, on_both, permit, who};
use bytes::Bytes;
use hygeia_store::{BudgetKind, Recovered, Store, StoreError};
use ledger::{Check, verify_export};
use std::fs;
use terms::{Action, State};

pub async fn take(store: &Store, dir: &std::path::Path) -> (Recovered, Vec<Bytes>) {
    let pull = permit(store, "vic", Action::Pull, "vault/main", None).await;
    let ledger = dir.join("ledger");
    let (snapshot, keys) = store.snapshot(&pull, &ledger).await.unwrap();
    let mut objects = Vec::new();
    for (digest, size) in &snapshot.objects {
        let bytes = store.objects().get(*digest).await.unwrap();
        assert_eq!(bytes.len() as u64, *size);
        objects.push(bytes);
    }
    let (workspace, created, meta) = (snapshot.workspace, snapshot.created, snapshot.meta);
    (Recovered { workspace, created, keys, ledger, meta }, objects)
}

// proves M9
#[tokio::test]
async fn what_was_taken_comes_back_whole_on_either_database() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let object = commit(&store, "rows").await;
        for _ in 0..300 {
            drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
        }
        store
            .budgets()
            .spend(&who("dana"), BudgetKind::Egress, 5, 10, store.now())
            .await
            .unwrap()
            .unwrap();
        let vault = Workspace::new();
        let (recovered, objects) = take(&store, vault.dir.path()).await;
        let before = (
            store.dump_meta().await.unwrap(),
            store.seal().public(),
            store.checkpoint().await,
            store.usage().await.unwrap(),
        );
        store.close().await;
        fs::remove_dir_all(workspace.path("")).unwrap();

        let store =
            Store::restore(vault.dir.path(), &vault.config, vault.clock.clone(), &recovered)
                .await
                .unwrap();
        for bytes in objects {
            store.object(bytes).await.unwrap();
        }
        let store = store.whole();
        let after = (
            store.dump_meta().await.unwrap(),
            store.seal().public(),
            store.checkpoint().await,
            store.usage().await.unwrap(),
        );
        assert_eq!(before, after);
        assert_eq!(store.live_version(&asset("dataset/loans")).await.unwrap().object, object);
        assert!(store.probes().await.iter().all(|p| p.state == State::Proven));
        drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
        let copy = vault.dir.path().join("copy");
        store.export_ledger(&copy).await.unwrap();
        let check = Check { key: Some(&store.ledger_public()), earlier: Some(&before.2) };
        let verdict = verify_export(&copy, check).unwrap();
        assert!(verdict.consistent, "it goes on where it stopped: {:?}", verdict.findings);
    })
    .await;
}

// proves M9
#[tokio::test]
async fn a_tampered_ledger_or_row_is_not_restored() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    commit(&store, "rows").await;
    let vault = Workspace::new();
    let (mut recovered, _) = take(&store, vault.dir.path()).await;
    let bundle = recovered.ledger.join("tile/entries/000.p/6");
    let whole = fs::read(&bundle).unwrap();
    let edited = String::from_utf8_lossy(&whole).replacen("dana", "dina", 1).into_bytes();
    fs::write(&bundle, edited).unwrap();
    let restore = async |from: &Recovered| {
        Store::restore(vault.dir.path(), &vault.config, vault.clock.clone(), from).await
    };
    assert!(matches!(restore(&recovered).await, Err(StoreError::Tampered { .. })));
    assert!(!vault.path("").exists(), "nothing half-made stays");
    fs::write(&bundle, whole).unwrap();

    let good = recovered.meta.clone();
    let envelope = recovered.meta["documents"][0]["envelope"].as_str().unwrap().replacen(
        "payload\":\"",
        "payload\":\"A",
        1,
    );
    recovered.meta["documents"][0]["envelope"] = envelope.into();
    assert!(matches!(restore(&recovered).await, Err(StoreError::Unproven { .. })));
    fs::remove_dir_all(vault.path("")).unwrap();
    recovered.meta = good;
    restore(&recovered).await.unwrap();
}

// proves M9
#[tokio::test]
async fn records_that_are_older_than_their_ledger_come_back_with_an_entry_and_others_do_not() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    commit(&store, "one").await;
    let scratch = Workspace::new();
    let (mut recovered, _) = take(&store, scratch.dir.path()).await;
    commit(&store, "two").await;
    let newer = scratch.dir.path().join("newer");
    store.export_ledger(&newer).await.unwrap();
    recovered.ledger = newer;
    let restore = async |vault: &Workspace, from: &Recovered| {
        Store::restore(vault.dir.path(), &vault.config, vault.clock.clone(), from).await
    };
    let vault = Workspace::new();
    let store = restore(&vault, &recovered).await.unwrap().whole();
    let last = store.events(0..99).await.unwrap().pop().unwrap();
    assert_eq!(last.api.operation, "records-restored");
    store.close().await;
    vault.open().await.close().await;

    let documents = recovered.meta["documents"].as_array_mut().unwrap();
    documents.retain(|document| document["kind"] != "version");
    let vault = Workspace::new();
    let refused = restore(&vault, &recovered).await.err().unwrap();
    assert!(matches!(refused, StoreError::OtherRecords { .. }), "{refused}");
}
