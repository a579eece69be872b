//! Who changes access from elsewhere does it over a device in order, from a known network (M20).

use crate::access::{Ask, Caller};
use crate::{Error, Workspace, workspace_asset};
use terms::Action;

/// Asks the gate whether `caller` may change access now: device, posture, network and locks, as of every
/// other request; the decision is in the ledger. Who sits at the workspace's own terminal holds its files
/// anyway.
///
/// # Errors
/// The refusal.
pub(super) async fn in_order(workspace: &Workspace, caller: &Caller) -> Result<(), Error> {
    if caller.at_terminal() || workspace.enforcer.applied().is_none() {
        return Ok(());
    }
    let ask = Ask::of(Action::ChangeAccess, workspace_asset()?);
    Ok(workspace.admit(caller, ask).await.map(drop)?)
}
