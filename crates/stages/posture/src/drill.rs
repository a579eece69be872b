//! What came of a played attack. The judgement is here, so that no attack judges itself.

use crate::Scenario;
use serde::{Deserialize, Serialize};
use terms::Finding;

/// What the attacker and the defender saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The attack reached its goal: data deleted, a value read, a prediction flooded out …
    pub reached: bool,
    /// The defence has a trace of it: an entry in the ledger, a finding, an alarm.
    pub traced: bool,
    /// What was seen, in one sentence without personal values.
    pub saw: String,
    pub findings: Vec<Finding>,
}

/// How the workspace stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The attack did not reach its goal.
    Prevented,
    /// It did, and the defence knows.
    Detected,
    /// It did, and nobody knows.
    Missed,
    /// Nobody tried: how it stands is not known.
    #[serde(rename = "not_played")]
    NotPlayed,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Prevented => "prevented",
            Self::Detected => "detected",
            Self::Missed => "missed",
            Self::NotPlayed => "not played",
        })
    }
}

/// What came of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Played {
    #[serde(flatten)]
    pub scenario: &'static Scenario,
    pub outcome: Outcome,
    pub traced: bool,
    pub saw: String,
    pub seconds: f64,
}

impl Played {
    /// Judges what was observed.
    #[must_use]
    pub fn judge(scenario: &'static Scenario, observed: &Observation, seconds: f64) -> Self {
        let outcome = match (observed.reached, observed.traced) {
            (false, _) => Outcome::Prevented,
            (true, true) => Outcome::Detected,
            (true, false) => Outcome::Missed,
        };
        Self { scenario, outcome, traced: observed.traced, saw: observed.saw.clone(), seconds }
    }

    /// A scenario that could not be played, and why.
    #[must_use]
    pub fn not_played(scenario: &'static Scenario, why: String, seconds: f64) -> Self {
        Self { scenario, outcome: Outcome::NotPlayed, traced: false, saw: why, seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SCENARIOS;

    // proves M2
    #[test]
    fn an_attack_is_missed_only_if_it_succeeds_unseen() {
        let played = |reached, traced| {
            let observed =
                Observation { reached, traced, saw: String::new(), findings: Vec::new() };
            Played::judge(&SCENARIOS[0], &observed, 0.0).outcome
        };
        assert_eq!(played(false, false), Outcome::Prevented);
        assert_eq!(played(false, true), Outcome::Prevented);
        assert_eq!(played(true, true), Outcome::Detected);
        assert_eq!(played(true, false), Outcome::Missed);
    }
}
