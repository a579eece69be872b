//! Step 13: a recovery point is pulled into the vault; the running copy is destroyed as ransomware
//! would; the vault is activated in its place, and gives the same answers. What is up from then on
//! is the activated instance.

mod ransom;
mod recovery;

use super::cast;
use super::handover::Handed;
use super::holdout::Holdout;
use super::serve;
use super::walk::{Done, Proof};
use super::world::World;
use crate::drills::{self, Played};
use crate::failure::{At, Failure, whole};
use crate::platform::{self, Running};
use ::vault::{Point, Vault};
use std::path::PathBuf;
use std::time::Instant;
use terms::{Action, Digest};
use web::Ask;

/// What stands after production fell.
pub struct Recovered {
    pub world: World,
    pub running: Running,
    pub drill: Played,
}

/// Pulls, destroys, activates; compares digests and predictions.
pub async fn step(
    world: World,
    running: Running,
    handed: &Handed,
    holdout: &Holdout,
) -> Done<Recovered> {
    let mut proof = Proof::begin();
    let folder = vault_folder(&world);
    let vault = Vault::init(&folder).internal("making the vault")?;
    let point = pull(&world, &vault).await?;
    proof.fact("point", point.digest.hex());
    proof.fact("files", point.entries.len());
    tampered(&world, &vault, &point, &mut proof).await?;
    before_a_byte(&world, &vault, &point, handed, holdout, &mut proof)?;

    let before = model_of(&world, handed).await?;
    running.stop().await?;
    let (home, place) = (world.store().folder().to_owned(), world.root.join("workspace"));
    let destroyed = ransom::destroy(&home)?;
    let gone = recovery::is_gone(&home).await;
    proof.fact("files_destroyed", destroyed);
    proof.check(gone, || "the destroyed workspace still opens".to_owned());
    let started = Instant::now();
    ransom::wipe(&home)?;

    let world = recovery::activate(world, &vault, &point, &place).await?;
    let running = world.hands.serve(world.platform.clone()).await?;
    let seconds = started.elapsed().as_secs_f64();
    let after = model_of(&world, handed).await?;
    proof.fact("seconds_to_recover", seconds);
    proof.check(before == after, || "another model came back than the one that fell".to_owned());
    same_answers(&world, &running, handed, holdout, &mut proof).await?;
    proof.say(format!(
        "{destroyed} files destroyed; the vault answers in its place after {seconds:.1} s, from the \
         same model digest, every signature checked"
    ));
    let reached = before != after;
    let drill = drills::judged(
        "ransomware",
        drills::seen(reached, true, format!("{destroyed} files lost, back after {seconds:.1} s")),
        seconds,
    )?;
    Ok((Recovered { world, running, drill }, proof))
}

/// Where the config says that the vault is.
#[must_use]
pub fn vault_folder(world: &World) -> PathBuf {
    world.root.join("vault")
}

async fn pull(world: &World, vault: &Vault) -> Result<Point, Failure> {
    let asset = platform::vault_asset()?;
    let permit = world.permit(cast::VAULT_KEEPER, Ask::of(Action::Pull, asset)).await?;
    vault.pull(world.store(), &permit).await.internal("pulling a recovery point")
}

/// A vault with one changed byte must restore nothing.
async fn tampered(
    world: &World,
    vault: &Vault,
    point: &Point,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let scratch = tempfile::tempdir_in(&world.root).internal("making a scratch folder")?;
    let copy = scratch.path().join("vault");
    recovery::copy_with_a_flipped_byte(vault.folder(), &copy, point)?;
    let other = Vault::open(&copy).internal("opening the changed copy")?;
    let into = scratch.path().join("workspace");
    let config = platform::store_config(world.platform.config());
    let restored = world.hands.restore(&other, point, &into, &config).await;
    let told = restored.as_ref().err().map(|error| whole(error));
    proof.check(restored.is_err(), || "a vault with a changed byte was restored from".to_owned());
    if let Ok(standby) = restored {
        standby.discard().await.internal("discarding what was restored")?;
    }
    if told.is_some() {
        proof.say("a vault with one changed byte restores nothing");
    }
    Ok(())
}

/// The vault gives predictions before it has restored a byte.
fn before_a_byte(
    world: &World,
    vault: &Vault,
    point: &Point,
    handed: &Handed,
    holdout: &Holdout,
    proof: &mut Proof,
) -> Result<(), Failure> {
    if !handed.live {
        return Ok(());
    }
    let model = vault.model(point, &world.model).internal("reading the model in the vault")?;
    let file = model.files.get(::serve::MODEL_FILE).cloned().unwrap_or_default();
    let same = Digest::of(&file) == handed.model_digest && holdout.ask(&file)? == holdout.expected;
    proof.check(same, || "the model in the vault answers otherwise".to_owned());
    proof.say("the vault gives the same predictions before it has restored a byte");
    Ok(())
}

/// The digest of the model's file as the registry has it now.
async fn model_of(world: &World, handed: &Handed) -> Result<Option<Digest>, Failure> {
    let key = store::Model::key_of(&world.model, handed.digest);
    let model = world.store().docs::<store::Model>().get(&key).await;
    let model = model.internal("reading the registry")?;
    let Some(digest) = model.and_then(|model| model.files.get(::serve::MODEL_FILE).copied()) else {
        return Ok(None);
    };
    let bytes = world.store().objects().get(digest).await.internal("reading the model")?;
    Ok(Some(Digest::of(&bytes)))
}

async fn same_answers(
    world: &World,
    running: &Running,
    handed: &Handed,
    holdout: &Holdout,
    proof: &mut Proof,
) -> Result<(), Failure> {
    if handed.live {
        let said = serve::answers(world, running, holdout, proof).await?;
        proof.say(format!("from the activated instance: {said}"));
        return Ok(());
    }
    let key = store::Model::key_of(&world.model, handed.digest);
    let model = world.store().docs::<store::Model>().require(&key).await;
    let model = model.internal("reading the restored registry")?;
    let file = model.files.get(::serve::MODEL_FILE).copied().unwrap_or(handed.model_digest);
    let bytes = world.store().objects().get(file).await.internal("reading the restored model")?;
    let same = holdout.ask(&bytes)? == holdout.expected;
    proof.check(same, || "the restored model answers otherwise".to_owned());
    proof.say("the restored model file gives the same predictions");
    Ok(())
}
