//! Step 12: attack scenarios, played against the running workspace in the parts of people of its own
//! RACI: over devices of the drill alone, so that the ledger says of nobody that they did it.

use super::check::{self, Holdout};
use super::handover::Handed;
use super::people;
use super::walk::{Done, Proof};
use super::world::World;
use crate::drills::{self, Field, Outcome, Played};
use crate::failure::At;
use crate::server::Running;
use workspace::drill::{Crew, disband};

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
    let (workspace, officer) = (world.workspace(), people::principal(people::SECURITY)?);
    let start = check::entries(workspace).await?;
    let mut crew = Crew::enlist(workspace, &officer).await?;
    crew.model = handed.live.then(|| (world.model.clone(), holdout.request(FLOOD_ROWS)));
    let field = Field {
        scan: &|path| world.tools.scan(path),
        verify: &|folder, check| world.tools.verify_ledger(folder, check),
        poison,
        ..Field::of(workspace, running.address, &crew, scratch.path())
    };
    let played = drills::play_all(&field).await;
    disband(workspace, &officer).await?;
    let mut proof = Proof::begin();
    let named = check::others(workspace, start, &officer).await?;
    proof.check(named.is_empty(), || format!("the ledger says that {named:?} did what drills did"));
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
