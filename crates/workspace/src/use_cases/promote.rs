//! A model goes to operations: scanned, signed, asked for; and agreed to by somebody else.

use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace};
use handover::Handover;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use store::{Approval, HandoverFolder, Model, Permit, Stage, Store};
use terms::{Action, Asset, AssetKind, Digest, Finding};
use utoipa::{IntoParams, ToSchema};

/// Which model is to be promoted.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PromoteRequest {
    /// The model's name.
    pub model: String,
    /// Answer for the model's weaknesses, on record.
    #[serde(default)]
    pub accept_weak: bool,
    /// Where the files lie on the asker's host: kept for whoever agrees, never opened by a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// What was asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PromoteResponse {
    /// The id that somebody else has to approve.
    pub approval: String,
    #[schema(value_type = String)]
    pub model: Asset,
    #[schema(value_type = String)]
    pub digest: Digest,
    /// Weaknesses that the asker answers for.
    #[schema(value_type = Vec<Object>)]
    pub accepted: Vec<Finding>,
}

/// Which model is to be retired.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireRequest {
    pub model: String,
}

/// What serves no more.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RetireResponse {
    #[schema(value_type = String)]
    pub model: Asset,
    #[schema(value_type = String)]
    pub digest: Digest,
}

/// Scans and signs what is in `folder`, and asks for it to be promoted, in the name of `caller`.
/// What was done before (a step that broke off) is not done again.
///
/// # Errors
/// If the gate refuses, a scan finds something, the folder is not what was registered, or the
/// model is weak and that is not accepted.
pub async fn promote(
    workspace: &Workspace,
    caller: &Caller,
    request: PromoteRequest,
    folder: &Path,
) -> Result<PromoteResponse, Error> {
    workspace.expect_fresh(caller).await?;
    let model = Asset::new(AssetKind::Model, &request.model).invalid()?;
    let store = &workspace.store;
    let registered = registered(store, &model, folder).await?;
    let digest = registered.digest;
    let permit = permit(workspace, caller, Action::Promote, &model, digest).await?;
    let handover = Handover::new(store, folder);
    match registered.stage {
        Stage::Trained | Stage::Scanned | Stage::Signed => {}
        Stage::Promoted | Stage::Retired => {
            let text = format!("version {} of {model} is {}", registered.number, registered.stage);
            return Err(Error::conflict(text).remedy("train a new version: hygeia train"));
        }
    }
    if registered.stage == Stage::Trained {
        handover.scan(&permit, &model, digest).await?;
    }
    if registered.stage == Stage::Signed {
        handover.signed_before(&model, digest).await?;
    } else {
        handover.sign(&permit, &model, digest).await?;
    }
    let place = request.place.map(PathBuf::from);
    let asked = handover.request(&permit, &model, digest, request.accept_weak, place).await?;
    let approval = asked.approval.id;
    Ok(PromoteResponse { approval, model, digest, accepted: asked.accepted })
}

/// Where whoever asked had the files.
pub(super) async fn place(store: &Store, approval: &str) -> Result<Option<PathBuf>, Error> {
    let known = store.docs::<HandoverFolder>().get(approval).await;
    let known = known.internal("reading where the model lies")?;
    Ok(known.map(|place| place.folder.clone()))
}

/// Agrees to `approval` in the name of `caller`. The files lie in `folder` as `caller` has them;
/// where they don't, the registry's own are taken.
///
/// # Errors
/// If the gate or the hand-over refuses: one's own work, a changed byte, a weak model.
pub(super) async fn agree(
    workspace: &Workspace,
    caller: &Caller,
    approval: &Approval,
    folder: &Path,
) -> Result<Digest, Error> {
    let (model, digest) = (&approval.asset, approval.detail);
    // Who may not agree learns nothing of the files.
    let permit = permit(workspace, caller, Action::Approve, model, digest).await?;
    let store = &workspace.store;
    let handover = Handover::new(store, folder);
    if !handover.model().is_dir() {
        from_registry(store, model, digest, folder).await?;
    }
    let policy = workspace.in_force()?.gate.policy();
    let agreed = handover.approve(&permit, model, digest, policy).await?.digest();
    workspace.service.serve(model).await?;
    Ok(agreed)
}

/// Writes the registered files into `folder`, as their asker had them: `model/`, signature and key.
async fn from_registry(
    store: &Store,
    model: &Asset,
    digest: Digest,
    folder: &Path,
) -> Result<(), Error> {
    let record = store.docs::<Model>().require(&Model::key_of(model, digest)).await;
    let record = record.internal("reading the registry")?;
    let inside = folder.join("model");
    fs::create_dir_all(&inside).internal("making a folder for the model")?;
    for (name, object) in &record.files {
        let bytes = store.objects().get(*object).await.internal("reading a model's file")?;
        files::write_whole(&inside.join(name), &bytes, files::Mode::Readable)
            .internal("laying out a model's file")?;
    }
    if let Some(signature) = record.signature {
        let bundle = store.objects().get(signature).await.internal("reading the signature")?;
        files::write_whole(&folder.join("model.sig"), &bundle, files::Mode::Readable)
            .internal("laying out the signature")?;
    }
    Ok(())
}

/// Takes the live version of a model out of service, in the name of `caller`.
///
/// # Errors
/// If the gate refuses, or no version is live.
pub async fn retire(
    workspace: &Workspace,
    caller: &Caller,
    request: RetireRequest,
) -> Result<RetireResponse, Error> {
    let model = Asset::new(AssetKind::Model, &request.model).invalid()?;
    // Who may not retire it hears the same, whether one is live or not.
    workspace.expect_cell(caller, Action::Promote, &model).await?;
    let store = &workspace.store;
    let all = store.docs::<Model>().list_of(&model.to_string()).await;
    let all = all.internal("reading the registry")?;
    let live = all.iter().find(|version| version.stage == Stage::Promoted);
    let Some(digest) = live.map(|version| version.digest) else {
        return Err(Error::conflict(format!("no version of {model} is live"))
            .remedy("there is nothing to retire"));
    };
    let permit = permit(workspace, caller, Action::Promote, &model, digest).await?;
    store.model_retired(&permit).await?;
    workspace.service.withdraw(&model);
    Ok(RetireResponse { model, digest })
}

async fn permit(
    workspace: &Workspace,
    caller: &Caller,
    action: Action,
    model: &Asset,
    digest: Digest,
) -> Result<Permit, Error> {
    Ok(workspace.admit(caller, Ask::of(action, model.clone()).exactly(digest)).await?)
}

/// The registered version whose file lies in `folder`; else the newest, so that the hand-over says
/// what was changed.
async fn registered(store: &Store, model: &Asset, folder: &Path) -> Result<Model, Error> {
    let path = folder.join("model").join(serve::MODEL_FILE);
    let file = File::open(&path).and_then(Digest::of_reader).map_err(|error| {
        Error::invalid(format!("{} cannot be read: {error}", serve::MODEL_FILE))
            .remedy("give the folder that hygeia train --out made")
    })?;
    let all = store.docs::<Model>().list_of(&model.to_string()).await;
    let mut all: Vec<Model> = all
        .internal("reading the registry")?
        .into_iter()
        .map(store::Verified::into_inner)
        .collect();
    all.sort_by_key(|version| {
        (version.files.get(serve::MODEL_FILE) == Some(&file), version.number)
    });
    all.pop().ok_or_else(Error::not_found)
}
