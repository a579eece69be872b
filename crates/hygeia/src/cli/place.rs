//! What verbs share that work in a workspace: where it is, and who acts.

use crate::config::Config;
use crate::failure::{At, Failure};
use crate::platform::{self, Platform};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;
use terms::{PrincipalId, SystemClock};
use web::Caller;

// Doc comments on these would become the help of every verb that has these arguments.

#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The workspace's folder.
    #[arg(long, env = "HYGEIA_WORKSPACE", default_value = ".", value_name = "DIR")]
    pub workspace: PathBuf,
}

#[derive(Debug, Clone, clap::Args)]
pub struct Actor {
    #[command(flatten)]
    pub place: Place,
    /// In whose name; over the device that was enrolled for them.
    #[arg(long = "as", env = "HYGEIA_AS", value_name = "PRINCIPAL")]
    pub who: PrincipalId,
}

/// `--format`, where there are no findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// A table for people.
    Table,
    /// One JSON document with stable keys.
    Json,
}

/// Does something that waits, on threads of its own.
///
/// # Errors
/// As `deed`, or if the system gives no threads.
pub fn block_on<T>(deed: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Runtime::new().internal("starting")?.block_on(deed)
}

impl Place {
    /// Opens the workspace, whose access was applied.
    ///
    /// # Errors
    /// If there is none, it is in use, or nothing was applied yet.
    pub async fn platform(&self) -> Result<Platform, Failure> {
        Platform::open(&self.workspace, Arc::new(SystemClock)).await
    }

    /// Opens the store alone: before anything was applied, there is no more.
    ///
    /// # Errors
    /// If there is none, or it is in use.
    pub async fn store(&self) -> Result<Store, Failure> {
        let config = Config::read(&self.workspace)?;
        platform::store_of(&self.workspace, &config, Arc::new(SystemClock)).await
    }

    /// The vault's folder: as given, else as the config of the workspace says.
    ///
    /// # Errors
    /// If neither names one.
    pub fn vault(&self, given: Option<&Path>) -> Result<PathBuf, Failure> {
        if let Some(given) = given {
            return Ok(given.to_owned());
        }
        self.configured_vault(&Config::read(&self.workspace)?).ok_or_else(|| {
            Failure::usage("no vault is named")
                .hint("give --vault DIR, or name it in hygeia.toml: [vault] folder = \"DIR\"")
        })
    }

    /// The vault's folder, if the config names one.
    #[must_use]
    pub fn configured_vault(&self, config: &Config) -> Option<PathBuf> {
        config.vault.folder.as_ref().map(|folder| self.workspace.join(folder))
    }
}

impl Actor {
    /// Opens the workspace, and finds the device over which whoever acts does so.
    ///
    /// # Errors
    /// As [`Place::platform`].
    pub async fn platform(&self) -> Result<(Platform, Caller), Failure> {
        let platform = self.place.platform().await?;
        let caller = platform::terminal(&platform, &self.who).await?;
        Ok((platform, caller))
    }
}
