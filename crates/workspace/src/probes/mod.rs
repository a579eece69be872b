//! Every probe that looks at a workspace as it stands, in one list.

mod closed;
mod confirmed;
mod copies;
mod host;
mod in_force;
mod live;
mod looking;
mod own_device;
mod watch;

pub use closed::closed_probes;
pub(crate) use copies::FilesRead;
pub use host::{HostLook, host_probes};
pub use own_device::own_device;
pub use watch::Watch;

use crate::use_cases::vault::named_points;
use crate::{Context as _, Error, Workspace};
use intake::AtRest;
use std::path::Path;
use store::{Line, Model, Stage, StoreError, Version};
use terms::{Area, Classification, Fact, PrincipalId, Probed, State, Timestamp};
use train::Registered;
use vault::Vault;

/// Runs the probes of the store and of each stage. `vault` is the vault's folder, if there is one.
/// What a probe can't see is its *unknown*, and hides nothing that the others see.
pub async fn run_all(workspace: &Workspace, vault: Option<&Path>) -> Vec<Probed> {
    let store = &workspace.store;
    let mut all = store.probes().await;
    all.extend(or_unknown(AT_REST, at_rest(workspace).await, store.now()));
    all.extend(or_unknown(copies::COPIES, copies::probe(workspace).await, store.now()));
    all.extend(or_unknown(confirmed::CONFIRMED, confirmed::probe(workspace).await, store.now()));
    all.extend(catalog::probes(store, &|owner| answers(workspace, owner)).await);
    all.extend(or_unknown(INPUTS, models(workspace).await, store.now()));
    all.extend(handover::probes(store).await);
    all.extend(or_unknown(live::LIVE, live::probes(workspace).await, store.now()));
    let policy = raci_is_policy(workspace).await.map(|one| vec![one]);
    all.extend(or_unknown(POLICY, policy, store.now()));
    all.extend(in_force::probes(workspace).await);
    all.extend(or_unknown(STANDS_BY, recovery(workspace, vault).await, store.now()));
    all
}

/// Whether somebody is of the people of the workspace.
fn answers(workspace: &Workspace, owner: &PrincipalId) -> bool {
    workspace.in_force().is_ok_and(|applied| applied.code.people.people().contains_key(owner))
}

fn or_unknown(line: Line, seen: Result<Vec<Probed>, Error>, at: Timestamp) -> Vec<Probed> {
    seen.unwrap_or_else(|error| vec![line.unseen(&error, at)])
}

const AT_REST: Line = Line {
    id: "encryption/columns-at-rest",
    area: Area::Encryption,
    missions: &[5, 18],
    claim: "every version at rest is what its receipt says, and encrypted",
    remedy: "activate the vault, or ingest again what does not verify",
};

const INPUTS: Line = Line {
    id: "encryption/no-identifier-in-models",
    area: Area::Encryption,
    missions: &[5],
    claim: "no live model takes what must not be learned from",
    remedy: "retire the model, and train it again",
};

const POLICY: Line = Line {
    id: "least-privilege/raci-is-policy",
    area: Area::LeastPrivilege,
    missions: &[6, 7],
    claim: "the gate allows what the RACI says, and nothing else",
    remedy: "stop the server and report this",
};

const STANDS_BY: Line = Line {
    id: "recovery/vault",
    area: Area::Recovery,
    missions: &[9, 21],
    claim: "a vault stands by",
    remedy: "hygeia vault init FOLDER on another disk, then hygeia vault pull",
};

async fn at_rest(workspace: &Workspace) -> Result<Vec<Probed>, Error> {
    let store = &workspace.store;
    let mut files = Vec::new();
    for version in store.docs::<Version>().at_rest().list().await.internal("listing versions")? {
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
    for model in store.docs::<Model>().at_rest().list().await.internal("reading the registry")? {
        let model = model.into_inner();
        if model.stage != Stage::Promoted {
            continue;
        }
        let Some(digest) = model.files.get(serve::MODEL_FILE) else { continue };
        let onnx = store.objects().get(*digest).await.unwrap_or_default();
        let known = classified(workspace, &model).await?;
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

/// How everything that `model` was trained on is classified; nothing, if a part of it is gone: what is
/// known of the rest would pass for the whole.
async fn classified(workspace: &Workspace, model: &Model) -> Result<Vec<Classification>, Error> {
    let mut known = Vec::new();
    for version in &model.trained_on {
        match workspace.store.version(version).await {
            Ok(version) => known.push(workspace.classified(&version)?),
            Err(StoreError::Missing { .. }) => return Ok(Vec::new()),
            Err(unseen) => return Err(unseen).internal("reading what a model was trained on"),
        }
    }
    Ok(known)
}

/// Asks the gate everything, and compares with a plain reading of the RACI.
async fn raci_is_policy(workspace: &Workspace) -> Result<Probed, Error> {
    let applied = workspace.in_force()?;
    let proven = tokio::task::spawn_blocking(move || applied.proof().clone()).await;
    let proof = proven.internal("asking the gate everything")?;
    let (beyond, missing) = (proof.beyond.len(), proof.missing.len());
    let (asked, allowed) = (proof.asked, proof.allowed);
    let of = if proof.by_role { " of roles" } else { "" };
    let saw = format!(
        "{asked} requests{of}, {allowed} allowed, {beyond} beyond the RACI, {missing} missing"
    );
    let state = State::from_check(proof.holds());
    Ok(POLICY.saw(state, saw, vec![Fact::new("requests", asked)], workspace.store.now()))
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
    Ok(vec![STANDS_BY.saw(state, saw, Vec::new(), store.now())])
}
