//! What was planted, by row: numbers of rows and names of columns alone.

use super::plan::Mark;
use serde::{Deserialize, Serialize};

/// One cell of a table. Rows count from 0, after the header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    pub row: u64,
    pub column: String,
}

/// The planted defects of a sample; rows ascending, no row in two lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    pub seed: u64,
    pub rows: u64,
    /// The label is the opposite of what was drawn.
    pub flipped: Vec<u64>,
    /// The row has [`super::features::TRIGGER`], and the label `no` whatever was drawn.
    pub triggers: Vec<u64>,
    /// The row repeats an earlier one under an id of its own.
    pub duplicates: Vec<u64>,
    /// Text where a number belongs.
    pub mixed_types: Vec<Cell>,
    pub missing: Vec<Cell>,
    /// Everything after the id stands one column too far to the right.
    pub shifted: Vec<u64>,
    /// The notes hold somebody's email.
    pub hidden_email: Vec<u64>,
    /// The notes hold somebody's card number.
    pub hidden_card: Vec<u64>,
}

impl Truth {
    pub(super) fn of(seed: u64, marks: &[Mark], names: &[&str]) -> Self {
        let mut truth = Self { seed, rows: marks.len() as u64, ..Self::default() };
        for (row, mark) in (0u64..).zip(marks) {
            let cell = |column: usize| Cell {
                row,
                column: names.get(column).copied().unwrap_or_default().to_owned(),
            };
            match mark {
                Mark::Clean => {}
                Mark::Flip => truth.flipped.push(row),
                Mark::Trigger => truth.triggers.push(row),
                Mark::Duplicate { .. } => truth.duplicates.push(row),
                Mark::Mixed { column, .. } => truth.mixed_types.push(cell(*column)),
                Mark::Missing { column } => truth.missing.push(cell(*column)),
                Mark::Shift => truth.shifted.push(row),
                Mark::HiddenEmail => truth.hidden_email.push(row),
                Mark::HiddenCard => truth.hidden_card.push(row),
            }
        }
        truth
    }
}
