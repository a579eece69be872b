//! How well a model can be copied by who asks it.
//!
//! Orekondy, Schiele and Fritz 2019 ("Knockoff nets: stealing functionality of black-box models"): a network learns
//! from the answers to rows that the attacker has, and is held against the model on rows that neither of them saw.

use super::oracle::LabelOracle;
use super::transfer::Surrogate;
use crate::effort::Effort;
use crate::error::LearnError;
use crate::table::Table;
use serde::{Deserialize, Serialize};

/// Questions after which a copy is looked at, beside all that there are.
const QUESTIONS: [usize; 2] = [100, 1_000];

/// A copy of a model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Rows whose answers it learned from.
    pub queries: usize,
    /// Share of other rows that it answers as the model does.
    pub agreement: f64,
    /// Share of other rows that it answers rightly.
    pub accuracy: f64,
}

/// Copies from the answers to some of the `known` rows, and to all (`surrogate`); each is held against the model's
/// `answers` to `others`.
///
/// # Errors
/// If training fails.
pub(super) fn extract(
    (known, learned): (&Table, &[u32]),
    surrogate: &Surrogate,
    (others, answers): (&Table, &[u32]),
    effort: &Effort,
    seed: u64,
) -> Result<Vec<Extraction>, LearnError> {
    let held = |copy: &Surrogate, queries| -> Result<Extraction, LearnError> {
        let said = copy.labels(others)?;
        let share = |truth: &[u32]| {
            let same = said.iter().zip(truth).filter(|(said, truth)| said == truth).count();
            same as f64 / said.len().max(1) as f64
        };
        Ok(Extraction { queries, agreement: share(answers), accuracy: share(others.labels()) })
    };
    let mut all = Vec::new();
    for queries in QUESTIONS.into_iter().filter(|queries| *queries < known.rows()) {
        let some = known.take(&(0..queries).collect::<Vec<_>>());
        let answers = learned.get(..queries).unwrap_or(learned);
        all.push(held(&Surrogate::learn(&some, answers, effort, seed)?, queries)?);
    }
    all.push(held(surrogate, known.rows())?);
    Ok(all)
}
