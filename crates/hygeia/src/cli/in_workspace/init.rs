//! `hygeia init`

use super::place::{block_on, shown};
use crate::cli::output;
use crate::client::Kept;
use crate::failure::{At, Failure};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::{PrincipalId, SystemClock};
use workspace::access::DeviceKey;
use workspace::config::Config;
use workspace::{Setup, Store, Workspace, found, set_up};

/// Make a workspace: config as code to begin with, keys, and an empty store.
///
/// Whoever makes it founds it: their device's key is made here, and kept in their config folder. They add
/// people, apply that alone, and invite them; once somebody joined who can agree, changes take two. Files
/// that are there are never written over.
///
/// Example: hygeia init lending --founder sam@example.org
///
/// Example: hygeia init lending --name "Lending, EU" --dataset applications
///
/// Example: hygeia init lending --try
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
    /// Who founds it, best by their mail; the user's name at this host, if not given.
    #[arg(long, value_name = "MAIL")]
    founder: Option<PrincipalId>,
    /// To try it alone: a cast of people, whose part you play by --as NAME. Nothing keeps them apart, and
    /// the posture says so.
    #[arg(long = "try", conflicts_with = "founder")]
    trial: bool,
}

/// Makes it and says what to do next.
pub fn run(args: &Args) -> Result<(), Failure> {
    let at = shown(&args.dir);
    if args.trial {
        block_on(async {
            make(args, None).await?.close().await;
            Ok(())
        })?;
        return output::print(&format!(
            "A workspace is made in {at}, to try it alone. Next:\n\n  \
             1. edit {at}/raci.csv and people.toml: who may do what, and who is who\n  \
             2. hygeia check {at}\n  \
             3. hygeia apply --workspace {at} --as NAME, then hygeia approve ID --workspace {at} \
             --as ANOTHER\n  \
             4. hygeia device enrol --workspace {at} --as NAME --owner NAME, for everybody who acts\n\n\
             In the sample sam@example.org proposes and sven@example.org agrees."
        ));
    }
    let founder = args.founder.clone().map_or_else(user, Ok)?;
    let kept = block_on(founded(args, &founder))?;
    output::print(&format!(
        "A workspace is made in {at}. {founder} founds it: what signs in is in {}, and nowhere else. \
         Next:\n\n  \
         1. edit {at}/people.toml and raci.csv: who is who, and who may do what\n  \
         2. hygeia check {at}, then hygeia apply --workspace {at}\n  \
         3. hygeia up --workspace {at}\n  \
         4. hygeia invite NAME --workspace {at}, for everybody else: they join from their own machines\n\n\
         Until somebody with the role security-head joins, you change access alone. To see all of it by \
         yourself first: hygeia init DIR --try",
        kept.folder().display()
    ))
}

/// Makes the workspace; its store is open then.
async fn make(args: &Args, founder: Option<&PrincipalId>) -> Result<Store, Failure> {
    let (mut config, dataset) = (config(args), args.dataset.clone());
    config.identity.trial = args.trial;
    let lost = |id: String| matches!(Kept::of_workspace(&id), Ok(None));
    let again = founder.is_some() && workspace::id_in(&args.dir).is_ok_and(lost);
    let setup = Setup { config, dataset, founder: founder.cloned(), again };
    Ok(set_up(&args.dir, &setup, Arc::new(SystemClock)).await?)
}

/// Makes the workspace, and its founder's sign-in beside it.
async fn founded(args: &Args, founder: &PrincipalId) -> Result<Kept, Failure> {
    let workspace = Workspace::over(Arc::new(make(args, Some(founder)).await?)).await?;
    let done = async {
        let key = DeviceKey::generate().usage()?;
        let joined = found(&workspace, founder, &key.request().usage()?).await?;
        Kept::joined(joined, &key, None)
    };
    let done = done.await;
    workspace.store.close().await;
    done
}

/// Who sits here: the user's name, at this host.
fn user() -> Result<PrincipalId, Failure> {
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let user = named("USER").or_else(|| named("LOGNAME"));
    let user = user.unwrap_or_else(|| format!("uid-{}", rustix::process::getuid().as_raw()));
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    PrincipalId::new(&format!("{user}@{host}")).map_err(|error| {
        Failure::usage(format!("{user}@{host} cannot found it: {error}"))
            .hint("say who does: hygeia init DIR --founder MAIL")
    })
}

fn config(args: &Args) -> Config {
    let folder = std::path::absolute(&args.dir).ok();
    let folder = folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy());
    let name = args.name.clone().or_else(|| folder.map(std::borrow::Cow::into_owned));
    let mut config = Config::new(name.as_deref().unwrap_or("workspace"));
    config.store.meta = args.meta.clone();
    config
}
