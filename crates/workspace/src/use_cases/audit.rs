//! The ledger is read and exported.

use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace, workspace_asset};
use ledger::Event;
use serde::{Deserialize, Serialize};
use std::path::Path;
use terms::{Action, Asset, PrincipalId};
use utoipa::{IntoParams, ToSchema};

/// Entries in one answer, at most.
const MOST: usize = 10_000;

/// Which entries are wanted: the newest of those that fit all that is given.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditRequest {
    /// Of this principal alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub actor: Option<PrincipalId>,
    /// Of this action or activity alone, such as query or dataset-committed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// On this asset alone, as KIND/NAME.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub asset: Option<Asset>,
    /// Only what was refused or failed.
    #[serde(default)]
    pub denied: bool,
    /// The newest so many.
    #[serde(default = "fifty")]
    pub limit: usize,
}

const fn fifty() -> usize {
    50
}

impl Default for AuditRequest {
    fn default() -> Self {
        Self { actor: None, action: None, asset: None, denied: false, limit: fifty() }
    }
}

/// An entry with its place in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    pub index: u64,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub event: Event,
}

impl AuditRequest {
    fn wants(&self, event: &Event) -> bool {
        let denied = event.action_id == Some(2) || event.status_id == 2;
        self.actor.as_ref().is_none_or(|who| event.actor.user.uid == *who)
            && self.action.as_ref().is_none_or(|action| event.api.operation == *action)
            && self
                .asset
                .as_ref()
                .is_none_or(|asset| event.resources.iter().any(|r| r.uid == *asset))
            && (!self.denied || denied)
    }
}

/// The entries that are wanted, oldest first. To read the ledger is an entry too.
///
/// # Errors
/// If the gate refuses, or the ledger can't be read.
pub async fn audit(
    workspace: &Workspace,
    caller: &Caller,
    request: AuditRequest,
) -> Result<Vec<LedgerEntry>, Error> {
    reads_ledger(workspace, caller).await?;
    let events = workspace.store.events(0..u64::MAX).await.internal("reading the ledger")?;
    let entries = (0u64..).zip(events).map(|(index, event)| LedgerEntry { index, event });
    let mut entries: Vec<LedgerEntry> =
        entries.filter(|entry| request.wants(&entry.event)).collect();
    let most = request.limit.min(MOST);
    entries.drain(..entries.len().saturating_sub(most));
    Ok(entries)
}

/// Writes a copy of the ledger into `folder`, and the key that it is verified with: `ledger/` and
/// `ledger.pub`.
///
/// # Errors
/// If the gate refuses, or the files can't be written.
pub async fn export_ledger(
    workspace: &Workspace,
    caller: &Caller,
    folder: &Path,
) -> Result<(), Error> {
    reads_ledger(workspace, caller).await?;
    let store = &workspace.store;
    store.export_ledger(&folder.join("ledger")).await.internal("exporting the ledger")?;
    let pem = store.ledger_public().to_pem().internal("writing the ledger's key")?;
    files::write_whole(&folder.join("ledger.pub"), pem.as_bytes(), files::Mode::Readable)
        .internal("writing the ledger's key")
}

/// Admits `caller` to read the ledger.
pub(super) async fn reads_ledger(workspace: &Workspace, caller: &Caller) -> Result<(), Error> {
    let ask = Ask::of(Action::Audit, workspace_asset()?);
    workspace.admit(caller, ask).await.map(drop)?;
    Ok(())
}
