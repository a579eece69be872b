//! Step 10: the model goes from its author to operations: packaged, scanned, signed, asked for,
//! and agreed to by somebody else. A stranger's pickle, a changed byte and one's own approval are
//! tried on the way, and have to fail.

mod attempts;

use super::Options;
use super::cast;
use super::train::Trained;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure, whole};
use crate::platform;
use ::handover::{Handover, HandoverError, Package};
use artifact::sign::{VerifyKey, verify};
use store::Permit;
use terms::{Action, Digest, State};
use web::Ask;

/// A model that was signed, and perhaps promoted.
pub struct Handed {
    /// Of the list of its files: what permits name.
    pub digest: Digest,
    /// Of `final.onnx`.
    pub model_digest: Digest,
    /// In service; `false` if it is weak and nobody accepted that.
    pub live: bool,
}

/// Hands over, and tries what must be refused.
pub async fn step(world: &World, trained: &Trained, options: &Options) -> Done<Handed> {
    let mut proof = Proof::begin();
    let handover = Handover::new(world.store(), &world.root);
    let permit = world.permit(cast::ENGINEER, world.on_dataset(Action::Train)).await?;
    let package = package(world, trained)?;
    let digest = refused_as(handover.package(&permit, package).await)?.digest();

    let lead = by(world, cast::LEAD, Action::Promote, digest).await?;
    attempts::pickle(world, &handover, &lead, digest, &mut proof).await?;
    refused_as(handover.scan(&lead, &world.model, digest).await)?;
    refused_as(world.hands.sign(&handover, &lead, &world.model, digest).await)?;
    let files = signed(world)?;
    proof.fact("signed_files", files);
    attempts::changed_byte(world, &mut proof)?;

    let weak = trained.run.weaknesses.len();
    let asked = handover.request(&lead, &world.model, digest, options.accept_weak).await;
    if let Err(HandoverError::Weak { count, first, .. }) = &asked {
        proof.fact("promoted", false);
        proof.say(format!("not promoted: {count} weaknesses, the first: {first}"));
        proof.say("--accept-weak promotes it all the same, on record");
        proof.check(weak > 0, || "a model without weaknesses was blocked".to_owned());
        return Ok((Handed { digest, model_digest: trained.model_digest, live: false }, proof));
    }
    refused_as(asked)?;
    attempts::self_approval(world, digest, &mut proof).await?;
    world.approve(cast::RISK, digest).await?;
    agreed(world, &mut proof).await?;
    attempts::deletion(world, &mut proof).await?;
    proof.fact("promoted", true);
    proof.fact("weaknesses_accepted", weak);
    Ok((Handed { digest, model_digest: trained.model_digest, live: true }, proof))
}

/// What training says of the model, in the form that goes with it.
fn package(world: &World, trained: &Trained) -> Result<Package, Failure> {
    let owner = cast::principal(cast::OWNER)?;
    platform::package(&world.model, &trained.source, &owner, &trained.run)
}

/// A permit of `who` for exactly this model.
async fn by(world: &World, who: &str, action: Action, digest: Digest) -> Result<Permit, Failure> {
    world.permit(who, Ask { detail: Some(digest), ..Ask::of(action, world.model.clone()) }).await
}

fn refused_as<T>(result: Result<T, HandoverError>) -> Result<T, Failure> {
    result.map_err(|error| Failure::refused(whole(&error)))
}

/// Verifies the folder as anybody could: with nothing but the files and the public key.
fn signed(world: &World) -> Result<usize, Failure> {
    let read = |name: &str| {
        std::fs::read_to_string(world.root.join(name))
            .map_err(|e| Failure::refused(format!("the model is not signed: {name}: {e}")))
    };
    let key = VerifyKey::from_pem(&read("signer.pub.pem")?).internal("reading the signer's key")?;
    let verified = verify(&world.root.join("model"), &read("model.sig")?, &key);
    let verified = verified.map_err(|e| Failure::refused(whole(&e)))?;
    Ok(verified.files.len())
}

/// Two people, four entries in order, and the bytes that were signed.
async fn agreed(world: &World, proof: &mut Proof) -> Result<(), Failure> {
    let (_, model) = world.store().model_live(&world.model).await.internal("reading the model")?;
    let author = model.author.clone();
    let by = model.promoted_by.clone();
    proof.check(by.as_ref().is_some_and(|by| *by != author), || {
        "nobody but its author agreed to the model".to_owned()
    });
    let chain = ::handover::probes(world.store()).await;
    proof.check(chain.iter().all(|probe| probe.state == State::Proven), || {
        chain.iter().map(|probe| probe.saw.clone()).collect::<Vec<_>>().join("; ")
    });
    let by = by.map_or_else(String::new, |by| by.to_string());
    proof.say(format!("trained by {author}, agreed to by {by}; signature and bill verified"));
    Ok(())
}
