//! A promoted model as the registry keeps it: its objects, its signature, its people and its entries.

use crate::failure::{At, Failure, whole};
use ::ledger::Operation;
use artifact::sign::{VerifyKey, verify};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use terms::{Asset, Digest, PrincipalId};
use workspace::Workspace;
use workspace::records::Model;

/// The entries that a promoted model has left, in order.
const STEPS: [Operation; 4] = [
    Operation::ModelTrained,
    Operation::ModelScanned,
    Operation::ModelSigned,
    Operation::ModelPromoted,
];

/// Who made the live version of `model`, and who else agreed to it, once every object has the digest
/// and all of them the signature that they were registered with.
pub async fn promoted(
    workspace: &Workspace,
    root: &Path,
    model: &Asset,
) -> Result<(PrincipalId, PrincipalId), Failure> {
    let (_, record) = workspace.store.model_live(model).await.internal("reading the registry")?;
    let by = record.promoted_by.clone().filter(|by| *by != record.author);
    let by = by.ok_or_else(|| Failure::refused("nobody but its author agreed to the model"))?;
    signed(workspace, root, &record.files, record.signature).await?;
    let mut operations = Vec::new();
    for &entry in &record.ledger {
        let events = workspace.store.events(entry..entry.saturating_add(1)).await;
        let events = events.internal("reading the ledger")?;
        operations.extend(events.into_iter().map(|event| event.api.operation));
    }
    if !operations.iter().eq(STEPS.map(Operation::as_str).iter()) {
        return Err(Failure::refused(format!("the model's entries are {operations:?}")));
    }
    Ok((record.author.clone(), by))
}

/// The model file of the version of `model` whose files have `digest`, whatever became of it.
pub async fn registered(
    workspace: &Workspace,
    model: &Asset,
    digest: Digest,
) -> Result<Bytes, Failure> {
    let all = workspace.store.docs::<Model>().list_of(&model.to_string()).await;
    let all = all.internal("reading the registry")?;
    let version = all.iter().find(|version| version.digest == digest);
    let file = version.and_then(|version| version.files.get("final.onnx").copied());
    let file = file.ok_or_else(|| Failure::refused("the registry has no such model"))?;
    workspace.store.objects().get(file).await.internal("reading the model")
}

/// The objects, laid out as a folder, are exactly what the signature in the registry covers.
async fn signed(
    workspace: &Workspace,
    root: &Path,
    files: &BTreeMap<String, Digest>,
    signature: Option<Digest>,
) -> Result<(), Failure> {
    let objects = workspace.store.objects();
    let folder = tempfile::tempdir().internal("making a scratch folder")?;
    for (name, digest) in files {
        let bytes = objects.get(*digest).await.internal("reading a model's file")?;
        fs::write(folder.path().join(name), bytes).internal("laying out a model's file")?;
    }
    let signature = signature.ok_or_else(|| Failure::refused("the model is not signed"))?;
    let bundle = objects.get(signature).await.internal("reading the signature")?;
    let key = fs::read_to_string(root.join("signer.pub.pem")).internal("reading the key")?;
    let key = VerifyKey::from_pem(&key).internal("reading the signer's key")?;
    let verified = verify(folder.path(), &String::from_utf8_lossy(&bundle), &key);
    verified.map(drop).map_err(|error| Failure::refused(whole(&error)))
}
