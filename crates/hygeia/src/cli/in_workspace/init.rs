//! `hygeia init`

use super::place::{block_on, shown};
use crate::cli::output;
use crate::failure::Failure;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::SystemClock;
use workspace::config::Config;
use workspace::{Setup, set_up};

/// Make a workspace: config as code to begin with, keys, and an empty store.
///
/// Files that are there are never written over.
///
/// Example: hygeia init lending
///
/// Example: hygeia init lending --name "Lending, EU" --dataset applications
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; made if it isn't there.
    dir: PathBuf,
    /// The workspace's name; of the folder, if not given.
    #[arg(long)]
    name: Option<String>,
    /// The dataset that the sample's RACI speaks of.
    #[arg(long, default_value = "loans")]
    dataset: String,
    /// Keep metadata in PostgreSQL (postgres://…) instead of SQLite in the folder.
    #[arg(long, value_name = "URL")]
    meta: Option<String>,
}

/// Makes it and says what to do next.
pub fn run(args: &Args) -> Result<(), Failure> {
    let setup = Setup { config: config(args), dataset: args.dataset.clone() };
    block_on(async {
        set_up(&args.dir, &setup, Arc::new(SystemClock)).await?.close().await;
        Ok(())
    })?;
    let at = shown(&args.dir);
    output::print(&format!(
        "A workspace is made in {at}. Next:\n\n  \
         1. edit {at}/raci.csv and people.toml: who may do what, and who is who\n  \
         2. hygeia check {at}\n  \
         3. hygeia apply --workspace {at} --as NAME, then hygeia approve ID --workspace {at} \
         --as ANOTHER\n  \
         4. hygeia device enrol --workspace {at} --as NAME --owner NAME, for everybody who acts\n\n\
         In the sample sam@example.org proposes and sven@example.org agrees."
    ))
}

fn config(args: &Args) -> Config {
    let folder = std::path::absolute(&args.dir).ok();
    let folder = folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy());
    let name = args.name.clone().or_else(|| folder.map(std::borrow::Cow::into_owned));
    let mut config = Config::new(name.as_deref().unwrap_or("workspace"));
    config.store.meta = args.meta.clone();
    config
}
