//! Access is looked at again: when, by whom, and what nobody needs.

mod doing;
mod due;
mod history;

pub use doing::{ReviewRequest, ReviewResponse, ReviewVerdict, review};
pub use due::reviews;
pub(crate) use due::{asked_of, due};
pub use history::{ReviewHistoryRequest, ReviewOutcome, ReviewShown, review_history};

use super::audit::reads_ledger;
use crate::access::Caller;
use crate::{Context as _, Error, Workspace, config};
use gate::Unused;
use serde::{Deserialize, Serialize};
use store::{ConfigVersion, Store};
use terms::Timestamp;
use utoipa::IntoParams;

/// For how long access has to be unused.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnusedRequest {
    /// Days without use, and since the RACI was applied.
    #[serde(default = "ninety")]
    pub days: u16,
}

const fn ninety() -> u16 {
    90
}

/// The granting cells that nobody has used for so many days, as the ledger tells.
///
/// # Errors
/// If the gate refuses, or the records can't be read.
pub async fn unused(
    workspace: &Workspace,
    caller: &Caller,
    request: UnusedRequest,
) -> Result<Vec<Unused>, Error> {
    reads_ledger(workspace, caller, &request).await?;
    let store = &workspace.store;
    let usage = store.usage().await.internal("reading the ledger")?;
    let now = store.now();
    let since = applied_at(store).await?.unwrap_or(now);
    let code = &workspace.in_force()?.code;
    Ok(gate::unused(&code.raci, &code.people, &usage, since, now, request.days))
}

/// When the RACI was applied last.
async fn applied_at(store: &Store) -> Result<Option<Timestamp>, Error> {
    let all = store.docs::<ConfigVersion>().list_of(config::RACI).await;
    Ok(all.internal("reading what was applied")?.iter().map(|version| version.applied).max())
}
