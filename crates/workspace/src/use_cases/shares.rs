//! Who may do what to an asset, and what somebody lacks: asked by whoever answers for it, or for oneself.

use super::audit::reads_ledger;
use crate::access::{Caller, people};
use crate::{Code, Error, Workspace, workspace_asset};
use gate::{May, Missing, Share};
use serde::{Deserialize, Serialize};
use terms::{Action, Asset, PrincipalId};
use utoipa::IntoParams;

/// Of which asset is asked who may do what.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhoRequest {
    /// As KIND/NAME.
    #[param(value_type = String)]
    pub asset: Asset,
}

/// Whether somebody may do something.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CanRequest {
    /// A name as people.toml lists it, or what stands before its `@` where that is one person.
    #[param(value_type = String)]
    pub principal: PrincipalId,
    #[param(value_type = String)]
    pub action: Action,
    /// As KIND/NAME.
    #[param(value_type = String)]
    pub asset: Asset,
}

/// Everything that cells make of people to an asset.
///
/// # Errors
/// If the caller neither answers for something on the asset or for access, nor reads the ledger; that is
/// entered there.
pub async fn who(
    workspace: &Workspace,
    caller: &Caller,
    request: WhoRequest,
) -> Result<Vec<Share>, Error> {
    let applied = workspace.in_force()?;
    let code = &applied.code;
    if !answers_for(code, &request.asset, &caller.principal)? {
        reads_ledger(workspace, caller, &request).await?;
    }
    Ok(gate::who(&code.raci, &code.people, &request.asset))
}

/// Whether somebody may do something, by which cells, and what is missing if not. Device, network and budget
/// are asked when it is done.
///
/// # Errors
/// As [`who()`], but of oneself; who has no cell for an asset is told nothing else about it.
pub async fn can(
    workspace: &Workspace,
    caller: &Caller,
    request: CanRequest,
) -> Result<May, Error> {
    let applied = workspace.in_force()?;
    let code = &applied.code;
    let (people, asset, action) = (&code.people, &request.asset, request.action);
    let who = named(code, &request.principal);
    let may = gate::can(&code.raci, people, &who, action, asset);
    if answers_for(code, asset, &caller.principal)? {
        return Ok(may);
    }
    if who != caller.principal {
        reads_ledger(workspace, caller, &request).await?;
        return Ok(may);
    }
    let has_a_cell =
        gate::who(&code.raci, people, asset).iter().any(|share| share.principal == who);
    let missing =
        may.missing.filter(|missing| has_a_cell || matches!(missing, Missing::Meaning { .. }));
    let nothing = || Missing::Row { action, asset: asset.clone() };
    Ok(May { missing: (!may.may).then(|| missing.unwrap_or_else(nothing)), ..may })
}

/// Whether somebody has the A of anything on the asset, or of access.
fn answers_for(code: &Code, asset: &Asset, who: &PrincipalId) -> Result<bool, Error> {
    let rows = code.raci.rows().iter().filter(|row| row.asset.matches(asset));
    let answers = rows
        .flat_map(|row| &row.cells)
        .any(|(role, letters)| letters.accountable && code.people.holds(who, role));
    let access = people::may_they(code, Action::ChangeAccess, &workspace_asset()?, who);
    Ok(answers || access == Some(true))
}

/// The one person whose mail begins with `name`, or `name` itself.
fn named(code: &Code, name: &PrincipalId) -> PrincipalId {
    if code.people.people().contains_key(name) || name.as_str().contains('@') {
        return name.clone();
    }
    let begins = |who: &&PrincipalId| {
        who.as_str().split_once('@').is_some_and(|(local, _)| local == name.as_str())
    };
    let mut found = code.people.people().keys().filter(begins);
    match (found.next(), found.next()) {
        (Some(only), None) => only.clone(),
        _ => name.clone(),
    }
}
