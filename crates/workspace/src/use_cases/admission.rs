//! Whether a cluster may start what it is about to: Kubernetes' `AdmissionReview`, version 1.
//!
//! What is allowed names every model that it loads by a place that `[admission]` names, and each is the version
//! that was scanned, signed and promoted here. All else is refused with the reason: also what names no model, as
//! nothing is known of what it would load. That the bytes are that version's, who loads them verifies
//! (`hygeia fetch`).

mod named;
mod review;

pub use review::{
    AdmissionAnswer, AdmissionRequest, AdmissionResponse, AdmissionReview, GroupVersionKind,
};

use crate::access::{Ask, Caller};
use crate::config::Admission;
use crate::{Context as _, Error, Workspace, workspace_asset};
use named::{Unnamed, models_of};
use std::collections::BTreeMap;
use store::{Model, Promoted, Stage, Store};
use terms::{Action, Asset, AssetKind, Digest, printable};

/// Answers a review, for who may operate the workspace; the decision to answer is an entry in the ledger.
///
/// # Errors
/// If it is no review, the gate refuses, or the registry can't be read: then nothing is admitted either.
pub async fn admission(
    workspace: &Workspace,
    caller: &Caller,
    review: AdmissionReview,
) -> Result<AdmissionAnswer, Error> {
    let request = review.request()?;
    let main = workspace_asset()?;
    let asked = (&request.uid, &request.kind, &request.operation, digest(request)?);
    let permit = workspace.admit(caller, Ask::of(Action::Operate, main).with(&asked)).await?;
    let applied = workspace.in_force()?;
    let judged = judged(&workspace.store, &applied.code.config.admission, request).await?;
    let entry = permit.ledger_index().to_string();
    let mut annotations = BTreeMap::from([("entry".to_owned(), entry)]);
    Ok(match judged {
        Ok(admitted) => {
            annotations.insert("models".to_owned(), admitted.join(", "));
            review::allowed(&request.uid, annotations)
        }
        Err(why) => review::refused(&request.uid, &why, annotations),
    })
}

fn digest(request: &AdmissionRequest) -> Result<Digest, Error> {
    let bytes = serde_json::to_vec(&request.object).internal("reading the object")?;
    Ok(Digest::of(&bytes))
}

/// The models that it loads, or why it is refused.
async fn judged(
    store: &Store,
    config: &Admission,
    request: &AdmissionRequest,
) -> Result<Result<Vec<String>, String>, Error> {
    match request.operation.as_str() {
        "CREATE" | "UPDATE" => {}
        // What goes loads nothing any more.
        "DELETE" => return Ok(Ok(Vec::new())),
        other => return Ok(Err(format!("{} is nothing that is admitted", printable(other)))),
    }
    let uris = match models_of(&request.kind, &request.object) {
        Ok(uris) => uris,
        Err(Unnamed(why)) => return Ok(Err(why)),
    };
    let mut admitted = Vec::new();
    for uri in uris {
        match version(store, config, &uri).await? {
            Ok(model) => admitted.push(model),
            Err(why) => return Ok(Err(format!("{}: {why}", printable(&uri)))),
        }
    }
    Ok(Ok(admitted))
}

/// The version that an address names, as the registry has it: with every file and its signature verified.
async fn version(
    store: &Store,
    config: &Admission,
    uri: &str,
) -> Result<Result<String, String>, Error> {
    if config.from.is_empty() {
        return Ok(Err(
            "hygeia.toml names no place under [admission] from which models are loaded".to_owned(),
        ));
    }
    let Some((name, number)) = config.from.iter().find_map(|place| place.named(uri)) else {
        return Ok(
            Err("it names no version of a model below a place under [admission]".to_owned()),
        );
    };
    let Ok(asset) = Asset::new(AssetKind::Model, name) else {
        return Ok(Err("it names no model".to_owned()));
    };
    let known = store.docs::<Model>().list_of(&asset.to_string()).await;
    let known = known.internal("reading the registry")?;
    let Some(model) = known.iter().find(|model| model.number == number) else {
        return Ok(Err(format!("{asset} has no version {number} in this workspace")));
    };
    if model.stage != Stage::Promoted {
        let next = "two people promote it: hygeia promote, hygeia approve";
        return Ok(Err(format!(
            "{asset} version {number} is {}, and not promoted; {next}",
            model.stage
        )));
    }
    let Ok((_, model)) = store.model_held::<Promoted>(&asset, model.digest).await else {
        return Ok(Err(format!(
            "{asset} version {number} does not verify any more; see hygeia posture"
        )));
    };
    // Promotion comes after both; a record that says otherwise is none of ours.
    if model.signature.is_none() {
        return Ok(Err(format!("{asset} version {number} has no signature")));
    }
    Ok(Ok(format!("{asset} version {number} ({})", model.digest)))
}
