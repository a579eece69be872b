//! Step 10: the model goes from its author to operations: scanned, signed, asked for, and agreed to by
//! somebody else. A stranger's pickle, a changed byte and one's own approval are tried on the way, and
//! have to fail.

mod attempts;

use super::Options;
use super::check;
use super::people;
use super::train::Trained;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::Failure;
use terms::Digest;
use workspace::{Error, Kind, PromoteRequest, PromoteResponse};

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
    let mut handed =
        Handed { digest: trained.made.digest, model_digest: trained.model_digest, live: true };
    attempts::pickle(world, &mut proof).await?;
    let weak = trained.made.weaknesses.len();
    let asked = promote(world, options.accept_weak).await;
    let files = check::signed(&world.root)?;
    proof.fact("signed_files", files);
    let asked = match asked {
        Err(error) if error.kind == Kind::Refused && !options.accept_weak && weak > 0 => {
            attempts::changed_byte(world, None, &mut proof).await?;
            proof.fact("promoted", false);
            proof.say(format!("not promoted: {}", error.message));
            proof.say("--accept-weak promotes it all the same, on record");
            handed.live = false;
            return Ok((handed, proof));
        }
        asked => asked?,
    };
    proof.check(asked.digest == handed.digest, || {
        "another model was asked for than was trained".to_owned()
    });
    let unasked = weak > 0 && !options.accept_weak;
    proof.check(!unasked, || "a weak model was asked for, and nobody answers for it".to_owned());
    attempts::changed_byte(world, Some(&asked.approval), &mut proof).await?;
    attempts::self_approval(world, &asked, &mut proof).await?;
    approve(world, people::RISK, &asked.approval).await?;
    let (author, by) = check::promoted(world.workspace(), &world.root, &world.model).await?;
    proof.say(format!("trained by {author}, agreed to by {by}; signature and bill verified"));
    attempts::deletion(world, &mut proof).await?;
    proof.fact("promoted", true);
    proof.fact("weaknesses_accepted", weak);
    Ok((handed, proof))
}

/// Has the lead ask for what lies in the demo's folder.
async fn promote(world: &World, accept_weak: bool) -> Result<PromoteResponse, Error> {
    let request = PromoteRequest {
        model: world.model.name().to_owned(),
        accept_weak,
        place: Some(world.root.display().to_string()),
    };
    let caller = world.people.caller(people::LEAD).map_err(Error::from)?;
    world.use_cases.promote(&caller, request, &world.root).await
}

/// Has `who` agree to the model in the demo's folder.
async fn approve(world: &World, who: &str, id: &str) -> Result<(), Failure> {
    let caller = world.people.caller(who)?;
    let request = world.people.agreement(world.use_cases.as_ref(), who, id).await?;
    world.use_cases.approve(&caller, request, &world.root).await?;
    Ok(())
}
