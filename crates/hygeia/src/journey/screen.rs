//! Step 8: flipped labels and trigger rows, found before training.

use super::cast;
use super::input::Arrived;
use super::protect::{Committed, reopen};
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::At;
use ::train::{Features, Screening, Suspects};
use terms::Action;

/// What may be learned from, and what is suspected of it.
pub struct Screened {
    pub features: Features,
    pub screening: Screening,
}

/// On the sample, at least these shares of what was planted are found.
const LEAST_FLIPS: f64 = 0.7;
const LEAST_TRIGGERS: f64 = 0.9;

/// Decrypts in memory by a permit, and screens.
pub async fn step(
    world: &World,
    landed: &Arrived,
    committed: &Committed,
    seed: u64,
) -> Done<Screened> {
    let permit = world.permit(cast::STEWARD, world.on_dataset(Action::Screen)).await?;
    permit
        .covers(Action::Screen, &world.dataset, None, world.store().now())
        .internal("using the permit")?;
    let batch = reopen(world, committed).await?;
    let excluded = intake::validate::excluded(&batch, Some(&landed.label));
    let features =
        ::train::features(&batch, &committed.classification, &landed.label, &excluded).usage()?;
    let screening = tokio::task::block_in_place(|| world.hands.screen(&features, seed))?;

    let mut proof = Proof::begin();
    let flips = screening.rows(Suspects::Flips).len();
    let triggers = screening.rows(Suspects::Triggers).len();
    proof.fact("screened", screening.screened);
    proof.fact("suspected_flips", flips);
    proof.fact("suspected_trigger_rows", triggers);
    proof.say(format!(
        "{} rows screened: {flips} labels look flipped, {triggers} rows carry a trigger",
        screening.screened
    ));
    if let Some(truth) = &landed.truth {
        for (name, suspects, planted, least) in [
            ("flips", Suspects::Flips, &truth.flipped, LEAST_FLIPS),
            ("triggers", Suspects::Triggers, &truth.triggers, LEAST_TRIGGERS),
        ] {
            let score = screening.score(suspects, planted);
            let (precision, recall) = (score.precision.unwrap_or(0.0), score.recall.unwrap_or(0.0));
            proof.fact(&format!("{name}_precision"), precision);
            proof.fact(&format!("{name}_recall"), recall);
            proof.say(format!(
                "{name}: precision {precision:.3}, recall {recall:.3} against the truth"
            ));
            proof.check(recall >= least, || {
                format!(
                    "only {:.0} % of planted {name} were found, {:.0} % are the least",
                    recall * 100.0,
                    least * 100.0
                )
            });
        }
    }
    Ok((Screened { features, screening }, proof))
}
