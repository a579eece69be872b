//! A model that was made elsewhere comes to the gate: scanned before it is loaded, described by a governed dataset,
//! attacked on it, and packaged as what is trained here. Its training was not seen, which is told and weighs.

use super::learnable::{self, Learnable};
use super::train::{Progress, dataset_of};
use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace};
use artifact::bom::Metric;
use artifact::provenance::{Material, Training};
use artifact::scan;
use bytes::Bytes;
use handover::{Handover, HandoverError, Package};
use learn::{BlackBox, Described, Effort, Features, LabelOnly, LearnError, Outcome, Runtime};
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::Accuracy;
use terms::{
    Action, Asset, AssetKind, Digest, Finding, Location, PrincipalId, Severity, State, Timestamp,
    whole,
};
use train::TrainedOn;
use utoipa::{IntoParams, ToSchema};

/// Which model it is, and what it is measured by.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegisterRequest {
    /// The model's name.
    pub model: String,
    /// Rows that it was not trained on: names, types, ranges and categories of its inputs are theirs.
    pub dataset: String,
    /// The column that it predicts.
    pub label: String,
    /// The columns that it takes, in its order, separated by commas, if it doesn't name them itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<String>,
    /// The classes in the order in which it numbers them, separated by commas, if that isn't the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<String>,
    /// For the choice of rows, and the attacker's own network.
    #[serde(default = "crate::use_cases::seed")]
    pub seed: u64,
}

/// A model that was registered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RegisterResponse {
    #[schema(value_type = String)]
    pub model: Asset,
    /// Of the list of its files: what permits name.
    #[schema(value_type = String)]
    pub digest: Digest,
    /// Of the file as it came.
    #[schema(value_type = String)]
    pub original_digest: Digest,
    /// Of `final.onnx`: that file, with what it takes and answers in its metadata.
    #[schema(value_type = String)]
    pub model_digest: Digest,
    /// Rows that it was attacked on.
    pub attacked: usize,
    #[schema(value_type = Vec<Object>)]
    pub accuracies: Vec<Accuracy>,
    /// What blocks its promotion unless somebody answers for it; what is unknown is among it.
    #[schema(value_type = Vec<Object>)]
    pub weaknesses: Vec<Finding>,
    /// What was not said, and is taken to be so.
    pub notes: Vec<String>,
}

/// A described model, and what became of it under attack.
struct Measured {
    described: Described,
    outcome: Outcome,
    source: TrainedOn,
}

/// Registers `file` in the name of `caller`, and writes `model/` and `evidence/` into `folder`. It takes the cell
/// that training on the dataset takes.
///
/// # Errors
/// If the gate refuses, a scan of the file is not clean, it can't be run or does not fit the dataset, takes a
/// column that nothing may be learned from, or a model is in the folder already.
pub async fn register(
    workspace: &Workspace,
    caller: &Caller,
    request: RegisterRequest,
    file: Bytes,
    folder: &Path,
    progress: Progress,
) -> Result<RegisterResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    let model = Asset::new(AssetKind::Model, &request.model).invalid()?;
    let handover = Handover::new(&workspace.store, folder);
    if handover.model().exists() {
        return Err(HandoverError::Exists(handover.model()).into());
    }
    let permit = || workspace.admit(caller, Ask::of(Action::Train, dataset.clone()).with(&request));
    let first = permit().await?;
    let started = workspace.store.now();
    progress("scanning");
    let scanned = file.clone();
    workspace.pool.run(move || scan(&scanned)).await??;
    let unconfirmed = learnable::unconfirmed(workspace)?;
    let learnable = learnable::open(
        workspace,
        &first,
        &dataset,
        &request.label,
        unconfirmed,
        learnable::For::Training,
    )
    .await?;
    let Learnable { source, owner, features, .. } = learnable;
    progress("attacking");
    let (asked, bytes) = (request.clone(), file.clone());
    let measured = workspace.pool.run(move || measure(&bytes, &features, source, &asked));
    let measured = measured.await??;
    let weaknesses = weaknesses(&model, &measured.outcome);
    let made = Made { request: &request, model: &model, owner: &owner, file: &file, started };
    let last = permit().await?;
    let package = package(&made, caller, &measured, weaknesses.clone(), last.ledger_index())?;
    let (accuracies, model_digest) = (package.accuracies.clone(), Digest::of(&package.final_onnx));
    let digest = handover.package(&last, package).await?.digest();
    Ok(RegisterResponse {
        model,
        digest,
        original_digest: Digest::of(&file),
        model_digest,
        attacked: measured.outcome.attacked,
        accuracies,
        weaknesses,
        notes: measured.described.notes,
    })
}

/// A file is never loaded before it is known to run nothing.
fn scan(file: &[u8]) -> Result<(), Error> {
    let place = tempfile::tempdir().internal("making a folder for what is scanned")?;
    let path = place.path().join(serve::MODEL_FILE);
    files::write_whole(&path, file, files::Mode::Private).internal("writing what is scanned")?;
    let seen = scan::path(&path, &scan::Limits::default()).internal("scanning")?;
    if seen.state(Severity::High) == State::Proven {
        return Ok(());
    }
    let finding = seen.findings.first().map(|found| format!("{}: {}", found.rule, found.message));
    let why = finding.or(seen.unsure.first().cloned()).unwrap_or_default();
    Err(Error::refused(format!("the model is not loaded, as its scan is not clean: {why}"))
        .remedy("see what is in it: hygeia scan"))
}

fn measure(
    file: &[u8],
    features: &Features,
    source: TrainedOn,
    request: &RegisterRequest,
) -> Result<Measured, Error> {
    let listed = |text: &Option<String>| -> Vec<String> {
        let names = text.iter().flat_map(|text| text.split(','));
        names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
    };
    let (columns, classes) = (listed(&request.columns), listed(&request.classes));
    let classes = (!classes.is_empty()).then_some(classes.as_slice());
    let unfit = |error: LearnError| {
        let missing = match &error {
            LearnError::MissingColumn { column, .. } => Some(column),
            _ => None,
        };
        let why = match features.left_out.iter().find(|out| Some(&out.column) == missing) {
            Some(out) => format!("nothing is learned from {:?} ({})", out.column, out.why),
            None => whole(&error),
        };
        Error::invalid(format!("the model can't be served here: {why}")).remedy(
            "name its columns in their order with columns, what its answers mean with classes; docs/attack.md \
             lists which operators are covered",
        )
    };
    let described = learn::describe(file, &features.table, &columns, classes).map_err(unfit)?;
    // What is served is what is measured.
    let runtime = Runtime::load(&described.file).map_err(unfit)?;
    let inputs = runtime.schema().inputs.iter().map(learn::Input::name);
    learn::check_inputs(inputs, &source.classification)?;
    let plan = BlackBox {
        epsilons: learn::EPSILONS.to_vec(),
        points: POINTS,
        budget: LabelOnly { queries: QUERIES },
        effort: Effort::quick(),
        seed: request.seed,
        threat: None,
    };
    let outcome = learn::black_box(&runtime, FINAL, &described.table, &plan)?;
    Ok(Measured { described, outcome, source })
}

/// What the results call the model, as those of a training do.
const FINAL: &str = "final";
/// Rows that are attacked, at most.
const POINTS: usize = 500;
/// Questions for each of them.
const QUERIES: usize = 200;

/// What speaks against it: what nobody here saw, what the attacks found, and why they may have been weak.
fn weaknesses(model: &Asset, outcome: &Outcome) -> Vec<Finding> {
    let told = |rule, why: String, remedy| {
        Finding::new(rule, Severity::High, Location::of(model.to_string()), why, remedy)
    };
    let unseen = told(
        "train/made-elsewhere",
        "nobody here saw its training: whether its data were poisoned, whether these rows were among them, and how \
         it stands against who knows its weights is unknown"
            .to_owned(),
        "train it here, or answer for it on record with --accept-weak",
    );
    let doubt = |doubt: &String| {
        let why = format!("how it stands against attacks is unknown: {doubt}");
        told("train/weak-attack", why, "register it by more rows, or answer for it on record")
    };
    let found = outcome.findings.iter().cloned().map(|mut finding| {
        finding.location = Location::of(model.to_string());
        finding
    });
    [unseen].into_iter().chain(found).chain(outcome.doubts.iter().map(doubt)).collect()
}

/// What a registration is of.
struct Made<'a> {
    request: &'a RegisterRequest,
    model: &'a Asset,
    owner: &'a PrincipalId,
    file: &'a Bytes,
    started: Timestamp,
}

fn package(
    made: &Made<'_>,
    caller: &Caller,
    measured: &Measured,
    weaknesses: Vec<Finding>,
    entry: u64,
) -> Result<Package, Error> {
    let (source, outcome) = (&measured.source, &measured.outcome);
    let name = source.version.dataset.name();
    let material = |name: String, digest: Digest| Material { name, digest };
    let original = Digest::of(made.file);
    let all = format!("{entry} {original} {} {}", made.request.seed, made.started);
    let run = Digest::of(all.as_bytes()).hex();
    let accuracies = accuracies(outcome);
    Ok(Package {
        asset: made.model.clone(),
        made_elsewhere: true,
        description: format!("Answers the label of {name}; made elsewhere, and registered."),
        final_onnx: Bytes::from(measured.described.file.clone()),
        trained_on: source.version.clone(),
        dataset: dataset_of(source, made.owner),
        training: Training {
            run: format!("registration-{}", run.get(..16).unwrap_or_default()),
            models: Vec::new(),
            materials: vec![
                material("original.onnx".to_owned(), original),
                material(format!("dataset:{name}"), source.version.object),
                material(format!("content:{name}"), source.content),
            ],
            parameters: serde_json::to_value(made.request).internal("writing the parameters")?,
            seed: made.request.seed,
            author: caller.principal.clone(),
            builder: "hygeia".to_owned(),
            code_version: env!("CARGO_PKG_VERSION").to_owned(),
            started: made.started,
            finished: made.started,
        },
        metrics: metrics(&accuracies, outcome.attacked),
        accuracies,
        weaknesses,
        evidence: vec![("original.onnx".to_owned(), made.file.clone())],
    })
}

fn accuracies(outcome: &Outcome) -> Vec<Accuracy> {
    // By way of text: 0.1 as float32 would become 0.10000000149 as float64.
    let exact = |eps: f32| eps.to_string().parse().unwrap_or_else(|_| f64::from(eps));
    let row = |seen: &learn::Evaluation| Accuracy {
        model: seen.model.clone(),
        attack: seen.attack.name().to_owned(),
        eps: exact(seen.eps),
        accuracy: seen.accuracy,
    };
    outcome.evaluations.iter().map(row).collect()
}

fn metrics(accuracies: &[Accuracy], rows: usize) -> Vec<Metric> {
    let own = accuracies.iter().filter(|row| row.model == FINAL);
    own.map(|row| Metric {
        kind: "accuracy".to_owned(),
        value: row.accuracy,
        slice: format!("{} eps {}, {rows} rows", row.attack, row.eps),
        interval: None,
    })
    .collect()
}
