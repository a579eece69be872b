//! A workspace is made: config as code to begin with, keys, and an empty store.

use crate::access::Authority;
use crate::config::{self, Config};
use crate::{Code, Context as _, Error, Texts, store_config};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use store::Store;
use terms::{Asset, AssetKind, Clock};

/// What is made in the folder.
const MADE: [&str; 4] = [config::CONFIG, config::RACI, config::PEOPLE, "state"];

/// How a new workspace is to be.
#[derive(Debug, Clone)]
pub struct Setup {
    pub config: Config,
    /// The dataset that the sample's RACI speaks of.
    pub dataset: String,
}

/// Makes a workspace in `dir`, wholly or not at all, and opens its store. Files that are there are
/// never written over.
///
/// # Errors
/// If something is there that would be written over, or it can't be made; nothing is left then.
pub async fn set_up(dir: &Path, setup: &Setup, clock: Arc<dyn Clock>) -> Result<Store, Error> {
    if let Some(path) = MADE.iter().map(|name| dir.join(name)).find(|path| path.exists()) {
        return Err(Error::conflict(format!("{} is there already", path.display()))
            .remedy("name another folder; nothing in this one was touched"));
    }
    Asset::new(AssetKind::Dataset, &setup.dataset).invalid()?;
    let code = Code::parse(Texts::sample(&setup.config, &setup.dataset)?)?;
    let there = dir.exists();
    fs::create_dir_all(dir).map_err(|error| {
        Error::invalid(format!("{} cannot be made: {error}", dir.display()))
            .remedy("check the path and the rights on the folder above it")
    })?;
    made(dir, &code, clock).await.inspect_err(|_| {
        // Nothing of this was there before.
        for name in MADE {
            let path = dir.join(name);
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        if !there {
            let _ = fs::remove_dir(dir);
        }
    })
}

async fn made(dir: &Path, code: &Code, clock: Arc<dyn Clock>) -> Result<Store, Error> {
    let store = Store::create(dir, &store_config(&code.config), clock).await.invalid();
    let store = store.map_err(|error| error.remedy("mend what it says; nothing was left"))?;
    // All keys that there will be: none is made later but by rotation.
    Authority::open(&store).await.internal("making the certificate authority")?;
    handover::make_signer(&store).await.internal("making the key that signs models")?;
    code.texts.write(dir)?;
    Ok(store)
}
