//! Keys: listed, rotated, and destroyed once nothing needs them.

use super::devices::operates;
use crate::access::{Ask, AuthError, Caller};
use crate::{Context as _, Error, Workspace, workspace_asset};
use serde::{Deserialize, Serialize};
use store::KeyKind;
use terms::{Action, Digest, Timestamp};
use utoipa::ToSchema;

/// A key of the workspace. Nothing of it is secret.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct KeyListed {
    #[schema(value_type = String)]
    pub kind: KeyKind,
    /// Follows from the key's public half or from a digest; tells nothing of a secret.
    pub id: String,
    /// Which of its kind it is, counted by rotation, from 1.
    pub number: u32,
    /// Its file in `state/keys`.
    pub file: String,
    #[schema(value_type = String)]
    pub since: Timestamp,
    /// When another took its place; `null` for the one in use.
    #[schema(value_type = Option<String>)]
    pub until: Option<Timestamp>,
    pub purpose: String,
    /// Of a key that signs: its public half or its certificate (PEM), to verify by; of one that
    /// another took the place of too.
    pub public: Option<String>,
    /// The versions that need it, as `dataset/NAME@NUMBER`; `null` for kinds that versions don't need.
    pub needed_by: Option<Vec<String>>,
}

/// Which key is rotated.
#[derive(Debug, Clone, Copy)]
pub struct RotateRequest {
    pub kind: KeyKind,
    pub how: RotateHow,
}

/// How a key is rotated.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateHow {
    /// Of the authority: believe nothing that an earlier one certified. Devices have to enrol again.
    #[serde(default)]
    pub now: bool,
}

/// The key that took the place of another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RotateResponse {
    #[schema(value_type = String)]
    pub kind: KeyKind,
    /// The ids of both.
    pub before: String,
    pub after: String,
    /// The entry in the ledger.
    pub entry: u64,
    /// What follows from it, and what to do next: a sentence each.
    pub next: Vec<String>,
}

/// Which key is destroyed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireKeyRequest {
    /// Its id, as `hygeia keys list` shows it.
    pub id: String,
}

/// The key that is gone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RetireKeyResponse {
    pub id: String,
    /// The entry in the ledger.
    pub entry: u64,
}

/// Every key of the workspace: at the terminal, and to who operates.
///
/// # Errors
/// If `caller` may not, or a key is not the one that was made.
pub async fn keys(workspace: &Workspace, caller: &Caller) -> Result<Vec<KeyListed>, Error> {
    operates(workspace, caller).await?;
    let shown = workspace.store.keys_shown().await.internal("looking at the keys")?;
    let mut listed = Vec::new();
    for key in shown {
        let (id, public) = match key.id {
            Some(id) => (id, key.public),
            None => known_by(workspace, key.kind).await?,
        };
        listed.push(KeyListed {
            kind: key.kind,
            id,
            number: key.number,
            file: key.file,
            since: key.since,
            until: key.until,
            purpose: key.kind.purpose().to_owned(),
            public,
            needed_by: key.needed_by,
        });
    }
    Ok(listed)
}

/// Id and public half of a key in use that the store itself can't read.
async fn known_by(workspace: &Workspace, kind: KeyKind) -> Result<(String, Option<String>), Error> {
    if kind == KeyKind::Ca {
        let id = workspace.authority.id().internal("reading the authority's certificate")?;
        return Ok((kind.named(id), Some(workspace.authority.own_pem())));
    }
    let signer = handover::signer_public(&workspace.store).await;
    let (hint, pem) = signer.internal("reading the key that signs models")?;
    Ok((kind.named(hint), Some(pem)))
}

/// Puts a new key in the place of the one in use, in the name of `caller`, who may change access. It
/// answers no request more laxly, so it takes one person.
///
/// # Errors
/// If the gate refuses, or the key can't be rotated.
pub async fn rotate(
    workspace: &Workspace,
    caller: &Caller,
    request: RotateRequest,
) -> Result<RotateResponse, Error> {
    workspace.expect_fresh(caller).await?;
    let RotateRequest { kind, how } = request;
    if how.now && kind != KeyKind::Ca {
        return Err(Error::invalid("what an earlier key made is refused at once for ca alone")
            .at("now")
            .remedy("leave it out"));
    }
    let ask = Ask::of(Action::ChangeAccess, workspace_asset()?).exactly(kind.rotation());
    let permit = workspace.admit(caller, ask).await?;
    let rotated = match kind {
        KeyKind::ModelSigner => handover::rotate_signer(&workspace.store, &permit).await?,
        KeyKind::Ca => {
            let (authority, names) = (&workspace.authority, workspace.server_names());
            let rotated = authority.rotate(&workspace.store, &permit, &names, how.now).await;
            rotated.map_err(AuthError::from)?
        }
        _ => workspace.store.key_rotated(&permit, kind).await?,
    };
    let needed = workspace.store.keys_shown().await.internal("looking at the keys")?;
    let needed = needed.into_iter().find(|key| key.id.as_ref() == Some(&rotated.before));
    let needed = needed.and_then(|key| key.needed_by).unwrap_or_default().len();
    Ok(RotateResponse {
        kind,
        next: next(kind, how, needed, &rotated.before),
        before: rotated.before,
        after: rotated.after,
        entry: rotated.entry,
    })
}

/// Destroys a key that another took the place of and no version needs, in the name of `caller`, who
/// may change access.
///
/// # Errors
/// If the gate refuses, there is no such key, or something needs it.
pub async fn retire_key(
    workspace: &Workspace,
    caller: &Caller,
    request: RetireKeyRequest,
) -> Result<RetireKeyResponse, Error> {
    workspace.expect_fresh(caller).await?;
    let detail = Digest::of(request.id.as_bytes());
    let ask = Ask::of(Action::ChangeAccess, workspace_asset()?).exactly(detail);
    let permit = workspace.admit(caller, ask).await?;
    let entry = workspace.store.key_retired(&permit, &request.id).await?;
    if request.id.starts_with(KeyKind::Ca.name()) {
        let again = workspace.authority.read_again(&workspace.store).await;
        again.map_err(AuthError::from)?;
    }
    Ok(RetireKeyResponse { id: request.id, entry })
}

fn next(kind: KeyKind, how: RotateHow, needed: usize, before: &str) -> Vec<String> {
    let again = "hygeia ingest --again DATASET moves a dataset to the new key";
    let retire = format!("once no version needs the earlier one: hygeia keys retire {before}");
    match kind {
        KeyKind::Kek => {
            vec![format!("{needed} versions are read with the earlier key; {again}"), retire]
        }
        KeyKind::Token => vec![
            format!(
                "{needed} versions keep the tokens of the earlier key, which match none of the new; {again}"
            ),
            retire,
        ],
        KeyKind::Seal => vec![
            "all records and their receipts are signed anew; nothing that the earlier key signs from now on is believed".to_owned(),
            format!("who holds statements or receipts from before verifies them by {before}.pub: hygeia keys list --format json"),
        ],
        KeyKind::ModelSigner => vec![
            "models that are signed already stay so, and keep serving".to_owned(),
            format!("who verifies models is told: those from before by {before}.pub, those from now on by the new key (hygeia keys list --format json)"),
        ],
        KeyKind::Ca if how.now => vec![
            "nobody is let in over a certificate of before from the next connection on; connections that are open end within the hour".to_owned(),
            "each device enrols again: hygeia device enrol".to_owned(),
        ],
        KeyKind::Ca => vec![
            "devices of before are let in until their certificates run out, in 90 days at most; until then the server keeps the names that it has now".to_owned(),
            format!("each device enrols again in that time (hygeia device enrol); once all have: hygeia keys retire {before}"),
        ],
        KeyKind::Ledger => vec![
            "checkpoints are signed by the new key; an export verifies by either, as the entry hands the log on from one to the next".to_owned(),
            "who holds the earlier public key is told the new one (hygeia audit export writes it): by the earlier one alone, a copy from before the rotation still verifies".to_owned(),
        ],
    }
}
