//! Looking for poison before training: rows whose label was flipped, and rows with a backdoor
//! trigger; and for what else keeps a table from being learned from: conflicting and repeated rows,
//! columns that are the label, classes written in several ways, classes of too few rows.
//!
//! Labels are judged by networks and boosted trees that were not trained on them ([`judges`]); where
//! these know no more than chance nothing is said of single labels, and that is told ([`Knowledge`]).

mod chance;
mod findings;
mod folds;
mod found;
mod hygiene;
mod judges;
mod labels;
mod noise_matrix;
mod part;
mod screening;
mod suspects;
mod triggers;

pub use chance::Knowledge;
pub use found::LabelNoise;
pub use hygiene::{Leak, Spelling};
pub use judges::Judge;
pub use noise_matrix::Rate;
pub use screening::{FlippedRow, RareClass, Removal, Score, Screening, Suspects, TriggerRows};

use crate::error::LearnError;
use crate::features::Features;
use crate::trees::Binned;
use found::Found;
use hygiene::{Twins, leaking_pair, leaks, nearly_equal};
use judges::judge;
use noise_matrix::{NoiseMatrix, confidently_other};
use part::Part;
use std::collections::HashSet;
use suspects::{Flip, Trigger};

/// Rows that are ranked where judges know nothing.
const RANKED_BY_CHANCE: usize = 100;

/// Looks for flipped labels and backdoor triggers. The same features and seed give the same result.
///
/// # Errors
/// If fewer than two classes have enough rows to judge by, or training diverges.
pub fn screen(features: &Features, seed: u64) -> Result<Screening, LearnError> {
    screen_with(features, None, seed)
}

/// As [`screen`], judged by the caller's own probabilities if there are any: for each row of the
/// features one for each class of their table, by models that were not trained on the row.
///
/// # Errors
/// As [`screen`]; if there are not as many probabilities, or some are none.
pub fn screen_with(
    features: &Features,
    given: Option<&[f32]>,
    seed: u64,
) -> Result<Screening, LearnError> {
    let part = Part::of(&features.table)?;
    let table = &part.table;
    let data = Binned::of(table);
    let twins = Twins::of(table);
    let near = nearly_equal(table);
    let leaks = leaks(table, &data);
    let allowed = allowed(&data, &leaks);
    let classes = table.classes().len();
    let judged = match given {
        Some(given) => part.given(given, features.table.classes().len())?,
        None => {
            let arranged = features.arrangement.take(&part.positions);
            judge(table, &data, &arranged, twins.leaders(&near).as_deref(), &allowed, seed)?
        }
    };
    let knowledge = Knowledge::of(table.labels(), &judged.probabilities, classes);
    let mut matrix = NoiseMatrix::of(table.labels(), &judged.probabilities, classes);
    let at_most = confidently_other(table.labels(), &judged.probabilities, classes);
    let triggers = triggers::find(table, &data, &allowed, seed)?;
    let (copies, conflicts) = twins.rows(table.labels());
    let mut flips = labels::find(table.labels(), &judged.probabilities, &matrix, &conflicts);
    if !knowledge.is_more_than_chance() {
        // Who knows nothing of the labels cannot tell how many are wrong either.
        flips.truncate(RANKED_BY_CHANCE);
        flips.iter_mut().for_each(|flip| flip.suspected = false);
        (matrix.rate.low, matrix.rate.high) = (0.0, 1.0);
    }
    without_triggered(&mut flips, &triggers);
    let noise = LabelNoise { rate: matrix.rate, confidently_other: at_most };
    let together = leaking_pair(table, &data, &leaks);
    let leaks = leaks.into_iter().map(|(_, leak)| leak).chain(together).collect();
    let judges = (judged.judge, judged.losses);
    Ok(Screening::of(
        features,
        &part,
        Found { flips, triggers, copies, conflicts, near, leaks, knowledge, noise, judges },
    ))
}

fn without_triggered(flips: &mut Vec<Flip>, triggers: &[Trigger]) {
    let triggered: HashSet<usize> =
        triggers.iter().flat_map(|trigger| trigger.rows.iter().copied()).collect();
    flips.retain(|flip| !triggered.contains(&flip.row));
}

/// Columns that judges see: all but those that are the label, unless none is left.
fn allowed(data: &Binned, leaks: &[(usize, Leak)]) -> Vec<bool> {
    let mut allowed = vec![true; data.columns()];
    for (column, _) in leaks.iter().filter(|(_, leak)| leak.equal) {
        if let Some(allowed) = allowed.get_mut(*column) {
            *allowed = false;
        }
    }
    if !allowed.contains(&true) {
        allowed.fill(true);
    }
    allowed
}
