//! Step 8: flipped labels and trigger rows, found before training.

use super::check::Source;
use super::people;
use super::walk::{Done, Proof};
use super::world::World;
use std::collections::HashSet;
use workspace::{ScreenRequest, ScreenResponse};

/// On the sample, at least these shares of what was planted are found.
const LEAST_FLIPS: f64 = 0.7;
const LEAST_TRIGGERS: f64 = 0.9;

/// Has the steward screen the dataset where it lies, and holds the suspects against what was planted.
pub async fn step(world: &World, source: &Source, seed: u64) -> Done<ScreenResponse> {
    let request = ScreenRequest {
        dataset: world.dataset.name().to_owned(),
        label: source.label.clone(),
        seed,
        quarantine: true,
    };
    let caller = world.people.caller(people::STEWARD)?;
    let screened = world.use_cases.screen(&caller, request).await?;

    let mut proof = Proof::begin();
    let (flips, triggers) = (screened.flips.len(), screened.triggers.len());
    proof.fact("screened", screened.screened);
    proof.fact("suspected_flips", flips);
    proof.fact("suspected_trigger_rows", triggers);
    proof.say(format!(
        "{} rows screened: {flips} labels look flipped, {triggers} rows carry a trigger",
        screened.screened
    ));
    if let Some(truth) = &source.truth {
        for (name, suspects, planted, least) in [
            ("flips", &screened.flips, &truth.flipped, LEAST_FLIPS),
            ("triggers", &screened.triggers, &truth.triggers, LEAST_TRIGGERS),
        ] {
            against(name, suspects, planted, least, &mut proof);
        }
    }
    Ok((screened, proof))
}

fn against(name: &str, suspects: &[u64], planted: &[u64], least: f64, proof: &mut Proof) {
    let suspects: HashSet<&u64> = suspects.iter().collect();
    let right = planted.iter().filter(|row| suspects.contains(row)).count();
    let share = |of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
    let (precision, recall) = (share(suspects.len()), share(planted.len()));
    proof.fact(&format!("{name}_precision"), precision);
    proof.fact(&format!("{name}_recall"), recall);
    proof.say(format!("{name}: precision {precision:.3}, recall {recall:.3} against the truth"));
    proof.check(recall >= least, || {
        format!(
            "only {:.0} % of planted {name} were found, {:.0} % are the least",
            recall * 100.0,
            least * 100.0
        )
    });
}

/// How many rows were planted in order to poison, and how many of them screening left in; `None` for a
/// table of the user's.
#[must_use]
pub fn poison(source: &Source, screened: &ScreenResponse) -> Option<(usize, usize)> {
    let truth = source.truth.as_ref()?;
    let planted: HashSet<u64> = truth.flipped.iter().chain(&truth.triggers).copied().collect();
    let found: HashSet<u64> = screened.flips.iter().chain(&screened.triggers).copied().collect();
    Some((planted.len(), planted.difference(&found).count()))
}
