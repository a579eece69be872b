//! A table comes in: classified, checked and protected in memory, and committed by one permit.

use super::Platform;
use crate::failure::{At, Failure};
use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::nullif;
use bytes::Bytes;
use intake::{Table, Validated};
use std::collections::HashSet;
use store::{NewVersion, VersionRef};
use terms::seal::Envelope;
use terms::{Action, Asset, Classification, PrincipalId, Receipt};
use web::{Ask, Caller};

/// What a table becomes, and whose it is.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub dataset: Asset,
    pub owner: PrincipalId,
    /// What it is kept for.
    pub purpose: String,
}

/// A table on its way into the store: encrypted, with its signed receipt.
pub struct Sealed<'a> {
    pub classification: &'a Classification,
    pub receipt: &'a Receipt,
    pub envelope: &'a Envelope,
    /// Parquet with Modular Encryption.
    pub file: Bytes,
}

/// What came in.
pub struct Ingested {
    pub version: VersionRef,
    pub classification: Classification,
    pub receipt: Receipt,
    /// Rows that nothing may be learned from.
    pub excluded: usize,
    /// Cells that were emptied, as they don't belong where they stood.
    pub withheld: u64,
}

/// Takes `table` in, in the name of `caller`. In the clear it is in memory alone.
///
/// # Errors
/// If it can't be classified or protected, or the gate refuses; then nothing was kept.
pub async fn ingest(
    platform: &Platform,
    caller: &Caller,
    table: &Table,
    label: Option<&str>,
    delivery: &Delivery,
) -> Result<Ingested, Failure> {
    let (classification, validated) = in_order(table, label)?;
    let (store, name) = (&platform.store, delivery.dataset.name());
    let receipt = intake::receipt(name, &table.source, &validated, store.now());
    let envelope = intake::seal(&receipt, store.seal()).internal("signing the receipt")?;
    let (kek, viewer) = (platform.kek()?, platform.viewer()?);
    let handlings = &platform.config().handling;
    let protected =
        intake::protect(name, &validated, &classification, handlings, &kek, &viewer).usage()?;
    let sealed = Sealed {
        classification: &classification,
        receipt: &receipt,
        envelope: &envelope,
        file: protected.file,
    };
    let version = commit(platform, caller, delivery, sealed).await?;
    let (excluded, withheld) = (validated.excluded.len(), validated.withheld);
    Ok(Ingested { version, classification, receipt, excluded, withheld })
}

/// Landed, protected, committed: each by the same permit to ingest this very source.
///
/// # Errors
/// If the gate refuses, or the store does.
pub async fn commit(
    platform: &Platform,
    caller: &Caller,
    delivery: &Delivery,
    sealed: Sealed<'_>,
) -> Result<VersionRef, Failure> {
    let dataset = delivery.dataset.clone();
    let detail = Some(sealed.receipt.source_digest);
    let ask = Ask { detail, ..Ask::of(Action::Ingest, dataset.clone()) };
    let permit = platform.admit(caller, ask).await?;
    let store = &platform.store;
    let landed = store.dataset_landed(&permit, sealed.envelope).await.internal("landing")?;
    let protected = store.dataset_protected(landed, &permit, sealed.file).await;
    let protected = protected.internal("protecting")?;
    let new = NewVersion {
        classification: sealed.classification.clone(),
        receipt: sealed.envelope.clone(),
        owner: delivery.owner.clone(),
        purpose: delivery.purpose.clone(),
        retain_until: None,
    };
    store.dataset_committed(protected, &permit, new).await.internal("committing")?;
    let live = store.live_version(&dataset).await.internal("reading the version back")?;
    Ok(live.reference())
}

/// Classifies, and again without the rows that turned out to be shifted: what slipped one column
/// over must not lift its neighbours. Then validates the table as it came.
fn in_order(table: &Table, label: Option<&str>) -> Result<(Classification, Validated), Failure> {
    let options = classify::Options { label, ..classify::Options::default() };
    let first = classify::classify(&table.batch, &options).usage()?;
    let shifted = intake::validate(table, &first, label).usage()?.excluded;
    let batch = without(&table.batch, &shifted)?;
    let classification = classify::classify(&batch, &options).usage()?;
    let validated = intake::validate(table, &classification, label).usage()?;
    Ok((classification, validated))
}

/// The same table with these rows emptied.
///
/// # Errors
/// Never: masks are as long as columns.
pub fn without(batch: &RecordBatch, rows: &[u64]) -> Result<RecordBatch, Failure> {
    let gone: HashSet<u64> = rows.iter().copied().collect();
    let mask: BooleanArray =
        (0..batch.num_rows() as u64).map(|row| Some(gone.contains(&row))).collect();
    let columns = batch.columns().iter().map(|column| nullif(column, &mask));
    let columns = columns.collect::<Result<Vec<_>, _>>().internal("leaving out shifted rows")?;
    RecordBatch::try_new(batch.schema(), columns).internal("leaving out shifted rows")
}
