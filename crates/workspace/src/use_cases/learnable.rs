//! The live version of a dataset, decrypted in memory and held against its receipt, as a table to
//! learn from.

use crate::workspace::stored_plan;
use crate::{Context as _, Error, Workspace};
use learn::{Features, Unconfirmed};
use store::{Dataset, Permit, StoreError};
use terms::{Asset, PrincipalId};
use train::TrainedOn;

/// What is learned from, and whose it is.
pub(super) struct Learnable {
    pub source: TrainedOn,
    pub owner: PrincipalId,
    pub features: Features,
    /// Rows that nothing may be learned from.
    pub excluded: Vec<u64>,
}

/// What a table is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// A model, whose file is handed out.
    Training,
    /// Judges, who leave nothing behind and may tell more values and classes apart.
    Screening,
}

/// Whether models learn from columns that wait for somebody, as it was applied.
pub(super) fn unconfirmed(workspace: &Workspace) -> Result<Unconfirmed, Error> {
    Ok(match workspace.in_force()?.code.config.training.unconfirmed {
        true => Unconfirmed::Learned,
        false => Unconfirmed::LeftOut,
    })
}

/// Opens `dataset` by `permit`, to predict `label`; with or without the columns that wait for somebody.
pub(super) async fn open(
    workspace: &Workspace,
    permit: &Permit,
    dataset: &Asset,
    label: &str,
    unconfirmed: Unconfirmed,
    what_for: For,
) -> Result<Learnable, Error> {
    let store = &workspace.store;
    permit
        .covers(permit.action(), dataset, permit.detail(), store.now())
        .internal("using the permit")?;
    let version = match store.live_version(dataset).await {
        Err(StoreError::Missing { .. }) => return Err(Error::not_found()),
        other => other.internal("reading the version")?.into_inner(),
    };
    let record = store.docs::<Dataset>().require(&dataset.to_string()).await;
    let owner = record.internal("reading the dataset")?.owner.clone();
    let receipt = store.receipt(&version).internal("verifying the receipt")?;
    let file = store.objects().get(version.object).await.internal("reading the object")?;
    let plan = stored_plan(&version)?;
    let (kek, name, label) = (workspace.kek()?, dataset.name().to_owned(), label.to_owned());
    let (reference, classification) = (version.reference(), workspace.classified(&version)?);
    let content = receipt.content_digest;
    let quarantined = store.quarantined(&version).await.internal("reading the quarantine")?;
    let source = TrainedOn { version: reference, content, classification };
    let decrypted = workspace.pool.run(move || {
        let batch = intake::reopen(file, &name, &kek, &plan, &receipt);
        let batch = batch.internal("reading the dataset back")?;
        let excluded = intake::validate::excluded(&batch, Some(&label));
        let batch = intake::validate::learnable(&batch, &source.classification);
        let batch = batch.internal("preparing the dataset")?;
        let choose = match what_for {
            For::Training => learn::features,
            For::Screening => learn::features_to_screen,
        };
        let features = choose(&batch, &source.classification, &label, &excluded, unconfirmed)?;
        let features = Features { quarantined, ..features };
        Ok(Learnable { source, owner, features, excluded })
    });
    decrypted.await?
}
