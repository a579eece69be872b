//! Answering what somebody else asked for: a change of access, or a model's promotion.

use super::{apply, promote};
use crate::access::{Ask, Caller, people};
use crate::{Code, Context as _, Error, Texts, Workspace};
use ledger::By;
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::{Approval, Store};
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
    /// Of what exactly: the digest of the three texts, or of the model's files.
    #[schema(value_type = String)]
    pub detail: Digest,
    #[schema(value_type = String)]
    pub asked_by: PrincipalId,
    pub asked: String,
    /// Who answered it, if somebody did.
    #[schema(value_type = Option<String>)]
    pub answered_by: Option<PrincipalId>,
    pub agreed: Option<bool>,
    /// Where whoever asked had the model's files, on their host.
    pub folder: Option<String>,
}

/// Which request to agree to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRequest {
    pub id: String,
}

/// What was agreed to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApproveResponse {
    pub id: String,
    #[schema(value_type = String)]
    pub action: Action,
    #[schema(value_type = String)]
    pub asset: Asset,
    #[schema(value_type = String)]
    pub detail: Digest,
    #[schema(value_type = String)]
    pub asked_by: PrincipalId,
    #[schema(value_type = String)]
    pub approved_by: PrincipalId,
    /// New grants, and laxer rules, of a change of access.
    pub widening: usize,
    pub loosened: usize,
}

/// Why something is not agreed to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseRequest {
    pub id: String,
    #[serde(default)]
    pub reason: String,
}

/// What was asked for, newest last: all that is open, or `id` alone.
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
        let wanted = id.map_or(asked.answer.is_none(), |id| asked.id == id);
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

/// Agrees in the name of `caller`. `folder` holds what is agreed to as `caller` has it: the three
/// texts, or the model's files; without a `model/` in it the registry's own files are taken.
///
/// # Errors
/// If nobody asked, it was answered, it is one's own, or what is there is not what was asked for.
pub async fn approve(
    workspace: &Workspace,
    caller: &Caller,
    request: ApproveRequest,
    folder: &Path,
) -> Result<ApproveResponse, Error> {
    let asked = open(&workspace.store, &request.id).await?;
    let (mut widening, mut loosened) = (0, 0);
    match asked.action {
        Action::ChangeAccess => {
            let code = Code::parse(Texts::read(folder)?)?;
            let done = agree_to_access(workspace, &code, &asked, caller).await?;
            (widening, loosened) = (done.widening.len(), done.loosened.len());
        }
        _ => promote::agree(workspace, caller, &asked, folder).await.map(drop)?,
    }
    Ok(ApproveResponse {
        id: asked.id,
        action: asked.action,
        asset: asked.asset,
        detail: asked.detail,
        asked_by: asked.asked_by,
        approved_by: caller.principal.clone(),
        widening,
        loosened,
    })
}

async fn agree_to_access(
    workspace: &Workspace,
    new: &Code,
    proposal: &Approval,
    caller: &Caller,
) -> Result<gate::Authorised, Error> {
    if new.texts.digest() != proposal.detail {
        let by = &proposal.asked_by;
        return Err(Error::refused(format!("the files are not those that {by} proposed"))
            .remedy("put them back, or propose what is there now: hygeia apply --as NAME"));
    }
    let (standing, id) = (proposal.standing, proposal.id.as_str());
    let (approver, from) = (&caller.principal, caller.endpoint());
    let agreement = apply::Agreement { approver, standing, proposal: id };
    let by = By::at(&proposal.asked_by, &from);
    apply::apply_now(workspace, new, by, Some(agreement)).await
}

/// Says no in the name of `caller`: whoever could agree may refuse, and whoever asked may take it
/// back.
///
/// # Errors
/// If nobody asked, it was answered, or `caller` could not agree to it.
pub async fn refuse(
    workspace: &Workspace,
    caller: &Caller,
    request: RefuseRequest,
) -> Result<ApprovalShown, Error> {
    let store = &workspace.store;
    let asked = open(store, &request.id).await?;
    let own = asked.asked_by == caller.principal;
    match asked.action {
        Action::ChangeAccess if !own => may_agree(workspace, caller, &asked)?,
        _ if !own => {
            let ask = Ask::of(Action::Approve, asked.asset.clone()).exactly(asked.detail);
            workspace.admit(caller, ask).await.map(drop)?;
        }
        _ => {}
    }
    let from = caller.endpoint();
    store.approval_refused(By::at(&caller.principal, &from), &asked.id, &request.reason).await?;
    let shown = approvals(workspace, caller, Some(&asked.id)).await?;
    shown.into_iter().next().ok_or_else(Error::not_found)
}

/// Whether `caller` holds the right to agree to a change of access, as what stands says.
fn may_agree(workspace: &Workspace, caller: &Caller, asked: &Approval) -> Result<(), Error> {
    let accountable = match workspace.enforcer.applied() {
        Some(applied) => {
            let (code, who) = (&applied.code, &caller.principal);
            people::may_they(code, Action::ChangeAccess, &asked.asset, who).unwrap_or(false)
        }
        None => caller.at_terminal(),
    };
    if accountable { Ok(()) } else { Err(Error::not_found()) }
}

async fn open(store: &Store, id: &str) -> Result<Approval, Error> {
    let all = store.docs::<Approval>().list().await.internal("reading what was asked for")?;
    let Some(asked) = all.iter().find(|asked| asked.id == id) else {
        let open = all.iter().filter(|asked| asked.answer.is_none());
        let open: Vec<&str> = open.map(|asked| asked.id.as_str()).collect();
        let remedy = match open.as_slice() {
            [] => "nothing is asked for: hygeia apply or hygeia promote asks".to_owned(),
            some => format!("what is asked for: {}", some.join(", ")),
        };
        return Err(Error::invalid(format!("nobody asked for {id:?}")).remedy(remedy));
    };
    if let Some((who, at, _)) = &asked.answer {
        return Err(Error::conflict(format!("{who} answered {id} at {at}"))
            .remedy("ask again: hygeia apply or hygeia promote"));
    }
    Ok(Approval::clone(asked))
}
