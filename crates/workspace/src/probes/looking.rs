//! When to look: when something that probes watch has changed, and on a slow timer.

use super::run_all;
use crate::{Error, Workspace};
use std::path::Path;
use std::time::Duration;
use terms::Probed;
use tokio::time::Instant;

/// How long a look counts if nothing changed here: what changes outside (a disk, a vault, a
/// certificate's time) is seen after this at the latest.
const SLOW: Duration = Duration::from_secs(15 * 60);
/// How often to ask whether something has changed.
const TICK: Duration = Duration::from_secs(2);
/// How long to let changes settle: what changes all the time is looked at this often.
const SETTLE: Duration = Duration::from_secs(30);

impl Workspace {
    /// Looks at all of it now, with the vault in `folder`; nothing is kept of what was seen.
    ///
    /// # Errors
    /// If the workspace can't be read at all.
    pub async fn look_with(&self, folder: &Path) -> Result<Vec<Probed>, Error> {
        run_all(self, Some(folder)).await
    }

    /// Looks at all of it now, and keeps what was seen.
    ///
    /// # Errors
    /// If the workspace can't be read at all; then nothing that was seen before counts any more.
    pub async fn look(&self) -> Result<Vec<Probed>, Error> {
        let generation = self.store.generation();
        let vault = self.vault_folder();
        match run_all(self, vault.as_deref()).await {
            Ok(seen) => {
                self.watch.keep(generation, seen.clone());
                Ok(seen)
            }
            Err(error) => {
                self.watch.forget();
                Err(error)
            }
        }
    }

    /// Looks at the workspace whenever something has changed, and on a slow timer; never ends.
    /// Predictions and queries change nothing that is watched.
    pub async fn keep_looking(&self) {
        loop {
            if let Err(error) = self.look().await {
                tracing::error!(%error, "the posture is unknown");
            }
            // To look is no change, though some probes leave entries of their own.
            let settled = self.store.generation();
            let looked = Instant::now();
            tokio::time::sleep(SETTLE).await;
            while self.store.generation() == settled && looked.elapsed() < SLOW {
                tokio::time::sleep(TICK).await;
            }
        }
    }
}
