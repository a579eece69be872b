//! The points that the ledger names, against those that are there.

use crate::world::{World, copy, now, permit, world};
use hygeia_vault::{NamedPoint, Vault};
use std::fs;
use store::Store;
use terms::{Action, Probed, State};

async fn named(store: &Store) -> Vec<NamedPoint> {
    store.events(0..9_999).await.unwrap().iter().filter_map(NamedPoint::of).collect()
}

async fn against(world: &World) -> Probed {
    let vault = Vault::open(world.vault.folder()).unwrap();
    vault.against_ledger(&named(&world.store).await, now())
}

// proves M21
#[tokio::test]
async fn an_older_vault_put_back_is_told_by_the_ledger() {
    let world = world().await;
    assert_eq!(against(&world).await.state, State::Unknown, "nothing was compared");
    world.pull().await;
    let old = world.dir.path().join("old");
    copy(world.vault.folder(), &old);
    assert_eq!(against(&world).await.state, State::Proven);
    world.pull().await;
    world.pull().await;
    let probed = against(&world).await;
    assert_eq!(probed.state, State::Proven);
    assert!(probed.saw.contains("all 3 points"), "{}", probed.saw);

    fs::remove_dir_all(world.vault.folder()).unwrap();
    copy(&old, world.vault.folder());
    fs::create_dir_all(world.file("points")).unwrap();
    assert!(world.told().is_empty(), "by itself it is whole");
    let probed = against(&world).await;
    assert_eq!(probed.state, State::Failed);
    assert!(probed.saw.contains("2 of 3") && probed.saw.contains("00000002"), "{}", probed.saw);
    assert!(probed.saw.contains("missing") && probed.remedy.is_some());
    fs::remove_file(world.point_file(1)).unwrap();
    assert!(against(&world).await.saw.contains("3 of 3"), "all of them");
}

// proves M21
#[tokio::test]
async fn another_vaults_points_and_an_activated_one_are_not_missed() {
    let world = world().await;
    let point = world.pull().await;
    let other = Vault::init(&world.dir.path().join("second")).unwrap();
    let may = permit(&world.store, Action::Pull, None).await;
    other.pull(&world.store, &may, &[]).await.unwrap();
    assert_eq!(against(&world).await.state, State::Proven);
    assert_eq!(other.against_ledger(&named(&world.store).await, now()).state, State::Proven);
    // What was activated is named by the activation alone: the point was entered after it was taken.
    let standby = world.restore(&point).await.unwrap();
    let may = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    let back = standby.activate(&may).await.unwrap().store;
    let probed = world.vault.against_ledger(&named(&back).await, now());
    assert_eq!(probed.state, State::Proven, "{}", probed.saw);
    fs::remove_file(world.point_file(1)).unwrap();
    assert_eq!(world.vault.against_ledger(&named(&back).await, now()).state, State::Failed);
}
