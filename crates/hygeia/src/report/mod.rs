//! What the journey found, as values; written as `report.json` for programs and `report.html`
//! for people. Both are made from the same values, so they cannot disagree.

mod flow;
mod html;
mod plot;
mod tables;

pub use html::page;

use serde::Serialize;
use terms::{Classification, Fact, Finding, State};
use workspace::records::{Played, Table};

/// One step of the journey, done.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Stable name: `surface`, `land` … `posture`.
    pub name: &'static str,
    /// What the step is about, for people.
    pub title: &'static str,
    pub state: State,
    /// Whether what the step itself promises held: the posture may show controls that failed.
    pub ok: bool,
    pub seconds: f64,
    #[serde(serialize_with = "as_object")]
    pub evidence: Vec<Fact>,
    /// What people read: one sentence a line.
    pub said: Vec<String>,
    /// All that was found, gravest first.
    pub findings: Vec<Finding>,
}

/// Facts as one JSON object, in their order.
fn as_object<S: serde::Serializer>(facts: &[Fact], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(facts.iter().map(|fact| (&fact.name, &fact.value)))
}

/// Accuracy of one model under one attack.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attacked {
    /// `plain`, `pgd`, `final` or `constant`.
    pub model: String,
    /// `clean`, `fgsm`, `pgd20`, `transfer`, `label_only`, `category` or `worst`; under a threat model `capgd` and `moeva`
    /// too.
    pub attack: String,
    /// In standard deviations of each column; 0 for `clean`.
    pub eps: f64,
    /// Share of the test points answered rightly, 0 to 1.
    pub accuracy: f64,
}

/// What arrived, in a line.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Input {
    pub name: String,
    pub rows: u64,
    pub columns: usize,
    pub label: String,
}

/// All of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    pub hygeia: &'static str,
    pub started: String,
    pub input: Input,
    pub steps: Vec<Step>,
    /// Seconds of all steps together.
    pub seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_rss_bytes: Option<u64>,
    /// SHA-256 of `final.onnx`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_digest: Option<String>,
    pub attacks: Vec<Attacked>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classification: Option<Classification>,
    pub drills: Vec<Played>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posture: Option<Table>,
}

impl Report {
    /// The state of the whole: the worst of the steps and of the posture.
    #[must_use]
    pub fn state(&self) -> State {
        let steps = self.steps.iter().map(|step| step.state);
        State::of_all(steps.chain(self.posture.as_ref().map(|table| table.state)))
    }
}
