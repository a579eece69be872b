//! What waits for a second person, and in words what it would change.

use super::again::{self, Affected};
use super::apply::Applying;
use super::approvals::{ApprovalShown, approvals};
use super::break_glass::{self, BreakGlassShown};
use crate::access::{Caller, people};
use crate::config::{self, Changed};
use crate::{Code, Context as _, Error, Texts, Workspace, workspace_asset};
use gate::{Diff, difference};
use serde::{Deserialize, Serialize};
use store::{AcceptedWeak, Accuracy, Approval, Model, ProposedTexts, Stage, Verified};
use terms::{Action, Class, Finding, PrincipalId};
use utoipa::ToSchema;

/// What was asked for, and what it would change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProposalResponse {
    #[serde(flatten)]
    pub asked: ApprovalShown,
    /// Who may answer it: never who asked.
    #[schema(value_type = Vec<String>)]
    pub may_answer: Vec<PrincipalId>,
    /// Of a change of access that waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeShown>,
    /// Of a model's promotion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion: Option<PromotionShown>,
    /// Of a break-glass grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<AskedFor>,
}

/// What somebody would be let do for a while.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AskedFor {
    #[serde(flatten)]
    pub grant: BreakGlassShown,
    /// Why it would give nothing, as things stand now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_the_way: Option<String>,
}

/// What a change of access would do to what stands now.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChangeShown {
    /// Nothing was applied before.
    pub first: bool,
    /// Something else was applied since it was proposed: it can't be agreed to any more.
    pub outdated: bool,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub diff: Diff,
    /// What becomes stricter though nobody loses a grant: what to go back on it would mean.
    pub stricter: Vec<String>,
    /// What else changes: handling, where HTTPS listens, the vault, what is said of columns …
    pub handling: Vec<Changed>,
    /// Live versions that the new handling would have stored otherwise.
    pub affected: Vec<Affected>,
}

/// What a promotion would put into service.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PromotionShown {
    /// The version of the model that would serve.
    pub number: u32,
    /// The version that would serve no more, if one does.
    pub retires: Option<u32>,
    #[schema(value_type = String)]
    pub author: PrincipalId,
    /// The datasets that it was trained on.
    pub trained_on: Vec<String>,
    /// The highest class of what it was trained on.
    #[schema(value_type = String)]
    pub class: Class,
    /// How it stood up to attacks.
    #[schema(value_type = Vec<Object>)]
    pub accuracies: Vec<Accuracy>,
    /// What is weak about it; nothing is known if it was never evaluated.
    #[schema(value_type = Option<Vec<Object>>)]
    pub weaknesses: Option<Vec<Finding>>,
    /// Who answers for that.
    #[schema(value_type = Option<String>)]
    pub weak_accepted_by: Option<PrincipalId>,
    /// Who could ask it from then on.
    #[schema(value_type = Vec<String>)]
    pub may_infer: Vec<PrincipalId>,
}

/// What was asked for under `id`, and what it would change: computed from what was proposed and from
/// what stands now, whatever lies in the files.
///
/// # Errors
/// If nobody asked, `caller` could not answer it, or the records can't be read.
pub async fn proposal(
    workspace: &Workspace,
    caller: &Caller,
    id: &str,
) -> Result<ProposalResponse, Error> {
    let shown = approvals(workspace, caller, Some(id)).await?;
    let asked = shown.into_iter().next().ok_or_else(Error::not_found)?;
    let store = &workspace.store;
    let approval = store.docs::<Approval>().require(id).await?;
    let mut response = ProposalResponse {
        asked,
        may_answer: Vec::new(),
        change: None,
        promotion: None,
        opens: None,
    };
    if approval.break_glass {
        let (grant, in_the_way) = break_glass::opening::asked_for(workspace, id).await?;
        response.may_answer.clone_from(&grant.may_answer);
        // Whether an asset is there at all is no matter of who lacks it.
        let in_the_way = in_the_way.filter(|_| approval.asked_by != caller.principal);
        response.opens = Some(AskedFor { grant, in_the_way });
    } else if approval.action == Action::ChangeAccess {
        let texts = store.docs::<ProposedTexts>().get(id).await.internal("reading a proposal")?;
        if let Some(texts) = texts {
            let new = proposed(&approval, &texts)?;
            response.may_answer = may_agree(workspace, &new, &approval)?;
            response.change = Some(change(workspace, &approval, &new).await?);
        }
    } else if let Some(model) = model(workspace, &approval).await? {
        let code = &workspace.in_force()?.code;
        let may = people::may(code, Action::Approve, &approval.asset).into_keys();
        let others = may.filter(|who| *who != approval.asked_by && *who != model.author);
        response.may_answer = others.collect();
        response.promotion = Some(promotion(workspace, &approval, &model).await?);
    }
    Ok(response)
}

/// The texts of a proposal, parsed: exactly those that it is bound to.
fn proposed(approval: &Approval, kept: &ProposedTexts) -> Result<Code, Error> {
    let mut datasets = kept.texts.clone();
    let mut take = |name: &str| datasets.remove(name).unwrap_or_default();
    let [config, raci, people] = [config::CONFIG, config::RACI, config::PEOPLE].map(&mut take);
    let texts = Texts { config, raci, people, datasets };
    if texts.digest() != approval.detail {
        return Err(Error::internal("the texts of a proposal are not those that it is bound to"));
    }
    Code::parse(texts)
}

/// What was proposed, whatever lies in anybody's files.
pub(super) async fn kept(workspace: &Workspace, approval: &Approval) -> Result<Code, Error> {
    let docs = workspace.store.docs::<ProposedTexts>();
    let kept = docs.get(&approval.id).await.internal("reading a proposal")?;
    let kept = kept.ok_or_else(|| Error::internal("the texts of a proposal are gone"))?;
    proposed(approval, &kept)
}

async fn change(
    workspace: &Workspace,
    approval: &Approval,
    new: &Code,
) -> Result<ChangeShown, Error> {
    let applying = Applying::plan(&workspace.store, new).await?;
    let outdated = applying.standing() != approval.standing;
    let old = applying.old.as_ref().map(Code::standing);
    // What going back would loosen is what going on makes stricter.
    let back = old.map(|old| difference(Some(new.standing()), old).loosened());
    Ok(ChangeShown {
        first: applying.old.is_none(),
        outdated,
        stricter: back.unwrap_or_default(),
        affected: again::affected(&workspace.store, new).await?,
        diff: applying.diff,
        handling: applying.handling,
    })
}

/// Who may agree to a change of access, as what stands says; at the first application, as it would.
fn may_agree(
    workspace: &Workspace,
    new: &Code,
    approval: &Approval,
) -> Result<Vec<PrincipalId>, Error> {
    let main = workspace_asset()?;
    let applied = workspace.enforcer.applied();
    let judge = applied.as_ref().map_or_else(|| new.standing(), |applied| applied.code.standing());
    let all = judge.may_agree(&main).into_iter();
    Ok(all.filter(|who| *who != approval.asked_by).collect())
}

async fn model(
    workspace: &Workspace,
    approval: &Approval,
) -> Result<Option<Verified<Model>>, Error> {
    let key = Model::key_of(&approval.asset, approval.detail);
    workspace.store.docs::<Model>().get(&key).await.internal("reading the registry")
}

async fn promotion(
    workspace: &Workspace,
    approval: &Approval,
    model: &Model,
) -> Result<PromotionShown, Error> {
    let store = &workspace.store;
    let all = store.docs::<Model>().list_of(&approval.asset.to_string()).await;
    let all = all.internal("reading the registry")?;
    let mut live = all.iter().filter(|other| other.stage == Stage::Promoted);
    let retires = live.find(|other| other.digest != model.digest).map(|other| other.number);
    let class = workspace.enforcer.class(&approval.asset).await.internal("reading a class")?;
    let code = &workspace.in_force()?.code;
    Ok(PromotionShown {
        number: model.number,
        retires,
        author: model.author.clone(),
        trained_on: model.trained_on.iter().map(|version| version.dataset.to_string()).collect(),
        class,
        accuracies: model
            .evaluation
            .as_ref()
            .map(|found| found.accuracies.clone())
            .unwrap_or_default(),
        weaknesses: model.weaknesses().map(<[Finding]>::to_vec),
        weak_accepted_by: model.accepted_weak().map(|AcceptedWeak { by, .. }| by.clone()),
        may_infer: people::may(code, Action::Infer, &approval.asset).into_keys().collect(),
    })
}
