//! When to look: when something that probes watch has changed, and on a slow timer.

use super::run_all;
use crate::Workspace;
use std::path::Path;
use std::time::Duration;
use store::Boxed;
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
    pub fn look_with<'a>(&'a self, folder: &'a Path) -> Boxed<'a, Vec<Probed>> {
        Box::pin(async move { run_all(self, Some(folder)).await })
    }

    /// Looks at all of it now, and keeps what was seen.
    pub fn look<'a>(&'a self) -> Boxed<'a, Vec<Probed>> {
        Box::pin(async move {
            let generation = self.store.generation();
            let vault = self.vault_folder();
            let seen = run_all(self, vault.as_deref()).await;
            self.watch.keep(generation, seen.clone());
            seen
        })
    }

    /// Looks at the workspace whenever something has changed, and on a slow timer; never ends.
    /// Predictions and queries change nothing that is watched.
    pub fn keep_looking<'a>(&'a self) -> Boxed<'a, ()> {
        Box::pin(async move {
            loop {
                self.look().await;
                // To look is no change, though some probes leave entries of their own.
                let settled = self.store.generation();
                let looked = Instant::now();
                tokio::time::sleep(SETTLE).await;
                while self.store.generation() == settled
                    && self.watch.seen().is_some()
                    && looked.elapsed() < SLOW
                {
                    tokio::time::sleep(TICK).await;
                    // What can't be entered now is entered at the next tick, or when somebody asks.
                    let _ = self.enforcer.record_silence().await;
                    let _ = self.enforcer.record_ended().await;
                }
            }
        })
    }
}
