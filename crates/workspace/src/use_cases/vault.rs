//! The vault: pulled into while the workspace serves, rehearsed, and put in production's place.

mod activation;
mod rehearsal;

pub(crate) use activation::agreed_to;
pub use activation::{Activation, Activator, activate};
pub use rehearsal::{Rehearsal, drill};

use crate::access::{Ask, Caller, people};
use crate::{Context as _, Error, Workspace, vault_asset};
use ledger::Operation;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::{Boxed, EnrolledDevice, Store, Wanted};
use terms::{Action, Clock, Digest, Finding, SystemClock};
use utoipa::ToSchema;

pub use ::vault::{Activated, Contents, NamedPoint, Point, Report, Vault, standby};

/// Into which vault.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// The vault's folder on the workspace's host, if the config in force names none. Only who sits at
    /// the terminal may name one: a server opens no path of others.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub vault: Option<PathBuf>,
}

/// The recovery point that was taken.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PullResponse {
    pub number: u64,
    #[schema(value_type = String)]
    pub digest: Digest,
    pub created: String,
    pub files: usize,
    pub bytes: u64,
    /// Somebody who may activate the vault has a device that the point knows.
    pub can_be_activated: bool,
    /// What was left out or mended, and what is wrong with the vault beside this point.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<Finding>,
}

/// Takes a recovery point, in the name of `caller`.
///
/// # Errors
/// If the gate refuses, or the workspace or the vault is not sound.
pub async fn pull(
    workspace: &Workspace,
    caller: &Caller,
    request: PullRequest,
) -> Result<PullResponse, Error> {
    workspace.expect_cell(caller, Action::Pull, &vault_asset()?).await?;
    let folder = folder(workspace, caller, request.vault)?.ok_or_else(|| {
        Error::invalid("no vault is named")
            .remedy("give --vault DIR, or name it in hygeia.toml: [vault] folder = \"DIR\"")
    })?;
    let vault = Vault::open(&folder)?;
    let permit = workspace.admit(caller, Ask::of(Action::Pull, vault_asset()?)).await?;
    let (predictions, mut findings) = rehearsal::record(&workspace.store).await?;
    let pulled = vault.pull(&workspace.store, &permit, &predictions).await?;
    findings.extend(pulled.findings);
    let point = pulled.point;
    Ok(PullResponse {
        number: point.number,
        digest: point.digest,
        created: point.created.to_string(),
        files: point.entries.len(),
        bytes: point.entries.iter().map(|entry| entry.size).sum(),
        can_be_activated: can_be_activated(workspace).await?,
        findings,
    })
}

/// The vault's folder: the one that was applied; where none was, the one that is `named` at the
/// terminal. Where copies of everything go is for two people, so no other is taken beside one that
/// was applied.
pub(super) fn folder(
    workspace: &Workspace,
    caller: &Caller,
    named: Option<PathBuf>,
) -> Result<Option<PathBuf>, Error> {
    let Some(named) = named else { return Ok(workspace.vault_folder()) };
    if !caller.at_terminal() {
        return Err(Error::invalid("a vault is named at the workspace's own terminal alone")
            .at("vault")
            .remedy("leave it out: the one that hygeia.toml names is taken"));
    }
    let place = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    match workspace.vault_folder() {
        Some(applied) if place(&applied) != place(&named) => {
            let told = format!("{} is not the vault that was applied", named.display());
            Err(Error::refused(told).at("vault").remedy(
                "leave it out, or set [vault] folder in hygeia.toml, and let two people apply it",
            ))
        }
        _ => Ok(Some(named)),
    }
}

/// Whether somebody who may activate the vault has a device that the recovery point knows:
/// without one, nobody could.
async fn can_be_activated(workspace: &Workspace) -> Result<bool, Error> {
    let may = people::may(&workspace.in_force()?.code, Action::Activate, &vault_asset()?);
    let devices = workspace.store.docs::<EnrolledDevice>().list().await;
    let devices = devices.internal("reading the enrolled devices")?;
    Ok(devices.iter().any(|device| may.contains_key(&device.owner)))
}

/// Makes a vault with keys of its own; gives the id of its key.
///
/// # Errors
/// If the folder is not empty, or is a vault already.
pub fn init(folder: &Path) -> Result<String, Error> {
    if Vault::open(folder).is_ok() {
        let at = folder.display();
        return Err(Error::conflict(format!("{at} is a vault already"))
            .remedy(format!("hygeia vault pull --vault {at} --as NAME")));
    }
    Ok(Vault::init(folder)?.public().id().to_string())
}

/// Opens the vault in `folder`.
///
/// # Errors
/// If there is none, or its keys are open to others.
pub fn open(folder: &Path) -> Result<Vault, Error> {
    Ok(Vault::open(folder)?)
}

/// Every recovery point that is whole by its manifest, oldest first; each is judged by itself.
///
/// # Errors
/// If the folder can't be looked at.
pub fn points(vault: &Vault) -> Result<Vec<Point>, Error> {
    Ok(vault.points()?)
}

/// The same points, and what is damaged, missing or strange in the vault.
///
/// # Errors
/// If a folder can't be looked at.
pub fn contents(vault: &Vault) -> Result<Contents, Error> {
    Ok(vault.contents(SystemClock.now())?)
}

/// Decrypts and checks every file of `point`, and looks at the rest of the vault.
///
/// # Errors
/// If it can't be read at all.
pub fn verify(vault: &Vault, point: &Point) -> Result<Report, Error> {
    Ok(vault.verify(point, SystemClock.now())?)
}

/// Every point that the ledger of `store` names, oldest first.
///
/// # Errors
/// If the ledger can't be read.
pub fn named_points<'a>(store: &'a Store) -> Boxed<'a, Result<Vec<NamedPoint>, Error>> {
    Box::pin(async move {
        let mut named = Vec::new();
        for operation in [Operation::RecoveryPointTaken, Operation::VaultActivated] {
            let operation = Some(operation.as_str().to_owned());
            let mut found = store.find(Wanted { operation, ..Wanted::default() }).await?;
            while let Some(entries) = found.next().await? {
                let of = |(index, event)| Some((index, NamedPoint::of(&event)?));
                named.extend(entries.into_iter().filter_map(of));
            }
        }
        named.sort_by_key(|(index, _)| *index);
        Ok(named.into_iter().map(|(_, point)| point).collect())
    })
}

/// The point called `number`, or the newest that is whole by its manifest.
///
/// # Errors
/// If there is none; what is wrong with a damaged one is in the message.
pub fn point(vault: &Vault, number: Option<u64>) -> Result<Point, Error> {
    let Some(number) = number else { return Ok(vault.newest()?) };
    let contents = contents(vault)?;
    if let Some(point) = contents.points.into_iter().find(|point| point.number == number) {
        return Ok(point);
    }
    let file = format!("points/{number:08}.dsse.json");
    let damaged = contents.findings.into_iter().find(|found| found.location.subject == file);
    Err(match damaged {
        Some(found) => Error::refused(found.message).remedy(found.remedy),
        None => Error::invalid(format!("there is no point {number}"))
            .remedy("hygeia vault points lists those that there are"),
    })
}

/// How long [`drill`] takes.
///
/// # Errors
/// As [`drill`].
pub fn rehearse<'a>(
    vault: &'a Vault,
    point: &'a Point,
    scratch: &'a Path,
) -> Boxed<'a, Result<Duration, Error>> {
    Box::pin(async move { Ok(drill(vault, point, scratch).await?.took) })
}
