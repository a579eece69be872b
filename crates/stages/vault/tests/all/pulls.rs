//! What a pull takes, and what it goes on from.

use crate::world::{now, permit, world};
use hygeia_vault::VaultError;
use std::fs;
use std::os::unix::fs::symlink;
use store::Store;
use terms::{Action, Finding, Severity, Timestamp};

/// What is wrong, without what is only said.
fn rules(findings: &[Finding]) -> Vec<&str> {
    let said = |finding: &&Finding| finding.severity > Severity::Info;
    findings.iter().filter(said).map(|finding| finding.rule.as_str()).collect()
}

// proves M21
#[tokio::test]
async fn an_edited_dropped_or_replayed_point_is_seen() {
    let world = world().await;
    let first = world.pull().await;
    let ages = |world: &crate::world::World| crate::world::files(&world.file("objects")).len();
    let before = ages(&world);
    let second = world.pull().await;
    assert!(ages(&world) < 2 * before, "what is held is not copied again");
    assert_eq!(world.vault.points().unwrap(), [first.clone(), second.clone()]);
    assert!(world.told().is_empty(), "{:?}", world.told());
    let (one, two) =
        (fs::read(world.point_file(1)).unwrap(), fs::read(world.point_file(2)).unwrap());
    let edited =
        String::from_utf8(two.clone()).unwrap().replacen("payload\":\"", "payload\":\"A", 1);
    let spaced = String::from_utf8(two.clone()).unwrap().replacen(',', ", ", 1);
    for (what, bytes, rule) in [
        ("dropped", None, "vault/point-missing"),
        ("replayed", Some(one.as_slice()), "vault/point"),
        ("edited", Some(edited.as_bytes()), "vault/point"),
        ("spaced", Some(spaced.as_bytes()), "vault/point"),
    ] {
        match bytes {
            Some(bytes) => fs::write(world.point_file(2), bytes).unwrap(),
            None => fs::remove_file(world.point_file(2)).unwrap(),
        }
        assert_eq!(rules(&world.told()), [rule], "{what}");
        assert_eq!(world.vault.newest().unwrap(), first, "{what}");
        let refused = world.vault.verify(&second, now()).unwrap_err();
        assert!(matches!(refused, VaultError::Point { .. }), "{what}: {refused}");
    }
    fs::write(world.point_file(2), two).unwrap();
    assert_eq!(world.vault.newest().unwrap(), second);
}

// proves M9
#[tokio::test]
async fn the_oldest_point_goes_and_the_others_go_on() {
    let world = world().await;
    for _ in 0..3 {
        world.pull().await;
    }
    fs::remove_file(world.point_file(1)).unwrap();
    assert_eq!(rules(&world.told()), ["vault/point-missing"]);
    for point in world.vault.points().unwrap() {
        assert!(world.vault.verify(&point, now()).unwrap().findings.is_empty());
        world.restore(&point).await.unwrap().discard().await.unwrap();
    }
    let pulled = world.pulled().await.unwrap();
    assert_eq!(pulled.point.number, 4);
    assert!(pulled.findings.iter().any(|f| f.message == "point 00000001 is missing"));
    // A number is never given twice, whatever is left.
    for number in 1..=3 {
        let _ = fs::remove_file(world.point_file(number));
    }
    fs::remove_file(world.point_file(4)).unwrap();
    assert_eq!(world.pull().await.number, 5);
}

// proves M9
#[tokio::test]
async fn the_applied_texts_come_from_the_metadata() {
    let world = world().await;
    let elsewhere = world.dir.path().join("map");
    fs::create_dir(&elsewhere).unwrap();
    for name in ["hygeia.toml", "raci.csv", "people.toml"] {
        fs::write(elsewhere.join(name), "# edited, and not applied").unwrap();
        symlink(elsewhere.join(name), world.work().join(name)).unwrap();
    }
    // An application that broke off: of before and of after, the whole one counts.
    world.apply(&[("hygeia.toml", "[server]\nport = 1\n")]).await;
    let point = world.pull().await;
    world.restore(&point).await.unwrap().discard().await.unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let read = async |store: std::sync::Arc<Store>| {
        let text = |name: &str| fs::read_to_string(store.folder().join(name)).unwrap();
        Ok::<_, VaultError>(["hygeia.toml", "raci.csv", "people.toml"].map(text))
    };
    let drilled =
        world.vault.drill(&point, scratch.path(), world.clock.clone(), read).await.unwrap();
    assert_eq!(drilled.found, ["[server]\n", "activity,asset\n", ""]);
    let kept = |path: &str| point.entries.iter().find(|entry| entry.path == path).map(|e| e.sha256);
    assert_eq!(kept("config/hygeia.toml"), Some(terms::Digest::of(b"[server]\n")));
}

// proves M21
#[tokio::test]
async fn config_beside_what_was_applied_is_taken_unless_it_is_strange() {
    let world = world().await;
    fs::create_dir(world.work().join("models")).unwrap();
    fs::write(world.work().join("models/credit.toml"), "rows = 1\n").unwrap();
    fs::write(world.work().join("huge.toml"), vec![b'#'; 5 << 20]).unwrap();
    symlink("/etc/hostname", world.work().join("link.pem")).unwrap();
    fs::write(world.work().join("loans.csv"), "a,b\n").unwrap();
    let pulled = world.pulled().await.unwrap();
    let config: Vec<_> =
        pulled.point.entries.iter().filter_map(|e| e.path.strip_prefix("config/")).collect();
    assert_eq!(config, ["hygeia.toml", "models/credit.toml", "people.toml", "raci.csv"]);
    let left: Vec<_> = pulled.findings.iter().map(|f| f.location.subject.as_str()).collect();
    assert_eq!(left, ["link.pem", "huge.toml"]);
}

// proves M9
#[tokio::test]
async fn an_older_point_is_activated_and_the_vault_goes_on_from_it() {
    let world = world().await;
    let mut points = Vec::new();
    for _ in 0..3 {
        points.push(world.pull().await);
    }
    let standby = world.restore(&points[1]).await.unwrap();
    let may = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    let back = standby.activate(&may).await.unwrap().store;
    let may = permit(&back, Action::Pull, None).await;
    let pulled = world.vault.pull(&back, &may, &[]).await.unwrap();
    assert_eq!((pulled.point.number, pulled.point.previous), (4, Some(points[1].digest)));
    for told in [pulled.findings, world.told()] {
        assert!(told.iter().any(|finding| finding.rule == "vault/fork"), "{told:?}");
        assert!(rules(&told).is_empty(), "nothing is wrong: {told:?}");
    }
    let may = permit(&back, Action::Pull, None).await;
    world.vault.pull(&back, &may, &[]).await.unwrap();
    // The one that fell is refused from then on.
    let refused = world.pulled().await.unwrap_err();
    assert!(matches!(refused, VaultError::Rewritten(_)), "{refused}");
    for point in world.vault.points().unwrap() {
        assert!(world.vault.verify(&point, now()).unwrap().findings.is_empty());
    }
}

// proves M9, M21
#[tokio::test]
async fn the_workspace_that_fell_is_taken_no_more_once_another_took_its_place() {
    let world = world().await;
    let point = world.pull().await;
    let standby = world.restore(&point).await.unwrap();
    let may = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    let back = standby.activate(&may).await.unwrap().store;
    world.vault.succeeded(&point, now()).unwrap();
    // As long as it holds nothing else than the point, there is nothing to be taken for the successor's.
    world.pulled().await.unwrap();
    world.apply(&[("people.toml", "[people]\n")]).await;
    let refused = world.pulled().await.unwrap_err();
    assert!(matches!(refused, VaultError::Succeeded { .. }), "{refused}");
    assert_eq!(world.vault.points().unwrap().len(), 2);
    let may = permit(&back, Action::Pull, None).await;
    world.vault.pull(&back, &may, &[]).await.unwrap();
    assert!(rules(&world.told()).is_empty(), "the note is no stray: {:?}", world.told());
    // What the vault noted is not believed once it was edited, and nobody is taken by it.
    let note = world.vault.folder().join("activated.dsse.json");
    let text = fs::read_to_string(&note).unwrap();
    fs::write(&note, text.replace("keyid", "keyId")).unwrap();
    assert_eq!(rules(&world.told()), ["vault/activated"]);
    for store in [&back, &world.store] {
        let may = permit(store, Action::Pull, None).await;
        let refused = world.vault.pull(store, &may, &[]).await.unwrap_err();
        assert!(matches!(refused, VaultError::Note { .. }), "{refused}");
    }
}

// proves M9
#[tokio::test]
async fn a_damaged_object_of_the_workspace_comes_from_the_vault() {
    let world = world().await;
    let digest = world.put(b"superseded rows").await;
    world.pull().await;
    let hex = digest.hex();
    let object = world.work().join("state/objects").join(&hex[..2]).join(&hex);
    fs::write(&object, "other bytes").unwrap();
    let pulled = world.pulled().await.unwrap();
    assert!(rules(&pulled.findings).contains(&"vault/workspace"), "{:?}", pulled.findings);
    world.restore(&pulled.point).await.unwrap().discard().await.unwrap();
    // What nobody has whole ends a pull by name.
    let fresh = world.put(b"rows that no point has").await.hex();
    let object = world.work().join("state/objects").join(&fresh[..2]).join(&fresh);
    fs::write(&object, "other bytes").unwrap();
    let refused = world.pulled().await.unwrap_err().to_string();
    assert!(refused.contains(&fresh), "{refused}");
    assert_eq!(world.vault.points().unwrap().len(), 2, "the points before stay");
}

// proves M21
#[tokio::test]
async fn a_point_of_the_future_is_told_and_none_is_taken_before_the_newest_entry() {
    let world = world().await;
    for seconds in [0, 86_400 * 365] {
        world.clock.advance(seconds);
        world.pull().await;
    }
    assert_eq!(rules(&world.told()), ["vault/time"]);
    assert!(world.vault.contents(Timestamp::from_unix(i64::MAX / 2)).unwrap().findings.is_empty());
    // By a clock that was set back nobody is let in to take one: the ledger knows better.
    world.clock.advance(-86_400);
    assert!(world.store.on_time().is_err());
}

// proves M9
#[tokio::test]
async fn a_vault_without_its_signing_key_is_activated_and_takes_no_point() {
    let world = world().await;
    let point = world.pull().await;
    fs::remove_file(world.file("signing.key")).unwrap();
    let vault = hygeia_vault::Vault::open(world.vault.folder()).unwrap();
    assert!(vault.verify(&point, now()).unwrap().findings.is_empty());
    world.restore_from(&vault, &point, "new").await.unwrap().discard().await.unwrap();
    assert_eq!(rules(&world.told()), ["vault/key"]);
    let refused = world.pulled().await.unwrap_err();
    assert!(matches!(&refused, VaultError::BadKey(path) if path.ends_with("signing.key")));
    fs::remove_file(world.file("signing.pub")).unwrap();
    assert!(hygeia_vault::Vault::open(world.vault.folder()).is_err());
}

// proves M22
#[tokio::test]
async fn a_killed_pull_is_gone_on_with() {
    let world = world().await;
    world.pull().await;
    for rows in [&b"many rows"[..], b"more rows", b"most rows"] {
        world.put(rows).await;
    }
    let whole = world.pulled().await.unwrap();
    assert!(whole.copied >= 3, "{}", whole.copied);
    let files = || crate::world::files(&world.file("objects")).len();
    let before = files();
    // As five pulls leave it that were killed before they signed anything; the last while it wrote.
    for _ in 0..5 {
        fs::remove_file(world.point_file(2)).unwrap();
        fs::remove_file(world.file("head.dsse.json")).unwrap();
        let shard = world.age_file(&whole.point, "objects/").parent().unwrap().to_owned();
        for folder in [shard, world.file("points"), world.file(".")] {
            fs::write(folder.join(".unfinished-1-1-1.new"), "half of it").unwrap();
        }
        let pulled = world.pulled().await.unwrap();
        // The ledger has grown; all else is there.
        assert!(pulled.copied <= 4, "{} of {}", pulled.copied, pulled.point.entries.len());
        assert!(world.vault.verify(&pulled.point, now()).unwrap().findings.is_empty());
    }
    assert!(files() < before + 5 * 4 + 1);
    let left = crate::world::files(world.vault.folder());
    assert!(left.iter().all(|path| !path.to_string_lossy().contains("unfinished")), "{left:?}");
}

// proves M21
#[tokio::test]
async fn a_name_does_not_steer_the_terminal_of_who_reads_of_it() {
    let world = world().await;
    let name = "red\u{1b}[31m\rpoint.toml";
    fs::write(world.file("points").join(name), "x").unwrap();
    symlink("/etc/hostname", world.work().join(name)).unwrap();
    let pulled = world.pulled().await.unwrap();
    let told: Vec<_> =
        pulled.findings.iter().filter(|f| f.message.contains("point.toml")).collect();
    assert_eq!(told.len(), 2, "{:?}", pulled.findings);
    for finding in told {
        let all = serde_json::to_string(finding).unwrap() + &finding.message;
        assert!(!all.contains('\u{1b}') && !finding.location.subject.contains('\r'), "{finding:?}");
    }
}
