//! What training gave, and whether it is good enough.

use crate::attack::{Attack, Evaluation};
use crate::bootstrap::Difference;
use crate::model::Model;
use serde::{Deserialize, Serialize};
use terms::Finding;

/// `final` against another model under one attack at [`crate::TARGET_EPS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The model that `final` is compared with.
    pub with: String,
    pub attack: Attack,
    pub eps: f32,
    pub difference: Difference,
}

/// What share of test rows `final` would reject as malicious, by its `suspicion`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    /// Of honest rows: false alarms.
    pub honest: f64,
    /// Of rows attacked by pgd20 at [`crate::TARGET_EPS`], by somebody who doesn't know of the watch.
    pub pgd20: f64,
    /// Of rows made for the independent network at [`crate::TARGET_EPS`].
    pub transfer: f64,
}

/// What training gave.
#[derive(Clone)]
pub struct Trained {
    pub plain: Model,
    pub pgd: Model,
    pub fused: Model,
    /// Names in here: `plain`, `pgd`, `final`, `constant`.
    pub evaluations: Vec<Evaluation>,
    pub comparisons: Vec<Comparison>,
    pub rejection: Rejection,
    /// Signs that an attack was weak.
    pub alarms: Vec<Finding>,
}

impl Trained {
    /// The accuracy of `model` under `attack` at `eps`.
    #[must_use]
    pub fn accuracy(&self, model: &str, attack: Attack, eps: f32) -> Option<f64> {
        let same =
            |e: &&Evaluation| e.model == model && e.attack == attack && (e.eps - eps).abs() < 1e-6;
        self.evaluations.iter().find(same).map(|e| e.accuracy)
    }

    /// Why `final` is not good enough to be promoted: it must beat `plain` and `constant` under
    /// every attack at [`crate::TARGET_EPS`], beyond luck, at no more than 2 points of clean accuracy.
    #[must_use]
    pub fn shortfalls(&self) -> Vec<String> {
        let mut short: Vec<String> = self
            .comparisons
            .iter()
            .filter(|c| c.attack != Attack::Clean && c.difference.low <= 0.0)
            .map(|c| {
                let Difference { difference, low, high, .. } = c.difference;
                let (attack, with, eps) = (c.attack.name(), &c.with, c.eps);
                format!(
                    "under {attack} at eps {eps}, final is not surely better than {with}: \
                     {:+.1} points, 95 % interval {:+.1} to {:+.1}",
                    100.0 * difference,
                    100.0 * low,
                    100.0 * high
                )
            })
            .collect();
        let clean = |model| self.accuracy(model, Attack::Clean, 0.0).unwrap_or(0.0);
        let lost = clean("plain") - clean("final");
        if lost > 0.02 + 1e-9 {
            short.push(format!(
                "final loses {:.1} points of clean accuracy to plain, 2 are allowed",
                100.0 * lost
            ));
        }
        short
    }
}
