//! A training that learns from what it must not, or hands out another model than it tells of.

use crate::cut::Cut;
use artifact::bom;
use artifact::provenance::Training;
use bytes::Bytes;
use handover::{Handover, Package};
use learn::{Categorical, Effort, Features, Screening, Suspects, Table, Unconfirmed};
use serde_json::{Value, json};
use std::path::Path;
use store::Permit;
use terms::{Action, Asset, AssetKind, Class, ColumnRole, Digest, InfoType};
use train::{Plan, Run, TrainedOn};
use workspace::{Ask, Caller, Error, TrainRequest, TrainResponse, Workspace};

/// Trains as the workspace does, but for `cut`.
pub async fn train(
    workspace: &Workspace,
    caller: &Caller,
    request: &TrainRequest,
    folder: &Path,
    cut: Cut,
) -> Result<TrainResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).unwrap();
    let permit = || workspace.admit(caller, Ask::of(Action::Train, dataset.clone()));
    let (mut source, mut features) = open(workspace, &dataset, &request.label).await?;
    let parts = features.part(request.seed).unwrap();
    let honest = learn::screen(&parts.train, request.seed).unwrap();
    let mut screening = honest.clone();
    match cut {
        Cut::LearnFromIdentifier => {
            (source, features) = with_identifier(source, features);
        }
        Cut::LearnFromPoison => {
            features.quarantined.clear();
            let all = features.part(request.seed).unwrap();
            screening = nothing_suspected(&learn::screen(&all.train, request.seed).unwrap());
        }
        _ => {}
    }
    let clock = workspace.store.clock();
    let plan = Plan::of(Effort::quick(), request.seed);
    let started = permit().await?;
    let trained = tokio::task::block_in_place(|| {
        let clock = clock.as_ref();
        train::run(&started, &source, &features, &screening, &plan, clock, &|_| {})
    });
    let mut run = trained?;
    if cut == Cut::WriteAnotherModel {
        run.final_onnx.clone_from(&run.plain_onnx);
    }
    let model = Asset::new(AssetKind::Model, &request.model).unwrap();
    let digest = package(workspace, &permit().await?, &model, &source, &run, folder).await?;
    Ok(TrainResponse {
        model,
        digest,
        model_digest: Digest::of(&run.final_onnx),
        run: run.facts.run,
        rows_used: run.facts.rows_used,
        rows_excluded: run.facts.rows_excluded,
        rows_quarantined: parts.quarantined as u64,
        rows_suspected: run.facts.rows_suspected,
        // What was suspected is told, whatever became of it.
        suspected_flips: honest.rows(Suspects::Flips).len(),
        suspected_triggers: honest.rows(Suspects::Triggers).len(),
        suspected_rows: [Suspects::Flips, Suspects::Triggers].map(|of| honest.rows(of)).concat(),
        accuracies: run.accuracies,
        choice: run.trained.choice,
        categories: run.trained.categories,
        comparisons: run.trained.comparisons,
        weaknesses: run.weaknesses,
        test_rows: run.test_rows,
        left_out: features.left_out,
        membership: run.membership,
        unconstrained: run.trained.unconstrained,
        notes: run.trained.notes,
    })
}

async fn open(
    workspace: &Workspace,
    dataset: &Asset,
    label: &str,
) -> Result<(TrainedOn, Features), Error> {
    let store = &workspace.store;
    let version = store.live_version(dataset).await?.into_inner();
    let receipt = intake::verify(&version.receipt, &store.seal().public()).unwrap();
    let file = store.objects().get(version.object).await?;
    let quarantined = store.quarantined(&version).await?;
    let plan = protect::Plan { columns: version.plan.clone().unwrap() };
    let batch = intake::reopen(file, dataset.name(), &workspace.kek()?, &plan, &receipt).unwrap();
    let excluded = intake::validate::excluded(&batch, Some(label));
    let batch = intake::validate::learnable(&batch, &version.classification).unwrap();
    let features =
        learn::features(&batch, &version.classification, label, &excluded, Unconfirmed::Learned)?;
    let (content, reference) = (receipt.content_digest, version.reference());
    let classification = version.classification;
    let features = Features { quarantined, ..features };
    Ok((TrainedOn { version: reference, content, classification }, features))
}

/// Calls an identifier a feature, with values to learn from.
fn with_identifier(mut source: TrainedOn, features: Features) -> (TrainedOn, Features) {
    let mut known = source.classification.columns.iter_mut();
    let column = known.find(|c| c.role == ColumnRole::Identifier).unwrap();
    (column.role, column.info_type) = (ColumnRole::Feature, InfoType::Category);
    column.class = Class::Internal;
    let table = &features.table;
    let texts = (0..table.rows()).map(|row| Some(if row % 2 == 0 { "even" } else { "odd" }));
    let mut categorical = table.categorical().to_vec();
    categorical.push(Categorical::from_texts(&column.name, texts));
    let (labels, classes) = (table.labels().to_vec(), table.classes().to_vec());
    let table = Table::new(table.numeric().to_vec(), categorical, labels, classes).unwrap();
    (source, Features { table, left_out: Vec::new(), ..features })
}

/// The same screening, as if it had suspected nothing.
fn nothing_suspected(screening: &Screening) -> Screening {
    let mut value = serde_json::to_value(screening).unwrap();
    for list in ["flips", "triggers", "positions"] {
        value[list] = json!([]);
    }
    serde_json::from_value(value).unwrap()
}

async fn package(
    workspace: &Workspace,
    permit: &Permit,
    model: &Asset,
    source: &TrainedOn,
    run: &Run,
    folder: &Path,
) -> Result<Digest, Error> {
    let facts = &run.facts;
    let training: Training<Value> = Training {
        run: facts.run.clone(),
        models: Vec::new(),
        materials: Vec::new(),
        parameters: serde_json::to_value(&facts.plan).unwrap(),
        seed: facts.plan.seed,
        author: facts.author.clone(),
        builder: "hygeia".to_owned(),
        code_version: facts.code_version.clone(),
        started: facts.started,
        finished: facts.finished,
    };
    let package = Package {
        asset: model.clone(),
        description: "Answers the label.".to_owned(),
        final_onnx: Bytes::from(run.final_onnx.clone()),
        made_elsewhere: false,
        trained_on: source.version.clone(),
        dataset: bom::Dataset {
            name: source.version.dataset.name().to_owned(),
            version: source.version.object.hex(),
            digest: source.content,
            class: source.classification.class(),
            owner: facts.author.to_string(),
            sensitive: Vec::new(),
        },
        training,
        accuracies: run.accuracies.clone(),
        metrics: Vec::new(),
        weaknesses: run.weaknesses.clone(),
        evidence: vec![
            ("plain.onnx".to_owned(), Bytes::from(run.plain_onnx.clone())),
            ("pgd.onnx".to_owned(), Bytes::from(run.pgd_onnx.clone())),
        ],
    };
    let handover = Handover::new(&workspace.store, folder);
    Ok(handover.package(permit, package).await?.digest())
}
