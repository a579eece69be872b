//! A training run: from features and their screening to model files, and whether they are good enough. A file is
//! learned from as a dataset of a workspace is.

use crate::attack::Membership;
use crate::error::LearnError;
use crate::features::Features;
use crate::model::Model;
use crate::onnx::Card;
use crate::plan::Plan;
use crate::run::{Progress, memberships, train_within};
use crate::screen::Screening;
use crate::trained::Trained;
use std::fmt;
use terms::{Digest, Finding, Location, Severity};

/// What a run made.
#[derive(Clone)]
pub struct TrainingRun {
    pub trained: Trained,
    pub plain_onnx: Vec<u8>,
    pub pgd_onnx: Vec<u8>,
    pub final_onnx: Vec<u8>,
    /// The rows of the table that models were attacked on, and never trained on.
    pub test_rows: Vec<u64>,
    /// Rows that were split into training, validation and test.
    pub rows_used: u64,
    /// Rows under quarantine, those among the test rows aside.
    pub rows_quarantined: u64,
    /// How well the models' own rows can be told from others; empty if that was not asked.
    pub membership: Vec<Membership>,
    /// Why the model is not good enough, or its test was weak.
    pub weaknesses: Vec<Finding>,
}

/// Shapes only.
impl fmt::Debug for TrainingRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrainingRun")
            .field("rows_used", &self.rows_used)
            .field("weaknesses", &self.weaknesses)
            .finish_non_exhaustive()
    }
}

/// Trains on what `screening` left of the part to train on ([`Features::part`] by the plan's seed), and tests on the
/// other part as it came. `named` and `content` are the table's name, which findings tell, and the digest of its
/// values, which stands in the files. Takes as long as the effort says. The same features, screening, plan and digest
/// give the same model files.
///
/// # Errors
/// If the screening is of another table, the threat model does not fit the columns, or training fails.
pub fn training_run(
    features: &Features,
    screening: &Screening,
    (named, content): (&str, Digest),
    plan: &Plan,
    progress: &dyn Fn(Progress),
) -> Result<TrainingRun, LearnError> {
    // The same part that was screened: the test was put aside before anybody looked for poison.
    let parts = features.part(plan.seed)?;
    let kept = screening.without_suspects(&parts.train)?;
    let split = parts.split(&kept, plan.seed)?;
    let trained = train_within(&split, plan, progress)?;
    let membership = match plan.membership {
        true => memberships(&split, &trained, plan)?,
        false => Vec::new(),
    };
    let onnx = |model: &Model, name: &str, eps: f32| {
        let training = content.hex();
        model.to_onnx(&Card { name: name.to_owned(), eps, training, seed: plan.seed })
    };
    Ok(TrainingRun {
        plain_onnx: onnx(&trained.plain, "plain", 0.0),
        pgd_onnx: onnx(&trained.pgd, "pgd", plan.eps),
        final_onnx: onnx(&trained.best, "final", plan.eps),
        rows_used: (kept.table.rows() + parts.test.table.rows()) as u64,
        rows_quarantined: parts.quarantined as u64,
        test_rows: parts.test.rows,
        membership,
        weaknesses: weaknesses(&trained, screening, named),
        trained,
    })
}

fn weaknesses(trained: &Trained, screening: &Screening, named: &str) -> Vec<Finding> {
    let weak = |why: String| {
        let remedy = "train longer or on more rows, or accept the weak model by name";
        let at = Location::of(format!("model trained on {named}"));
        let finding = Finding::new("train/weak-model", Severity::High, at, why, remedy);
        finding.with_references(&["AML.T0015"])
    };
    let short = trained.shortfalls().into_iter().map(weak);
    let alarms = trained.alarms.iter().filter(|alarm| alarm.severity >= Severity::High).cloned();
    let unjudged = (!screening.conclusive).then(|| {
        let what = "no label could be judged: screening knows no more than chance of them";
        let remedy = "give columns that have to do with the label, or accept the model by name";
        let at = Location::of(named);
        Finding::new("train/unscreened-labels", Severity::High, at, what, remedy)
            .with_references(&["AML.T0020"])
    });
    short.chain(alarms).chain(unjudged).collect()
}
