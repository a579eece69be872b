//! A model is made: what was committed is decrypted in memory, screened, trained on and packaged.

use super::learnable::{self, For, Learnable};
use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace};
use artifact::bom::{self, Metric};
use artifact::provenance::{Material, Training};
use bytes::Bytes;
use handover::{Handover, HandoverError, Package};
use learn::{
    Attack, Changes, Choice, Choices, Comparison, Features, LeftOut, Membership, Suspects,
    ThreatModel, Unconstrained,
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use store::Accuracy;
use terms::{Action, Asset, AssetKind, Class, Digest, Finding, PrincipalId};
use train::{Run, TrainedOn};
use utoipa::ToSchema;

/// What is to be trained.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainRequest {
    pub dataset: String,
    /// The column to predict.
    pub label: String,
    /// The model's name.
    pub model: String,
    /// For learning; the same seed and data give the same file. Keys never come from it.
    #[serde(default = "crate::use_cases::seed")]
    pub seed: u64,
    /// Small networks and few steps, for a first look.
    #[serde(default)]
    pub quick: bool,
    /// The columns to learn from; all that may be learned from if there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Half the side of the box to train and compare in, in standard deviations: above 0, at most 2; 0.1 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eps: Option<f32>,
    /// Units in each hidden layer, from 4 to 1,024; if not given, what suits the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<usize>,
    /// Passes over the rows, at most: from 1 to 10,000; if not given, 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epochs: Option<usize>,
    /// What an attacker may change in a row, as the text of a threat model (docs/attack.md); if not given, numbers
    /// move anywhere in the box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threat: Option<String>,
    /// Whether it is measured how well the models' own rows can be told from others: some minutes more.
    #[serde(default)]
    pub membership: bool,
}

/// A model that was trained, packaged and registered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrainResponse {
    #[schema(value_type = String)]
    pub model: Asset,
    /// Of the list of its files: what permits name.
    #[schema(value_type = String)]
    pub digest: Digest,
    /// Of `final.onnx`.
    #[schema(value_type = String)]
    pub model_digest: Digest,
    pub run: String,
    pub rows_used: u64,
    pub rows_excluded: u64,
    /// Rows that nothing is learned from because somebody put them under quarantine.
    pub rows_quarantined: u64,
    pub rows_suspected: u64,
    pub suspected_flips: usize,
    pub suspected_triggers: usize,
    /// The rows of the dataset that were left out under suspicion; none of them is a test row.
    pub suspected_rows: Vec<u64>,
    #[schema(value_type = Vec<Object>)]
    pub accuracies: Vec<Accuracy>,
    /// How the final model was made, and what it was chosen by.
    #[schema(value_type = Object)]
    pub choice: Choice,
    /// Changes of one category that there are for a test row, and that were tried on it.
    #[schema(value_type = Object)]
    pub categories: Changes,
    /// The final model against the others, row by row, at the eps that it was trained for.
    #[schema(value_type = Vec<Object>)]
    pub comparisons: Vec<Comparison>,
    #[schema(value_type = Vec<Object>)]
    pub weaknesses: Vec<Finding>,
    /// The rows of the dataset that models were attacked on, and never trained on.
    pub test_rows: Vec<u64>,
    /// Columns that were not learned from, and why.
    #[schema(value_type = Vec<Object>)]
    pub left_out: Vec<LeftOut>,
    /// How well somebody tells the models' own rows from others; empty if that was not asked.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub membership: Vec<Membership>,
    /// What attacks that know no threat model were before their rows were repaired; empty if there is none.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub unconstrained: Vec<Unconstrained>,
    /// What the threat model does not say, and what it does not let move.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl TrainRequest {
    fn choices(&self) -> Choices {
        let Self { seed, quick, eps, width, epochs, membership, .. } = *self;
        Choices { seed, quick, eps, width, epochs, membership }
    }
}

impl TrainResponse {
    /// How the final model was chosen, and how it stands to the single network in the worst case.
    #[must_use]
    pub fn chosen(&self) -> Vec<String> {
        let single = |c: &&Comparison| c.with == "pgd" && c.attack == Attack::Worst;
        let single = self.comparisons.iter().find(single).map(ToString::to_string);
        let Changes { all, tried } = self.categories;
        let part = (tried < all)
            .then(|| format!("of {all} changes of a category {tried} were tried on each test row"));
        std::iter::once(self.choice.to_string()).chain(single).chain(part).collect()
    }
}

/// How far long work has come, for whoever waits.
pub type Progress = Arc<dyn Fn(&str) + Send + Sync>;

/// Trains in the name of `caller`, and writes `model/` and `evidence/` into `folder`. Screening is
/// part of it: the test is put aside first, and of the others rows under suspicion are left out. Permits
/// are good for a minute and training takes
/// longer, so there is one for each part.
///
/// # Errors
/// If the gate refuses, there is nothing to learn from, or a model is in the folder already.
pub async fn train(
    workspace: &Workspace,
    caller: &Caller,
    request: TrainRequest,
    folder: &Path,
    progress: Progress,
) -> Result<TrainResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    let model = Asset::new(AssetKind::Model, &request.model).invalid()?;
    let handover = Handover::new(&workspace.store, folder);
    if handover.model().exists() {
        return Err(HandoverError::Exists(handover.model()).into());
    }
    let permit = || workspace.admit(caller, Ask::of(Action::Train, dataset.clone()).with(&request));
    let unconfirmed = learnable::unconfirmed(workspace)?;
    let (first, label) = (permit().await?, &request.label);
    let learnable =
        learnable::open(workspace, &first, &dataset, label, unconfirmed, For::Training).await?;
    let Learnable { source, owner, features, .. } = learnable;
    let features = features.by(&request.columns)?;
    let (threat, mut notes) = threat(&request, &source, &features)?;
    let plan = request.choices().plan(features.table.rows(), threat)?;
    let seed = request.seed;
    progress("screening");
    let screened = workspace.pool.run(move || {
        let parts = features.part(seed);
        let screening = parts.and_then(|parts| learn::screen(&parts.train, seed));
        (features, screening)
    });
    let (features, screening) = screened.await?;
    let screening = screening?;
    let (clock, started) = (workspace.store.clock(), permit().await?);
    let run = workspace.pool.run(move || {
        let step = move |step: learn::Progress| progress(&format!("{step:?}").to_lowercase());
        let clock = clock.as_ref();
        let run = train::run(&started, &source, &features, &screening, &plan, clock, &step);
        (run, source, features, screening)
    });
    let (run, source, features, screening) = run.await?;
    let run = run?;
    let package = package(&model, &source, &owner, &run)?;
    let digest = handover.package(&permit().await?, package).await?.digest();
    let facts = &run.facts;
    notes.extend(run.trained.notes);
    Ok(TrainResponse {
        model,
        digest,
        model_digest: Digest::of(&run.final_onnx),
        run: facts.run.clone(),
        rows_used: facts.rows_used,
        rows_excluded: facts.rows_excluded,
        rows_quarantined: facts.rows_quarantined,
        rows_suspected: facts.rows_suspected,
        suspected_flips: screening.rows(Suspects::Flips).len(),
        suspected_triggers: screening.rows(Suspects::Triggers).len(),
        suspected_rows: [Suspects::Flips, Suspects::Triggers].map(|of| screening.rows(of)).concat(),
        accuracies: run.accuracies,
        choice: run.trained.choice,
        categories: run.trained.categories,
        comparisons: run.trained.comparisons,
        test_rows: run.test_rows,
        weaknesses: run.weaknesses,
        left_out: features.left_out,
        membership: run.membership,
        unconstrained: run.trained.unconstrained,
        notes,
    })
}

/// What may be made of a row, by the columns that are learned from; and which relations can't be asked for.
fn threat(
    request: &TrainRequest,
    source: &TrainedOn,
    features: &Features,
) -> Result<(Option<ThreatModel>, Vec<String>), Error> {
    let Some(text) = &request.threat else { return Ok((None, Vec::new())) };
    let read = features.threat(text, &source.classification);
    let (model, notes) = read.map_err(|error| {
        Error::invalid(format!("the threat model: {error}"))
            .remedy("make one of data like this: hygeia attack --make-threat FILE; docs/attack.md says what stands in it")
    })?;
    Ok((Some(model), notes))
}

/// What training says of a model, in the form that goes with it; no value of the table.
fn package(
    model: &Asset,
    source: &TrainedOn,
    owner: &PrincipalId,
    run: &Run,
) -> Result<Package, Error> {
    let (facts, version) = (&run.facts, source.version.object);
    let name = source.version.dataset.name();
    let material = |name: String, digest: Digest| Material { name, digest };
    Ok(Package {
        asset: model.clone(),
        made_elsewhere: false,
        description: format!("Answers the label of {name}, trained to stand against attackers."),
        final_onnx: Bytes::from(run.final_onnx.clone()),
        trained_on: source.version.clone(),
        dataset: dataset_of(source, owner),
        training: Training {
            run: facts.run.clone(),
            models: Vec::new(),
            materials: vec![
                material(format!("dataset:{name}"), version),
                material(format!("content:{name}"), facts.content),
            ],
            parameters: serde_json::to_value(&facts.plan).internal("writing the parameters")?,
            seed: facts.plan.seed,
            author: facts.author.clone(),
            builder: "hygeia".to_owned(),
            code_version: facts.code_version.clone(),
            started: facts.started,
            finished: facts.finished,
        },
        accuracies: run.accuracies.clone(),
        metrics: metrics(run),
        weaknesses: run.weaknesses.clone(),
        evidence: vec![
            ("plain.onnx".to_owned(), Bytes::from(run.plain_onnx.clone())),
            ("pgd.onnx".to_owned(), Bytes::from(run.pgd_onnx.clone())),
        ],
    })
}

/// A dataset's version, for a bill of materials.
pub(super) fn dataset_of(source: &TrainedOn, owner: &PrincipalId) -> bom::Dataset {
    let sensitive = source.classification.columns.iter();
    let sensitive = sensitive
        .filter(|column| column.class >= Class::Confidential)
        .map(|column| column.info_type.to_string());
    bom::Dataset {
        name: source.version.dataset.name().to_owned(),
        version: source.version.object.hex(),
        digest: source.content,
        class: source.classification.class(),
        owner: owner.to_string(),
        sensitive: sensitive.collect(),
    }
}

/// The final model's accuracies, for its bill of materials.
fn metrics(run: &Run) -> Vec<Metric> {
    let rows = run.test_rows.len();
    let own = run.accuracies.iter().filter(|row| row.model == "final");
    own.map(|row| Metric {
        kind: "accuracy".to_owned(),
        value: row.accuracy,
        slice: format!("{} eps {}, {rows} test rows", row.attack, row.eps),
        interval: None,
    })
    .collect()
}
