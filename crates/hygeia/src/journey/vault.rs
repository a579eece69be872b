//! Step 13: a recovery point is pulled into the vault; the running copy is destroyed as ransomware
//! would; the vault is activated in its place, and gives the same answers. What is up from then on
//! is the activated instance.

mod ransom;
mod recovery;

use super::check::{self, Holdout};
use super::handover::Handed;
use super::people;
use super::serve;
use super::walk::{Done, Proof};
use super::world::World;
use crate::drills::{self, Played};
use crate::failure::{At, Failure};
use crate::server::Running;
use std::path::PathBuf;
use std::time::Instant;
use terms::Digest;
use workspace::PullRequest;
use workspace::vault::{self, Point, Vault};

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
    vault::init(&folder)?;
    let vault = vault::open(&folder)?;
    let point = pull(&world, &vault, &mut proof).await?;
    tampered(&world, &vault, &point, &mut proof).await?;
    before_a_byte(&world, &vault, &point, handed, holdout, &mut proof)?;

    let before = check::registered(world.workspace(), &world.model, handed.digest).await?;
    running.stop().await?;
    let (home, place) = (world.workspace().store.folder().to_owned(), world.root.join("workspace"));
    let destroyed = ransom::destroy(&home)?;
    let gone = recovery::is_gone(&home).await;
    proof.fact("files_destroyed", destroyed);
    proof.check(gone, || "the destroyed workspace still opens".to_owned());
    let started = Instant::now();
    ransom::wipe(&home)?;

    let world = recovery::activate(world, &vault, &point, &place).await?;
    let running = serve::open(&world).await?;
    let seconds = started.elapsed().as_secs_f64();
    let after = check::registered(world.workspace(), &world.model, handed.digest).await?;
    proof.fact("seconds_to_recover", seconds);
    let same = before == after && Digest::of(&after) == handed.model_digest;
    proof.check(same, || "another model came back than the one that fell".to_owned());
    same_answers(&world, &running, handed, holdout, &after, &mut proof).await?;
    proof.say(format!(
        "{destroyed} files destroyed; the vault answers in its place after {seconds:.1} s, from the \
         same model digest, every signature checked"
    ));
    let saw = format!("{destroyed} files lost, back after {seconds:.1} s");
    let drill = drills::judged("ransomware", drills::seen(!same, true, saw), seconds)?;
    Ok((Recovered { world, running, drill }, proof))
}

/// Where the config says that the vault is.
#[must_use]
pub fn vault_folder(world: &World) -> PathBuf {
    world.root.join("vault")
}

/// Has the keeper pull; the point that was told must be the one that lies in the vault.
async fn pull(world: &World, vault: &Vault, proof: &mut Proof) -> Result<Point, Failure> {
    let caller = world.people.caller(people::VAULT_KEEPER)?;
    let pulled = world.use_cases.pull(&caller, PullRequest::default()).await?;
    let point = vault::point(vault, None)?;
    proof.check((point.number, point.digest) == (pulled.number, pulled.digest), || {
        "the vault holds another point than was told".to_owned()
    });
    let report = vault::verify(vault, &point)?;
    proof.check(report.findings.is_empty() && pulled.can_be_activated, || {
        "the point that was pulled can't be restored".to_owned()
    });
    proof.fact("point", point.digest.hex());
    proof.fact("files", point.entries.len());
    Ok(point)
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
    let other = vault::open(&copy)?;
    let into = scratch.path().join("workspace");
    let restored = recovery::restore(world, &other, point, &into).await;
    proof.check(restored.is_err(), || "a vault with a changed byte was restored from".to_owned());
    match restored {
        Ok(activated) => activated.store.close().await,
        Err(_) => proof.say("a vault with one changed byte restores nothing"),
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
    let file = model.files.get("final.onnx").cloned().unwrap_or_default();
    let same = Digest::of(&file) == handed.model_digest && holdout.ask(&file)? == holdout.expected;
    proof.check(same, || "the model in the vault answers otherwise".to_owned());
    proof.say("the vault gives the same predictions before it has restored a byte");
    Ok(())
}

async fn same_answers(
    world: &World,
    running: &Running,
    handed: &Handed,
    holdout: &Holdout,
    restored: &[u8],
    proof: &mut Proof,
) -> Result<(), Failure> {
    if handed.live {
        let answered = serve::answers(world, running, holdout, proof).await?;
        proof.say(format!("from the activated instance: {answered}"));
        return Ok(());
    }
    let same = holdout.ask(restored)? == holdout.expected;
    proof.check(same, || "the restored model answers otherwise".to_owned());
    proof.say("the restored model file gives the same predictions");
    Ok(())
}
