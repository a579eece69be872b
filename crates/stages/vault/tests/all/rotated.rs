//! A workspace whose keys were rotated between two points.

use crate::world::{World, permit_on, world};
use hygeia_vault::VaultError;
use store::{KeyKind, Store, StoreConfig};
use terms::{Action, Asset};

async fn rotate(store: &Store, kind: KeyKind) {
    let main = Asset::parse("workspace/main").unwrap();
    let permit = permit_on(store, Action::ChangeAccess, main, Some(kind.rotation())).await;
    store.key_rotated(&permit, kind).await.unwrap();
}

// proves M9, M21
#[tokio::test]
async fn each_point_comes_back_with_the_keys_of_its_time() {
    let world = world().await;
    let first = world.pull().await;
    let mut points = vec![(first, world.store.keys_shown().await.unwrap())];
    for kind in [KeyKind::Kek, KeyKind::Token, KeyKind::Seal, KeyKind::Seal] {
        rotate(&world.store, kind).await;
        let point = world.pull().await;
        assert!(world.told().is_empty(), "{:?}", world.told());
        points.push((point, world.store.keys_shown().await.unwrap()));
    }
    for (number, (point, keys)) in points.iter().enumerate() {
        let standby = world.restore_from(&world.vault, point, &format!("new{number}")).await;
        let standby = standby.unwrap();
        assert_eq!(standby.store().keys_shown().await.unwrap(), *keys, "point {number}");
        let detail = Some(standby.point());
        let vault = Asset::parse("vault/main").unwrap();
        let permit = permit_on(standby.store(), Action::Activate, vault, detail).await;
        let active = standby.activate(&permit).await.unwrap();
        rotate(&active.store, KeyKind::Seal).await;
    }
}

// proves M21
#[tokio::test]
async fn a_signing_key_that_no_rotation_led_to_is_a_strangers() {
    let world = world().await;
    world.pull().await;
    rotate(&world.store, KeyKind::Seal).await;
    world.pull().await;
    // Another workspace that says it is this one.
    let World { store, clock, dir, vault } = world;
    store.close().await;
    let work = dir.path().join("work/state");
    let identity = std::fs::read(work.join("workspace.json")).unwrap();
    let other = dir.path().join("other");
    Store::create(&other, &StoreConfig::default(), clock.clone()).await.unwrap().close().await;
    let theirs = std::fs::read(other.join("state/workspace.json")).unwrap();
    assert_ne!(identity, theirs);
    let store = Store::open(&other, &StoreConfig::default(), clock.clone()).await.unwrap();
    rotate(&store, KeyKind::Seal).await;
    let pull = permit_on(&store, Action::Pull, Asset::parse("vault/main").unwrap(), None).await;
    let refused = vault.pull(&store, &pull, &[]).await;
    assert!(matches!(refused, Err(VaultError::Stranger(_))));
}
