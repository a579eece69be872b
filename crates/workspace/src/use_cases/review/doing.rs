//! Looking at somebody's access: it stays, it changes, or it goes.

use super::super::apply;
use crate::access::{Caller, people, reviewers};
use crate::{Code, Context as _, Error, Workspace, config, workspace_asset};
use gate::{Cell, ChangeRefusal, Grant, RoleTaken, role_taken};
use ledger::{Activity, By, Operation, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{NewReview, Verdict};
use terms::{Action, ActivityId, Asset, CellRef, Fact, PrincipalId, RoleId};
use utoipa::ToSchema;

/// What was looked at, and what is to become of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewRequest {
    #[schema(value_type = String)]
    pub activity: ActivityId,
    /// As KIND/NAME.
    #[schema(value_type = String)]
    pub asset: Asset,
    /// Whose access; without it everybody's stays who has it, but the reviewer's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub holder: Option<PrincipalId>,
    #[serde(default)]
    pub verdict: ReviewVerdict,
    /// The reason; it has to be given where one holder is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

impl ReviewRequest {
    /// What everybody but the reviewer has by the activity on the asset stays.
    #[must_use]
    pub const fn keeping(activity: ActivityId, asset: Asset) -> Self {
        Self { activity, asset, holder: None, verdict: ReviewVerdict::Keep, why: String::new() }
    }
}

/// What is to become of somebody's access.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewVerdict {
    /// It stays.
    #[default]
    Keep,
    /// The role goes that gives it: proposed, and done once somebody else agrees.
    Remove,
    /// This role takes its place: proposed, too.
    #[schema(value_type = String)]
    Change(RoleId),
}

/// What was reviewed, and what waits for a second person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReviewResponse {
    /// How many cells were looked at.
    pub cells: usize,
    /// Who has to review the caller's own part of it: nobody reviews their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub own_left_to: Vec<PrincipalId>,
    /// What somebody else has to agree to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
    /// Who could agree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub may_agree: Vec<PrincipalId>,
    /// All that the holder would lose by it, as a role gives more than one thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub loses: Vec<Grant>,
}

/// Bytes of a reason: it stands in the entry of the ledger.
const WHY: usize = 2_000;

/// Records that `caller` looked at who has access by the cells of an activity on an asset; what is not to
/// stay is proposed.
///
/// # Errors
/// If there is no such activity or holder, no reason is given, `caller` is accountable neither for it nor
/// for access as such, or it is their own.
pub async fn review(
    workspace: &Workspace,
    caller: &Caller,
    request: ReviewRequest,
) -> Result<ReviewResponse, Error> {
    let applied = workspace.in_force()?;
    let code = &applied.code;
    let cells = reviewed_cells(code, &request)?;
    reason(&request)?;
    let action = cells.first().map_or(Action::ChangeAccess, |cell| cell.action);
    let (asset, who) = (&request.asset, &caller.principal);
    if !accountable(code, action, asset, who)? {
        let activity = &request.activity;
        let told = format!("{who} is not accountable for {activity}[{asset}]");
        let remedy = "ask who holds its A, or the A of change-access";
        return Err(refused(workspace, caller, &request, told, remedy).await?);
    }
    let holds = cells.iter().any(|cell| code.people.holds(who, &cell.role));
    let mut own_left_to = match &request.holder {
        Some(holder) if holder != who => Vec::new(),
        _ => reviewers(code, action, asset, who),
    };
    // Where nobody else could, it is better looked at by its holder than by nobody, and on record.
    let own = holds && own_left_to.is_empty() && request.holder.as_ref().is_none_or(|h| h == who);
    if request.holder.as_ref() == Some(who) && !own {
        let told = format!("{who} can't review their own access");
        let others: Vec<&str> = own_left_to.iter().map(PrincipalId::as_str).collect();
        let remedy = format!("one of them does: {}", others.join(", "));
        return Err(refused(workspace, caller, &request, told, &remedy).await?);
    }
    if !holds {
        own_left_to.clear();
    }
    let named: Vec<(CellRef, String)> =
        cells.iter().map(|cell| (cell.reference(asset), cell.asset.to_string())).collect();
    let review = NewReview {
        activity: &request.activity,
        asset,
        cells: &named,
        holder: request.holder.as_ref(),
        own,
        verdict: match &request.verdict {
            ReviewVerdict::Keep => Verdict::Keep,
            ReviewVerdict::Remove => Verdict::Remove,
            ReviewVerdict::Change(role) => Verdict::Change(role),
        },
        why: &request.why,
    };
    let mut response = ReviewResponse {
        cells: cells.len(),
        own_left_to,
        proposal: None,
        may_agree: Vec::new(),
        loses: Vec::new(),
    };
    match &request.holder {
        Some(holder) if request.verdict != ReviewVerdict::Keep => {
            propose(workspace, caller, (code, holder, &cells), &review, &mut response).await?;
        }
        _ => {
            let from = caller.endpoint();
            workspace.store.access_reviewed(By::at(who, &from), &review).await?;
        }
    }
    Ok(response)
}

/// The granting cells of the activity on the asset; of a holder, those by which they have it.
fn reviewed_cells(code: &Code, request: &ReviewRequest) -> Result<Vec<Cell>, Error> {
    let ReviewRequest { activity, asset, holder, .. } = request;
    let mut cells: Vec<Cell> = code
        .raci
        .cells()
        .filter(|cell| cell.activity == *activity && cell.asset.matches(asset))
        .filter(|cell| cell.letters.grants())
        .collect();
    if cells.is_empty() {
        return Err(Error::invalid(format!("there is no activity {activity}[{asset}]"))
            .at("activity")
            .remedy("hygeia review lists those that there are"));
    }
    let Some(holder) = holder else { return Ok(cells) };
    let all: BTreeSet<&PrincipalId> =
        cells.iter().flat_map(|cell| code.people.holders(&cell.role)).collect();
    if !all.contains(holder) {
        let names: Vec<&str> = all.iter().map(|who| who.as_str()).collect();
        return Err(Error::invalid(format!("{holder} has nothing by {activity}[{asset}]"))
            .at("holder")
            .remedy(format!("who has: {}", names.join(", "))));
    }
    cells.retain(|cell| code.people.holds(holder, &cell.role));
    Ok(cells)
}

fn reason(request: &ReviewRequest) -> Result<(), Error> {
    let ReviewRequest { holder, verdict, why, .. } = request;
    if why.len() > WHY {
        let most = format!("a reason has at most {WHY} bytes: it stands in the ledger");
        return Err(Error::invalid(most).at("why").remedy("say it shorter"));
    }
    if holder.is_none() && *verdict != ReviewVerdict::Keep {
        return Err(Error::invalid("nobody is named whose access is not to stay")
            .at("holder")
            .remedy("name them: --holder PERSON; each holder is reviewed by itself"));
    }
    if holder.is_some() && why.trim().is_empty() {
        return Err(Error::invalid("a review of somebody's access needs its reason")
            .at("why")
            .remedy("say why it stays, changes or goes: --why …"));
    }
    Ok(())
}

fn accountable(
    code: &Code,
    action: Action,
    asset: &Asset,
    who: &PrincipalId,
) -> Result<bool, Error> {
    let may = |action, asset: &Asset| people::may_they(code, action, asset, who).unwrap_or(false);
    Ok(may(action, asset) || may(Action::ChangeAccess, &workspace_asset()?))
}

/// Enters that somebody may not review this; gives what is told.
async fn refused(
    workspace: &Workspace,
    caller: &Caller,
    request: &ReviewRequest,
    told: String,
    remedy: &str,
) -> Result<Error, Error> {
    let facts = [
        Fact::new("activity", request.activity.as_str()),
        Fact::new("holder", request.holder.as_ref().map_or("", PrincipalId::as_str)),
    ];
    let (operation, outcome) = (Operation::AccessReviewRefused, Outcome::Failure);
    let (actor, asset) = (&caller.principal, &request.asset);
    let entry = Activity { operation, actor, asset, outcome, facts: &facts };
    let entry = workspace.store.record_from(&entry, caller.endpoint()).await;
    let entry = entry.internal("recording the review")?;
    Ok(Error { entry: Some(entry), ..Error::refused(told).remedy(remedy) })
}

/// Proposes to take from the holder the roles by which they have it.
async fn propose(
    workspace: &Workspace,
    caller: &Caller,
    (code, holder, cells): (&Code, &PrincipalId, &[Cell]),
    review: &NewReview<'_>,
    response: &mut ReviewResponse,
) -> Result<(), Error> {
    let instead = match review.verdict {
        Verdict::Change(role) => Some(role),
        Verdict::Keep | Verdict::Remove => None,
    };
    if let Some(role) = instead.filter(|role| !code.raci.roles().contains(role)) {
        return Err(Error::invalid(format!("{} has no role {role}", config::RACI))
            .at("verdict")
            .remedy("hygeia raci check raci.csv, and name one of its columns"));
    }
    let roles: BTreeSet<&RoleId> = cells.iter().map(|cell| &cell.role).collect();
    let mut texts = code.texts.clone();
    for role in roles {
        let without =
            role_taken(&texts.people, holder, role, instead).map_err(|why| by_hand(&why))?;
        texts.people = without;
    }
    let new = Code::parse(texts)?;
    let applying = apply::Applying::plan(&workspace.store, &new).await?;
    let may_agree = match applying.authorise(&new, &caller.principal, None, true)? {
        Err(ChangeRefusal::NeedsSecondOfReview { may }) => may,
        Err(refusal) => {
            return Err(Error::refused(format!("not proposed: {refusal}"))
                .remedy("what gives somebody more is proposed by hygeia apply"));
        }
        // A review alone takes nothing from anybody.
        Ok(_) => return Err(Error::internal("a review would be applied by one person")),
    };
    let from = caller.endpoint();
    let by = By::at(&caller.principal, &from);
    let id = apply::propose(workspace, &new, by, applying.standing(), Some(review)).await?;
    let own = applying.diff.narrowing.into_iter().filter(|grant| grant.principal == *holder);
    (response.proposal, response.may_agree, response.loses) = (Some(id), may_agree, own.collect());
    Ok(())
}

fn by_hand(why: &RoleTaken) -> Error {
    Error::refused(format!("not proposed: {why}"))
        .remedy("take it out of people.toml, then hygeia apply")
}
