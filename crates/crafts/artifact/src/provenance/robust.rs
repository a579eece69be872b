//! How a model stands against attacks: in-toto Test Result v0.1 (in-toto/attestation,
//! spec/predicates/test-result.md).

use super::{Material, statement};
use serde_json::{Value, json};

const TEST_RESULT_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// What was tried on a model, and how it stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Robustness {
    pub model: Material,
    pub trials: Vec<Trial>,
    /// What speaks against it, in words.
    pub weaknesses: Vec<String>,
}

/// One attack of one strength.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// `pgd20 eps 0.1` ...
    pub name: String,
    /// The share of right answers under it.
    pub accuracy: f64,
}

/// The statement that says how a model stands: `WARNED` if anything speaks against it, and `PASSED` only
/// if something was tried.
#[must_use]
pub fn robustness(seen: &Robustness) -> Value {
    let result = match (seen.trials.is_empty(), seen.weaknesses.is_empty()) {
        (false, true) => "PASSED",
        (true, true) => "FAILED",
        (_, false) => "WARNED",
    };
    let passed = seen.trials.iter().filter(|_| seen.weaknesses.is_empty());
    let names: Vec<&str> = passed.map(|trial| trial.name.as_str()).collect();
    let trial = |trial: &Trial| json!({ "name": trial.name, "accuracy": trial.accuracy });
    let predicate = json!({
        "result": result,
        "configuration": [],
        "passedTests": names,
        "warnedTests": seen.weaknesses,
        "failedTests": [],
        "urn:hygeia:robustness:v1": {
            "trials": seen.trials.iter().map(trial).collect::<Vec<_>>(),
        },
    });
    statement(std::slice::from_ref(&seen.model), TEST_RESULT_TYPE, predicate)
}
