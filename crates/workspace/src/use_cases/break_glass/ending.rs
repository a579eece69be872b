//! Ending what is open before its time, and answering for what is over.

use super::refused::{reason, refused};
use super::shown::{BreakGlassShown, concerns, of_over, show};
use crate::access::{Caller, break_glass_told, people};
use crate::{Code, Context as _, Error, Workspace, workspace_asset};
use ledger::By;
use serde::{Deserialize, Serialize};
use store::{BreakGlass, BreakGlassReview, Verified};
use terms::{Action, PrincipalId};
use utoipa::ToSchema;

/// What is to end now.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRequest {
    pub id: String,
    #[serde(default)]
    pub why: String,
}

/// What somebody found who looked at what was opened.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewBreakGlassRequest {
    pub id: String,
    /// It should not have been opened, or not been used so.
    #[serde(default)]
    pub against: bool,
    pub why: String,
}

/// Ends what is open: it only takes away, so whoever may lock somebody may, and whoever it was opened to.
///
/// # Errors
/// If it is not open, or `caller` may not.
pub(super) async fn close(
    workspace: &Workspace,
    caller: &Caller,
    request: CloseRequest,
) -> Result<BreakGlassShown, Error> {
    let applied = workspace.in_force()?;
    let (code, store, who) = (&applied.code, &workspace.store, &caller.principal);
    if !request.why.is_empty() {
        reason(&request.why)?;
    }
    let one = concerned(workspace, caller, code, &request.id).await?;
    let main = workspace_asset()?;
    if one.asked_by != *who && people::may_they(code, Action::ChangeAccess, &main, who).is_none() {
        let told = format!("{who} may not end {}: that takes a change-access cell", one.id);
        let remedy = "who may change access ends it: hygeia who workspace/main";
        return Err(refused(workspace, caller, (&one.asset, one.id.as_str()), &told, remedy).await?);
    }
    if !one.holds(store.now()) {
        return Err(Error::conflict(format!("{} is not open", one.id))
            .remedy("what waits is taken back by hygeia refuse; hygeia break-glass lists all"));
    }
    let (from, told) = (caller.endpoint(), break_glass_told(code, one.action, &one.asset));
    let by = By::at(who, &from);
    let closed = store.break_glass_closed(by, &one.id, &request.why, &told).await?;
    show(workspace, code, &closed).await
}

/// Answers for what is over: by somebody who reviews such access, and had no part in it.
///
/// # Errors
/// If it is not over, was looked at, or `caller` may not.
pub(super) async fn review(
    workspace: &Workspace,
    caller: &Caller,
    request: ReviewBreakGlassRequest,
) -> Result<BreakGlassShown, Error> {
    let applied = workspace.in_force()?;
    let (code, store, who) = (&applied.code, &workspace.store, &caller.principal);
    reason(&request.why)?;
    workspace.enforcer.record_ended().await?;
    let one = concerned(workspace, caller, code, &request.id).await?;
    let may = of_over(code, &one);
    if !may.contains(who) {
        let told = format!("{who} does not review {}", one.id);
        let names: Vec<&str> = may.iter().map(PrincipalId::as_str).collect();
        let remedy = match names.as_slice() {
            [] => "nobody can: have somebody hold the A of its row".to_owned(),
            some => format!("one of them does: {}", some.join(", ")),
        };
        return Err(
            refused(workspace, caller, (&one.asset, one.id.as_str()), &told, &remedy).await?
        );
    }
    if let Some(before) = &one.review {
        let told = format!("{} answered for {} already", before.by, one.id);
        return Err(Error::conflict(told)
            .remedy("what they said: hygeia audit query --operation break-glass-reviewed"));
    }
    if one.ended(store.now()).is_none() {
        return Err(Error::conflict(format!("{} is not over", one.id))
            .remedy(format!("end it first: hygeia break-glass --close {}", one.id)));
    }
    let review = BreakGlassReview {
        by: who.clone(),
        at: store.now(),
        against: request.against,
        why: request.why,
    };
    let (from, told) = (caller.endpoint(), break_glass_told(code, one.action, &one.asset));
    let done = store.break_glass_reviewed(By::at(who, &from), &one.id, review, &told).await?;
    show(workspace, code, &done).await
}

/// What was asked for under `id`, if `caller` may see it: what others asked for and what nobody did read
/// alike.
async fn concerned(
    workspace: &Workspace,
    caller: &Caller,
    code: &Code,
    id: &str,
) -> Result<Verified<BreakGlass>, Error> {
    let one = workspace.store.docs::<BreakGlass>().get(id).await;
    let one = one.internal("reading what was opened")?;
    let unknown = || {
        Error::invalid(format!("nothing was opened as {id:?}"))
            .at("id")
            .remedy("hygeia break-glass lists what is open, and what is over")
    };
    let one = one.ok_or_else(unknown)?;
    match concerns(code, &caller.principal, &one)? {
        true => Ok(one),
        false => Err(unknown()),
    }
}
