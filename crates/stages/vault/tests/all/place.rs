//! The vault takes over in the very place where production fell, while a process still has that open.

use crate::world::{World, permit, permit_on, world};
use std::fs;
use std::path::Path;
use store::{Store, StoreConfig};
use terms::{Action, Asset, Probed, State};

/// Production goes on after a point was pulled, and is destroyed under the process that has it open;
/// the point is activated in its place, and goes on as well.
async fn in_its_place(world: &World) -> Store {
    let point = world.pull().await;
    decide(&world.store, 7).await;
    fs::remove_dir_all(world.work()).unwrap();
    let standby = world.restore_from(&world.vault, &point, "work").await.unwrap();
    let may = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    let back = standby.activate(&may).await.unwrap().store;
    decide(&back, 9).await;
    back
}

async fn decide(store: &Store, times: usize) {
    for _ in 0..times {
        drop(permit_on(store, Action::Query, Asset::parse("dataset/loans").unwrap(), None).await);
    }
}

async fn ledger(store: &Store) -> Probed {
    store.probes().await.into_iter().find(|probe| probe.id == "audit/ledger").unwrap()
}

// proves M9, M21
#[tokio::test]
async fn what_came_back_is_not_held_against_what_fell() {
    let world = world().await;
    let back = in_its_place(&world).await;
    // As it is when the server that still ran is stopped at last.
    world.store.close().await;
    let probed = ledger(&back).await;
    assert_eq!(probed.state, State::Proven, "{}", probed.saw);
    let size = back.ledger_size();
    back.close().await;
    drop(back);
    let open = Store::open(&world.work(), &StoreConfig::default(), world.clock.clone()).await;
    assert_eq!(open.unwrap().ledger_size(), size, "and it opens again");
}

// proves M7, M21
#[tokio::test]
async fn a_cut_and_a_rewrite_after_the_activation_are_seen() {
    let world = world().await;
    let back = in_its_place(&world).await;
    let file = |name: &str| world.work().join("state/ledger").join(name);
    let failed = async |path: &Path, changed: &[u8]| {
        let whole = fs::read(path).unwrap();
        fs::write(path, changed).unwrap();
        let probed = ledger(&back).await;
        assert_eq!(probed.state, State::Failed, "{}", probed.saw);
        fs::write(path, whole).unwrap();
        assert_eq!(ledger(&back).await.state, State::Proven);
    };
    let tail = fs::read(file("tail")).unwrap();
    // A commit of one entry is some hundred bytes: one of those since, and all of them.
    for cut in [tail.len() - 1, tail.len() - 800, 200] {
        failed(&file("tail"), &tail[..cut]).await;
    }
    let mut other = tail.clone();
    let at = other.len() - 300;
    other[at] ^= 1;
    failed(&file("tail"), &other).await;
    let fallen = world.store.checkpoint().await;
    failed(&file("checkpoint"), &fallen).await;
}
