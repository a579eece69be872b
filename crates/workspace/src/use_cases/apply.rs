//! Applying code to a workspace: who proposes, what would change, and what the ledger says of it.

use super::again::{self, Affected};
use super::in_order::in_order;
use super::retention;
use super::waiting;
use crate::access::{Caller, founder, people};
use crate::config::Changed;
use crate::config::{self, datasets};
use crate::{Applied, Code, Context as _, Error, Texts, Workspace, workspace_asset};
use gate::{Authorised, Change, ChangeRefusal, Diff, diff};
use ledger::{Activity, By, Operation, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::{Keep, NewConfig, NewProposal, NewReview, Store, StoreError, Version};
use terms::{
    Action, Asset, AssetKind, Declared, Digest, Fact, Finding, PrincipalId, RoleId, Severity,
    Timestamp,
};
use utoipa::ToSchema;

/// The texts, and whether only to show what they would change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyRequest {
    pub texts: Texts,
    /// Only show what would change.
    #[serde(default)]
    pub plan: bool,
}

/// What changes, and whether it did.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApplyResponse {
    /// Nothing was applied before.
    pub first: bool,
    /// The texts are those that were applied last.
    pub nothing: bool,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub diff: Diff,
    /// What else changes: in `hygeia.toml` handling, where HTTPS listens, the vault …; in
    /// `datasets/NAME.toml` what is shown of columns, and what deliveries have to keep.
    pub handling: Vec<Changed>,
    /// Live versions that the new handling would have stored otherwise: protect them anew.
    #[serde(default)]
    pub affected: Vec<Affected>,
    pub applied: bool,
    /// The id that somebody else has to approve.
    pub proposal: Option<String>,
    /// Why it takes somebody else.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub waits: Option<String>,
}

/// Shows, applies or proposes, in the name of `caller`.
///
/// # Errors
/// If the texts don't parse, the RACI is unsound, or `caller` may not change access.
pub async fn apply(
    workspace: &Workspace,
    caller: &Caller,
    request: ApplyRequest,
) -> Result<ApplyResponse, Error> {
    let (store, who, from) = (&workspace.store, &caller.principal, caller.endpoint());
    let by = By::at(who, &from);
    // What stands is for who may change it.
    if !caller.at_terminal() && workspace.enforcer.applied().is_some() {
        workspace.expect_cell(caller, Action::ChangeAccess, &workspace_asset()?).await?;
    }
    let new = Code::parse(request.texts)?;
    let applying = Applying::plan(store, &new).await?;
    let mut response = ApplyResponse {
        first: applying.old.is_none(),
        nothing: applying.is_nothing(&new),
        diff: applying.diff.clone(),
        handling: applying.handling.clone(),
        affected: again::affected(store, &new).await?,
        applied: false,
        proposal: None,
        waits: None,
    };
    if request.plan || response.nothing {
        return Ok(response);
    }
    workspace.expect_fresh(caller).await?;
    let authorised = applying.authorise(&new, who, None, false)?;
    if matches!(authorised, Ok(_) | Err(ChangeRefusal::NeedsSecond { .. })) {
        in_order(workspace, caller).await?;
    }
    match authorised {
        Err(refusal @ ChangeRefusal::NeedsSecond { .. }) => {
            let proposal = propose(workspace, &new, by, applying.standing(), None).await?;
            response.proposal = Some(proposal);
            response.waits = Some(refusal.to_string());
        }
        _ => {
            apply_now(workspace, &new, by, None).await?;
            response.applied = true;
        }
    }
    Ok(response)
}

/// What applying would do.
pub(super) struct Applying {
    pub old: Option<Code>,
    pub diff: Diff,
    pub handling: Vec<Changed>,
    /// Every version is recorded to be kept as the new texts say.
    recorded: bool,
    /// Who changes access alone, until two people who can agree have joined.
    founder: Option<PrincipalId>,
    now: Timestamp,
}

impl Applying {
    /// Compares `new` with what was applied to `store`.
    pub(super) async fn plan(store: &Store, new: &Code) -> Result<Self, Error> {
        let (listed, now) = (Code::applied(store).await?, store.now());
        let (old, new_now) = (listed.as_ref().map(|old| old.at(now)), new.at(now));
        let diff = diff(old.as_ref().map(Code::standing), new_now.standing());
        let handling = old.as_ref().map(|old| config::changes(&old.config, &new.config));
        let mut handling = handling.unwrap_or_default();
        handling.extend(columns(store, old.as_ref(), new).await?);
        handling.extend(old.iter().flat_map(|old| rules(old, new)));
        handling.extend(listed.iter().flat_map(|listed| config::endings(listed, new)));
        let otherwise = retention::otherwise(store, new).await?;
        handling.extend(retention::changes(store, old.as_ref(), new, &otherwise).await?);
        let recorded = otherwise.is_empty();
        Ok(Self { old, diff, handling, recorded, founder: founder(store).await?, now })
    }

    /// Whether `proposer`, with or without `approver`, may apply `new`.
    pub(super) fn authorise(
        &self,
        new: &Code,
        proposer: &PrincipalId,
        approver: Option<&PrincipalId>,
        by_review: bool,
    ) -> Result<Result<Authorised, ChangeRefusal>, Error> {
        let workspace = workspace_asset()?;
        let laxer = self.handling.iter().filter(|changed| changed.laxer);
        let beside: Vec<String> = laxer.map(|changed| changed.what.clone()).collect();
        let old = self.old.as_ref().map(Code::standing);
        let new = new.at(self.now);
        let (new, workspace, beside) = (new.standing(), &workspace, &beside[..]);
        let founder = self.founder.as_ref();
        let change = Change { old, new, workspace, beside, by_review, founder };
        Ok(change.authorise(proposer, approver))
    }

    /// The digest of the texts that stand.
    pub(super) fn standing(&self) -> Option<Digest> {
        self.old.as_ref().map(|old| old.texts.digest())
    }

    /// Whether the texts are the ones that were applied already, and nothing is left to do of them.
    fn is_nothing(&self, new: &Code) -> bool {
        self.recorded && self.old.as_ref().is_some_and(|old| old.texts == new.texts)
    }
}

/// What changes of what is said of columns. The very first application changes nothing: no data are here.
async fn columns(store: &Store, old: Option<&Code>, new: &Code) -> Result<Vec<Changed>, Error> {
    let Some(old) = old else { return Ok(Vec::new()) };
    let none = Declared::new();
    let mut all = Vec::new();
    let names: BTreeSet<&String> = old.datasets.keys().chain(new.datasets.keys()).collect();
    for name in names {
        let said =
            |code: &'_ Code| code.datasets.get(name).cloned().unwrap_or_else(|| none.clone());
        let (before, after) = (said(old), said(new));
        if before == after {
            continue;
        }
        let dataset = Asset::new(AssetKind::Dataset, name).invalid()?;
        let found = match store.live_version(&dataset).await {
            Err(StoreError::Missing { .. }) => None,
            other => Some(other.internal("reading a version")?.into_inner().classification),
        };
        all.extend(config::columns::changes(name, found.as_ref(), &before, &after));
    }
    Ok(all)
}

/// What changes of what deliveries have to keep.
fn rules(old: &Code, new: &Code) -> Vec<Changed> {
    let names: BTreeSet<&String> = old.rules.keys().chain(new.rules.keys()).collect();
    let mut all = Vec::new();
    for name in names {
        let [before, after] = [old, new].map(|code| code.rules.get(name).map_or(&[][..], |r| r));
        all.extend(config::rules::changes(name, before, after));
    }
    all
}

/// Somebody else's word for a change: of exactly what stood when it was proposed.
pub(super) struct Agreement<'a> {
    pub approver: &'a PrincipalId,
    pub standing: Option<Digest>,
    /// The id of the proposal.
    pub proposal: &'a str,
    /// It came of a review.
    pub by_review: bool,
}

/// Applies `new`, as `proposer` wanted it, from where whoever says the last word came: entry, texts and the answer to the proposal in one deed; and lets it decide from the
/// next request on. A refusal is entered too.
///
/// # Errors
/// If the RACI is unsound, who is named may not do this, or something else stands by now than what
/// was agreed to be changed.
pub(super) async fn apply_now(
    workspace: &Workspace,
    new: &Code,
    by: By<'_>,
    agreement: Option<Agreement<'_>>,
) -> Result<Authorised, Error> {
    let applied = sound(new)?;
    let proposer = by.who;
    let store = &workspace.store;
    let _alone = workspace.applying.lock().await;
    let applying = Applying::plan(store, new).await?;
    if agreement.as_ref().is_some_and(|agreed| agreed.standing != applying.standing()) {
        // What was taken away since would come back with it.
        return Err(Error::conflict(format!(
            "what stands has changed since {proposer} proposed this"
        ))
        .remedy("propose again, and look at what it changes now: hygeia apply --as NAME"));
    }
    let approver = agreement.as_ref().map(|agreed| agreed.approver);
    let proposal = agreement.as_ref().map(|agreed| agreed.proposal);
    let by_review = agreement.as_ref().is_some_and(|agreed| agreed.by_review);
    let authorised = applying.authorise(new, proposer, approver, by_review)?;
    let [heard, told] = concerned(applying.old.as_ref().unwrap_or(new))?;
    let facts = |widening: String| {
        [
            Fact::new("digest", new.texts.digest().hex()),
            Fact::new("approver", approver.map_or("", PrincipalId::as_str)),
            Fact::new("widening", widening),
        ]
    };
    let authorised = match authorised {
        Ok(authorised) => authorised,
        Err(refusal) => {
            return Err(refused(store, by, &refusal, &facts(refusal.to_string())).await?);
        }
    };
    let facts = facts(authorised.widening.len().to_string());
    // A file that was taken away is applied as nothing: each application names all that there ever were.
    let ever = datasets::versions(store).await?;
    let mut texts: BTreeMap<&str, &str> =
        ever.iter().map(|version| (version.name.as_str(), "")).collect();
    texts.extend(new.texts.named());
    let texts: Vec<(&str, &str)> = texts.into_iter().collect();
    let keep = |version: &Version| new.retention_of(version);
    let new_config = NewConfig {
        texts: &texts,
        approver,
        proposal,
        facts: &facts,
        heard: &heard,
        told: &told,
        keep: Some(Keep(&keep)),
    };
    let done = store.config_applied(by, &new_config).await;
    // Its entry decides: from then on nobody is answered by what stood before.
    if matches!(done, Ok(_) | Err(StoreError::Unfinished { .. })) {
        crate::sinks::begin(workspace, &applied);
        workspace.swap(applied);
    }
    done?;
    Ok(authorised)
}

/// The roles that are heard and told of changes of access.
fn concerned(code: &Code) -> Result<[Vec<RoleId>; 2], Error> {
    Ok(people::heard_and_told(code, Action::ChangeAccess, &workspace_asset()?))
}

/// Enters that a change was refused; gives what is told.
async fn refused(
    store: &Store,
    by: By<'_>,
    refusal: &ChangeRefusal,
    facts: &[Fact],
) -> Result<Error, Error> {
    let (operation, outcome) = (Operation::AccessChangeRefused, Outcome::Failure);
    let asset = workspace_asset()?;
    let activity = Activity { operation, actor: by.who, asset: &asset, outcome, facts };
    let entry = store.record_by(&activity, by).await.internal("recording the change of access")?;
    let error = Error::refused(format!("not applied: {refusal}"))
        .remedy("hygeia apply --as NAME proposes, hygeia approve ID --as NAME agrees");
    Ok(Error { entry: Some(entry), ..error })
}

/// `new` as it would decide, if its RACI may be applied at all.
fn sound(new: &Code) -> Result<Applied, Error> {
    let grave = |finding: &&Finding| {
        finding.severity >= Severity::High && !OF_PEOPLE.contains(&finding.rule.as_str())
    };
    match new.findings().iter().find(grave) {
        Some(grave) => Err(Error::refused(format!("the RACI is not airtight: {}", grave.message))
            .remedy("hygeia check shows all that is unsound")),
        // What does not compile must not stand in the way of the next change either.
        None => Applied::of(new.clone()),
    }
}

/// Rules about who holds which role. People come and go: `hygeia check` tells it, and it stands in the way
/// of no change, least of all of the one that mends it. Whether somebody is left who can agree, and whether
/// access is widened by it, is asked of the change itself.
const OF_PEOPLE: [&str; 6] = [
    "raci/accountable-left",
    "raci/accountable-nobody",
    "raci/accountable-service",
    "raci/nobody-else-agrees",
    "raci/one-person-both",
    "raci/service-agrees",
];

/// Records that `proposer` asks for `new` to be applied to what stands, with the review that it comes of;
/// somebody else agrees by its id, which is bound to both.
pub(super) async fn propose(
    workspace: &Workspace,
    new: &Code,
    proposer: By<'_>,
    standing: Option<Digest>,
    review: Option<&NewReview<'_>>,
) -> Result<String, Error> {
    sound(new)?;
    let ran_out = waiting::room(workspace).await?;
    let (detail, texts) = (new.texts.digest(), new.texts.named());
    let judge = Code::applied(&workspace.store).await?;
    let [consult, _] = concerned(judge.as_ref().unwrap_or(new))?;
    let proposal = NewProposal {
        detail,
        standing,
        texts: &texts,
        ran_out: &ran_out,
        consult: &consult,
        review,
    };
    Ok(workspace.store.access_asked(proposer, &proposal).await?.id)
}
