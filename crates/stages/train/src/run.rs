//! A training run: what it is made of, what it made, and whether that is good enough.

use crate::error::TrainError;
use learn::{
    Features, Membership, Plan, Progress, Screening, Trained, TrainingRun, check_inputs,
    training_run,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use store::{Accuracy, Permit, VersionRef};
use terms::{Action, Classification, Clock, Digest, Finding, PrincipalId, Timestamp};

/// The dataset version that is trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainedOn {
    pub version: VersionRef,
    /// Of the table's values, from the verified receipt: unlike the object's digest, it doesn't
    /// depend on keys, so that the same data and seed give the same model file.
    pub content: Digest,
    pub classification: Classification,
}

/// Where a model comes from, as provenance tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Unique in the workspace.
    pub run: String,
    pub author: PrincipalId,
    pub dataset: VersionRef,
    pub content: Digest,
    /// Rows that were split into training, validation and test.
    pub rows_used: u64,
    /// Rows excluded by the caller, and rows without a label.
    pub rows_excluded: u64,
    /// Rows under quarantine, those among the test rows aside.
    pub rows_quarantined: u64,
    /// Rows that screening suspected.
    pub rows_suspected: u64,
    pub plan: Plan,
    pub code_version: String,
    pub started: Timestamp,
    pub finished: Timestamp,
}

/// What a run made.
pub struct Run {
    pub trained: Trained,
    pub facts: Facts,
    pub plain_onnx: Vec<u8>,
    pub pgd_onnx: Vec<u8>,
    pub final_onnx: Vec<u8>,
    /// The rows of the dataset that models were attacked on, and never trained on.
    pub test_rows: Vec<u64>,
    pub accuracies: Vec<Accuracy>,
    /// How well the models' own rows can be told from others; empty if that was not asked.
    pub membership: Vec<Membership>,
    /// Why the model is not good enough, or its test was weak: blocks the promotion unless accepted.
    pub weaknesses: Vec<Finding>,
}

/// Shapes only.
impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("facts", &self.facts)
            .field("weaknesses", &self.weaknesses)
            .finish_non_exhaustive()
    }
}

/// Trains on what screening left of the part to train on ([`Features::part`] by the plan's seed), in memory
/// alone, and tests on the other part as it came. Takes as long as the effort says: call it where
/// blocking is allowed. The same source, features, screening and plan give the same model file.
///
/// # Errors
/// If the permit is not for training on this dataset, a feature is forbidden by the source's
/// classification, the screening is of another table, or training fails.
pub fn run(
    permit: &Permit,
    source: &TrainedOn,
    features: &Features,
    screening: &Screening,
    plan: &Plan,
    clock: &dyn Clock,
    progress: &dyn Fn(Progress),
) -> Result<Run, TrainError> {
    let started = clock.now();
    permit.covers(Action::Train, &source.version.dataset, permit.detail(), started)?;
    let named = source.version.dataset.to_string();
    let of = (named.as_str(), source.content);
    let TrainingRun {
        trained,
        plain_onnx,
        pgd_onnx,
        final_onnx,
        test_rows,
        rows_used,
        rows_quarantined,
        membership,
        weaknesses,
    } = training_run(features, screening, of, plan, progress)?;
    let schema = trained.best.schema();
    check_inputs(schema.inputs.iter().map(|input| input.name()), &source.classification)?;
    let facts = Facts {
        run: run_id(permit, source, plan, started),
        author: permit.principal().clone(),
        dataset: source.version.clone(),
        content: source.content,
        rows_used,
        rows_excluded: features.excluded + features.unlabelled,
        rows_quarantined,
        rows_suspected: screening.suspected() as u64,
        plan: plan.clone(),
        code_version: env!("CARGO_PKG_VERSION").to_owned(),
        started,
        finished: clock.now(),
    };
    let accuracies = accuracies(&trained);
    Ok(Run {
        trained,
        facts,
        plain_onnx,
        pgd_onnx,
        final_onnx,
        test_rows,
        accuracies,
        membership,
        weaknesses,
    })
}

fn run_id(permit: &Permit, source: &TrainedOn, plan: &Plan, started: Timestamp) -> String {
    let all = format!("{} {} {} {started}", permit.ledger_index(), source.content, plan.seed);
    let digest = Digest::of(all.as_bytes()).hex();
    format!("run-{}", digest.get(..16).unwrap_or_default())
}

fn accuracies(trained: &Trained) -> Vec<Accuracy> {
    // By way of text: 0.1 as float32 would become 0.10000000149 as float64.
    let exact = |eps: f32| eps.to_string().parse().unwrap_or_else(|_| f64::from(eps));
    let row = |e: &learn::Evaluation| Accuracy {
        model: e.model.clone(),
        attack: e.attack.name().to_owned(),
        eps: exact(e.eps),
        accuracy: e.accuracy,
    };
    trained.evaluations.iter().map(row).collect()
}
