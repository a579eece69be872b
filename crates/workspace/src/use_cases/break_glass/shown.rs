//! What was asked for in an emergency, as those see it whom it concerns.

use super::super::waiting;
use crate::access::{Caller, break_glass_told, people, reviewers};
use crate::{Code, Context as _, Error, Workspace, workspace_asset};
use ledger::Ended;
use serde::{Deserialize, Serialize};
use store::{Approval, BreakGlass, CellName, Wanted};
use terms::{Action, ActivityId, Asset, Period, PrincipalId, Timestamp};
use utoipa::ToSchema;

/// What became of what somebody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakGlassState {
    /// It waits for somebody else to agree.
    Waits,
    /// It is in force.
    Open,
    /// It is over, and nobody looked at it yet.
    Over,
    /// Somebody looked at it.
    Reviewed,
    /// Nobody agreed, or somebody refused.
    Refused,
}

/// One thing that somebody is let do for a while, or asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BreakGlassShown {
    /// That of the proposal, and of the cell that every use of it names.
    pub id: String,
    pub state: BreakGlassState,
    #[schema(value_type = String)]
    pub asked_by: PrincipalId,
    #[schema(value_type = String)]
    pub action: Action,
    #[schema(value_type = String)]
    pub asset: Asset,
    /// For how long, from when somebody agrees.
    #[serde(rename = "for")]
    #[schema(value_type = String)]
    pub period: Period,
    pub why: String,
    #[schema(value_type = String)]
    pub asked: Timestamp,
    /// Who may agree while it waits, and look at it once it is over.
    #[schema(value_type = Vec<String>)]
    pub may_answer: Vec<PrincipalId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<OpenedShown>,
    /// How often it was used.
    pub uses: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewedShown>,
}

/// Who agreed, and how long it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenedShown {
    #[schema(value_type = String)]
    pub by: PrincipalId,
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// When it ends by itself.
    #[schema(value_type = String)]
    pub until: Timestamp,
    /// Who ended it before, if somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub closed_by: Option<PrincipalId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub closed: Option<Timestamp>,
}

/// What somebody found who looked at it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReviewedShown {
    #[schema(value_type = String)]
    pub by: PrincipalId,
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// It should not have been opened, or not been used so.
    pub against: bool,
    pub why: String,
}

/// What waits, is open, or is over and was looked at by nobody: to whoever asked, answers for it, is told
/// of it or changes access, and at the terminal.
///
/// # Errors
/// If nothing was applied, or the records can't be read.
pub(super) async fn grants(
    workspace: &Workspace,
    caller: &Caller,
) -> Result<Vec<BreakGlassShown>, Error> {
    workspace.enforcer.record_ended().await?;
    let applied = workspace.in_force()?;
    let all = workspace.store.docs::<BreakGlass>().list().await;
    let mut shown = Vec::new();
    for one in &all.internal("reading what was opened")? {
        if !caller.at_terminal() && !concerns(&applied.code, &caller.principal, one)? {
            continue;
        }
        let one = show(workspace, &applied.code, one).await?;
        if matches!(
            one.state,
            BreakGlassState::Waits | BreakGlassState::Open | BreakGlassState::Over
        ) {
            shown.push(one);
        }
    }
    shown.sort_by(|a, b| (a.asked, &a.id).cmp(&(b.asked, &b.id)));
    Ok(shown)
}

/// Whether somebody is to see it.
pub(super) fn concerns(code: &Code, who: &PrincipalId, one: &BreakGlass) -> Result<bool, Error> {
    let main = workspace_asset()?;
    let told = break_glass_told(code, one.action, &one.asset);
    Ok(one.asked_by == *who
        || people::may_they(code, Action::ChangeAccess, &main, who).is_some()
        || told.iter().any(|role| code.people.holds(who, role)))
}

/// What is shown of it.
pub(super) async fn show(
    workspace: &Workspace,
    code: &Code,
    one: &BreakGlass,
) -> Result<BreakGlassShown, Error> {
    let state = state(workspace, one).await?;
    let may_answer = match state {
        BreakGlassState::Waits => may_agree(code, &one.asked_by)?,
        BreakGlassState::Over => of_over(code, one),
        _ => Vec::new(),
    };
    let opened = one.opened.as_ref().zip(one.until()).map(|((by, at), until)| OpenedShown {
        by: by.clone(),
        at: *at,
        until,
        closed_by: one.closed.as_ref().map(|(who, _)| who.clone()),
        closed: one.closed.as_ref().map(|(_, at)| *at),
    });
    let review = one.review.as_ref().map(|review| ReviewedShown {
        by: review.by.clone(),
        at: review.at,
        against: review.against,
        why: review.why.clone(),
    });
    Ok(BreakGlassShown {
        id: one.id.clone(),
        state,
        asked_by: one.asked_by.clone(),
        action: one.action,
        asset: one.asset.clone(),
        period: one.period,
        why: one.why.clone(),
        asked: one.asked,
        may_answer,
        uses: if opened.is_some() { uses(workspace, one).await? } else { 0 },
        opened,
        review,
    })
}

/// What became of it by now.
pub(super) async fn state(
    workspace: &Workspace,
    one: &BreakGlass,
) -> Result<BreakGlassState, Error> {
    let now = workspace.store.now();
    if one.review.is_some() {
        return Ok(BreakGlassState::Reviewed);
    }
    if one.ended(now).is_some() {
        return Ok(BreakGlassState::Over);
    }
    if one.opened.is_some() {
        return Ok(BreakGlassState::Open);
    }
    let asked = workspace.store.docs::<Approval>().get(&one.id).await;
    let asked = asked.internal("reading what was asked for")?;
    let waits = |asked: &store::Verified<Approval>| {
        asked.answer.is_none() && !waiting::expired(workspace, asked)
    };
    Ok(match asked.as_ref().is_some_and(waits) {
        true => BreakGlassState::Waits,
        false => BreakGlassState::Refused,
    })
}

/// Everybody who may agree to what `asked_by` asks for.
pub(super) fn may_agree(code: &Code, asked_by: &PrincipalId) -> Result<Vec<PrincipalId>, Error> {
    let all = code.standing().may_agree(&workspace_asset()?).into_iter();
    Ok(all.filter(|who| who != asked_by && !who.is_service()).collect())
}

/// Who looks at it once it is over: who reviews such access, never who had it, and who agreed only where
/// nobody else could.
pub(crate) fn of_over(code: &Code, one: &BreakGlass) -> Vec<PrincipalId> {
    let all = reviewers(code, one.action, &one.asset, &one.asked_by);
    let agreed = one.opened.as_ref().map(|(who, _)| who);
    let others: Vec<PrincipalId> = all.iter().filter(|who| Some(*who) != agreed).cloned().collect();
    if others.is_empty() { all } else { others }
}

/// How many decisions it allowed.
async fn uses(workspace: &Workspace, one: &BreakGlass) -> Result<u64, Error> {
    let activity = ActivityId::new(&one.id).internal("naming a grant")?;
    let cell = CellName { activity, asset: one.asset.clone(), role: None };
    let wanted = Wanted {
        cell: Some(cell),
        ended: Some(Ended::Allowed),
        from: Some(one.asked),
        ..Wanted::default()
    };
    let mut found = workspace.store.find(wanted).await.internal("reading the ledger")?;
    let mut count = 0;
    while let Some(entries) = found.next().await.internal("reading the ledger")? {
        count += entries.len() as u64;
    }
    Ok(count)
}
