//! What somebody asked for and what came of it, as whoever may answer it sees it.

use super::{promote, waiting};
use crate::access::{Caller, people};
use crate::{Context as _, Error, Workspace};
use serde::{Deserialize, Serialize};
use store::Approval;
use terms::{Action, Asset, Digest, PrincipalId};
use utoipa::ToSchema;

/// What somebody asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApprovalShown {
    pub id: String,
    #[schema(value_type = String)]
    pub action: Action,
    #[schema(value_type = String)]
    pub asset: Asset,
    /// Of what exactly: the digest of the three texts, of the model's files, or of what is to be opened.
    #[schema(value_type = String)]
    pub detail: Digest,
    #[schema(value_type = String)]
    pub asked_by: PrincipalId,
    pub asked: String,
    /// Who answered it, if somebody did.
    #[schema(value_type = Option<String>)]
    pub answered_by: Option<PrincipalId>,
    pub agreed: Option<bool>,
    /// It came of a review of somebody's access.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_review: bool,
    /// It asks for a break-glass grant: `proposals show` says of what.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub break_glass: bool,
    /// Why they did not agree, if they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Until when it may be answered.
    pub expires: String,
    /// That moment has passed, and nobody answered.
    pub expired: bool,
    /// Where whoever asked had the model's files, on their host.
    pub folder: Option<String>,
}

/// What was asked for, newest last: all that waits, or `id` alone.
///
/// # Errors
/// If `caller` could not answer any of it.
pub async fn approvals(
    workspace: &Workspace,
    caller: &Caller,
    id: Option<&str>,
) -> Result<Vec<ApprovalShown>, Error> {
    let store = &workspace.store;
    let all = store.docs::<Approval>().list().await.internal("reading what was asked for")?;
    let mut shown = Vec::new();
    for asked in &all {
        let waits = asked.answer.is_none() && !waiting::expired(workspace, asked);
        let wanted = id.map_or(waits, |id| asked.id == id);
        if !wanted || !concerns(workspace, caller, asked) {
            continue;
        }
        let place = promote::place(store, &asked.id).await?;
        shown.push(ApprovalShown {
            id: asked.id.clone(),
            action: asked.action,
            asset: asked.asset.clone(),
            detail: asked.detail,
            asked_by: asked.asked_by.clone(),
            asked: asked.asked.to_string(),
            answered_by: asked.answer.as_ref().map(|(who, ..)| who.clone()),
            agreed: asked.answer.as_ref().map(|(.., agreed)| *agreed),
            by_review: asked.by_review,
            break_glass: asked.break_glass,
            reason: asked.reason.clone(),
            expires: waiting::expires(workspace, asked).to_string(),
            expired: asked.answer.is_none() && waiting::expired(workspace, asked),
            folder: place.map(|folder| folder.display().to_string()),
        });
    }
    shown.sort_by(|a, b| a.asked.cmp(&b.asked));
    Ok(shown)
}

/// Whether `caller` asked for this, could answer it, or sits at the terminal.
fn concerns(workspace: &Workspace, caller: &Caller, asked: &Approval) -> bool {
    let Some(applied) = workspace.enforcer.applied() else { return caller.at_terminal() };
    let action = match asked.action {
        Action::ChangeAccess => Action::ChangeAccess,
        _ => Action::Approve,
    };
    caller.at_terminal()
        || asked.asked_by == caller.principal
        || people::may_they(&applied.code, action, &asked.asset, &caller.principal).is_some()
}
