//! What a workspace's folder must be.

use crate::datasets::commit;
use crate::memory::device;
use crate::support::{Workspace, decision, on_both, permit, who};
use bytes::Bytes;
use hygeia_store::{BudgetKind, EnrolledDevice, Refused, Store, StoreError};
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
        closed.device_enrolled(&who("omar"), &device("mine")).await.unwrap();
        closed.close().await;
        let store = workspace.open().await;
        let generation = store.generation();
        assert!(matches!(closed.passage(&refused).await, Err(Refused::Unrecorded(_))));
        let written = closed.device_enrolled(&who("omar"), &device("mine")).await;
        assert!(matches!(written, Err(StoreError::NotWriter(_))));
        assert!(closed.docs::<EnrolledDevice>().get("mine").await.is_err());
        let now = closed.now();
        let spent = closed.budgets().spend(&who("dana"), BudgetKind::Query, 1, 9, now).await;
        assert!(spent.is_err());
        closed.close().await;
        drop(permit(&store, "dana", Action::Query, "dataset/loans", None).await);
        assert_eq!((store.events(0..9).await.unwrap().len(), store.generation()), (3, generation));
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
    let pull = permit(&store, "vic", Action::Pull, "vault/main", None).await;
    let names = store.keys_pulled(&pull).unwrap().into_iter().map(|(name, _)| name);
    let names: Vec<_> = names.collect();
    let query = permit(&store, "vic", Action::Query, "vault/main", None).await;
    assert!(store.keys_pulled(&query).is_err());
    assert_eq!(names, ["kek.key", "ledger.key", "seal.key", "token.key"]);
    for name in &names {
        assert_eq!(mode(&format!("keys/{name}")), 0o600);
    }
    assert_eq!((mode("keys"), mode("")), (0o700, 0o700));
    let shown = format!("{:?}", store.keys());
    assert!(!shown.contains(store.keys().secrets().kek.hex.as_str()));
    store.close().await;
    fs::set_permissions(workspace.path("keys/kek.key"), Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(workspace.try_open().await, Err(StoreError::OpenKey { mode: 0o640, .. })));
}

// proves M5
#[tokio::test]
async fn a_key_that_was_changed_or_lost_is_told_by_name() {
    for name in ["kek.key", "token.key", "seal.key", "ledger.key", "ca.key"] {
        let workspace = Workspace::new();
        let store = workspace.create().await;
        let make = || Ok::<_, StoreError>(Zeroizing::new(b"secret".to_vec()));
        store.key("ca.key", make).await.unwrap();
        let path = workspace.path(&format!("keys/{name}"));
        let whole = fs::read(&path).unwrap();
        let probe = async || {
            let probed = store.probes().await;
            probed.into_iter().find(|p| p.id == "encryption/key-checks").unwrap()
        };
        assert_eq!(probe().await.state, State::Proven);
        let other = Workspace::new();
        let stranger = other.create().await;
        stranger
            .key("ca.key", || Ok::<_, StoreError>(Zeroizing::new(b"other".to_vec())))
            .await
            .unwrap();
        fs::copy(other.path(&format!("keys/{name}")), &path).unwrap();
        let seen = probe().await;
        assert_eq!(seen.state, State::Failed);
        assert!(seen.saw.contains(name), "{}", seen.saw);
        store.close().await;
        let refused = workspace.try_open().await.err().unwrap();
        assert!(matches!(&refused, StoreError::OtherKey(at) if *at == path), "{name}: {refused}");
        fs::remove_file(&path).unwrap();
        let refused = workspace.try_open().await.err().unwrap();
        assert!(matches!(&refused, StoreError::LostKey(at) if *at == path), "{name}: {refused}");
        assert!(!path.exists(), "it is not made anew");
        fs::write(&path, whole).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        workspace.open().await;
    }
}

#[tokio::test]
async fn a_named_key_is_made_once() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let make = |bytes: &'static [u8]| move || Ok::<_, StoreError>(Zeroizing::new(bytes.to_vec()));
    assert_eq!(store.key("ca.key", make(b"first")).await.unwrap().as_slice(), b"first");
    assert_eq!(store.key("ca.key", make(b"second")).await.unwrap().as_slice(), b"first");
    for hostile in ["../x", "a/b", ".hidden", ""] {
        assert!(store.key(hostile, make(b"x")).await.is_err());
    }
    fs::remove_file(workspace.path("keys/ca.key")).unwrap();
    let lost = store.key("ca.key", make(b"third")).await;
    assert!(matches!(lost, Err(StoreError::LostKey(_))), "it is not made anew");
    assert!(!workspace.path("keys/ca.key").exists());
}

#[tokio::test]
async fn an_object_comes_back_unchanged_or_not_at_all() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let digest = commit(&store, " some rows ").await;
    let bytes = Bytes::from_static(b"PARE some rows PARE");
    assert_eq!(commit(&store, " some rows ").await, digest);
    assert_eq!(store.objects().get(digest).await.unwrap(), bytes);
    assert_eq!(store.objects().list().await.unwrap(), [(digest, 19)]);

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
    commit(&store, " some rows ").await;
    assert_eq!(store.objects().get(digest).await.unwrap(), bytes, "putting it again mends it");
    assert!(matches!(
        store.objects().get(Digest::of(b"other")).await,
        Err(StoreError::NoObject(_))
    ));
}

// proves M9
#[tokio::test]
async fn what_a_killed_process_left_of_an_object_is_gone_at_the_next_opening() {
    let workspace = Workspace::new();
    workspace.create().await.close().await;
    let shard = workspace.path("objects/ab");
    fs::create_dir_all(&shard).unwrap();
    let (left, other) = (shard.join(".unfinished-1-0-2.new"), shard.join("of-somebody-else"));
    for path in [&left, &other] {
        fs::write(path, "half of an obj").unwrap();
    }
    let store = workspace.open().await;
    assert!(!left.exists() && other.exists());
    assert!(store.objects().list().await.unwrap().is_empty());
}
