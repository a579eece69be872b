//! Proofs for whoever does not want to believe the workspace: they verify offline, with its public key.

use super::reads_ledger;
use crate::access::Caller;
use crate::{Context as _, Error, Workspace};
use ledger::{Checkpoint, LedgerError, Operation, Proof};
use serde::{Deserialize, Serialize};
use store::{KeyKind, Store, StoreError, Wanted};
use terms::seal::SealPublic;
use utoipa::{IntoParams, ToSchema};

/// Which entry is to be proven.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InclusionRequest {
    /// Its place in the ledger, from 0.
    pub entry: u64,
}

/// Since when growth is to be proven.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsistencyRequest {
    /// A checkpoint that was held elsewhere: a signed note (C2SP tlog-checkpoint).
    pub checkpoint: String,
}

/// That an entry is in the ledger as it is now (RFC 6962 section 2.1.1).
///
/// # Errors
/// If the gate refuses, or there is no such entry.
pub async fn inclusion(
    workspace: &Workspace,
    caller: &Caller,
    request: InclusionRequest,
) -> Result<Proof, Error> {
    reads_ledger(workspace, caller, &request).await?;
    let (index, store) = (request.entry, &workspace.store);
    let (entry, proof) =
        store.prove_entry_with(index).await.map_err(|error| outside(error, "entry"))?;
    let handed_on = handed_on(store, &proof.checkpoint).await?;
    let (entry, checkpoint) = (text(entry)?, text(proof.checkpoint)?);
    Ok(Proof::Inclusion { index, entry, hashes: proof.hashes, checkpoint, handed_on })
}

/// That the ledger only grew since a checkpoint (RFC 6962 section 2.1.2). One that is not of this
/// ledger is refused: that is what there is to find out.
///
/// # Errors
/// If the gate refuses, or the checkpoint is none of this ledger.
pub async fn consistency(
    workspace: &Workspace,
    caller: &Caller,
    request: ConsistencyRequest,
) -> Result<Proof, Error> {
    reads_ledger(workspace, caller, &request).await?;
    let store = &workspace.store;
    let earlier = opened(store, request.checkpoint.as_bytes()).await?.map_err(|error| {
        Error::invalid(error)
            .at("checkpoint")
            .remedy("give one that this workspace signed: `hygeia audit checkpoint` writes it")
    })?;
    let proof =
        store.prove_growth(earlier.size).await.map_err(|error| outside(error, "checkpoint"))?;
    let checkpoint = text(proof.checkpoint)?;
    let now = Checkpoint::parse(checkpoint.as_bytes()).internal("reading the checkpoint")?;
    let (new, old) = ((now.size, now.root), (earlier.size, earlier.root));
    if now.origin != earlier.origin || !ledger::is_consistent(&proof.hashes, new, old) {
        return Err(Error::refused(
            "the ledger does not continue that checkpoint: it was rewritten",
        )
        .remedy("keep the checkpoint, and compare the ledger with the vault's"));
    }
    let handed_on = handed_on(store, checkpoint.as_bytes()).await?;
    let earlier = request.checkpoint;
    Ok(Proof::Consistency { earlier, hashes: proof.hashes, checkpoint, handed_on })
}

/// How the ledger was handed on up to the key that signed the checkpoint.
async fn handed_on(store: &Store, checkpoint: &[u8]) -> Result<Vec<String>, Error> {
    let operation = Some(Operation::KeyRotated.as_str().to_owned());
    let mut found = store.find(Wanted { operation, ..Wanted::default() }).await?;
    let mut events = Vec::new();
    while let Some(entries) = found.next().await? {
        events.extend(entries.into_iter().map(|(_, event)| event));
    }
    Ok(ledger::handed_on(&events, checkpoint))
}

/// The checkpoint, signed by the ledger's key or by one that this took the place of; else why not.
async fn opened(store: &Store, note: &[u8]) -> Result<Result<Checkpoint, LedgerError>, Error> {
    let by_this = Checkpoint::open(note, &store.ledger_public());
    for (pem, _) in store.kept_of(KeyKind::Ledger).await? {
        let before = SealPublic::from_pem(&pem).internal("reading an earlier key")?;
        if let Ok(checkpoint) = Checkpoint::open(note, &before) {
            return Ok(Ok(checkpoint));
        }
    }
    Ok(by_this)
}

/// The ledger's checkpoint as it is now, to be held elsewhere: a signed note.
///
/// # Errors
/// If the gate refuses.
pub async fn checkpoint(workspace: &Workspace, caller: &Caller) -> Result<String, Error> {
    reads_ledger(workspace, caller, &"checkpoint").await?;
    text(workspace.store.checkpoint().await)
}

fn outside(error: StoreError, place: &str) -> Error {
    match error {
        StoreError::Ledger(error @ LedgerError::OutOfTree { .. }) => Error::invalid(error)
            .at(place)
            .remedy("hygeia audit query shows the entries that there are"),
        error => error.into(),
    }
}

fn text(bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).internal("reading the ledger")
}
