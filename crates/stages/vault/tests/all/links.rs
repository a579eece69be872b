//! Nothing is read or written through a link.

use crate::world::{permit, world};
use hygeia_vault::VaultError;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use terms::Action;

const SECRET: &[u8] = b"somebody else's secret";

// proves M5, M21
#[tokio::test]
async fn links_in_the_workspace_are_refused_and_not_followed() {
    let world = world().await;
    let secret = world.dir.path().join("secret");
    fs::write(&secret, SECRET).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let folder = world.dir.path().join("folder");
    fs::create_dir(&folder).unwrap();
    for (link, to) in [
        ("state/keys/zz.key", &secret),
        ("state/ledger/checkpoint.new", &secret),
        ("state/objects/zz", &folder),
        ("state/objects/00", &folder),
        ("state/ledger/zz", &folder),
    ] {
        let link = world.work().join(link);
        symlink(to, &link).unwrap();
        let refused = world.pulled().await.unwrap_err();
        assert!(refused.to_string().contains("is a link"), "{}: {refused}", link.display());
        assert!(refused.to_string().contains(link.to_str().unwrap()), "{refused}");
        fs::remove_file(&link).unwrap();
    }
    assert_eq!(fs::read(&secret).unwrap(), SECRET);
    assert!(world.vault.points().unwrap().is_empty());
    let pipe = world.work().join("state/objects/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(world.pulled().await.unwrap_err().to_string().contains("is no plain file"));
    fs::remove_file(pipe).unwrap();
    world.pull().await;
}

// proves M21
#[tokio::test]
async fn links_in_the_vault_are_not_written_through() {
    let world = world().await;
    world.pull().await;
    let outside = world.dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("victim"), "precious").unwrap();
    let victim = || {
        let files: Vec<_> = crate::world::files(&outside);
        assert_eq!(files, [Path::new("victim")], "nothing was added");
        assert_eq!(fs::read(outside.join("victim")).unwrap(), b"precious");
    };
    // The head and the next point's name point elsewhere.
    fs::remove_file(world.file("head.dsse.json")).unwrap();
    symlink(outside.join("victim"), world.file("head.dsse.json")).unwrap();
    symlink(outside.join("victim"), world.file("lock")).unwrap();
    symlink(outside.join("victim"), world.point_file(2)).unwrap();
    world.put(b"more").await;
    let point = world.pull().await;
    assert_eq!(point.number, 3, "the name that is taken is left alone");
    victim();
    // Every place for an age file that is not there yet.
    let objects = world.file("objects");
    for shard in 0..=255u8 {
        let shard = objects.join(format!("{shard:02x}"));
        if !shard.exists() {
            symlink(&outside, shard).unwrap();
        }
    }
    world.put(b"even more").await;
    match world.pulled().await {
        Ok(pulled) => assert!(world.vault.verify(&pulled.point, crate::world::now()).is_ok()),
        Err(error) => assert!(error.to_string().contains("is a link"), "{error}"),
    }
    victim();
    fs::rename(world.file("points"), world.file("aside")).unwrap();
    symlink(&outside, world.file("points")).unwrap();
    assert!(world.pulled().await.unwrap_err().to_string().contains("is a link"));
    victim();
}

// proves M9
#[tokio::test]
async fn links_where_a_workspace_is_restored_are_not_followed() {
    let world = world().await;
    let point = world.pull().await;
    let outside = world.dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    let into = world.dir.path().join("new");
    symlink(&outside, &into).unwrap();
    for into in ["new", "new/"] {
        let refused = world.restore_from(&world.vault, &point, into).await.err().unwrap();
        assert!(refused.to_string().contains("is a link"), "{refused}");
    }
    fs::remove_file(&into).unwrap();
    // Where it would stand by, a link is removed, and what it points at stays.
    fs::write(outside.join("victim"), "precious").unwrap();
    symlink(&outside, world.dir.path().join(".new.standby")).unwrap();
    let standby = world.restore(&point).await.unwrap();
    let may = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    symlink(&outside, &into).unwrap();
    let refused = standby.activate(&may).await.err().unwrap();
    assert!(matches!(refused, VaultError::File(_)), "{refused}");
    assert_eq!(crate::world::files(&outside), [Path::new("victim")]);
    assert!(!world.dir.path().join(".new.standby").exists(), "nothing stays");
}
