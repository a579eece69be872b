//! What handling was tightened leaves behind: versions that were stored under a laxer one, and how
//! they are protected anew.

use crate::access::{Ask, Caller};
use crate::workspace::stored_plan;
use crate::{Code, Context as _, Error, Workspace};
use protect::Plan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Dataset, KeysUsed, NewVersion, Secret, Store, StoreError, Version};
use terms::{Action, Asset, AssetKind, Class, Classification, Column, Digest, Handlings};
use utoipa::ToSchema;

/// Which dataset is protected anew.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectAgainRequest {
    pub dataset: String,
}

/// The version that took the place of the one before.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProtectAgainResponse {
    #[schema(value_type = String)]
    pub dataset: Asset,
    pub number: u32,
    /// Digest of the encrypted object.
    #[schema(value_type = String)]
    pub object: Digest,
    pub rows: u64,
    /// What of it was stored under a laxer handling, or an earlier key; empty if nothing was, and
    /// nothing was done.
    pub tightened: Vec<String>,
}

/// A live version that was stored under a laxer handling than is in force, or will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Affected {
    #[schema(value_type = String)]
    pub dataset: Asset,
    pub number: u32,
    /// A sentence for each class.
    pub why: Vec<String>,
}

/// The live versions that `code` would have stored otherwise.
///
/// # Errors
/// If the records can't be read.
pub(super) async fn affected(store: &Store, code: &Code) -> Result<Vec<Affected>, Error> {
    let mut all = Vec::new();
    for dataset in store.docs::<Dataset>().list().await.internal("reading the datasets")? {
        let version = match store.live_version(&dataset.asset).await {
            Err(StoreError::Missing { .. }) => continue,
            other => other.internal("reading a version")?,
        };
        let stored = stored_plan(&version)?;
        let now = version.classification.with(&code.declared(&dataset.asset));
        let why = laxer(&stored, &now, &code.config.handling);
        if !why.is_empty() {
            all.push(Affected { dataset: dataset.asset.clone(), number: version.number, why });
        }
    }
    Ok(all)
}

/// What of a version, stored under `stored`, is stored more laxly than `in_force` asks for its columns as
/// they are classified `now`.
fn laxer(stored: &Plan, now: &Classification, in_force: &Handlings) -> Vec<String> {
    let mut why = BTreeSet::new();
    for column in &stored.columns {
        let class = now.column(&column.name).map_or(Class::Restricted, Column::handled_as);
        if !column.encrypt {
            why.insert(format!("{class} columns have no data key of their own"));
        }
        if column.retain && !in_force.of(class).retain {
            why.insert(format!("originals of {class} values are kept"));
        }
    }
    why.into_iter().collect()
}

impl Workspace {
    /// What `version` was made with that others took the place of, which are `now` in use.
    fn older_keys(&self, version: &Version, now: &KeysUsed) -> Vec<String> {
        let (secrets, used) = (self.store.keys().secrets(), version.keys.as_ref());
        let is = |one: Option<&Secret>, now: &str| one.is_some_and(|one| one.id == now);
        let mut older = Vec::new();
        if !is(secrets.kek_of(used), &now.kek) {
            older.push("its data keys are wrapped by an earlier key".to_owned());
        }
        if !is(secrets.token_of(used), &now.token) {
            older.push("its tokens are made from an earlier key".to_owned());
        }
        older
    }
}

/// Protects the live version anew under the handling and the keys in force, in the name of `caller`. Values that
/// were dropped stay dropped. The version before stays, for what was trained on it, until the
/// dataset is deleted.
///
/// # Errors
/// If the gate refuses, or the version does not verify.
pub async fn protect_again(
    workspace: &Workspace,
    caller: &Caller,
    request: ProtectAgainRequest,
) -> Result<ProtectAgainResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    let ask = Ask::of(Action::Ingest, dataset.clone());
    let store = &workspace.store;
    workspace.expect_cell(caller, Action::Ingest, &dataset).await?;
    let version = match store.live_version(&dataset).await {
        Err(StoreError::Missing { .. }) => return Err(Error::not_found()),
        other => other?.into_inner(),
    };
    let record = store.docs::<Dataset>().require(&dataset.to_string()).await?;
    let receipt = store.receipt(&version).internal("verifying the receipt")?;
    let permit = workspace.admit(caller, ask.exactly(receipt.source_digest)).await?;
    // The key may have been rotated since it was read.
    let signed = intake::sign(&receipt, &store.seal()).internal("signing the receipt")?;
    let applied = workspace.in_force()?;
    let in_force = applied.code.config.handling;
    let (kek, viewer, keys) = workspace.protection()?;
    let stored = stored_plan(&version)?;
    let classification = workspace.classified(&version)?;
    let mut tightened = laxer(&stored, &classification, &in_force);
    tightened.extend(workspace.older_keys(&version, &keys));
    let done = |version: &Version, tightened| ProtectAgainResponse {
        dataset: version.dataset.clone(),
        number: version.number,
        object: version.object,
        rows: version.rows,
        tightened,
    };
    if tightened.is_empty() {
        return Ok(done(&version, tightened));
    }
    let file = store.objects().get(version.object).await?;
    let tokens = workspace.token_secret(&version)?;
    let name = dataset.name().to_owned();
    let work = move || {
        let batch = intake::reopen(file, &name, &kek, &stored, &receipt);
        let batch = batch.internal("reading the dataset back")?;
        let again = intake::Again { stored: &stored, tokens: &tokens, in_force: &in_force };
        intake::protect_again(&name, &batch, &classification, again, &kek, &viewer).invalid()
    };
    let protected = workspace.pool.run(work).await??;
    let landed = store.dataset_landed(&permit, &signed).await?;
    let held = store.dataset_protected(landed, &permit, protected.file).await?;
    let new = NewVersion {
        classification: version.classification,
        plan: protected.plan.columns,
        keys,
        receipt: signed,
        owner: record.owner.clone(),
        purpose: record.purpose.clone(),
        retain_until: record.retain_until,
        retention: version.retention,
        under: applied.code.rules_for(&dataset),
    };
    store.dataset_committed(held, &permit, new).await?;
    let live = store.live_version(&dataset).await.internal("reading the version back")?;
    Ok(done(&live, tightened))
}
