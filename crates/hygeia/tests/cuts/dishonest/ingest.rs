//! A table that is taken in as it should not be; what is told of it and what is kept agree.

use crate::cut::Cut;
use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use bytes::Bytes;
use intake::Validated;
use std::sync::Arc;
use store::{NewVersion, Retention};
use terms::{Action, Asset, AssetKind, Class, InfoType};
use workspace::{Ask, Caller, Error, IngestRequest, IngestResponse, Workspace};

/// Takes the sample in as the workspace does, but for `cut`.
pub async fn ingest(
    workspace: &Workspace,
    caller: &Caller,
    request: &IngestRequest,
    file: Bytes,
    cut: Cut,
) -> Result<IngestResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).unwrap();
    let (store, name) = (&workspace.store, dataset.name());
    let table = tables::read::bytes(name, file, &intake::read_options()).unwrap();
    let prepared = intake::prepare(&table, request.label.as_deref()).unwrap();
    let (mut classification, mut validated) = (prepared.classification, prepared.validated);
    if cut == Cut::CallRestrictedPublic {
        let mut columns = classification.columns.iter_mut();
        columns.find(|c| c.info_type == InfoType::UsSsn).unwrap().class = Class::Public;
    }
    if cut == Cut::StoreAnotherTable {
        change_a_cell(&mut validated);
    }
    let mut receipt = intake::receipt(name, &table.source, &validated, store.now());
    if cut == Cut::SignAnotherReceipt {
        receipt.rows += 1;
    }
    let applied = workspace.in_force()?;
    let handlings = &applied.code.config.handling;
    let (kek, viewer, keys) = workspace.protection()?;
    let mut protected =
        intake::protect(name, &validated, &classification, handlings, &kek, &viewer).unwrap();
    if cut == Cut::LeaveColumnUnencrypted {
        let mut columns = protected.plan.columns.iter_mut();
        columns.find(|c| c.class == Class::Restricted).unwrap().encrypt = false;
        let (table, plan) = (&protected.stored, &protected.plan);
        let options = protect::parquet::WriteOptions::default();
        let file = protect::parquet::write(table, plan, name, &kek, &options).unwrap();
        protected.file = file.into();
    }
    let envelope = intake::sign(&receipt, &store.seal()).unwrap();
    let ask = Ask::of(Action::Ingest, dataset.clone()).exactly(receipt.source_digest);
    let permit = workspace.admit(caller, ask).await?;
    let landed = store.dataset_landed(&permit, &envelope).await?;
    let held = store.dataset_protected(landed, &permit, protected.file).await?;
    let object = held.digest();
    let new = NewVersion {
        classification: classification.clone(),
        plan: protected.plan.columns,
        keys,
        receipt: envelope,
        owner: request.owner.clone(),
        purpose: request.purpose.clone(),
        retain_until: None,
        retention: Retention::default(),
        under: Vec::new(),
    };
    store.dataset_committed(held, &permit, new).await?;
    Ok(IngestResponse {
        dataset,
        object,
        rows: validated.batch.num_rows() as u64,
        class: classification.class(),
        excluded_rows: validated.excluded.len(),
        withheld_values: validated.withheld,
        defects: receipt.defects,
        reading: Vec::new(),
        classification,
        contradicted: Vec::new(),
        changes: Vec::new(),
        combinations: Vec::new(),
        findings: Vec::new(),
    })
}

/// Puts the value of another row into the first, under a digest that fits.
fn change_a_cell(validated: &mut Validated) {
    let at = validated.batch.schema().index_of("email").unwrap();
    let mut columns = validated.batch.columns().to_vec();
    let texts = columns[at].as_string::<i32>();
    let mut cells: Vec<Option<&str>> = texts.iter().collect();
    cells[0] = cells[1];
    let changed: ArrayRef = Arc::new(StringArray::from(cells));
    columns[at] = changed;
    validated.batch = RecordBatch::try_new(validated.batch.schema(), columns).unwrap();
    validated.content_digest = intake::validate::content_digest(&validated.batch);
}
