//! From a recovery point to a workspace that stands by.

use crate::aside::Aside;
use crate::manifest::METADATA;
use crate::{Point, Standby, Vault, VaultError, applied};
use bytes::Bytes;
use files::{Folder, Mode};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use store::{Recovered, Restoring, Store, StoreConfig};
use terms::{Clock, State};

impl Vault {
    /// Rebuilds the workspace of `point` beside `into` (as `.NAME.standby`), and verifies all of it.
    /// `config` says where metadata go; a PostgreSQL database must be empty.
    ///
    /// # Errors
    /// If `into` is not empty, or a link; if any file of the point, the ledger or a row does not
    /// verify: then nothing stays.
    pub async fn restore(
        &self,
        point: &Point,
        into: &Path,
        config: &StoreConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Standby, VaultError> {
        let started = Instant::now();
        self.check(point)?;
        let aside = Aside::make(into)?;
        match self.rebuild(point, &aside.folder, config, clock).await {
            Ok((store, objects)) => Ok(Standby {
                store: Arc::new(store),
                config: config.clone(),
                aside,
                point: point.digest,
                objects,
                took: started.elapsed(),
            }),
            Err(error) => {
                let _ = aside.remove();
                Err(error)
            }
        }
    }

    async fn rebuild(
        &self,
        point: &Point,
        home: &Folder,
        config: &StoreConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<(Store, u64), VaultError> {
        let scratch = tempfile::tempdir().map_err(VaultError::io("the temporary folder"))?;
        let ledger = Folder::open(scratch.path())?;
        let mut keys = Vec::new();
        for entry in &point.entries {
            if let Some(name) = entry.path.strip_prefix("keys/") {
                keys.push((name.to_owned(), self.take(point, entry)?));
            } else if let Some(path) = entry.path.strip_prefix("ledger/") {
                put(&ledger, path, &self.take(point, entry)?)?;
            } else if let Some(path) = entry.path.strip_prefix("config/") {
                put(home, path, &self.take(point, entry)?)?;
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
        let restoring = Store::restore(home.path(), config, clock, &recovered).await?;
        match self.filled(point, home, restoring).await {
            Ok(whole) => Ok(whole),
            Err(error) => {
                // It was empty until now.
                let _ = Store::unmake(home.path(), config).await;
                Err(error)
            }
        }
    }

    /// The restored store with all objects and texts, verified.
    async fn filled(
        &self,
        point: &Point,
        home: &Folder,
        restoring: Restoring,
    ) -> Result<(Store, u64), VaultError> {
        let mut objects = 0;
        for entry in point.entries.iter().filter(|entry| entry.path.starts_with("objects/")) {
            restoring.object(Bytes::copy_from_slice(&self.take(point, entry)?)).await?;
            objects += 1;
        }
        let store = restoring.whole();
        // Older points have the files that lay about; what was applied is what counts.
        for (name, text) in applied::texts(&store).await? {
            put(home, &name, text.as_bytes())?;
        }
        for probed in store.probes().await {
            if matches!(probed.state, State::Failed | State::Unknown) {
                return Err(VaultError::Unhealthy { id: probed.id, saw: probed.saw });
            }
        }
        Ok((store, objects))
    }
}

/// Writes a file below `folder`, and the folders that it lies in.
pub(crate) fn put(folder: &Folder, path: &str, bytes: &[u8]) -> Result<(), VaultError> {
    if let Some(way) = Path::new(path).parent() {
        folder.make(way)?;
    }
    Ok(folder.write(path, bytes, Mode::Private)?)
}
