//! What must not be handed over, tried for real.

use super::{approve, promote};
use crate::drills::pickle;
use crate::failure::{At, Failure};
use crate::journey::check::{self, Policy};
use crate::journey::people;
use crate::journey::walk::Proof;
use crate::journey::world::World;
use terms::{Action, Context, Denial, Request, Severity, State};
use workspace::{DeleteRequest, PromoteResponse};

/// A pickle that calls `os.system`, placed beside the model, stops it, and is never run.
pub async fn pickle(world: &World, proof: &mut Proof) -> Result<(), Failure> {
    let model = world.root.join("model");
    let (armed, witness) = (model.join("weights.pkl"), world.root.join(".executed"));
    std::fs::write(&armed, pickle::that_touches(&witness)).internal("placing the pickle")?;
    let seen = world.tools.scan(&model);
    let through = promote(world, true).await.is_ok();
    std::fs::remove_file(&armed).internal("removing the pickle")?;
    let seen = seen.internal("scanning the model's folder")?;
    let found = seen.state(Severity::High) == State::Failed;
    proof
        .check(found && !through, || "an armed pickle beside the model was let through".to_owned());
    proof.check(!witness.exists(), || "the scanner ran what it was to look into".to_owned());
    if let Some(worst) = seen.findings.first() {
        proof.say(format!("refused: {} ({})", worst.message, worst.rule));
    }
    Ok(())
}

/// One byte less in the model, and the signature no longer verifies, nor is it agreed to if `approval`
/// asks for that.
pub async fn changed_byte(
    world: &World,
    approval: Option<&str>,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let scratch = tempfile::tempdir().internal("making a scratch folder")?;
    let named = check::changed_byte(&world.root, scratch.path())?;
    proof.check(named, || "a changed byte in the model went unseen".to_owned());
    if let Some(id) = approval {
        let caller = world.people.caller(people::RISK)?;
        let request = world.people.agreement(world.use_cases.as_ref(), people::RISK, id).await?;
        let agreed = world.use_cases.approve(&caller, request, scratch.path()).await.is_ok();
        proof.check(!agreed, || "a model with a changed byte was agreed to".to_owned());
    }
    proof.say("refused: a changed byte in final.onnx");
    Ok(())
}

/// Author and asker try to agree to their own work; and the gate is asked about an approver who
/// made the model.
pub async fn self_approval(
    world: &World,
    asked: &PromoteResponse,
    proof: &mut Proof,
) -> Result<(), Failure> {
    for who in [people::ENGINEER, people::LEAD] {
        let agreed = approve(world, who, &asked.approval).await.is_ok();
        proof.check(!agreed, || format!("{who} agreed to their own work"));
    }
    let policy = Policy::of(&world.texts, world.workspace())?;
    let caller = world.people.caller(people::RISK)?;
    let author = Some(caller.principal.clone());
    let decision = policy.decide(&Request {
        principal: caller.principal.clone(),
        action: Action::Approve,
        asset: world.model.clone(),
        detail: Some(asked.digest),
        context: Context { author, ..policy.context(&caller) },
    });
    proof.check(policy.holds() && decision.denial == Some(Denial::SelfApproval), || {
        "the gate would let an approver agree to their own model".to_owned()
    });
    proof.say("refused: approval by its author, by who asked for it, and of one's own model");
    Ok(())
}

/// Now that the model is live, its steward may no longer delete what it stands on.
pub async fn deletion(world: &World, proof: &mut Proof) -> Result<(), Failure> {
    let workspace = world.workspace();
    let start = check::entries(workspace).await?;
    let caller = world.people.caller(people::STEWARD)?;
    let request = DeleteRequest { dataset: world.dataset.name().to_owned(), now: true };
    let deleted = world.use_cases.delete(&caller, request).await.is_ok();
    let why = Denial::BehindLiveModel;
    let entered = check::denied(workspace, start, &caller.principal, &why).await?;
    let there = workspace.store.live_version(&world.dataset).await.is_ok();
    proof.check(there && entered && !deleted, || {
        "training data behind the live model can be deleted".to_owned()
    });
    proof.say("refused: deleting the training data, now that a live model stands on it");
    Ok(())
}
