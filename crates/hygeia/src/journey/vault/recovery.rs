//! From the vault to a running workspace.

use super::super::cast::{self, Cast};
use super::super::world::World;
use crate::config::Config;
use crate::failure::{At, Failure};
use crate::platform::{self, Platform};
use ::vault::{Point, Vault};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use store::Store;
use terms::{Action, SystemClock};
use web::Ask;

/// Whether nothing opens any more where the workspace was.
pub async fn is_gone(home: &Path) -> bool {
    let config = Config::read(home).ok().map(|config| platform::store_config(&config));
    let opened = Store::open(home, &config.unwrap_or_default(), Arc::new(SystemClock)).await;
    opened.is_err()
}

/// Restores `point` and puts it in place, by a permit of the restored workspace's own ledger.
pub async fn activate(
    world: World,
    vault: &Vault,
    point: &Point,
    place: &Path,
) -> Result<World, Failure> {
    let World { root, platform: fallen, cast, dataset, model, hands } = world;
    let config = platform::store_config(fallen.config());
    drop(fallen);
    let standby = hands.restore(vault, point, place, &config).await;
    let standby = standby.internal("restoring from the vault")?;
    let permit = permit(&cast, standby.store(), standby.point()).await?;
    let activated = standby.activate(&permit).await.internal("activating the vault")?;
    let platform = Arc::new(Platform::over(Arc::new(activated.store)).await?);
    Ok(World { root, platform, cast, dataset, model, hands })
}

async fn permit(
    cast: &Cast,
    store: &Arc<Store>,
    point: terms::Digest,
) -> Result<store::Permit, Failure> {
    let platform = Platform::over(Arc::clone(store)).await?;
    let asset = platform::vault_asset()?;
    let ask = Ask { detail: Some(point), ..Ask::of(Action::Activate, asset) };
    let admitted = platform.admit(&cast.caller(cast::VAULT_HEAD)?, ask).await;
    admitted.map_err(Failure::from)
}

/// A copy of the vault in which one byte of the largest object is another.
pub fn copy_with_a_flipped_byte(from: &Path, to: &Path, point: &Point) -> Result<(), Failure> {
    copy(from, to)?;
    let largest = point.entries.iter().max_by_key(|entry| entry.size);
    let largest = largest.ok_or_else(|| Failure::internal("the point holds nothing"))?;
    let hex = largest.age_sha256.hex();
    let shard = hex.get(..2).unwrap_or_default();
    let path = to.join("objects").join(shard).join(format!("{hex}.age"));
    let mut bytes = fs::read(&path).internal("reading the copy")?;
    if let Some(byte) = bytes.last_mut() {
        *byte ^= 1;
    }
    fs::write(&path, bytes).internal("changing a byte of the copy")
}

/// Copies a folder; `fs::copy` keeps modes, which the vault's keys need.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).internal("copying the vault")?;
    for entry in fs::read_dir(from).internal("copying the vault")?.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).internal("copying the vault")?;
        }
    }
    Ok(())
}
