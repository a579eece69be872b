//! Every probe that looks at a workspace as it stands, in one list.

mod host;
mod live;
mod looking;
mod watch;

pub use host::host_probes;
pub use watch::Watch;

use crate::use_cases::vault::named_points;
use crate::{Context as _, Error, Workspace};
use intake::AtRest;
use std::path::Path;
use store::{Model, Stage, Version};
use terms::{Area, Classification, Mission, Probed, State};
use train::Registered;
use vault::Vault;

/// Runs the probes of the store and of each stage. `vault` is the vault's folder, if there is one.
///
/// # Errors
/// If the workspace can't be read at all; what a single probe can't see is its *unknown*.
pub async fn run_all(workspace: &Workspace, vault: Option<&Path>) -> Result<Vec<Probed>, Error> {
    let store = &workspace.store;
    let mut all = store.probes().await;
    all.extend(at_rest(workspace).await?);
    all.extend(catalog::probes(store).await);
    all.extend(models(workspace).await?);
    all.extend(handover::probes(store).await);
    all.extend(live::probes(workspace).await?);
    all.push(raci_is_policy(workspace)?);
    all.extend(recovery(workspace, vault).await?);
    Ok(all)
}

async fn at_rest(workspace: &Workspace) -> Result<Vec<Probed>, Error> {
    let store = &workspace.store;
    let mut files = Vec::new();
    for version in store.docs::<Version>().list().await.internal("listing versions")? {
        let version = version.into_inner();
        let file = store.objects().get(version.object).await.ok();
        files.push((version, file));
    }
    let rest: Vec<AtRest<'_>> = files
        .iter()
        .map(|(version, file)| AtRest {
            dataset: version.dataset.name(),
            number: version.number,
            classification: &version.classification,
            receipt: &version.receipt,
            file: file.clone(),
        })
        .collect();
    Ok(intake::probes(&rest, &workspace.kek()?, &store.seal().public(), store.now()))
}

/// The inputs of every promoted model, against the classification of what it was trained on.
async fn models(workspace: &Workspace) -> Result<Vec<Probed>, Error> {
    let store = &workspace.store;
    let mut live: Vec<(Model, bytes::Bytes, Vec<Classification>)> = Vec::new();
    for model in store.docs::<Model>().list().await.internal("reading the registry")? {
        let model = model.into_inner();
        if model.stage != Stage::Promoted {
            continue;
        }
        let Some(digest) = model.files.get(serve::MODEL_FILE) else { continue };
        let onnx = store.objects().get(*digest).await.unwrap_or_default();
        let mut known = Vec::new();
        for version in &model.trained_on {
            if let Ok(version) = store.version(version).await {
                known.push(version.into_inner().classification);
            }
        }
        live.push((model, onnx, known));
    }
    let registered: Vec<Registered<'_>> = live
        .iter()
        .map(|(model, onnx, known)| Registered {
            name: model.asset.to_string(),
            onnx,
            trained_on: known.iter().collect(),
        })
        .collect();
    Ok(train::probes(&registered, store.now()))
}

/// Asks the gate everything, and compares with a plain reading of the RACI.
fn raci_is_policy(workspace: &Workspace) -> Result<Probed, Error> {
    let applied = workspace.in_force()?;
    let proof = gate::prove(&applied.code.raci, &applied.code.people, &applied.gate);
    Ok(Probed {
        id: "least-privilege/raci-is-policy".to_owned(),
        area: Area::LeastPrivilege,
        missions: vec![Mission(6), Mission(7)],
        claim: "the gate allows what the RACI says, and nothing else".to_owned(),
        state: State::from_check(proof.holds()),
        saw: format!(
            "{} requests, {} allowed, {} beyond the RACI, {} missing",
            proof.asked,
            proof.allowed,
            proof.beyond.len(),
            proof.missing.len()
        ),
        facts: Vec::new(),
        remedy: (!proof.holds()).then(|| "stop the server and report this".to_owned()),
        at: workspace.store.now(),
    })
}

async fn recovery(workspace: &Workspace, vault: Option<&Path>) -> Result<Vec<Probed>, Error> {
    let store = &workspace.store;
    let opened = vault.map(Vault::open);
    let (state, saw) = match opened {
        Some(Ok(vault)) => {
            let rpo = workspace.in_force()?.code.config.vault.rpo_seconds;
            let mut seen = vault.probes(store.folder(), rpo, store.now());
            seen.push(vault.against_ledger(&named_points(store).await?, store.now()));
            return Ok(seen);
        }
        Some(Err(why)) => (State::Failed, format!("the vault does not open: {why}")),
        None => (State::Unknown, "no vault is named in hygeia.toml ([vault] folder)".to_owned()),
    };
    Ok(vec![Probed {
        id: "recovery/vault".to_owned(),
        area: Area::Recovery,
        missions: vec![Mission(9), Mission(21)],
        claim: "a vault stands by".to_owned(),
        state,
        saw,
        facts: Vec::new(),
        remedy: Some("hygeia vault init FOLDER on another disk, then hygeia vault pull".to_owned()),
        at: store.now(),
    }])
}
