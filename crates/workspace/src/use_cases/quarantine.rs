//! Rows of a dataset that nothing is learned from: which they are, and how they come to it and out of it.

use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace};
use serde::{Deserialize, Serialize};
use store::{Permit, QuarantineChange, StoreError, Verified, Version};
use terms::{Action, Asset, AssetKind};
use utoipa::{IntoParams, ToSchema};

/// Whose quarantine.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QuarantineRequest {
    /// The dataset's name.
    pub dataset: String,
}

/// How it is to be changed. A row that is in both lists is released.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeQuarantineRequest {
    /// The dataset's name.
    pub dataset: String,
    /// Rows of the live version, from 0, that nothing is learned from any more.
    #[serde(default)]
    pub add: Vec<u64>,
    /// Rows that are learned from again.
    #[serde(default)]
    pub release: Vec<u64>,
    /// Whether all rows are released that are there.
    #[serde(default)]
    pub release_all: bool,
    /// For who reads the ledger.
    pub why: String,
}

/// What is under quarantine.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct QuarantineResponse {
    #[schema(value_type = String)]
    pub dataset: Asset,
    /// Of the version that queries see.
    pub number: u32,
    /// Rows of it.
    pub of: u64,
    /// Those under quarantine, from 0, ascending.
    pub rows: Vec<u64>,
}

/// Tells `caller` which rows of the live version nothing is learned from.
///
/// # Errors
/// If the gate refuses, or there is no such dataset: both read alike.
pub async fn quarantine(
    workspace: &Workspace,
    caller: &Caller,
    request: QuarantineRequest,
) -> Result<QuarantineResponse, Error> {
    let dataset =
        Asset::new(AssetKind::Dataset, &request.dataset).map_err(|_| Error::not_found())?;
    let ask = Ask::of(Action::Query, dataset.clone()).with(&request);
    let permit = workspace.admit(caller, ask).await?;
    let version = live(workspace, &permit, Action::Query, &dataset).await?;
    let rows = workspace.store.quarantined(&version).await.internal("reading the quarantine")?;
    Ok(QuarantineResponse { dataset, number: version.number, of: version.rows, rows })
}

/// Changes it, in the name of `caller`, who may screen the dataset.
///
/// # Errors
/// If the gate refuses, no reason is given, or a row is not in the live version.
pub async fn change_quarantine(
    workspace: &Workspace,
    caller: &Caller,
    request: ChangeQuarantineRequest,
) -> Result<QuarantineResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    if request.why.trim().is_empty() {
        return Err(Error::invalid("no reason is given").remedy("say why"));
    }
    let ask = Ask::of(Action::Screen, dataset.clone()).with(&request);
    let permit = workspace.admit(caller, ask).await?;
    let version = live(workspace, &permit, Action::Screen, &dataset).await?;
    let store = &workspace.store;
    let all = match request.release_all {
        true => store.quarantined(&version).await.internal("reading the quarantine")?,
        false => Vec::new(),
    };
    let release: &[u64] = if request.release_all { &all } else { &request.release };
    let ChangeQuarantineRequest { add, why, .. } = &request;
    let change = QuarantineChange { version: &version, add, release, why };
    let rows = store.quarantine_changed(&permit, change).await?;
    Ok(QuarantineResponse { dataset, number: version.number, of: version.rows, rows })
}

/// The live version of what `permit` is for.
async fn live(
    workspace: &Workspace,
    permit: &Permit,
    action: Action,
    dataset: &Asset,
) -> Result<Verified<Version>, Error> {
    let store = &workspace.store;
    permit.covers(action, dataset, permit.detail(), store.now()).internal("using the permit")?;
    match store.live_version(dataset).await {
        Err(StoreError::Missing { .. }) => Err(Error::not_found()),
        other => other.internal("reading the version"),
    }
}
