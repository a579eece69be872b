//! What must not be handed over, tried for real.

use super::super::cast;
use super::super::walk::Proof;
use super::super::world::World;
use crate::drills::pickle;
use crate::failure::{At, Failure};
use ::handover::Handover;
use artifact::sign::{VerifyError, VerifyKey, verify};
use store::Permit;
use terms::{Action, Context, Denial, Digest, Request, Severity, State};

/// A pickle that calls `os.system`, placed beside the model, stops it, and is never run.
pub async fn pickle(
    world: &World,
    handover: &Handover<'_>,
    lead: &Permit,
    digest: Digest,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let (armed, witness) = (handover.model().join("weights.pkl"), world.root.join(".executed"));
    std::fs::write(&armed, pickle::that_touches(&witness)).internal("placing the pickle")?;
    let seen = world.hands.scan(&handover.model());
    let through = handover.scan(lead, &world.model, digest).await.is_ok();
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

/// One byte less in the model, and the signature no longer verifies.
pub fn changed_byte(world: &World, proof: &mut Proof) -> Result<(), Failure> {
    let read = |name: &str| std::fs::read(world.root.join(name)).internal("reading the model");
    let scratch = tempfile::tempdir().internal("making a scratch folder")?;
    let copy = scratch.path().join("model");
    std::fs::create_dir(&copy).internal("copying the model")?;
    for name in ["final.onnx", "bom.cdx.json"] {
        std::fs::write(copy.join(name), read(&format!("model/{name}"))?).internal("copying")?;
    }
    let mut changed = read("model/final.onnx")?;
    if let Some(byte) = changed.last_mut() {
        *byte ^= 1;
    }
    std::fs::write(copy.join("final.onnx"), changed).internal("changing a byte")?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let key = VerifyKey::from_pem(&text(read("signer.pub.pem")?)).internal("reading the key")?;
    let verdict = verify(&copy, &text(read("model.sig")?), &key);
    let named = matches!(&verdict, Err(VerifyError::Mismatch { changed, .. })
        if changed.iter().any(|name| name == "final.onnx"));
    proof.check(named, || "a changed byte in the model went unseen".to_owned());
    proof.say("refused: a changed byte in final.onnx");
    Ok(())
}

/// Author and asker try to agree to their own work; and the gate is asked about an approver who
/// made the model.
pub async fn self_approval(
    world: &World,
    digest: Digest,
    proof: &mut Proof,
) -> Result<(), Failure> {
    for who in [cast::ENGINEER, cast::LEAD] {
        let agreed = world.approve(who, digest).await.is_ok();
        proof.check(!agreed, || format!("{who} agreed to their own work"));
    }
    let gate = world.platform.enforcer.gate();
    let caller = world.cast.caller(cast::RISK)?;
    let proven = gate::prove(world.platform.raci(), world.platform.people(), &gate);
    let decision = gate.decide(&Request {
        principal: caller.principal.clone(),
        action: Action::Approve,
        asset: world.model.clone(),
        detail: Some(digest),
        context: Context { author: Some(caller.principal), ..clean(world) },
    });
    proof.check(proven.holds() && decision.denial == Some(Denial::SelfApproval), || {
        "the gate would let an approver agree to their own model".to_owned()
    });
    proof.say("refused: approval by its author, by who asked for it, and of one's own model");
    Ok(())
}

/// A context that passes every other rule.
fn clean(world: &World) -> Context {
    let at = world.store().now();
    let zones = &world.platform.config().access.zones;
    let zone = zones.keys().next().cloned();
    let device = terms::DeviceId::new("laptop/any").ok();
    let posture = crate::platform::healthy(at);
    Context {
        device: device.map(|id| terms::Device { id, managed: true, posture: Some(posture) }),
        zone: zone.map_or(terms::ZoneClass::Unknown, terms::ZoneClass::Known),
        at,
        egress_bytes: 0,
        egress_used: 0,
        class: terms::Class::Restricted,
        behind_live_model: false,
        author: None,
    }
}

/// Now that the model is live, its steward may no longer delete what it stands on.
pub async fn deletion(world: &World, proof: &mut Proof) -> Result<(), Failure> {
    let caller = world.cast.caller(cast::STEWARD)?;
    let refused = world.platform.admit(&caller, world.on_dataset(Action::Delete)).await.err();
    let denial = refused.and_then(|refusal| refusal.denial);
    let there = world.store().live_version(&world.dataset).await.is_ok();
    proof.check(there && denial == Some(Denial::BehindLiveModel), || {
        "training data behind the live model can be deleted".to_owned()
    });
    proof.say("refused: deleting the training data, now that a live model stands on it");
    Ok(())
}
