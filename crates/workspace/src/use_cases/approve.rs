//! Answering what somebody else asked for: a change of access, a break-glass grant, or a model's promotion.

mod signed;

use super::approvals::{ApprovalShown, approvals};
use super::in_order::in_order;
use super::{apply, break_glass, promote, proposals, waiting};
use crate::access::{Ask, Caller, SignedAgreement, people};
use crate::{Code, Context as _, Error, Texts, Workspace, config};
use files::Mode;
use ledger::By;
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::Approval;
use terms::{Action, Asset, Digest, PrincipalId};
use utoipa::ToSchema;

/// Which request to agree to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRequest {
    pub id: String,
    /// The signature of whoever agrees, by the key of the device that they act over; in a trial there is
    /// none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<SignedAgreement>,
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

/// Bytes of a reason: it stands in the entry of the ledger.
const REASON: usize = 2_000;

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
    expect_may_answer(workspace, caller, &request.id).await?;
    workspace.expect_fresh(caller).await?;
    let asked = open(workspace, &request.id).await?;
    if asked.action == Action::ChangeAccess {
        in_order(workspace, caller).await?;
    }
    signed::keep(workspace, caller, &asked, request.agreement).await?;
    let (mut widening, mut loosened) = (0, 0);
    match asked.action {
        _ if asked.break_glass => {
            break_glass::opening::open(workspace, caller, &asked).await?;
            widening = 1;
        }
        Action::ChangeAccess => {
            // What comes of a review lies in nobody's files, and who agrees from elsewhere has none: it is
            // what the proposal says.
            let code = match asked.by_review || !folder.join(config::CONFIG).exists() {
                true => proposals::kept(workspace, &asked).await?,
                false => Code::parse(Texts::read(folder)?)?,
            };
            let stood = workspace.enforcer.applied();
            let done = agree_to_access(workspace, &code, &asked, caller).await?;
            (widening, loosened) = (done.widening.len(), done.loosened.len());
            if let Some(stood) = stood.filter(|_| asked.by_review) {
                bring_along(workspace, &stood.code, &code)?;
            }
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

/// Whether `caller` asked for `id`, could answer it, or sits at the terminal: to everybody else it is not
/// there, and nothing of theirs is taken in.
///
/// # Errors
/// [`crate::Kind::NotFound`] if not; if the records can't be read.
pub async fn expect_may_answer(
    workspace: &Workspace,
    caller: &Caller,
    id: &str,
) -> Result<(), Error> {
    match approvals(workspace, caller, Some(id)).await?.is_empty() {
        true if !caller.at_terminal() => Err(Error::not_found()),
        _ => Ok(()),
    }
}

/// Writes the list of people as it is in force by now, where the file in the workspace's folder is the one
/// that was. A file in which somebody is working stays: the posture tells that it differs.
fn bring_along(workspace: &Workspace, stood: &Code, new: &Code) -> Result<(), Error> {
    let path = workspace.store.folder().join(config::PEOPLE);
    if config::read_text(&path).is_ok_and(|text| text == stood.texts.people) {
        files::write_whole(&path, new.texts.people.as_bytes(), Mode::Kept).invalid()?;
    }
    Ok(())
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
    let by_review = proposal.by_review;
    let agreement = apply::Agreement { approver, standing, proposal: id, by_review };
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
    if request.reason.len() > REASON {
        let most = format!("a reason has at most {REASON} bytes: it stands in the ledger");
        return Err(Error::invalid(most).at("reason").remedy("say it shorter"));
    }
    expect_may_answer(workspace, caller, &request.id).await?;
    let asked = open(workspace, &request.id).await?;
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

async fn open(workspace: &Workspace, id: &str) -> Result<Approval, Error> {
    let all =
        workspace.store.docs::<Approval>().list().await.internal("reading what was asked for")?;
    let Some(asked) = all.iter().find(|asked| asked.id == id) else {
        let waits = |asked: &&store::Verified<Approval>| {
            asked.answer.is_none() && !waiting::expired(workspace, asked)
        };
        let open = all.iter().filter(waits);
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
    if waiting::expired(workspace, asked) {
        let (by, at) = (&asked.asked_by, waiting::expires(workspace, asked));
        return Err(Error::refused(format!("{id} ran out at {at}: nobody answered it in time"))
            .remedy(format!("{by} asks again, by the verb that it was asked by")));
    }
    Ok(Approval::clone(asked))
}
