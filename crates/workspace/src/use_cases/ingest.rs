//! A table comes in: classified, checked and protected in memory, and committed by one permit.

use super::IngestRequest;
use super::before::Before;
use super::ingest_request::origin;
use super::quality::InForce;
use crate::access::{Applied, Ask, Caller, people};
use crate::{Context as _, Error, Workspace};
use bytes::Bytes;
use intake::delivery::Change;
use protect::{Kek, Viewer};
use serde::{Deserialize, Serialize};
use store::{KeysUsed, NewVersion, VersionRef};
use tables::read::{ReadError, ReadOptions};
use terms::{
    Action, Asset, AssetKind, Class, Classification, ColumnPlan, Combination, Declared, Defect,
    Digest, Finding, Handlings, Receipt, Timestamp,
};
use utoipa::ToSchema;

/// What came in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IngestResponse {
    #[schema(value_type = String)]
    pub dataset: Asset,
    /// Digest of the encrypted object.
    #[schema(value_type = String)]
    pub object: Digest,
    pub rows: u64,
    #[schema(value_type = String)]
    pub class: Class,
    /// Rows that nothing may be learned from.
    pub excluded_rows: usize,
    /// Cells that were emptied, as they don't belong where they stood.
    pub withheld_values: u64,
    #[schema(value_type = Vec<Object>)]
    pub defects: Vec<Defect>,
    /// How the table was read, where that was not plain.
    #[serde(default)]
    pub reading: Vec<String>,
    #[schema(value_type = Object)]
    pub classification: Classification,
    /// Columns of which people say something that what was found speaks against: it does not hold.
    #[serde(default)]
    pub contradicted: Vec<String>,
    /// What changed from the version before.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub changes: Vec<Change>,
    /// What its columns say together of people, as they are and as others are shown them.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub combinations: Vec<Combination>,
    /// What to look at in it: people who are singled out, what may be mended, rules that it breaks.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<Finding>,
}

/// Takes the table in `file` in, in the name of `caller`. In the clear it is in memory alone.
///
/// # Errors
/// If it can't be read, classified or protected, or the gate refuses; then nothing was kept.
pub async fn ingest(
    workspace: &Workspace,
    caller: &Caller,
    request: IngestRequest,
    file: Bytes,
) -> Result<IngestResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    if request.purpose.trim().is_empty() {
        return Err(Error::invalid("the purpose is empty")
            .at("purpose")
            .remedy("say what the data is kept for: without a purpose nothing is kept"));
    }
    let applied = workspace.in_force()?;
    workspace.expect_cell(caller, Action::Ingest, &dataset).await?;
    people::known(&applied.code.people, &request.owner)?;
    let (kek, viewer, keys) = workspace.protection()?;
    let before = Before::of(workspace, &dataset, [&request.owner, &caller.principal]).await?;
    let work = Work {
        before,
        evolve: request.evolve,
        name: dataset.name().to_owned(),
        label: request.label.clone(),
        origin: origin(request.origin.as_deref())?,
        options: request.reading()?,
        handlings: applied.code.config.handling,
        declared: applied.code.declared(&dataset).into_owned(),
        rules: InForce::of(workspace, caller, &dataset).await?,
        kek,
        viewer,
        keys,
        now: workspace.store.now(),
    };
    let made = workspace.pool.run(move || work.take_in(file)).await??;
    let version = commit(workspace, caller, &dataset, &request, &made, &applied).await?;
    let Made {
        found, receipt, classification, excluded, withheld, reading, changes, findings, ..
    } = made;
    let declared = applied.code.declared(&dataset);
    let contradicted = found.contradicted(&declared).into_iter();
    Ok(IngestResponse {
        dataset: version.dataset,
        object: version.object,
        rows: receipt.rows,
        class: classification.class(),
        excluded_rows: excluded,
        withheld_values: withheld,
        defects: receipt.defects,
        reading,
        classification,
        contradicted: contradicted.map(|column| column.name.clone()).collect(),
        changes,
        combinations: receipt.combinations.unwrap_or_default(),
        findings,
    })
}

/// A table on its way into the store: encrypted, with its receipt.
struct Made {
    /// What was found out about its columns.
    found: Classification,
    /// The same, with what people say.
    classification: Classification,
    /// How its columns are protected.
    plan: Vec<ColumnPlan>,
    keys: KeysUsed,
    receipt: Receipt,
    excluded: usize,
    withheld: u64,
    reading: Vec<String>,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    /// Parquet with Modular Encryption.
    file: Bytes,
}

/// What a table is taken in with, on a thread of the pool.
struct Work {
    name: String,
    label: Option<String>,
    origin: Option<String>,
    before: Option<Before>,
    evolve: bool,
    options: ReadOptions,
    /// What people say of the columns.
    declared: Declared,
    /// What deliveries have to keep.
    rules: InForce,
    handlings: Handlings,
    kek: Kek,
    viewer: Viewer,
    keys: KeysUsed,
    now: Timestamp,
}

impl Work {
    /// Reads, brings into order and encrypts. Each form of the table goes when the next is made.
    fn take_in(self, file: Bytes) -> Result<Made, Error> {
        let Self { name, before, declared, rules, handlings, kek, viewer, keys, .. } = self;
        let table = tables::read::bytes(&name, file, &self.options).map_err(unread)?;
        let prepared = intake::prepare(&table, self.label.as_deref()).invalid()?;
        let intake::Prepared { classification: found, validated, .. } = prepared;
        let (mut found, changes, kept) = match before {
            Some(before) => before.held(&name, &found, &validated, self.evolve, &kek)?,
            None => (found, Vec::new(), None),
        };
        let together = intake::combined(&table, &found.with(&declared), &handlings);
        intake::lay_over(&mut found, &together);
        let classification = found.with(&declared);
        let mut findings = intake::combination_findings(&name, &together);
        findings.extend(rules.findings(&name, &table, &classification, kept.as_ref(), &kek));
        let mut receipt = intake::receipt(&name, &table.source, &validated, self.now);
        receipt.combinations = Some(together);
        receipt.sketch = protect::sketch(&kek, &table.batch).ok();
        receipt.origin = self.origin;
        let reading = table.notes.iter().map(ToString::to_string).collect();
        drop(table);
        let file = intake::protect(&name, &validated, &classification, &handlings, &kek, &viewer);
        let intake::Protected { plan, file, .. } = file.invalid()?;
        let (excluded, withheld) = (validated.excluded.len(), validated.withheld);
        let plan = plan.columns;
        Ok(Made {
            found,
            classification,
            plan,
            keys,
            receipt,
            excluded,
            withheld,
            reading,
            changes,
            findings,
            file,
        })
    }
}

/// What is not sure is told as such, and nothing is kept.
fn unread(error: ReadError) -> Error {
    match error.is_doubt() {
        true => Error::inconclusive(error),
        false => Error::invalid(error),
    }
}

/// Landed, protected, committed: each by the same permit to ingest this very source.
async fn commit(
    workspace: &Workspace,
    caller: &Caller,
    dataset: &Asset,
    request: &IngestRequest,
    made: &Made,
    applied: &Applied,
) -> Result<VersionRef, Error> {
    let ask = Ask::of(Action::Ingest, dataset.clone()).exactly(made.receipt.source_digest);
    let permit = workspace.admit(caller, ask).await?;
    let store = &workspace.store;
    let envelope = intake::sign(&made.receipt, &store.seal()).internal("signing the receipt")?;
    let landed = store.dataset_landed(&permit, &envelope).await?;
    let protected = store.dataset_protected(landed, &permit, made.file.clone()).await?;
    let new = NewVersion {
        classification: made.found.clone(),
        plan: made.plan.clone(),
        keys: made.keys.clone(),
        receipt: envelope,
        owner: request.owner.clone(),
        purpose: request.purpose.clone(),
        retain_until: None,
        retention: applied.code.retention(dataset, made.classification.class()),
        under: applied.code.rules_for(dataset),
    };
    store.dataset_committed(protected, &permit, new).await?;
    let live = store.live_version(dataset).await.internal("reading the version back")?;
    Ok(live.reference())
}
