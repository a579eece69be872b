//! Production falls, and the vault takes over.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use bytes::Bytes;
use hygeia_vault::{Point, Vault, VaultError};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use store::{NewModel, Permit, Store, StoreConfig, VersionRef};
use tempfile::TempDir;
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Context, Decision, Digest, FixedClock, PrincipalId,
    Request, RoleId, State, Timestamp, ZoneClass,
};

struct World {
    dir: TempDir,
    clock: Arc<FixedClock>,
    store: Store,
    vault: Vault,
}

async fn world() -> World {
    let dir = TempDir::new().unwrap();
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let work = dir.path().join("work");
    fs::create_dir(&work).unwrap();
    fs::write(work.join("hygeia.toml"), "[server]\n").unwrap();
    let store = Store::create(&work, &StoreConfig::default(), clock.clone()).await.unwrap();
    keep(&store, b"PARE rows PARE").await;
    let vault = Vault::init(&dir.path().join("vault")).unwrap();
    World { dir, clock, store, vault }
}

/// Keeps an object, as a file of a model.
async fn keep(store: &Store, bytes: &'static [u8]) {
    let loans = Asset::parse("dataset/loans").unwrap();
    let train = permit_on(store, Action::Train, loans.clone(), None).await;
    let new = NewModel {
        asset: Asset::parse("model/credit").unwrap(),
        trained_on: vec![VersionRef { dataset: loans, object: Digest::of(b"rows") }],
        evaluation: serde_json::Value::Null,
    };
    let files = vec![("final.onnx".to_owned(), Bytes::from_static(bytes))];
    store.model_trained(&train, new, files).await.unwrap();
}

async fn permit(store: &Store, action: Action, detail: Option<Digest>) -> Permit {
    permit_on(store, action, Asset::parse("vault/main").unwrap(), detail).await
}

async fn permit_on(store: &Store, action: Action, asset: Asset, detail: Option<Digest>) -> Permit {
    let cell = CellRef {
        activity: ActivityId::new(action.name()).unwrap(),
        asset: asset.clone(),
        role: RoleId::new("operator").unwrap(),
        letters: "R".into(),
    };
    let context = Context {
        device: None,
        zone: ZoneClass::Unknown,
        at: store.now(),
        egress_bytes: 0,
        egress_used: 0,
        class: Class::Restricted,
        behind_live_model: false,
        author: None,
    };
    let principal = PrincipalId::new("vic").unwrap();
    let decision = Decision {
        request: Request { principal, action, asset, detail, context },
        cells: vec![cell],
        obligations: Vec::new(),
        denial: None,
        policy: Digest::of(b"policy"),
    };
    store.passage(&decision).await.unwrap()
}

impl World {
    async fn pull(&self) -> Result<Point, VaultError> {
        self.vault.pull(&self.store, &permit(&self.store, Action::Pull, None).await).await
    }
    async fn restore(&self, point: &Point) -> Result<hygeia_vault::Standby, VaultError> {
        let into = self.dir.path().join("new");
        self.vault.restore(point, &into, &StoreConfig::default(), self.clock.clone()).await
    }
    fn age_file(&self, point: &Point, prefix: &str) -> PathBuf {
        let hex =
            point.entries.iter().find(|e| e.path.starts_with(prefix)).unwrap().age_sha256.hex();
        self.vault.folder().join("objects").join(&hex[..2]).join(format!("{hex}.age"))
    }
    fn age_files(&self) -> usize {
        let folders = fs::read_dir(self.vault.folder().join("objects")).unwrap();
        folders.map(|f| fs::read_dir(f.unwrap().path()).unwrap().count()).sum()
    }
}

// proves M9
// proves M21
#[tokio::test]
async fn a_destroyed_workspace_comes_back_from_the_vault() {
    let world = world().await;
    let point = world.pull().await.unwrap();
    let (meta, seal) = (world.store.dump_meta().await.unwrap(), world.store.seal().public());
    let objects = world.store.objects().list().await.unwrap();
    fs::remove_dir_all(world.dir.path().join("work")).unwrap();

    let standby = world.restore(&point).await.unwrap();
    let into = world.dir.path().join("new");
    assert!(!into.exists(), "nothing is in place before a permit");
    let other = permit(standby.store(), Action::Activate, Some(Digest::of(b"other"))).await;
    assert!(matches!(standby.activate(&other).await, Err(VaultError::Refused(_))));
    let standby = world.restore(&point).await.unwrap();
    let permit = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    let active = standby.activate(&permit).await.unwrap();

    assert_eq!(active.store.dump_meta().await.unwrap(), meta);
    assert_eq!(active.store.objects().list().await.unwrap(), objects);
    assert_eq!(active.store.seal().public(), seal);
    assert_eq!(fs::read_to_string(into.join("hygeia.toml")).unwrap(), "[server]\n");
    let last = active.store.events(0..99).await.unwrap().pop().unwrap();
    assert_eq!(last.api.operation, "vault-activated");
    assert!(active.store.probes().await.iter().all(|p| p.state != State::Failed));
}

// proves M21
#[tokio::test]
async fn a_flipped_missing_or_swapped_file_is_refused_by_name() {
    let world = world().await;
    let point = world.pull().await.unwrap();
    assert!(world.vault.verify(&point).unwrap().findings.is_empty());
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
        assert_eq!(world.vault.verify(&point).unwrap().findings.len(), 1);
        assert!(!world.dir.path().join(".new.standby").exists(), "nothing half-made stays");
    }
    fs::write(&path, whole).unwrap();
    world.restore(&point).await.unwrap().discard().await.unwrap();
}

// proves M21
#[tokio::test]
async fn an_edited_dropped_or_replayed_point_is_seen() {
    let world = world().await;
    world.pull().await.unwrap();
    let before = world.age_files();
    let second = world.pull().await.unwrap();
    assert!(world.age_files() < 2 * before, "what is held is not copied again");
    assert_eq!((second.number, world.vault.points().unwrap().len()), (2, 2));
    let file = |n| world.vault.folder().join(format!("points/{n:08}.dsse.json"));
    let (one, two) = (fs::read(file(1)).unwrap(), fs::read(file(2)).unwrap());
    fs::remove_file(file(2)).unwrap();
    assert!(matches!(world.vault.points(), Err(VaultError::Point { .. })), "dropped");
    fs::write(file(2), &one).unwrap();
    assert!(matches!(world.vault.points(), Err(VaultError::Point { .. })), "replayed");
    let edited =
        String::from_utf8(two.clone()).unwrap().replacen("payload\":\"", "payload\":\"A", 1);
    fs::write(file(2), edited).unwrap();
    assert!(matches!(world.vault.points(), Err(VaultError::Point { .. })), "edited");
    fs::write(file(2), two).unwrap();
    assert_eq!(world.vault.newest().unwrap(), second);
}

// proves M21
#[tokio::test]
async fn a_vault_on_the_same_disk_says_so() {
    let world = world().await;
    world.pull().await.unwrap();
    let now = Timestamp::from_unix(1_800_000_000);
    let work = world.dir.path().join("work");
    let state = |id: &str, now| {
        let probes = world.vault.probes(&work, 60, now);
        probes.iter().find(|p| p.id == format!("recovery/{id}")).unwrap().state
    };
    assert_eq!(state("vault-device", now), State::Failed);
    assert_eq!(state("vault-owner", now), State::Failed);
    assert_eq!(state("vault-keys", now), State::Proven);
    assert_eq!(state("vault-restorable", now), State::Proven);
    assert_eq!(state("vault-age", now), State::Proven);
    assert_eq!(state("vault-age", now.plus_seconds(61)), State::Failed);
}
