//! A model is made: what was committed is decrypted in memory, screened, trained on and packaged.

use super::Platform;
use crate::failure::{At, Failure};
use ::protect::Plan as Protection;
use ::train::{Features, Plan, Run, Screening, Source};
use artifact::bom::{self, Metric};
use artifact::provenance::{Material, Training};
use bytes::Bytes;
use handover::{Handover, HandoverError, Package};
use learn::{Effort, Progress};
use std::path::Path;
use store::{Dataset, Permit, StoreError, Version};
use terms::{Action, Asset, Class, Digest, PrincipalId};
use web::{Ask, Caller, Refusal};

/// What is to be trained.
pub struct Order<'a> {
    pub dataset: &'a Asset,
    /// The column to predict.
    pub label: &'a str,
    pub model: &'a Asset,
    /// As the number of rows suggests, if `None`.
    pub effort: Option<Effort>,
    pub seed: u64,
    /// Gets `model/` and `evidence/`.
    pub folder: &'a Path,
}

/// A model that was trained, packaged and registered.
pub struct Made {
    /// Of the list of its files: what permits name.
    pub digest: Digest,
    pub run: Run,
    pub screening: Screening,
    pub features: Features,
}

/// Trains in the name of `caller`. Screening is part of it: rows under suspicion are left out.
/// Permits are good for a minute and training takes longer, so there is one for each part.
///
/// # Errors
/// If the gate refuses, there is nothing to learn from, or a model is in the folder already.
pub async fn train(
    platform: &Platform,
    caller: &Caller,
    order: &Order<'_>,
    progress: &dyn Fn(Progress),
) -> Result<Made, Failure> {
    let handover = Handover::new(&platform.store, order.folder);
    if handover.model().exists() {
        return Err(HandoverError::Exists(handover.model()).into());
    }
    let permit = || platform.admit(caller, Ask::of(Action::Train, order.dataset.clone()));
    let (source, owner, features) = learnable(platform, &permit().await?, order).await?;
    let screening = tokio::task::block_in_place(|| ::train::screen(&features, order.seed))?;
    let effort = || Effort::for_rows(features.table.rows());
    let plan = Plan { effort: order.effort.clone().unwrap_or_else(effort), seed: order.seed };
    let (clock, started) = (platform.store.clock(), permit().await?);
    let run = tokio::task::block_in_place(|| {
        ::train::run(&started, &source, &features, &screening, &plan, clock.as_ref(), progress)
    })?;
    let package = package(order.model, &source, &owner, &run)?;
    let digest = handover.package(&permit().await?, package).await?.digest();
    Ok(Made { digest, run, screening, features })
}

/// The live version, decrypted in memory and held against its receipt, as a table to learn from.
async fn learnable(
    platform: &Platform,
    permit: &Permit,
    order: &Order<'_>,
) -> Result<(Source, PrincipalId, Features), Failure> {
    let store = &platform.store;
    permit.covers(Action::Train, order.dataset, None, store.now()).internal("using the permit")?;
    let version = match store.live_version(order.dataset).await {
        Err(StoreError::Missing { .. }) => return Err(Refusal::not_found().into()),
        other => other.internal("reading the version")?.into_inner(),
    };
    let dataset = store.docs::<Dataset>().require(&order.dataset.to_string()).await;
    let owner = dataset.internal("reading the dataset")?.owner.clone();
    let (batch, content) = reopen(platform, &version).await?;
    let excluded = intake::validate::excluded(&batch, Some(order.label));
    let features = ::train::features(&batch, &version.classification, order.label, &excluded)?;
    let (reference, classification) = (version.reference(), version.classification);
    Ok((Source { version: reference, content, classification }, owner, features))
}

async fn reopen(
    platform: &Platform,
    version: &Version,
) -> Result<(arrow::array::RecordBatch, Digest), Failure> {
    let (store, name) = (&platform.store, version.dataset.name());
    let receipt = intake::open(&version.receipt, &store.seal().public());
    let receipt = receipt.internal("verifying the receipt")?;
    let file = store.objects().get(version.object).await.internal("reading the object")?;
    let plan = Protection::of(&version.classification, &platform.config().handling).usage()?;
    let batch = intake::reopen(file, name, &platform.kek()?, &plan, &receipt);
    Ok((batch.internal("reading the dataset back")?, receipt.content_digest))
}

/// What training says of a model, in the form that goes with it; no value of the table.
///
/// # Errors
/// Never: all of it serialises.
pub fn package(
    model: &Asset,
    source: &Source,
    owner: &PrincipalId,
    run: &Run,
) -> Result<Package, Failure> {
    let (facts, version) = (&run.facts, source.version.object);
    let name = source.version.dataset.name();
    let sensitive = source.classification.columns.iter();
    let sensitive = sensitive
        .filter(|column| column.class >= Class::Confidential)
        .map(|column| column.info_type.to_string());
    let material = |name: String, digest: Digest| Material { name, digest };
    Ok(Package {
        asset: model.clone(),
        description: format!("Answers the label of {name}, trained to stand against attackers."),
        final_onnx: Bytes::from(run.final_onnx.clone()),
        trained_on: source.version.clone(),
        dataset: bom::Dataset {
            name: name.to_owned(),
            version: version.hex(),
            digest: source.content,
            class: source.classification.class(),
            owner: owner.to_string(),
            sensitive: sensitive.collect(),
        },
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
        accuracies: serde_json::to_value(&run.accuracies).internal("writing the accuracies")?,
        metrics: metrics(run),
        weaknesses: run.weaknesses.clone(),
        evidence: vec![
            ("plain.onnx".to_owned(), Bytes::from(run.plain_onnx.clone())),
            ("pgd.onnx".to_owned(), Bytes::from(run.pgd_onnx.clone())),
        ],
    })
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
