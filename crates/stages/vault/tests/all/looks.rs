//! What the vault's probes say.

use crate::world::{World, now, world};
use hygeia_vault::Vault;
use std::fs;
use std::os::unix::fs::symlink;
use terms::{Probed, Severity, State};

fn probes(world: &World) -> Vec<Probed> {
    Vault::open(world.vault.folder()).unwrap().probes(&world.work(), 60, now())
}

fn probe(world: &World, id: &str) -> Probed {
    let all = probes(world);
    all.into_iter().find(|probe| probe.id == format!("recovery/{id}")).unwrap()
}

// proves M21
#[tokio::test]
async fn a_vault_on_the_same_disk_says_so() {
    let world = world().await;
    world.pull().await;
    assert_eq!(probe(&world, "vault-device").state, State::Failed);
    assert_eq!(probe(&world, "vault-owner").state, State::Failed);
    assert_eq!(probe(&world, "vault-keys").state, State::Proven);
    assert_eq!(probe(&world, "vault-restorable").state, State::Proven);
    assert_eq!(probe(&world, "vault-age").state, State::Proven);
    let later = world.vault.probes(&world.work(), 60, now().plus_seconds(61));
    let age = later.iter().find(|probe| probe.id == "recovery/vault-age").unwrap();
    assert_eq!(age.state, State::Failed);
}

// proves M21
#[tokio::test]
async fn nothing_is_proven_of_a_vault_without_points() {
    let world = world().await;
    let of_nothing = |world: &World, what: &str| {
        for probe in probes(world) {
            assert_ne!(probe.state, State::Proven, "{what}: {}: {}", probe.id, probe.saw);
            assert!(probe.remedy.is_some(), "{}", probe.id);
        }
    };
    of_nothing(&world, "fresh");
    world.pull().await;
    fs::write(world.point_file(1), "{}").unwrap();
    of_nothing(&world, "the only point is damaged");
    fs::remove_dir_all(world.file("points")).unwrap();
    of_nothing(&world, "no points folder");
    // Another device, so that separateness alone would be proven.
    let vault = Vault::open(world.vault.folder()).unwrap();
    for probe in vault.probes(std::path::Path::new("/proc"), 60, now()) {
        assert_ne!(probe.state, State::Proven, "{}: {}", probe.id, probe.saw);
    }
}

// proves M21
#[tokio::test]
async fn probes_say_what_they_saw_of_how_much() {
    let world = world().await;
    let first = world.pull().await;
    world.put(b"more").await;
    world.pull().await;
    let all = probe(&world, "vault-points");
    assert_eq!(all.state, State::Proven, "{}", all.saw);
    assert!(all.saw.starts_with("2 of 2 points are whole"), "{}", all.saw);
    fs::write(world.file("points/notes"), "x").unwrap();
    let all = probe(&world, "vault-points");
    assert!(all.state == State::Proven && all.saw.contains("points/notes"), "{}", all.saw);

    // A file that the first point alone needs.
    let path = world.age_file(&first, "metadata.json");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, "x").unwrap();
    let all = probe(&world, "vault-points");
    assert!(all.state == State::Failed && all.saw.contains("metadata.json"), "{}", all.saw);
    fs::write(&path, whole).unwrap();
    fs::write(world.point_file(2), "{}").unwrap();
    let all = probe(&world, "vault-points");
    assert!(all.state == State::Failed && all.saw.starts_with("1 of 2 points"), "{}", all.saw);
    let restorable = probe(&world, "vault-restorable");
    assert_eq!(restorable.state, State::Proven, "of the newest that is whole");
    assert!(restorable.saw.contains("of point 1"), "{}", restorable.saw);
}

// proves M5
#[tokio::test]
async fn a_key_of_the_vault_in_the_workspace_is_found_and_a_link_is_not_passed_over() {
    let world = world().await;
    world.pull().await;
    let keys = world.work().join("state/keys");
    for name in ["identity.txt", "signing.key"] {
        let text = fs::read_to_string(world.file(name)).unwrap();
        let copy = keys.join("copy");
        fs::write(&copy, format!("# in other words\r\n{}", text.replace('\n', "\r\n"))).unwrap();
        let probe = probe(&world, "vault-keys");
        assert_eq!(probe.state, State::Failed, "{name}: {}", probe.saw);
        fs::remove_file(&copy).unwrap();
    }
    symlink(world.file("identity.txt"), keys.join("link")).unwrap();
    let told = probe(&world, "vault-keys");
    assert_eq!(told.state, State::Unknown, "{}", told.saw);
    assert!(told.saw.contains("1 can't be read"), "{}", told.saw);
    fs::remove_file(keys.join("link")).unwrap();
    assert_eq!(probe(&world, "vault-keys").state, State::Proven);

    // Nor does it lie anywhere else in the folder, as a copy or by a link.
    let aside = world.work().join("notes/old");
    fs::create_dir_all(&aside).unwrap();
    let copy = aside.join("backup.txt");
    fs::copy(world.file("identity.txt"), &copy).unwrap();
    let told = probe(&world, "vault-keys");
    assert_eq!(told.state, State::Failed, "{}", told.saw);
    assert!(told.saw.contains("notes/old/backup.txt"), "{}", told.saw);
    fs::remove_file(&copy).unwrap();
    symlink(world.file("signing.key"), aside.join("link")).unwrap();
    assert_eq!(probe(&world, "vault-keys").state, State::Failed);
    fs::remove_file(aside.join("link")).unwrap();
    // Who knows what lies behind a link to a folder that is not of the workspace.
    symlink(world.file("identity.txt").parent().unwrap(), aside.join("link")).unwrap();
    assert_eq!(probe(&world, "vault-keys").state, State::Unknown);
    fs::remove_file(aside.join("link")).unwrap();
    symlink(world.work().join("state"), aside.join("link")).unwrap();
    assert_eq!(probe(&world, "vault-keys").state, State::Proven);
    fs::remove_file(aside.join("link")).unwrap();
    // What is too large to be a key's text is told.
    fs::write(aside.join("dump"), vec![7; (1 << 20) + 1]).unwrap();
    let told = probe(&world, "vault-keys");
    assert_eq!(told.state, State::Proven, "{}", told.saw);
    assert!(told.saw.contains("1 of more than"), "{}", told.saw);
}

// proves M21
#[tokio::test]
async fn a_comment_in_a_key_file_is_told_and_no_failure() {
    let world = world().await;
    world.pull().await;
    let path = world.file("identity.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("# put back by hand\n{text}")).unwrap();
    let told = world.told();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].rule.as_str(), told[0].severity), ("vault/key", Severity::Low));
    assert_eq!(probe(&world, "vault-points").state, State::Proven);
    fs::write(world.file("signing.pub"), "x").unwrap();
    assert!(world.told().iter().any(|finding| finding.severity == Severity::Medium));
    assert_eq!(probe(&world, "vault-points").state, State::Failed);
}
