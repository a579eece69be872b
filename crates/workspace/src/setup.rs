//! A workspace is made: config as code to begin with, keys, and an empty store.

use crate::access::Authority;
use crate::config::{self, Config};
use crate::{Code, Context as _, Error, Texts, store_config};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use store::{Boxed, Store};
use terms::{Asset, AssetKind, Clock, PrincipalId};

/// What is made in the folder.
const MADE: [&str; 4] = [config::CONFIG, config::RACI, config::PEOPLE, "state"];

/// What is left of a state that did not become one.
const UNFINISHED: &str = ".state-unfinished";

/// How a new workspace is to be.
#[derive(Debug, Clone)]
pub struct Setup {
    pub config: Config,
    /// The dataset that the sample's RACI speaks of.
    pub dataset: String,
    /// Who founds it; without one, the people of the sample are listed.
    pub founder: Option<PrincipalId>,
    /// What its founder signs in with was never kept: where nothing was applied yet, it is made again.
    pub again: bool,
}

/// Makes a workspace in `dir`, wholly or not at all, and opens its store. Files that are there are
/// never written over. Where this was killed before, it goes on: nothing was applied there yet, and
/// what is there is what would be made.
///
/// # Errors
/// If something is there that would be written over, or it can't be made; nothing is left then that
/// was not there before.
pub fn set_up<'a>(
    dir: &'a Path,
    setup: &'a Setup,
    clock: Arc<dyn Clock>,
) -> Boxed<'a, Result<Store, Error>> {
    Box::pin(async move {
        Asset::new(AssetKind::Dataset, &setup.dataset).invalid()?;
        let mut texts = Texts::sample(&setup.config, &setup.dataset)?;
        if let Some(founder) = &setup.founder {
            texts.people = people_of(founder);
        }
        let code = Code::parse(texts)?;
        if let Some(path) = MADE.iter().map(|name| dir.join(name)).find(|path| path.exists()) {
            return match broke_off(dir, &code.texts, setup.again) {
                true => gone_on(dir, &code, clock).await,
                false => Err(taken(&path)),
            };
        }
        let there = dir.exists();
        fs::create_dir_all(dir).map_err(|error| {
            Error::invalid(format!("{} cannot be made: {error}", dir.display()))
                .remedy("check the path and the rights on the folder above it")
        })?;
        let failed = match made(dir, &code, clock).await {
            Ok(store) => return Ok(store),
            Err(error) => error,
        };
        // A database that stayed bound to this workspace would refuse the next. Where it can't be reached
        // now, and has no record, it goes to who makes another in it.
        let _ = Store::unmake(dir, &store_config(&code.config)).await;
        // Nothing of this was there before. The database may still be closing, and write: under that name
        // the store removes it before it makes another.
        let _ = fs::rename(dir.join("state"), dir.join(UNFINISHED));
        for name in [config::CONFIG, config::RACI, config::PEOPLE, UNFINISHED] {
            let path = dir.join(name);
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        if !there {
            let _ = fs::remove_dir(dir);
        }
        Err(failed)
    })
}

/// The list of people of a new workspace: its founder, who adds the others.
fn people_of(founder: &PrincipalId) -> String {
    let founder = toml::Value::String(founder.as_str().to_owned());
    format!(
        "# Who holds which role; the roles are the columns of raci.csv. Add everybody who works here, then\n\
         # `hygeia apply`, and `hygeia invite NAME` each of them. The first whom you give the role\n\
         # security-head, and who joins, agrees to changes from then on; until then you change access alone.\n\
         [people]\n\
         {founder} = [\"security-officer\"]\n"
    )
}

fn taken(path: &Path) -> Error {
    Error::conflict(format!("{} is there already", path.display()))
        .remedy("name another folder; nothing in this one was touched")
}

/// Whether the state is there, and of the texts, which come after it, not all, or nothing after them; and
/// those that are there are these.
fn broke_off(dir: &Path, texts: &Texts, again: bool) -> bool {
    let found = texts.named().into_iter().map(|(name, text)| match fs::read(dir.join(name)) {
        Ok(bytes) => Some(bytes == text.as_bytes()),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(_) => Some(false),
    });
    let found: Vec<Option<bool>> = found.collect();
    dir.join("state").is_dir() && (again || found.contains(&None)) && !found.contains(&Some(false))
}

async fn gone_on(dir: &Path, code: &Code, clock: Arc<dyn Clock>) -> Result<Store, Error> {
    let store = Store::open(dir, &store_config(&code.config), clock).await?;
    if Code::applied(&store).await?.is_some() {
        // It lives, and somebody removed a text.
        store.close().await;
        return Err(taken(&dir.join("state")));
    }
    complete(store, dir, code).await
}

async fn made(dir: &Path, code: &Code, clock: Arc<dyn Clock>) -> Result<Store, Error> {
    let store = Store::create(dir, &store_config(&code.config), clock).await.invalid();
    let store = store.map_err(|error| error.remedy("mend what it says; nothing was left"))?;
    complete(store, dir, code).await
}

async fn complete(store: Store, dir: &Path, code: &Code) -> Result<Store, Error> {
    match keys_and_texts(&store, dir, code).await {
        Ok(()) => Ok(store),
        Err(error) => {
            store.close().await;
            Err(error)
        }
    }
}

async fn keys_and_texts(store: &Store, dir: &Path, code: &Code) -> Result<(), Error> {
    // All keys that there will be: none is made later but by rotation.
    Authority::open(store).await.internal("making the certificate authority")?;
    handover::make_signer(store).await.internal("making the key that signs models")?;
    code.texts.write(dir)
}
