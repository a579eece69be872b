//! What came of every review: for whoever has to show that they are done.

use super::super::audit::reads_ledger;
use super::super::waiting;
use crate::access::Caller;
use crate::{Context as _, Error, Workspace};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Approval, ReviewDone, Verified};
use terms::{ActivityId, Asset, PrincipalId, RoleId, Timestamp};
use utoipa::{IntoParams, ToSchema};

/// How far back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReviewHistoryRequest {
    /// Days; all that there are, if none are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

/// One cell that somebody looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReviewShown {
    #[schema(value_type = String)]
    pub at: Timestamp,
    #[schema(value_type = String)]
    pub by: PrincipalId,
    #[schema(value_type = String)]
    pub activity: ActivityId,
    /// The asset that was named.
    #[schema(value_type = String)]
    pub asset: Asset,
    #[schema(value_type = String)]
    pub role: RoleId,
    pub letters: String,
    /// Whose access; everybody's but the reviewer's, if nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub holder: Option<PrincipalId>,
    /// The reviewer's own too, as nobody else could look at it.
    pub own: bool,
    pub outcome: ReviewOutcome,
    /// The role that was proposed in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub instead: Option<RoleId>,
    pub why: String,
    /// What was proposed, and who answered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub answered_by: Option<PrincipalId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub answered: Option<Timestamp>,
}

/// What came of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// It stays.
    Kept,
    /// To take it away waits for a second person.
    Waiting,
    /// It was taken away.
    Removed,
    /// Another role took its place.
    Changed,
    /// The second person did not agree.
    Refused,
    /// Nobody answered in time.
    RanOut,
}

/// Every review since then, oldest first.
///
/// # Errors
/// If the gate refuses, or the records can't be read.
pub async fn review_history(
    workspace: &Workspace,
    caller: &Caller,
    request: ReviewHistoryRequest,
) -> Result<Vec<ReviewShown>, Error> {
    reads_ledger(workspace, caller, &request).await?;
    let store = &workspace.store;
    let since = request.days.map(|days| store.now().plus_days(-i64::from(days)));
    let all = store.docs::<ReviewDone>().list().await.internal("reading the reviews")?;
    let asked = store.docs::<Approval>().list().await.internal("reading what was asked for")?;
    let asked: BTreeMap<&str, &Verified<Approval>> =
        asked.iter().map(|one| (one.id.as_str(), one)).collect();
    let done = all.iter().filter(|done| since.is_none_or(|since| done.at >= since));
    let mut shown: Vec<ReviewShown> = done
        .map(|done| {
            let asked = done.proposal.as_deref().and_then(|id| asked.get(id)).map(|one| &***one);
            shown(done, asked, |asked| waiting::expired(workspace, asked))
        })
        .collect();
    shown.sort_by(|a, b| {
        (a.at, &a.activity, &a.asset, &a.role, &a.holder).cmp(&(
            b.at,
            &b.activity,
            &b.asset,
            &b.role,
            &b.holder,
        ))
    });
    Ok(shown)
}

fn shown(
    done: &ReviewDone,
    asked: Option<&Approval>,
    ran_out: impl Fn(&Approval) -> bool,
) -> ReviewShown {
    let answer = asked.and_then(|asked| asked.answer.clone());
    let outcome = match (&answer, asked) {
        _ if done.kept => ReviewOutcome::Kept,
        (Some((.., true)), _) if done.instead.is_some() => ReviewOutcome::Changed,
        (Some((.., true)), _) => ReviewOutcome::Removed,
        (Some((.., false)), _) => ReviewOutcome::Refused,
        (None, Some(asked)) if !ran_out(asked) => ReviewOutcome::Waiting,
        (None, _) => ReviewOutcome::RanOut,
    };
    ReviewShown {
        at: done.at,
        by: done.by.clone(),
        activity: done.cell.activity.clone(),
        asset: done.cell.asset.clone(),
        role: done.cell.role.clone(),
        letters: done.cell.letters.clone(),
        holder: done.holder.clone(),
        own: done.own,
        outcome,
        instead: done.instead.clone(),
        why: done.why.clone(),
        proposal: done.proposal.clone(),
        answered_by: answer.as_ref().map(|(who, ..)| who.clone()),
        answered: answer.map(|(_, at, _)| at),
    }
}
