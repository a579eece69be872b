//! From the vault to a running workspace.

use crate::failure::{At, Failure};
use crate::journey::people;
use crate::journey::world::World;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use terms::{Clock, SystemClock};
use workspace::access::{Proof, healthy};
use workspace::vault::{Activated, Activation, Activator, Point, Vault};
use workspace::{Error, Workspace};

/// Whether nothing opens any more where the workspace was.
pub async fn is_gone(home: &Path) -> bool {
    Workspace::open(home, Arc::new(SystemClock)).await.is_err()
}

/// Has the head of the vault restore `point` into `into` and put it in place, by their signature and a permit
/// of the restored workspace's own ledger.
pub async fn restore(
    world: &World,
    vault: &Vault,
    point: &Point,
    into: &Path,
) -> Result<Activated, Error> {
    let sign_in = world.people.sign_in(people::VAULT_HEAD)?;
    let proof = Proof::of(&sign_in.certificate, sign_in.key.clone());
    let proofs = [proof.internal("reading a device's key")?];
    let by = Activator::Device(&proofs);
    let activation = Activation { by, posture: Some(healthy(SystemClock.now())), meta: None };
    world.use_cases.activate(vault, point, into, &activation).await
}

/// Puts `point` in place of the workspace that fell, at `place`.
pub async fn activate(
    world: World,
    vault: &Vault,
    point: &Point,
    place: &Path,
) -> Result<World, Failure> {
    let activated = restore(&world, vault, point, place).await?;
    let World { root, use_cases: fallen, people, dataset, model, tools, texts, make } = world;
    drop(fallen);
    let workspace = Workspace::over(Arc::new(activated.store)).await?;
    let use_cases = make.make(workspace).await?;
    Ok(World { root, use_cases, people, dataset, model, tools, texts, make })
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
