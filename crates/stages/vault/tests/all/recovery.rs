//! What was destroyed comes back, and only if it verifies.

use crate::world::{TEXTS, now, permit, world};
use hygeia_vault::{Asked, Prediction, Values, VaultError};
use std::fs;
use std::sync::Arc;
use store::Store;
use terms::{Action, Asset, Digest, State};

// proves M9, M21
#[tokio::test]
async fn a_destroyed_workspace_comes_back_from_the_vault() {
    let world = world().await;
    let point = world.pull().await;
    let (meta, seal) = (world.store.dump_meta().await.unwrap(), world.store.seal().public());
    let objects = world.store.objects().list().await.unwrap();
    fs::remove_dir_all(world.work()).unwrap();

    let standby = world.restore(&point).await.unwrap();
    let into = world.dir.path().join("new");
    assert!(!into.exists(), "nothing is in place before a permit");
    let other = permit(standby.store(), Action::Activate, Some(Digest::of(b"other"))).await;
    assert!(matches!(standby.activate(&other).await, Err(VaultError::Refused(_))));
    assert!(!world.dir.path().join(".new.standby").exists(), "no key stays where none was put");
    let standby = world.restore(&point).await.unwrap();
    let permit = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    let active = standby.activate(&permit).await.unwrap();

    assert_eq!(active.store.dump_meta().await.unwrap(), meta);
    assert_eq!(active.store.objects().list().await.unwrap(), objects);
    assert_eq!(active.store.seal().public(), seal);
    for (name, text) in TEXTS {
        assert_eq!(fs::read_to_string(into.join(name)).unwrap(), text);
    }
    let last = active.store.events(0..99).await.unwrap().pop().unwrap();
    assert_eq!(last.api.operation, "vault-activated");
    assert!(active.store.probes().await.iter().all(|p| p.state != State::Failed));
}

// proves M21
#[tokio::test]
async fn a_flipped_missing_or_swapped_file_is_refused_by_name() {
    let world = world().await;
    let point = world.pull().await;
    assert!(world.vault.verify(&point, now()).unwrap().findings.is_empty());
    let path = world.age_file(&point, "objects/");
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let swapped = fs::read(world.age_file(&point, "keys/")).unwrap();
    for bad in [Some(flipped), Some(swapped), None] {
        match bad {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let refused = world.restore(&point).await.err().unwrap();
        assert!(matches!(refused, VaultError::Broken { path, .. } if path.starts_with("objects/")));
        assert_eq!(world.vault.verify(&point, now()).unwrap().findings.len(), 1);
        assert!(!world.dir.path().join(".new.standby").exists(), "nothing half-made stays");
    }
    fs::write(&path, whole).unwrap();
    world.restore(&point).await.unwrap().discard().await.unwrap();
}

// proves M9
#[tokio::test]
async fn a_drill_opens_what_an_activation_would_and_leaves_nothing() {
    let world = world().await;
    let point = world.pull().await;
    let scratch = tempfile::tempdir().unwrap();
    let look = async |store: Arc<Store>| {
        assert_eq!(store.folder(), scratch.path().join("workspace"), "put in place");
        let toml = fs::read_to_string(store.folder().join("hygeia.toml")).unwrap();
        assert!(store.probes().await.iter().all(|p| p.state != State::Failed));
        Ok::<_, VaultError>((toml, store.objects().list().await?.len()))
    };
    let drill =
        async |look| world.vault.drill(&point, scratch.path(), world.clock.clone(), look).await;
    let drilled = drill(look).await.unwrap();
    assert_eq!(drilled.found, ("[server]\n".to_owned(), 1));
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0, "nothing stays");

    // What is seen to be wrong is the drill's outcome, and nothing stays then either.
    let refuse = async |_: Arc<Store>| Err::<(), _>(VaultError::Stranger("it answers otherwise"));
    let refused =
        world.vault.drill(&point, scratch.path(), world.clock.clone(), refuse).await.unwrap_err();
    assert!(matches!(refused, VaultError::Stranger(_)));
    fs::write(world.age_file(&point, "keys/seal"), "x").unwrap();
    let refused = world
        .vault
        .drill(&point, scratch.path(), world.clock.clone(), async |_| Ok::<_, VaultError>(()))
        .await
        .unwrap_err();
    assert!(matches!(refused, VaultError::Broken { .. }));
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0, "nothing stays");
}

// proves M9
#[tokio::test]
async fn what_live_models_answered_is_kept_with_the_point() {
    let world = world().await;
    let prediction = Prediction {
        model: Asset::parse("model/credit").unwrap(),
        digest: Digest::of(b"onnx"),
        asked: vec![
            Asked { name: "income".to_owned(), values: Values::Numbers(vec![0.1, -1e30, 3.0]) },
            Asked { name: "home".to_owned(), values: Values::Codes(vec![0, 1, -1]) },
        ],
        answered: vec![vec![0.1, 0.9], vec![1.0 / 3.0, 2.0 / 3.0], vec![1.0, 0.0]],
    };
    let told = [prediction];
    let may = permit(&world.store, Action::Pull, None).await;
    let point = world.vault.pull(&world.store, &may, &told).await.unwrap().point;
    let back = world.vault.predictions(&point).unwrap().unwrap();
    assert_eq!(back, told, "to the last bit");
    assert_eq!(back[0].difference(&told[0].answered), None);
    let none = world.pull().await;
    assert_eq!(world.vault.predictions(&none).unwrap(), Some(Vec::new()));
    fs::write(world.age_file(&point, "predictions.json"), "x").unwrap();
    assert!(matches!(world.vault.predictions(&point), Err(VaultError::Broken { .. })));
    assert_eq!(world.vault.verify(&point, now()).unwrap().findings.len(), 1);
}

// proves M21
#[tokio::test]
async fn two_restores_into_one_place_do_not_meet() {
    let world = world().await;
    let point = world.pull().await;
    let standby = world.restore(&point).await.unwrap();
    let second = world.restore(&point).await.err().unwrap();
    assert!(matches!(second, VaultError::Locked(_)), "{second}");
    assert!(standby.store().events(0..1).await.is_ok(), "the first stands as it was");
    drop(standby);
    // As a killed process leaves it.
    assert!(world.dir.path().join(".new.standby").exists());
    world.restore(&point).await.unwrap().discard().await.unwrap();
    assert!(!world.dir.path().join(".new.standby").exists());
}

// proves M9
#[tokio::test]
async fn who_only_reads_writes_nothing_in_the_vault() {
    let world = world().await;
    let point = world.pull().await;
    let seen = || {
        let look = |path: &std::path::Path| {
            let found = fs::metadata(path).unwrap();
            (path.to_owned(), found.modified().unwrap(), found.len())
        };
        let mut all = vec![look(world.vault.folder()), look(&world.file("points"))];
        all.push(look(&world.file("objects")));
        let files = crate::world::files(world.vault.folder());
        all.extend(files.iter().map(|path| look(&world.vault.folder().join(path))));
        all
    };
    let before = seen();
    let vault = hygeia_vault::Vault::open(world.vault.folder()).unwrap();
    vault.verify(&point, now()).unwrap();
    vault.contents(now()).unwrap();
    assert!(!vault.probes(&world.work(), 60, now()).is_empty());
    let standby = world.restore_from(&vault, &point, "new").await.unwrap();
    let may = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    standby.activate(&may).await.unwrap();
    assert_eq!(seen(), before, "a vault on read-only media is activated too");
}
