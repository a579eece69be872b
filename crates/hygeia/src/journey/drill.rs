//! Step 12: attack scenarios, played against the running workspace by people of its own RACI.

use super::cast;
use super::handover::Handed;
use super::holdout::Holdout;
use super::land::Poison;
use super::screen::Screened;
use super::walk::{Done, Proof};
use super::world::World;
use crate::drills::{self, Field, Played};
use crate::failure::At;
use crate::platform::Running;
use ::posture::Outcome;

/// At least so many scenarios have to be played.
const LEAST: usize = 6;
/// Rows of one request of the flood.
const FLOOD_ROWS: usize = 500;

/// Plays everything that can be played here; fails if an attack reached its goal unseen.
pub async fn step(
    world: &World,
    running: &Running,
    handed: &Handed,
    holdout: &Holdout,
    screened: &Screened,
    poison: Option<&Poison>,
) -> Done<Vec<Played>> {
    let scratch = tempfile::tempdir().internal("making a folder for attackers")?;
    let model = handed.live.then(|| (world.model.clone(), holdout.request(FLOOD_ROWS)));
    let person = |name| world.cast.sign_in(name);
    let field = Field {
        platform: &world.platform,
        running,
        scan: &|path| world.hands.scan(path),
        verify: &|folder, check| world.hands.verify_ledger(folder, check),
        scratch: scratch.path(),
        dataset: Some(world.dataset.clone()),
        model,
        reader: Some(person(cast::SCIENTIST)?),
        thief: Some(person(cast::OPERATOR)?),
        askers: Some((person(cast::RISK_HEAD)?, person(cast::DESK)?)),
        steward: Some(person(cast::STEWARD)?),
        poison: poison.map(|poison| poison.left_by(&screened.screening)),
    };
    let played = drills::play_all(&field).await?;
    let mut proof = Proof::begin();
    for outcome in [Outcome::Prevented, Outcome::Detected, Outcome::Missed] {
        let count = played.iter().filter(|one| one.outcome == outcome).count();
        proof.fact(&outcome.to_string(), count);
    }
    for one in &played {
        let vector = one.scenario.references.join(", ");
        proof.say(format!("{}: {} ({vector}): {}", one.outcome, one.scenario.id, one.saw));
        proof.check(one.outcome != Outcome::Missed, || format!("{} was missed", one.scenario.id));
    }
    proof.check(played.len() >= LEAST, || format!("only {} scenarios were played", played.len()));
    Ok((played, proof))
}
