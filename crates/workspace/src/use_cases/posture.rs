//! How the workspace stands: every probe that looks at it.

use super::devices::operates;
use super::vault;
use crate::access::Caller;
use crate::{Error, Workspace};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use terms::{Area, Probed};
use utoipa::IntoParams;

/// Which part of it, and how fresh.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PostureRequest {
    /// One area alone, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub zoom: Option<Area>,
    /// Look now, at all of it, whatever was seen before.
    #[serde(default)]
    pub now: bool,
    /// The vault's folder on the workspace's host, if the config in force names none. Only who sits
    /// at the terminal may name one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub vault: Option<PathBuf>,
}

/// What the probes saw: now, or when something had changed last.
///
/// # Errors
/// If the gate refuses.
pub async fn posture(
    workspace: &Workspace,
    caller: &Caller,
    request: PostureRequest,
) -> Result<Vec<Probed>, Error> {
    operates(workspace, caller).await?;
    let named = match request.vault {
        Some(named) => vault::folder(workspace, caller, Some(named))?,
        None => None,
    };
    let mut probed = match (named, workspace.watch.seen()) {
        (Some(vault), _) => workspace.look_with(&vault).await,
        (None, Some(seen)) if !request.now => seen,
        _ => workspace.look().await,
    };
    probed.retain(|one| request.zoom.is_none_or(|area| one.area == area));
    Ok(probed)
}
