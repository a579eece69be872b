//! A hand-over that leaves the signature out.

use handover::Handover;
use std::path::Path;
use store::Model;
use terms::{Action, Asset, AssetKind};
use workspace::{Ask, Caller, Error, PromoteRequest, PromoteResponse, Workspace};

/// Scans the model, and asks for its promotion though nobody signed it.
pub async fn unsigned(
    workspace: &Workspace,
    caller: &Caller,
    request: &PromoteRequest,
    folder: &Path,
) -> Result<PromoteResponse, Error> {
    let model = Asset::new(AssetKind::Model, &request.model).unwrap();
    let store = &workspace.store;
    let versions = store.docs::<Model>().list_of(&model.to_string()).await?;
    let digest = versions.last().unwrap().digest;
    let permit =
        workspace.admit(caller, Ask::of(Action::Promote, model.clone()).exactly(digest)).await?;
    Handover::new(store, folder).scan(&permit, &model, digest).await?;
    let approval = store.promotion_asked(&permit, None).await?;
    Ok(PromoteResponse { approval: approval.id, model, digest, accepted: Vec::new() })
}
