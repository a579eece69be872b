//! Looking for poison before training: rows whose label was flipped, and rows with a backdoor
//! trigger, a rare combination of values that somebody always gave the same label.
//!
//! Both start from what networks say about rows that they were not trained on ([`folds`]).

mod folds;
mod labels;
mod screening;
mod suspects;
mod triggers;

pub use screening::{FlippedRow, Score, Screening, Suspects, TriggerRows};

use crate::error::LearnError;
use crate::features::Features;
use folds::OutOfFold;
use std::collections::HashSet;

/// Looks for flipped labels and backdoor triggers. The same features and seed give the same result.
///
/// # Errors
/// If a class has too few rows to judge by, or training diverges.
pub fn screen(features: &Features, seed: u64) -> Result<Screening, LearnError> {
    let table = &features.table;
    let judged = OutOfFold::of(table, seed)?;
    let triggers = triggers::find(table, &judged);
    let triggered: HashSet<usize> =
        triggers.iter().flat_map(|trigger| trigger.rows.iter().copied()).collect();
    let mut flips = labels::find(table.labels(), &judged.probabilities, table.classes().len());
    flips.retain(|flip| !triggered.contains(&flip.row));
    Ok(Screening::of(features, &flips, &triggers))
}
