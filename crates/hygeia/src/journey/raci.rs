//! Step 6: the RACI that was applied, proven to be what the gate does, and nothing else.

use super::check::Policy;
use super::people;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::Failure;
use std::collections::BTreeMap;
use terms::{Asset, Class, Classification};
use workspace::{ApplyRequest, RefuseRequest, Texts, vault_asset, workspace_asset};

/// Checks the RACI, compares it with every answer of the gate, and tries to widen access alone.
pub async fn step(world: &World, classification: &Classification) -> Done<()> {
    let mut proof = Proof::begin();
    let policy = Policy::of(&world.texts, world.workspace())?;
    policy.sound(&assets(world, classification)?, &mut proof);
    policy.compare(&mut proof);
    policy.letters(&mut proof);
    let held = widening_takes_two(world).await?;
    proof.fact("widening_takes_two", held);
    proof.check(held, || "access was widened by one person alone".to_owned());

    let reviews = world.use_cases.reviews(&world.people.caller(people::AUDITOR)?).await?;
    if let Some(next) = reviews.iter().min_by_key(|review| review.due) {
        proof.fact("reviews", reviews.len());
        proof.fact("next_review", next.due.to_string());
        proof.say(format!(
            "{} reviews planned, the next for {} data on {}",
            reviews.len(),
            next.class,
            next.due
        ));
    }
    Ok(((), proof))
}

fn assets(
    world: &World,
    classification: &Classification,
) -> Result<BTreeMap<Asset, Class>, Failure> {
    Ok(BTreeMap::from([
        (world.dataset.clone(), classification.class()),
        (world.model.clone(), classification.class()),
        (workspace_asset()?, Class::Confidential),
        (vault_asset()?, Class::Restricted),
    ]))
}

/// One person proposes that operations become data scientists, which must only wait; agreeing to it
/// oneself must be refused; and somebody else says no.
async fn widening_takes_two(world: &World) -> Result<bool, Failure> {
    let texts = wider(&world.texts)?;
    let one = world.people.caller(people::SECURITY)?;
    let asked = world.use_cases.apply(&one, ApplyRequest { texts: texts.clone(), plan: false });
    let proposed = asked.await?;
    let Some(id) = proposed.proposal.filter(|_| !proposed.applied) else { return Ok(false) };
    let scratch = tempfile::tempdir().map_err(|e| Failure::internal(e.to_string()))?;
    texts.write(scratch.path())?;
    let own = world.people.agreement(world.use_cases.as_ref(), people::SECURITY, &id).await?;
    let alone = world.use_cases.approve(&one, own, scratch.path()).await.is_ok();
    let reason = "nobody in operations needs the data".to_owned();
    let other = world.people.caller(people::SECURITY_HEAD)?;
    let refused = world.use_cases.refuse(&other, RefuseRequest { id, reason }).await;
    let stands = Policy::of(&world.texts, world.workspace())?.holds();
    Ok(!alone && refused.is_ok() && stands)
}

/// The same code, with one person of operations as a data scientist.
fn wider(texts: &Texts) -> Result<Texts, Failure> {
    let (now, then) = (r#"= ["operations"]"#, r#"= ["operations", "data-scientist"]"#);
    let people = texts.people.replacen(now, then, 1);
    if people == texts.people {
        return Err(Failure::internal("the sample has nobody in operations"));
    }
    Ok(Texts { people, ..texts.clone() })
}
