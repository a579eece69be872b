//! A model goes to operations: scanned, signed, asked for; and agreed to by somebody else.

use super::Platform;
use crate::failure::{At, Failure};
use handover::{Asked, Handover};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::{Path, PathBuf};
use store::{Approval, Model, Permit, Record, Stage};
use terms::{Action, Asset, Digest};
use web::{Ask, Caller, Refusal};

/// Where the files lie whose promotion was asked for, so that who agrees need not say so.
#[derive(Serialize, Deserialize)]
struct Place {
    approval: String,
    folder: PathBuf,
}

impl Record for Place {
    const KIND: &'static str = "handover-folder";
    fn key(&self) -> String {
        self.approval.clone()
    }
}

/// Scans and signs what is in `folder`, and asks for it to be promoted, in the name of `caller`.
/// What was done before (a step that broke off) is not done again.
///
/// # Errors
/// If the gate refuses, a scan finds something, the folder is not what was registered, or the
/// model is weak and `accept_weak` is not given.
pub async fn promote(
    platform: &Platform,
    caller: &Caller,
    model: &Asset,
    folder: &Path,
    accept_weak: bool,
) -> Result<Asked, Failure> {
    let folder = std::fs::canonicalize(folder).map_err(|error| {
        Failure::usage(format!("{} cannot be opened: {error}", folder.display()))
            .hint("give the folder that hygeia train --out made")
    })?;
    let store = &platform.store;
    let registered = registered(platform, model, &folder).await?;
    let digest = registered.digest;
    let permit = permit(platform, caller, Action::Promote, model, digest).await?;
    let handover = Handover::new(store, &folder);
    match registered.stage {
        Stage::Trained | Stage::Scanned | Stage::Signed => {}
        Stage::Promoted | Stage::Retired => {
            let text = format!("version {} of {model} is {}", registered.number, registered.stage);
            return Err(Failure::usage(text).hint("train a new version: hygeia train"));
        }
    }
    if registered.stage == Stage::Trained {
        handover.scan(&permit, model, digest).await?;
    }
    if registered.stage != Stage::Signed {
        handover.sign(&permit, model, digest).await?;
    }
    let asked = handover.request(&permit, model, digest, accept_weak).await?;
    let place = Place { approval: asked.approval.id.clone(), folder };
    store.docs::<Place>().put(&place).await.internal("keeping where the model lies")?;
    Ok(asked)
}

/// A model that somebody is to agree to, and where its files lie.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    pub model: &'a Asset,
    pub digest: Digest,
    pub folder: &'a Path,
}

/// Agrees to `candidate` in the name of `caller`.
///
/// # Errors
/// As [`agree`].
pub async fn approve(
    platform: &Platform,
    caller: &Caller,
    candidate: &Candidate<'_>,
) -> Result<Digest, Failure> {
    let Candidate { model, digest, .. } = *candidate;
    let permit = permit(platform, caller, Action::Approve, model, digest).await?;
    settle(platform, &permit, candidate).await
}

async fn settle(
    platform: &Platform,
    permit: &Permit,
    candidate: &Candidate<'_>,
) -> Result<Digest, Failure> {
    let Candidate { model, digest, folder } = *candidate;
    let policy = platform.enforcer.gate().policy();
    let handover = Handover::new(&platform.store, folder);
    Ok(handover.approve(permit, model, digest, policy).await?.digest())
}

/// Agrees to `approval` in the name of `caller`; the files lie in `folder`, or where whoever asked
/// for it said.
///
/// # Errors
/// If the gate or the hand-over refuses: one's own work, a changed byte, a weak model.
pub async fn agree(
    platform: &Platform,
    caller: &Caller,
    approval: &Approval,
    folder: Option<&Path>,
) -> Result<Digest, Failure> {
    let (model, digest) = (&approval.asset, approval.detail);
    // Who may not agree learns nothing of where the files lie.
    let permit = permit(platform, caller, Action::Approve, model, digest).await?;
    let known = platform.store.docs::<Place>().get(&approval.id).await;
    let known = known.internal("reading where the model lies")?.map(store::Verified::into_inner);
    let folder = folder.map(Path::to_owned).or(known.map(|place| place.folder));
    let folder = folder.filter(|folder| folder.join("model").is_dir()).ok_or_else(|| {
        Failure::usage(format!("the files of {model} are not where they were asked for"))
            .hint("say where they lie: hygeia approve ID --folder DIR --as NAME")
    })?;
    settle(platform, &permit, &Candidate { model, digest, folder: &folder }).await
}

async fn permit(
    platform: &Platform,
    caller: &Caller,
    action: Action,
    model: &Asset,
    digest: Digest,
) -> Result<Permit, Failure> {
    let ask = Ask { detail: Some(digest), ..Ask::of(action, model.clone()) };
    Ok(platform.admit(caller, ask).await?)
}

/// The registered version whose file lies in `folder`; else the newest, so that the hand-over says
/// what was changed.
async fn registered(platform: &Platform, model: &Asset, folder: &Path) -> Result<Model, Failure> {
    let path = folder.join("model").join(::serve::MODEL_FILE);
    let file = File::open(&path).and_then(Digest::of_reader).map_err(|error| {
        Failure::usage(format!("{} cannot be read: {error}", path.display()))
            .hint("give the folder that hygeia train --out made")
    })?;
    let all = platform.store.docs::<Model>().list_of(&model.to_string()).await;
    let mut all: Vec<Model> = all
        .internal("reading the registry")?
        .into_iter()
        .map(store::Verified::into_inner)
        .collect();
    all.sort_by_key(|version| {
        (version.files.get(::serve::MODEL_FILE) == Some(&file), version.number)
    });
    all.pop().ok_or_else(|| Refusal::not_found().into())
}
