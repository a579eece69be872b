//! What screening found, told in rows of the dataset.

use super::suspects::{Flip, Trigger};
use crate::error::LearnError;
use crate::features::Features;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use terms::{Finding, Location, Severity};

/// A row whose label is probably wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlippedRow {
    /// In the dataset.
    pub row: u64,
    /// 0 to 1: how much likelier another class is than the given one.
    pub score: f32,
}

/// Rows that share a combination of values that overrides all else in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TriggerRows {
    /// One or two columns; their values aren't told.
    pub columns: Vec<String>,
    /// In the dataset.
    pub rows: Vec<u64>,
    /// The share of rows with the values that have the class that is forced.
    pub purity: f64,
}

/// What screening found. A row is in at most one list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Screening {
    /// The surest first.
    pub flips: Vec<FlippedRow>,
    /// The one with the most rows first.
    pub triggers: Vec<TriggerRows>,
    /// Rows that were screened.
    pub screened: usize,
    /// Where the suspects stand in the screened table.
    positions: Vec<usize>,
}

/// Which suspects a score is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspects {
    Flips,
    Triggers,
}

/// How well a screening found what was planted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub planted: usize,
    pub suspected: usize,
    /// Suspected and planted.
    pub right: usize,
    /// Right of suspected; `None` if nothing was suspected.
    pub precision: Option<f64>,
    /// Right of planted, rows that never were screened included; `None` if nothing was planted.
    pub recall: Option<f64>,
}

impl Screening {
    pub(super) fn of(features: &Features, flips: &[Flip], triggers: &[Trigger]) -> Self {
        let row = |&position: &usize| features.rows.get(position).copied();
        let in_triggers = triggers.iter().flat_map(|trigger| trigger.rows.iter().copied());
        let mut positions: Vec<usize> =
            flips.iter().map(|flip| flip.row).chain(in_triggers).collect();
        positions.sort_unstable();
        positions.dedup();
        let flipped = |flip: &Flip| row(&flip.row).map(|row| FlippedRow { row, score: flip.score });
        let rows = |trigger: &Trigger| TriggerRows {
            columns: trigger.columns.clone(),
            rows: trigger.rows.iter().filter_map(row).collect(),
            purity: trigger.purity,
        };
        Self {
            flips: flips.iter().filter_map(flipped).collect(),
            triggers: triggers.iter().map(rows).collect(),
            screened: features.table.rows(),
            positions,
        }
    }

    /// How many rows are suspected.
    #[must_use]
    pub fn suspected(&self) -> usize {
        self.positions.len()
    }

    /// What is left of the screened `features` without the suspects: what may be trained on.
    ///
    /// # Errors
    /// If it was another table that was screened.
    pub fn without_suspects(&self, features: &Features) -> Result<Features, LearnError> {
        let (screened, rows) = (self.screened, features.table.rows());
        if screened != rows {
            return Err(LearnError::OtherScreening { screened, rows });
        }
        let suspects: HashSet<usize> = self.positions.iter().copied().collect();
        let kept = features.rows.iter().enumerate().filter(|(at, _)| !suspects.contains(at));
        Ok(Features {
            rows: kept.map(|(_, row)| *row).collect(),
            table: features.table.without(&self.positions),
            left_out: features.left_out.clone(),
            ..*features
        })
    }

    /// The suspected rows of one kind, in the dataset.
    #[must_use]
    pub fn rows(&self, suspects: Suspects) -> Vec<u64> {
        match suspects {
            Suspects::Flips => self.flips.iter().map(|flip| flip.row).collect(),
            Suspects::Triggers => {
                self.triggers.iter().flat_map(|trigger| trigger.rows.iter().copied()).collect()
            }
        }
    }

    /// Compares with the rows that were `planted`.
    #[must_use]
    pub fn score(&self, suspects: Suspects, planted: &[u64]) -> Score {
        let planted: HashSet<u64> = planted.iter().copied().collect();
        let suspected: HashSet<u64> = self.rows(suspects).into_iter().collect();
        let right = suspected.intersection(&planted).count();
        let share = |of: usize| (of > 0).then(|| right as f64 / of as f64);
        Score {
            planted: planted.len(),
            suspected: suspected.len(),
            right,
            precision: share(suspected.len()),
            recall: share(planted.len()),
        }
    }

    /// What was found, for people: one finding for all flips, one for each trigger. `dataset` is
    /// what they are told of.
    #[must_use]
    pub fn findings(&self, dataset: &str) -> Vec<Finding> {
        let remedy = "look at these rows with their owner; they are not trained on";
        let finding = |rule: &str, severity, row: Option<u64>, column: Option<String>, what| {
            let location = Location { row, column, ..Location::of(dataset) };
            let mut finding = Finding::new(rule, severity, location, what, remedy);
            finding.references = vec!["AML.T0020".to_owned()];
            finding
        };
        let flips = self.flips.first().map(|first| {
            let what = format!("{} labels are probably wrong", self.flips.len());
            finding("train/flipped-label", Severity::Medium, Some(first.row), None, what)
        });
        let triggers = self.triggers.iter().map(|trigger| {
            let (rows, columns) = (trigger.rows.len(), trigger.columns.join(" and "));
            let what = format!("{rows} rows share values in {columns} that force their label");
            let first = trigger.rows.first().copied();
            finding("train/trigger", Severity::High, first, trigger.columns.first().cloned(), what)
        });
        flips.into_iter().chain(triggers).collect()
    }
}
