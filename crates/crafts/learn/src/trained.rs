//! What training gave, and whether it is good enough.

use crate::attack::{Attack, CONSTANT, Evaluation, Unconstrained};
use crate::bootstrap::Difference;
use crate::choice::Choice;
use crate::model::Model;
use crate::swap::Changes;
use serde::{Deserialize, Serialize};
use std::fmt;
use terms::Finding;

/// `final` against another model under one attack at [`crate::Plan::eps`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The model that `final` is compared with.
    pub with: String,
    pub attack: Attack,
    pub eps: f32,
    pub difference: Difference,
}

/// How much worse than an undefended model the final one may be under attack.
const MARGIN: f64 = 0.01;
/// What standing against attacks may cost of clean accuracy.
const CLEAN_LOST: f64 = 0.02;

impl Comparison {
    /// What is missing for this comparison to pass: non-inferiority to `plain`, superiority to
    /// `constant`. How `final` stands to the single network is told and decides nothing.
    fn shortfall(&self) -> Option<String> {
        let Difference { low, high, .. } = self.difference;
        let (attack, with, eps) = (self.attack.name(), &self.with, self.eps);
        let short = match (with.as_str(), self.attack) {
            ("plain", Attack::Clean) if high < -CLEAN_LOST => "loses surely more than 2 points to",
            ("plain", Attack::Clean) => return None,
            ("plain", _) if low < -MARGIN - 1e-9 => "may be more than 1 point worse than",
            (CONSTANT, _) if low <= 0.0 => "is not surely better than",
            _ => return None,
        };
        Some(format!("under {attack} at eps {eps}, final {short} {with}: {}", self.difference))
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { with, attack, eps, difference } = self;
        write!(f, "final than {with} under {} at eps {eps}: {difference}", attack.name())
    }
}

/// What share of test rows `final` would reject as malicious, by its `suspicion`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    /// Of honest rows: false alarms.
    pub honest: f64,
    /// Of rows attacked by pgd20 at [`crate::Plan::eps`], by somebody who doesn't know of the watch.
    pub pgd20: f64,
    /// Of rows made for the independent network at [`crate::Plan::eps`].
    pub transfer: f64,
}

/// What training gave.
#[derive(Clone)]
pub struct Trained {
    pub plain: Model,
    pub pgd: Model,
    /// `final`: the ensemble or the single network, whichever was chosen.
    pub best: Model,
    pub choice: Choice,
    /// Changes of one category that were tried on each test row.
    pub categories: Changes,
    /// Names in here: `plain`, `pgd`, `final`, `constant`.
    pub evaluations: Vec<Evaluation>,
    pub comparisons: Vec<Comparison>,
    pub rejection: Rejection,
    /// Signs that an attack was weak.
    pub alarms: Vec<Finding>,
    /// What fgsm, pgd20 and transfer were before their rows were repaired; empty if there is no threat model.
    pub unconstrained: Vec<Unconstrained>,
    /// What the threat model does not say, and what it does not let move.
    pub notes: Vec<String>,
}

impl Trained {
    /// The accuracy of `model` under `attack` at `eps`.
    #[must_use]
    pub fn accuracy(&self, model: &str, attack: Attack, eps: f32) -> Option<f64> {
        let same =
            |e: &&Evaluation| e.model == model && e.attack == attack && (e.eps - eps).abs() < 1e-6;
        self.evaluations.iter().find(same).map(|e| e.accuracy)
    }

    /// Why `final` is not good enough to be promoted. At [`crate::Plan::eps`] it must be surely better
    /// than `constant` and surely not worse than `plain` by more than a point, under every attack; and
    /// must not surely lose more than 2 points of clean accuracy to `plain`. By the intervals of a paired
    /// bootstrap.
    #[must_use]
    pub fn shortfalls(&self) -> Vec<String> {
        self.comparisons.iter().filter_map(Comparison::shortfall).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M12
    #[test]
    fn no_loss_is_enough_against_plain_and_a_gain_is_asked_for_against_constant() {
        let passes = |with: &str, attack, low: f64, high: f64| {
            let difference = Difference { difference: f64::midpoint(low, high), low, high, p: 0.5 };
            let with = with.to_owned();
            Comparison { with, attack, eps: 0.1, difference }.shortfall().is_none()
        };
        // Two models that answer every row alike.
        assert!(passes("plain", Attack::Worst, 0.0, 0.0));
        assert!(passes("plain", Attack::Pgd20, -0.01, 0.02));
        // It may be equal; it may as well be two points worse, and too few rows say which.
        assert!(!passes("plain", Attack::Pgd20, -0.02, 0.02));
        assert!(!passes("constant", Attack::Worst, 0.0, 0.1));
        assert!(!passes("constant", Attack::Clean, -0.01, 0.1));
        assert!(passes("constant", Attack::Worst, 0.01, 0.1));
        assert!(passes("plain", Attack::Clean, -0.03, -0.01));
        assert!(!passes("plain", Attack::Clean, -0.05, -0.03));
        assert!(passes("pgd", Attack::Worst, -0.5, -0.4), "it is told and decides nothing");
    }
}
