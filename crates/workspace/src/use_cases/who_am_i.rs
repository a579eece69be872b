//! Who somebody is to this workspace.

use crate::Workspace;
use crate::access::Caller;
use serde::{Deserialize, Serialize};
use terms::{DeviceId, PrincipalId, RoleId};
use utoipa::ToSchema;

/// Name, device and roles.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WhoAmIResponse {
    #[schema(value_type = String)]
    pub principal: PrincipalId,
    #[schema(value_type = Option<String>)]
    pub device: Option<DeviceId>,
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<RoleId>,
}

/// Whom the workspace takes `caller` for. It needs no cell: it tells nobody but themselves.
#[must_use]
pub fn who_am_i(workspace: &Workspace, caller: &Caller) -> WhoAmIResponse {
    let applied = workspace.enforcer.applied();
    let roles =
        applied.map(|applied| applied.code.people.roles_of(&caller.principal).cloned().collect());
    WhoAmIResponse {
        principal: caller.principal.clone(),
        device: caller.device.clone(),
        roles: roles.unwrap_or_default(),
    }
}
