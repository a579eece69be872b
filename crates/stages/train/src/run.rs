//! A training run: what it is made of, what it made, and whether that is good enough.

use crate::error::TrainError;
use learn::{
    Card, Effort, Features, Membership, Progress, Screening, TARGET_EPS, ThreatModel, Trained,
    check_inputs, memberships, train_within,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use store::{Accuracy, Permit, VersionRef};
use terms::{
    Action, Classification, Clock, Digest, Finding, Location, PrincipalId, Severity, Timestamp,
};

/// The dataset version that is trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainedOn {
    pub version: VersionRef,
    /// Of the table's values, from the verified receipt: unlike the object's digest, it doesn't
    /// depend on keys, so that the same data and seed give the same model file.
    pub content: Digest,
    pub classification: Classification,
}

/// How to train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub effort: Effort,
    pub seed: u64,
    /// What may be made of a row, by the columns that are learned from; if not given, numbers move anywhere in the
    /// box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threat: Option<ThreatModel>,
    /// Whether it is measured how well the models' own rows can be told from others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub membership: bool,
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
    // The same part that was screened: the test was put aside before anybody looked for poison.
    let parts = features.part(plan.seed)?;
    let kept = screening.without_suspects(&parts.train)?;
    let split = parts.split(&kept, plan.seed)?;
    let trained = train_within(&split, &plan.effort, plan.seed, plan.threat.as_ref(), progress)?;
    let membership = match plan.membership {
        true => memberships(&split, &trained, &plan.effort, plan.seed)?,
        false => Vec::new(),
    };
    let schema = trained.best.schema();
    check_inputs(schema.inputs.iter().map(|input| input.name()), &source.classification)?;
    let onnx = |model: &learn::Model, name: &str, eps: f32| {
        let training = source.content.hex();
        model.to_onnx(&Card { name: name.to_owned(), eps, training, seed: plan.seed })
    };
    let facts = Facts {
        run: run_id(permit, source, plan, started),
        author: permit.principal().clone(),
        dataset: source.version.clone(),
        content: source.content,
        rows_used: (kept.table.rows() + parts.test.table.rows()) as u64,
        rows_excluded: features.excluded + features.unlabelled,
        rows_quarantined: parts.quarantined as u64,
        rows_suspected: screening.suspected() as u64,
        plan: plan.clone(),
        code_version: env!("CARGO_PKG_VERSION").to_owned(),
        started,
        finished: clock.now(),
    };
    Ok(Run {
        plain_onnx: onnx(&trained.plain, "plain", 0.0),
        pgd_onnx: onnx(&trained.pgd, "pgd", TARGET_EPS),
        final_onnx: onnx(&trained.best, "final", TARGET_EPS),
        test_rows: parts.test.rows,
        accuracies: accuracies(&trained),
        membership,
        weaknesses: weaknesses(&trained, screening, &source.version.dataset.to_string()),
        facts,
        trained,
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

fn weaknesses(trained: &Trained, screening: &Screening, dataset: &str) -> Vec<Finding> {
    let weak = |why: String| {
        let remedy = "train longer or on more rows, or accept the weak model by name";
        let at = Location::of(format!("model trained on {dataset}"));
        let mut finding = Finding::new("train/weak-model", Severity::High, at, why, remedy);
        finding.references = vec!["AML.T0015".to_owned()];
        finding
    };
    let short = trained.shortfalls().into_iter().map(weak);
    let alarms = trained.alarms.iter().filter(|alarm| alarm.severity >= Severity::High).cloned();
    let unjudged = (!screening.conclusive).then(|| {
        let what = "no label could be judged: screening knows no more than chance of them";
        let remedy = "give columns that have to do with the label, or accept the model by name";
        let at = Location::of(dataset);
        Finding::new("train/unscreened-labels", Severity::High, at, what, remedy)
            .with_references(&["AML.T0020"])
    });
    short.chain(alarms).chain(unjudged).collect()
}
