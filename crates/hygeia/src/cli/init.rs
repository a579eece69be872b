//! `hygeia init`

use super::output;
use super::place::block_on;
use crate::config::{self, Config};
use crate::failure::{At, Failure};
use crate::platform::{self, Code, Texts};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;
use terms::SystemClock;

/// What is made in the folder.
const MADE: [&str; 4] = [config::CONFIG, config::RACI, config::PEOPLE, "state"];

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
    let dir = &args.dir;
    free(dir)?;
    let code = code(args)?;
    let there = dir.exists();
    fs::create_dir_all(dir).map_err(|error| {
        Failure::usage(format!("{} cannot be made: {error}", dir.display()))
            .hint("check the path and the rights on the folder above it")
    })?;
    if let Err(failure) = block_on(made(dir, &code)) {
        // Nothing of this was there before.
        for name in MADE {
            let path = dir.join(name);
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        if !there {
            let _ = fs::remove_dir(dir);
        }
        return Err(failure);
    }
    let at = dir.display();
    output::print(&format!(
        "A workspace is made in {at}. Next:\n\n  \
         1. edit {at}/raci.csv and people.toml: who may do what, and who is who\n  \
         2. hygeia check {at}\n  \
         3. hygeia apply --workspace {at} --as NAME, then hygeia approve ID --as ANOTHER\n  \
         4. hygeia device enrol --workspace {at} --as NAME --owner NAME, for everybody who acts\n\n\
         In the sample sam@example.org proposes and sven@example.org agrees."
    ))
}

async fn made(dir: &Path, code: &Code) -> Result<(), Failure> {
    let config = platform::store_config(&code.config);
    let store = Store::create(dir, &config, Arc::new(SystemClock)).await.usage();
    let store = store.map_err(|failure| failure.hint("mend what it says; nothing was left"))?;
    code.texts.write(dir)?;
    store.close().await;
    Ok(())
}

/// Nothing is there that would be written over.
fn free(dir: &Path) -> Result<(), Failure> {
    match MADE.iter().map(|name| dir.join(name)).find(|path| path.exists()) {
        Some(path) => Err(Failure::usage(format!("{} is there already", path.display()))
            .hint("name another folder; nothing in this one was touched")),
        None => Ok(()),
    }
}

fn code(args: &Args) -> Result<Code, Failure> {
    terms::Asset::new(terms::AssetKind::Dataset, &args.dataset).usage()?;
    let folder = std::path::absolute(&args.dir).ok();
    let folder = folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy());
    let name = args.name.clone().or_else(|| folder.map(std::borrow::Cow::into_owned));
    let mut config = Config::new(name.as_deref().unwrap_or("workspace"));
    config.store.meta = args.meta.clone();
    Code::parse(Texts::sample(&config, &args.dataset)?)
}
