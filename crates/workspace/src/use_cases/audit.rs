//! The ledger is read, proven and exported.

mod proving;
mod wanted;

pub use proving::{ConsistencyRequest, InclusionRequest, checkpoint, consistency, inclusion};
pub use wanted::{AuditOutcome, AuditRequest};

use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace, workspace_asset};
use ledger::Event;
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::Found;
use terms::Action;
use utoipa::ToSchema;

/// An entry with its place in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    pub index: u64,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub event: Event,
}

/// Entries that were found, oldest first; read in pieces, so that memory does not grow with the answer.
pub struct Entries(Found);

impl Entries {
    /// The next of them; `None` after the last.
    ///
    /// # Errors
    /// If the ledger can't be read, or is not what was acknowledged: then the answer is not whole.
    pub async fn next(&mut self) -> Result<Option<Vec<LedgerEntry>>, Error> {
        let next = self.0.next().await.internal("reading the ledger")?;
        let entry = |(index, event)| LedgerEntry { index, event };
        Ok(next.map(|entries| entries.into_iter().map(entry).collect()))
    }

    /// All that are left.
    ///
    /// # Errors
    /// As [`Entries::next`].
    pub async fn all(mut self) -> Result<Vec<LedgerEntry>, Error> {
        let mut all = Vec::new();
        while let Some(entries) = self.next().await? {
            all.extend(entries);
        }
        Ok(all)
    }
}

/// The entries that are wanted, oldest first. To read the ledger is an entry too, with what was
/// asked for by digest.
///
/// # Errors
/// If what is wanted does not parse, the gate refuses, or the ledger can't be read.
pub async fn audit(
    workspace: &Workspace,
    caller: &Caller,
    request: AuditRequest,
) -> Result<Entries, Error> {
    let wanted = request.wanted()?;
    reads_ledger(workspace, caller, &request).await?;
    let found = workspace.store.find(wanted).await.internal("reading the ledger")?;
    Ok(Entries(found))
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
    reads_ledger(workspace, caller, &"export").await?;
    let store = &workspace.store;
    store.export_ledger(&folder.join("ledger")).await.internal("exporting the ledger")?;
    let pem = store.ledger_public().to_pem().internal("writing the ledger's key")?;
    files::write_whole(&folder.join("ledger.pub"), pem.as_bytes(), files::Mode::Readable)
        .internal("writing the ledger's key")
}

/// Admits `caller` to read the ledger for this.
pub(super) async fn reads_ledger(
    workspace: &Workspace,
    caller: &Caller,
    wanted: &impl Serialize,
) -> Result<(), Error> {
    let ask = Ask::of(Action::Audit, workspace_asset()?).with(wanted);
    workspace.admit(caller, ask).await.map(drop)?;
    Ok(())
}
