//! A dataset is deleted: nobody reads it from then on. For as many days as `[retention] deleted` says it can be
//! brought back; then it goes for good. Of what is restricted nothing goes before two people said so.

use crate::access::{Ask, Caller, people};
use crate::{Context as _, Error, Workspace};
use serde::{Deserialize, Serialize};
use store::{Deleting, Version};
use terms::{Action, Asset, AssetKind, Class, Digest, PrincipalId};
use utoipa::ToSchema;

/// The detail of a permit to delete for good.
const FOR_GOOD: &[u8] = b"for good";

/// Which dataset goes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteRequest {
    pub dataset: String,
    /// For good, and not when the time is over for which it can be brought back.
    #[serde(default)]
    pub now: bool,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeleteResponse {
    #[schema(value_type = String)]
    pub dataset: Asset,
    /// When it goes for good; none if it is gone, or waits for a second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes: Option<String>,
    /// Who may agree that it goes, as it takes two people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub waits_for: Vec<PrincipalId>,
}

/// Which dataset comes back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreRequest {
    pub dataset: String,
}

/// What came back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RestoreResponse {
    #[schema(value_type = String)]
    pub dataset: Asset,
}

/// Deletes a dataset in the name of `caller`, or agrees to its deletion by somebody else.
///
/// # Errors
/// If the gate refuses: critical data, data behind a live model.
pub async fn delete(
    workspace: &Workspace,
    caller: &Caller,
    request: DeleteRequest,
) -> Result<DeleteResponse, Error> {
    workspace.expect_fresh(caller).await?;
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    let ask = Ask::of(Action::Delete, dataset.clone());
    // Who is consulted on what can be brought back was not on what can't.
    let ask = if request.now { ask.exactly(Digest::of(FOR_GOOD)) } else { ask };
    let permit = workspace.admit(caller, ask).await?;
    let applied = workspace.in_force()?;
    let versions = workspace.store.docs::<Version>().list_of(&dataset.to_string()).await?;
    let said = applied.code.declared(&dataset);
    let class = versions.iter().map(|version| version.classification.with(&said).class()).max();
    let days = if request.now { 0 } else { applied.code.config.retention.deleted_days() };
    let asked = Deleting { days, takes_two: class >= Some(Class::Restricted) };
    let left = workspace.store.dataset_deleted(&permit, asked).await?;
    let goes = left.as_ref().and_then(store::Deletion::end).map(|end| end.to_string());
    let waits = left.filter(|deletion| deletion.end().is_none());
    let waits_for = waits.map(|deletion| {
        let may = people::may(&applied.code, Action::Delete, &dataset);
        may.into_keys().filter(|who| *who != deletion.by && !who.is_service()).collect()
    });
    Ok(DeleteResponse { dataset, goes, waits_for: waits_for.unwrap_or_default() })
}

/// Brings a dataset back that was deleted, in the name of `caller`: whoever may bring data in there.
///
/// # Errors
/// If the gate refuses, or nothing is left of it.
pub async fn restore(
    workspace: &Workspace,
    caller: &Caller,
    request: RestoreRequest,
) -> Result<RestoreResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    let permit = workspace.admit(caller, Ask::of(Action::Ingest, dataset.clone())).await?;
    workspace.store.dataset_restored(&permit).await?;
    Ok(RestoreResponse { dataset })
}
