//! An activation that is thrown away.

use crate::{Point, Vault, VaultError};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Store, StoreConfig};
use terms::Clock;

/// What a drill came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Drilled<T> {
    /// From the start of the restore to the workspace being open: the RTO, without people.
    pub took: Duration,
    pub objects: u64,
    /// What was seen in the open workspace.
    pub found: T,
}

impl Vault {
    /// Restores `point` below `scratch`, puts it in place there and opens it as an activation does,
    /// lets `look` see it, and removes it whatever came of that. Metadata go into SQLite: a drill
    /// touches no database.
    ///
    /// It takes no permit, as nothing of it is left: `scratch` has to be a folder that nobody else
    /// can enter, with nothing in it.
    ///
    /// # Errors
    /// As [`Vault::restore`]; if it does not open; and those of `look`.
    pub async fn drill<T, E, Look>(
        &self,
        point: &Point,
        scratch: &Path,
        clock: Arc<dyn Clock>,
        look: impl FnOnce(Arc<Store>) -> Look,
    ) -> Result<Drilled<T>, E>
    where
        E: From<VaultError>,
        Look: Future<Output = Result<T, E>>,
    {
        let started = Instant::now();
        let place = scratch.join("workspace");
        let standby = self.restore(point, &place, &StoreConfig::default(), clock).await?;
        let opened = standby.in_place().await;
        let took = started.elapsed();
        let looked = match opened {
            Ok(active) => {
                let store = Arc::new(active.store);
                let looked = look(Arc::clone(&store)).await;
                store.close().await;
                looked.map(|found| Drilled { took, objects: active.objects, found })
            }
            Err(error) => Err(E::from(error)),
        };
        if place.exists() {
            fs::remove_dir_all(&place).map_err(VaultError::io(&place))?;
        }
        looked
    }
}
