//! What a workspace's folder must be.

use crate::metadata::token;
use crate::support::{Workspace, decision, on_both, permit, who};
use bytes::Bytes;
use hygeia_store::{BudgetKind, Keys, Refused, Store, StoreError, Token};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use terms::{Action, Digest, State};
use zeroize::Zeroizing;

#[tokio::test]
async fn a_workspace_opens_again_as_it_was() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let (id, key) = (store.id().to_owned(), store.seal().public());
    store.close().await;
    let store = workspace.open().await;
    assert_eq!((store.id(), store.seal().public()), (id.as_str(), key));
}

#[tokio::test]
async fn who_still_holds_a_closed_workspace_writes_nothing() {
    on_both(async |workspace| {
        let closed = workspace.create().await;
        let refused = decision(&closed, "dana", Action::Query, "dataset/loans", None);
        closed.docs::<Token>().insert(&token("mine")).await.unwrap();
        closed.close().await;
        let store = workspace.open().await;
        let generation = store.generation();
        assert!(matches!(closed.passage(&refused).await, Err(Refused::Unrecorded(_))));
        let written = closed.docs::<Token>().put(&token("mine")).await;
        assert!(matches!(written, Err(StoreError::NotWriter(_))));
        assert!(closed.docs::<Token>().get(&token("mine").digest.hex()).await.is_err());
        let now = closed.now();
        let spent = closed.budgets().spend(&who("dana"), BudgetKind::Query, 1, 9, now).await;
        assert!(spent.is_err());
        closed.close().await;
        drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
        assert_eq!((store.events(0..9).await.unwrap().len(), store.generation()), (1, generation));
        assert!(matches!(workspace.try_open().await, Err(StoreError::Locked(_))));
    })
    .await;
}

#[tokio::test]
async fn wrong_folders_are_clear_errors() {
    let workspace = Workspace::new();
    assert!(matches!(workspace.try_open().await, Err(StoreError::NotAWorkspace(_))));
    let store = workspace.create().await;
    let again =
        Store::create(workspace.dir.path(), &workspace.config, workspace.clock.clone()).await;
    assert!(matches!(again, Err(StoreError::Exists(_))));
    assert!(matches!(workspace.try_open().await, Err(StoreError::Locked(_))));
    store.close().await;
    let identity = workspace.path("workspace.json");
    let newer = fs::read_to_string(&identity).unwrap().replace("\"format\": 1", "\"format\": 9");
    fs::write(&identity, newer).unwrap();
    assert!(matches!(workspace.try_open().await, Err(StoreError::Newer { found: 9, .. })));
    fs::remove_file(workspace.path("workspace.json")).unwrap();
    assert!(matches!(workspace.try_open().await, Err(StoreError::NotAWorkspace(_))));
}

#[tokio::test]
async fn what_an_interrupted_creation_left_is_no_hindrance() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.dir.path().join(".state-unfinished")).unwrap();
    fs::write(workspace.dir.path().join(".state-unfinished/x"), "half").unwrap();
    workspace.create().await.close().await;
    assert!(!workspace.path("x").exists());
}

#[tokio::test]
async fn keys_are_the_owners_alone() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let mode =
        |path: &str| fs::metadata(workspace.path(path)).unwrap().permissions().mode() & 0o777;
    let names: Vec<_> = store.keys().export().unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["kek.key", "ledger.key", "seal.key", "token.key"]);
    for name in &names {
        assert_eq!(mode(&format!("keys/{name}")), 0o600);
    }
    assert_eq!((mode("keys"), mode("")), (0o700, 0o700));
    let shown = format!("{:?}", store.keys());
    assert!(!shown.contains(store.keys().kek_hex().as_str()));
    store.close().await;
    fs::set_permissions(workspace.path("keys/kek.key"), Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(workspace.try_open().await, Err(StoreError::OpenKey { mode: 0o640, .. })));
}

#[tokio::test]
async fn a_named_key_is_made_once() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let make = |bytes: &'static [u8]| move || Ok::<_, StoreError>(Zeroizing::new(bytes.to_vec()));
    let named = |keys: &Keys, bytes| keys.named("ca.key", make(bytes)).unwrap();
    assert_eq!(named(store.keys(), b"first").as_slice(), b"first");
    assert_eq!(named(store.keys(), b"second").as_slice(), b"first");
    for hostile in ["../x", "a/b", ".hidden", ""] {
        assert!(store.keys().named(hostile, make(b"x")).is_err());
    }
}

#[tokio::test]
async fn an_object_comes_back_unchanged_or_not_at_all() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let bytes = Bytes::from_static(b"some object");
    let digest = store.objects().put(bytes.clone()).await.unwrap();
    assert_eq!(store.objects().put(bytes.clone()).await.unwrap(), digest);
    assert_eq!(store.objects().get(digest).await.unwrap(), bytes);
    assert_eq!(store.objects().list().await.unwrap(), [(digest, 11)]);

    let path = workspace.path(&format!("objects/{}/{digest}", &digest.hex()[..2]));
    for at in 0..bytes.len() {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1;
        fs::write(&path, flipped).unwrap();
        assert!(
            matches!(store.objects().get(digest).await, Err(StoreError::BrokenObject(d)) if d == digest)
        );
    }
    let probed = store.probes().await;
    assert_eq!(probed.iter().find(|p| p.id == "zero-trust/objects").unwrap().state, State::Failed);
    store.objects().put(bytes.clone()).await.unwrap();
    assert_eq!(store.objects().get(digest).await.unwrap(), bytes, "putting it again mends it");
    assert!(matches!(
        store.objects().get(Digest::of(b"other")).await,
        Err(StoreError::NoObject(_))
    ));
}
