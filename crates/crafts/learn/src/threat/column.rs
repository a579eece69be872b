//! What an attacker may do to one column.

use super::error::ThreatError;
use serde::{Deserialize, Serialize};

/// Which way a column may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moves {
    /// Up and down; a category to another.
    #[default]
    Freely,
    /// Numbers alone: it never falls below what it was.
    Up,
    /// Numbers alone: it never rises above what it was.
    Down,
    /// It stays as it is.
    Never,
}

/// What may be done to a column; what is not said is allowed. Numbers are in the column's own unit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnRule {
    #[serde(default)]
    pub moves: Moves,
    /// Of a number: it moves to a multiple of this alone; 1 of a column of whole numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<f64>,
    /// Of a number: it does not move below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// Of a number: it does not move above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Of a number: how far it moves, in place of eps standard deviations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub far: Option<f64>,
    /// Of a category: what it may become; if not given, whatever stands in the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<Vec<String>>,
}

impl ColumnRule {
    /// Whether it can be true of any column.
    pub(super) fn check(&self, column: &str) -> Result<(), ThreatError> {
        let wrong =
            |why: &str| Err(ThreatError::Column { column: column.to_owned(), why: why.to_owned() });
        let numbers = [self.step, self.least, self.most, self.far];
        if numbers.iter().flatten().any(|number| !number.is_finite()) {
            return wrong("a number is not finite");
        }
        if self.step.is_some_and(|step| step <= 0.0) {
            return wrong("step must be above 0; 1 is for whole numbers");
        }
        if self.far.is_some_and(|far| far < 0.0) {
            return wrong("far must not be below 0; moves = \"never\" keeps it as it is");
        }
        if let (Some(least), Some(most)) = (self.least, self.most)
            && least > most
        {
            return wrong("least is above most");
        }
        let directed = matches!(self.moves, Moves::Up | Moves::Down);
        if self.becomes.is_some() && (directed || numbers.iter().any(Option::is_some)) {
            return wrong("becomes is for categories, which have no order and no size");
        }
        Ok(())
    }

    /// Whether it says what only a number can do.
    pub(super) fn is_of_numbers(&self) -> bool {
        let numbers = [self.step, self.least, self.most, self.far];
        matches!(self.moves, Moves::Up | Moves::Down) || numbers.iter().any(Option::is_some)
    }
}
