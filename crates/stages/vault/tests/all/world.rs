//! A workspace and its vault, in a temporary folder.

use bytes::Bytes;
use hygeia_vault::{Point, Pulled, Standby, Vault, VaultError};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{NewConfig, NewModel, Permit, Store, StoreConfig, VersionRef};
use tempfile::TempDir;
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Context, Decision, Digest, Finding, FixedClock,
    PrincipalId, Request, RoleId, Timestamp, ZoneClass,
};

pub fn now() -> Timestamp {
    Timestamp::from_unix(1_800_000_000)
}

pub const TEXTS: [(&str, &str); 3] =
    [("hygeia.toml", "[server]\n"), ("raci.csv", "activity,asset\n"), ("people.toml", "")];

pub struct World {
    pub dir: TempDir,
    pub clock: Arc<FixedClock>,
    pub store: Store,
    pub vault: Vault,
}

pub async fn world() -> World {
    let dir = TempDir::new().unwrap();
    let clock = Arc::new(FixedClock::at(now()));
    let work = dir.path().join("work");
    fs::create_dir(&work).unwrap();
    let store = Store::create(&work, &StoreConfig::default(), clock.clone()).await.unwrap();
    let vault = Vault::init(&dir.path().join("vault")).unwrap();
    let world = World { dir, clock, store, vault };
    world.apply(&TEXTS).await;
    world.put(b"PARE rows PARE").await;
    world
}

impl World {
    pub async fn apply(&self, texts: &[(&str, &str)]) {
        let new = NewConfig { texts, ..NewConfig::default() };
        self.store.config_applied(&PrincipalId::new("sam").unwrap(), &new).await.unwrap();
    }

    /// Keeps an object, as a file of a model.
    pub async fn put(&self, bytes: &'static [u8]) -> Digest {
        let loans = Asset::parse("dataset/loans").unwrap();
        let train = permit_on(&self.store, Action::Train, loans.clone(), None).await;
        let new = NewModel {
            asset: Asset::parse("model/credit").unwrap(),
            trained_on: vec![VersionRef { dataset: loans, object: Digest::of(b"rows") }],
            evaluation: None,
        };
        let files = vec![("final.onnx".to_owned(), Bytes::from_static(bytes))];
        self.store.model_trained(&train, new, files).await.unwrap();
        Digest::of(bytes)
    }

    pub fn work(&self) -> PathBuf {
        self.dir.path().join("work")
    }

    pub async fn pulled(&self) -> Result<Pulled, VaultError> {
        let vault = Vault::open(self.vault.folder())?;
        vault.pull(&self.store, &permit(&self.store, Action::Pull, None).await, &[]).await
    }

    pub async fn pull(&self) -> Point {
        self.pulled().await.unwrap().point
    }

    pub async fn restore(&self, point: &Point) -> Result<Standby, VaultError> {
        self.restore_from(&self.vault, point, "new").await
    }

    pub async fn restore_from(
        &self,
        vault: &Vault,
        point: &Point,
        name: &str,
    ) -> Result<Standby, VaultError> {
        let into = self.dir.path().join(name);
        vault.restore(point, &into, &StoreConfig::default(), self.clock.clone()).await
    }

    /// What is wrong with the vault beside its whole points.
    pub fn told(&self) -> Vec<Finding> {
        Vault::open(self.vault.folder()).unwrap().contents(now()).unwrap().findings
    }

    pub fn file(&self, path: &str) -> PathBuf {
        self.vault.folder().join(path)
    }

    pub fn point_file(&self, number: u64) -> PathBuf {
        self.file(&format!("points/{number:08}.dsse.json"))
    }

    pub fn age_file(&self, point: &Point, prefix: &str) -> PathBuf {
        let entry = point.entries.iter().find(|e| e.path.starts_with(prefix)).unwrap();
        let hex = entry.age_sha256.hex();
        self.file("objects").join(&hex[..2]).join(format!("{hex}.age"))
    }
}

/// Every file below `folder`, as paths relative to it, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

pub fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(&path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(from.join(&path), target).unwrap();
    }
}

/// Puts a passing permit through the store's own passage.
pub async fn permit(store: &Store, action: Action, detail: Option<Digest>) -> Permit {
    permit_on(store, action, Asset::parse("vault/main").unwrap(), detail).await
}

pub async fn permit_on(
    store: &Store,
    action: Action,
    asset: Asset,
    detail: Option<Digest>,
) -> Permit {
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
        singled_out_percent: 0,
        lock: None,
        overdue: Vec::new(),
        break_glass: None,
        step_up: None,
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
