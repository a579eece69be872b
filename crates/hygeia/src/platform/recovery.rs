//! The vault: pulled into, rehearsed, and put in production's place.

use super::{Platform, people, terminal, vault_asset};
use crate::config::Config;
use crate::failure::{At, Failure};
use ::vault::{Activated, Point, Standby, Vault};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{EnrolledDevice, StoreConfig};
use terms::{Action, Posture, PrincipalId, SystemClock};
use web::{Ask, Caller};

/// Takes a recovery point, in the name of `caller`.
///
/// # Errors
/// If the gate refuses, or the workspace or the vault is not sound.
pub async fn pull(platform: &Platform, caller: &Caller, vault: &Vault) -> Result<Point, Failure> {
    let permit = platform.admit(caller, Ask::of(Action::Pull, vault_asset()?)).await?;
    Ok(vault.pull(&platform.store, &permit).await?)
}

/// Whether somebody who may activate the vault has a device that the recovery point knows:
/// without one, nobody could.
///
/// # Errors
/// If the records can't be read.
pub async fn can_be_activated(platform: &Platform) -> Result<bool, Failure> {
    let may = people::may(&platform.code, Action::Activate, &vault_asset()?);
    let devices = platform.store.docs::<EnrolledDevice>().list().await;
    let devices = devices.internal("reading the enrolled devices")?;
    Ok(devices.iter().any(|device| may.contains_key(&device.owner)))
}

/// Restores `point` in `scratch`, looks at all of it, and throws it away: how long that took.
///
/// # Errors
/// If anything does not verify; nothing stays.
pub async fn rehearse(vault: &Vault, point: &Point, scratch: &Path) -> Result<Duration, Failure> {
    let into = scratch.join("workspace");
    // Metadata go into SQLite whatever the config says: a rehearsal touches no database.
    let config = StoreConfig::default();
    let standby = vault.restore(point, &into, &config, Arc::new(SystemClock)).await?;
    Ok(standby.discard().await?)
}

/// Who puts the vault in production's place, and what their device says of itself now.
pub struct Activation<'a> {
    pub who: &'a PrincipalId,
    pub posture: Option<Posture>,
    /// Where the restored metadata go.
    pub store: StoreConfig,
}

/// Restores `point` into `into` and puts it in place, by a permit of its own ledger.
///
/// # Errors
/// If anything does not verify, or the restored gate refuses; nothing stays then.
pub async fn activate(
    vault: &Vault,
    point: &Point,
    into: &Path,
    activation: &Activation<'_>,
) -> Result<Activated, Failure> {
    let clock = Arc::new(SystemClock);
    let into = &std::path::absolute(into).usage()?;
    let standby = vault.restore(point, into, &activation.store, clock).await?;
    match permit(&standby, activation).await {
        Ok(permit) => Ok(standby.activate(&permit).await?),
        Err(refused) => {
            standby.discard().await?;
            Err(refused)
        }
    }
}

async fn permit(standby: &Standby, activation: &Activation<'_>) -> Result<store::Permit, Failure> {
    let store = standby.store();
    let meta = Config::read(store.folder())?.store.meta;
    if meta != activation.store.meta_url {
        return Err(Failure::usage("the restored hygeia.toml keeps metadata in another database")
            .hint("give that database, which must be empty, with --meta URL"));
    }
    let platform = Platform::over(Arc::clone(store)).await?;
    let caller = terminal(&platform, activation.who).await?;
    if let (Some(device), Some(posture)) = (&caller.device, &activation.posture) {
        web::report(store, device, posture.clone()).await.usage()?;
    }
    let ask = Ask { detail: Some(standby.point()), ..Ask::of(Action::Activate, vault_asset()?) };
    Ok(platform.admit(&caller, ask).await?)
}
