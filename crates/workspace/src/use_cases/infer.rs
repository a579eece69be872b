//! Predictions: what a model takes, and what it answers.

use crate::{Error, Workspace};
use serve::{InferRequest, InferResponse, ModelMetadata, Served};
use std::sync::Arc;
use store::Permit;

/// What the model that `permit` is for takes and answers, as the permit lets it be seen.
///
/// # Errors
/// If no such version is served.
pub async fn metadata(
    workspace: &Workspace,
    permit: &Permit,
    version: Option<&str>,
) -> Result<ModelMetadata, Error> {
    let served = served(workspace, permit, version).await?;
    Ok(workspace.service.metadata(&served, permit))
}

/// Answers rows by the permit to `infer` on their very model, within the budget of its holder.
///
/// # Errors
/// If no such version is served, an input does not fit, or the budget is spent.
pub async fn infer(
    workspace: &Workspace,
    permit: &Permit,
    version: Option<&str>,
    request: InferRequest,
) -> Result<InferResponse, Error> {
    let served = served(workspace, permit, version).await?;
    Ok(workspace.service.infer(served, permit, request).await?)
}

/// The model that is live, in memory; loaded and verified when it is another than before.
async fn served(
    workspace: &Workspace,
    permit: &Permit,
    version: Option<&str>,
) -> Result<Arc<Served>, Error> {
    workspace.service.follow(permit.asset()).await?;
    Ok(workspace.service.find(permit, version)?)
}
