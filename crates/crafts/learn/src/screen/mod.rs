//! Looking for poison before training: rows whose label was flipped, and rows with a backdoor
//! trigger, a rare combination of values that somebody always gave the same label.
//!
//! Both start from what networks say about rows that they were not trained on ([`folds`]).

mod folds;
mod labels;
mod triggers;

use crate::{LearnError, Table};
use folds::OutOfFold;
use serde::{Deserialize, Serialize};

/// A row whose label is probably wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flip {
    pub row: usize,
    /// The class that the row probably has: an index into the table's classes.
    pub likely: u32,
    /// 0 to 1: how much likelier that class is than the given one.
    pub score: f32,
}

/// A combination of values that overrides everything else in its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    /// One or two columns. Their values aren't told: a column may be sensitive.
    pub columns: Vec<String>,
    /// The class that the trigger forces: an index into the table's classes.
    pub class: u32,
    /// The rows that hold the values and have the class.
    pub rows: Vec<usize>,
    /// The share of rows with the values that have the class, about 1.
    pub purity: f64,
    /// How many of these rows should have another class by everything else in them.
    pub overridden: usize,
}

/// What screening found. A row is in at most one list.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Screened {
    /// The surest first.
    pub flips: Vec<Flip>,
    /// The one with the most rows first.
    pub triggers: Vec<Trigger>,
}

impl Screened {
    /// The rows that should not be trained on, in order.
    #[must_use]
    pub fn rows(&self) -> Vec<usize> {
        let triggers = self.triggers.iter().flat_map(|trigger| trigger.rows.iter().copied());
        let mut rows: Vec<usize> = self.flips.iter().map(|flip| flip.row).chain(triggers).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

impl Table {
    /// The table without `rows`.
    #[must_use]
    pub fn without(&self, rows: &[usize]) -> Self {
        let dropped: std::collections::HashSet<usize> = rows.iter().copied().collect();
        let kept: Vec<usize> = (0..self.rows()).filter(|row| !dropped.contains(row)).collect();
        self.take(&kept)
    }
}

/// Screens a table for flipped labels and backdoor triggers.
///
/// # Errors
/// If a class has too few rows to judge by, or training diverges.
pub fn screen(table: &Table, seed: u64) -> Result<Screened, LearnError> {
    let judged = OutOfFold::of(table, seed)?;
    let triggers = triggers::find(table, &judged);
    let triggered: std::collections::HashSet<usize> =
        triggers.iter().flat_map(|trigger| trigger.rows.iter().copied()).collect();
    let mut flips = labels::find(table.labels(), &judged.probabilities, table.classes().len());
    flips.retain(|flip| !triggered.contains(&flip.row));
    Ok(Screened { flips, triggers })
}
