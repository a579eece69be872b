//! From a recovery point to a workspace in production's place.

use crate::manifest::METADATA;
use crate::{Point, Vault, VaultError, files};
use bytes::Bytes;
use ledger::{Activity, Outcome};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Permit, Recovered, Store, StoreConfig};
use terms::{Action, AssetKind, Clock, Digest, Fact, State};

/// A restored workspace under another name: whole and verified, and not yet in production's place.
pub struct Standby {
    store: Arc<Store>,
    config: StoreConfig,
    place: PathBuf,
    point: Digest,
    objects: u64,
    took: Duration,
}

/// The workspace that took over.
pub struct Activated {
    pub store: Store,
    /// The point that it came from.
    pub point: Digest,
    pub objects: u64,
    /// From the start of the restore to the workspace being whole: the RTO, without people.
    pub took: Duration,
}

impl Vault {
    /// Rebuilds the workspace of `point` beside `into` (as `.NAME.standby`), and verifies all of it.
    /// `config` says where metadata go; a PostgreSQL database must be empty.
    ///
    /// # Errors
    /// If `into` is not empty; if any file, the ledger or a row does not verify: then nothing stays.
    pub async fn restore(
        &self,
        point: &Point,
        into: &Path,
        config: &StoreConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Standby, VaultError> {
        let started = Instant::now();
        let _lock = self.lock()?;
        self.check(point)?;
        let aside = aside(into)?;
        if aside.exists() {
            fs::remove_dir_all(&aside).map_err(VaultError::io(&aside))?;
        }
        let built = self.rebuild(point, &aside, config, clock).await;
        match built {
            Ok((store, objects)) => Ok(Standby {
                store: Arc::new(store),
                config: config.clone(),
                place: into.to_owned(),
                point: point.digest,
                objects,
                took: started.elapsed(),
            }),
            Err(error) => {
                let _ = fs::remove_dir_all(&aside);
                Err(error)
            }
        }
    }

    async fn rebuild(
        &self,
        point: &Point,
        dir: &Path,
        config: &StoreConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<(Store, u64), VaultError> {
        files::private_folder(dir)?;
        let ledger = tempfile::tempdir().map_err(VaultError::io("the temporary folder"))?;
        let mut keys = Vec::new();
        for entry in &point.entries {
            if let Some(name) = entry.path.strip_prefix("keys/") {
                keys.push((name.to_owned(), self.take(point, entry)?));
            } else if let Some(path) = entry.path.strip_prefix("ledger/") {
                files::write(&inside(ledger.path(), path)?, &self.take(point, entry)?)?;
            } else if let Some(path) = entry.path.strip_prefix("config/") {
                files::write(&inside(dir, path)?, &self.take(point, entry)?)?;
            }
        }
        let meta = serde_json::from_slice(&self.plain(point, METADATA)?)?;
        let recovered = Recovered {
            workspace: point.source.workspace.clone(),
            created: point.source.created,
            keys,
            ledger: ledger.path().to_owned(),
            meta,
        };
        let restoring = Store::restore(dir, config, clock, &recovered).await?;
        let mut objects = 0;
        for entry in point.entries.iter().filter(|entry| entry.path.starts_with("objects/")) {
            restoring.object(Bytes::copy_from_slice(&self.take(point, entry)?)).await?;
            objects += 1;
        }
        let store = restoring.whole();
        for probed in store.probes().await {
            if matches!(probed.state, State::Failed | State::Unknown) {
                return Err(VaultError::Unhealthy { id: probed.id, saw: probed.saw });
            }
        }
        Ok((store, objects))
    }
}

impl Standby {
    /// The restored workspace: its config decides who may activate, its ledger takes the decision
    /// ([`Store::passage`]).
    #[must_use]
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The detail that a permit to activate must have: the point's digest.
    #[must_use]
    pub const fn point(&self) -> Digest {
        self.point
    }

    /// Enters the activation and puts the workspace in place. The permit is of this standby's own
    /// ledger, to activate `vault/NAME`, with [`Standby::point`] as its detail.
    ///
    /// # Errors
    /// If the permit is for something else, the place was taken meanwhile, or somebody still holds
    /// [`Standby::store`].
    pub async fn activate(self, permit: &Permit) -> Result<Activated, VaultError> {
        if permit.asset().kind != AssetKind::Vault {
            return Err(VaultError::Permit(permit.asset().clone()));
        }
        permit.covers(Action::Activate, permit.asset(), Some(self.point), self.store.now())?;
        aside(&self.place)?;
        let facts = [
            Fact::new("point", self.point.hex()),
            Fact::new("objects", self.objects),
            Fact::new("milliseconds", u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX)),
        ];
        let activity = Activity {
            operation: "vault-activated",
            actor: permit.principal(),
            asset: permit.asset(),
            outcome: Outcome::Success,
            facts: &facts,
        };
        self.store.record(&activity).await?;
        let (from, clock) = (self.store.folder().to_owned(), self.store.clock());
        alone(self.store)?.close().await;
        fs::rename(&from, &self.place).map_err(VaultError::io(&self.place))?;
        files::sync_folder(self.place.parent().unwrap_or(Path::new("/")))?;
        let store = Store::open(&self.place, &self.config, clock).await?;
        Ok(Activated { store, point: self.point, objects: self.objects, took: self.took })
    }

    /// Removes what was restored: a drill ends so. Gives how long the restore took.
    ///
    /// # Errors
    /// If it can't be removed.
    pub async fn discard(self) -> Result<Duration, VaultError> {
        let folder = self.store.folder().to_owned();
        alone(self.store)?.close().await;
        fs::remove_dir_all(&folder).map_err(VaultError::io(&folder))?;
        Ok(self.took)
    }
}

/// The store, once nobody else holds it: who moves a workspace must not leave it open elsewhere.
fn alone(store: Arc<Store>) -> Result<Store, VaultError> {
    let folder = store.folder().to_owned();
    Arc::try_unwrap(store).map_err(|_| VaultError::Locked(folder))
}

/// Where the workspace for `into` stands by: beside it, so that one rename puts it in place.
fn aside(into: &Path) -> Result<PathBuf, VaultError> {
    let occupied = || VaultError::Occupied(into.to_owned());
    if into.exists() {
        let mut inside = fs::read_dir(into).map_err(|_| occupied())?;
        if inside.next().is_some() {
            return Err(occupied());
        }
    }
    let name = into.file_name().ok_or_else(occupied)?;
    Ok(into.with_file_name(format!(".{}.standby", name.to_string_lossy())))
}

/// `path` within `folder`, if it is plainly inside.
fn inside(folder: &Path, path: &str) -> Result<PathBuf, VaultError> {
    let path = Path::new(path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if plain && path.file_name().is_some() {
        return Ok(folder.join(path));
    }
    let why = "a path of it leads out of the folder".to_owned();
    Err(VaultError::Point { point: path.display().to_string(), why })
}
