//! Step 12: attack scenarios, played against the running workspace by people of its own RACI.

use super::check::Holdout;
use super::handover::Handed;
use super::people;
use super::walk::{Done, Proof};
use super::world::World;
use crate::drills::{self, Field, Outcome, Played};
use crate::failure::At;
use crate::server::Running;

/// At least so many scenarios have to be played.
const LEAST: usize = 6;
/// Rows of one request of the flood.
const FLOOD_ROWS: usize = 500;

/// Plays everything that can be played here; fails if an attack reached its goal unseen. `poison` says
/// how many rows were planted, and how many of them screening left in.
pub async fn step(
    world: &World,
    running: &Running,
    handed: &Handed,
    holdout: &Holdout,
    poison: Option<(usize, usize)>,
) -> Done<Vec<Played>> {
    let scratch = tempfile::tempdir().internal("making a folder for attackers")?;
    let model = handed.live.then(|| (world.model.clone(), holdout.request(FLOOD_ROWS)));
    let person = |name| world.people.sign_in(name);
    let field = Field {
        workspace: world.workspace(),
        address: running.address,
        scan: &|path| world.tools.scan(path),
        verify: &|folder, check| world.tools.verify_ledger(folder, check),
        scratch: scratch.path(),
        dataset: Some(world.dataset.clone()),
        model,
        reader: Some(person(people::SCIENTIST)?),
        thief: Some(person(people::OPERATOR)?),
        askers: Some((person(people::RISK_HEAD)?, person(people::DESK)?)),
        steward: Some(person(people::STEWARD)?),
        poison,
    };
    let played = drills::play_all(&field).await;
    let mut proof = Proof::begin();
    for outcome in [Outcome::Prevented, Outcome::Detected, Outcome::Missed, Outcome::NotPlayed] {
        let count = played.iter().filter(|one| one.outcome == outcome).count();
        proof.fact(&outcome.to_string().replace(' ', "_"), count);
    }
    for one in &played {
        let vector = one.scenario.references.join(", ");
        proof.say(format!("{}: {} ({vector}): {}", one.outcome, one.scenario.id, one.saw));
        proof.check(one.outcome != Outcome::Missed, || format!("{} was missed", one.scenario.id));
    }
    let count = played.iter().filter(|one| one.outcome != Outcome::NotPlayed).count();
    proof.check(count >= LEAST, || format!("only {count} scenarios were played"));
    Ok((played, proof))
}
