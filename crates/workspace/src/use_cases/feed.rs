//! What somebody is asked (the RACI's C) and told (its I).
//!
//! What waits for their word is a record. What they are told of follows from the ledger itself: the
//! entry of each decision names the roles that are heard and told, so no notice can be lost that the
//! decision was not.

use super::review;
use crate::access::{Caller, runs_out};
use crate::{Context as _, Error, Workspace, vault_asset, workspace_asset};
use gate::{Letters, Pattern, Row};
use ledger::{Ended, Event, Operation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{BreakGlass, CellName, Consultation, Dataset, Model, Wanted};
use terms::{Action, ActivityId, Asset, AssetKind, Narrowing, PrincipalId, RoleId, Timestamp};
use utoipa::{IntoParams, ToSchema};

/// What the names of notices begin with; the number of their entry follows.
pub(super) const NOTICE: &str = "notice-";
/// What is entered of a break-glass grant, but for its uses.
const EMERGENCIES: [Operation; 5] = [
    Operation::BreakGlassAsked,
    Operation::BreakGlassOpened,
    Operation::BreakGlassClosed,
    Operation::BreakGlassEnded,
    Operation::BreakGlassReviewed,
];
/// Notices of one row, and of all: the newest.
const OF_A_ROW: u64 = 500;
const LISTED: usize = 1_000;
/// Days that are looked back at most.
const MOST_DAYS: u16 = 366;

/// How far back somebody looks.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedRequest {
    /// Days, at most 366.
    #[serde(default = "month")]
    pub days: u16,
}

const fn month() -> u16 {
    30
}

/// What a notice wants of who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// It waits for their word.
    Asked,
    /// They want it, and others are asked about it.
    Own,
    /// They are told before, may say something to it, and nobody waits for that.
    Consulted,
    /// They are told.
    Informed,
    /// Somebody's access is to be reviewed: by them, or it is theirs.
    Review,
}

/// One thing that somebody is asked or told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    /// `consult-…`, or `notice-` and the number of an entry of the ledger.
    pub id: String,
    pub kind: NoticeKind,
    pub at: String,
    /// Who does it, or wants to.
    #[schema(value_type = String)]
    pub who: PrincipalId,
    /// An action of the RACI, or what was done.
    pub action: String,
    #[schema(value_type = String)]
    pub asset: Asset,
    /// As whom they are told.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<RoleId>,
    /// Of a review: the activity whose cell it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub activity: Option<ActivityId>,
    /// Of a review: how far the access is narrowed by now, as it is overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub narrowing: Option<Narrowing>,
    /// Until when it may be answered, or is to be reviewed; of what goes on, until when it may go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Nobody is waited for any more.
    #[serde(default)]
    pub heard: bool,
    pub opinions: Vec<OpinionShown>,
    /// Who has said nothing yet.
    #[schema(value_type = Vec<String>)]
    pub silent: Vec<PrincipalId>,
}

/// What a consulted person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpinionShown {
    #[schema(value_type = String)]
    pub who: PrincipalId,
    pub against: bool,
    pub why: String,
}

/// What `caller` is asked and told, newest last. It needs no cell: it tells them what their letters say
/// that they are told.
///
/// # Errors
/// If nothing was applied, or the records can't be read.
pub async fn feed(
    workspace: &Workspace,
    caller: &Caller,
    request: FeedRequest,
) -> Result<Vec<Notice>, Error> {
    if !(1..=MOST_DAYS).contains(&request.days) {
        return Err(Error::invalid(format!("give 1 to {MOST_DAYS} days")).at("days"));
    }
    workspace.enforcer.record_silence().await?;
    workspace.enforcer.record_ended().await?;
    let since = workspace.store.now().plus_days(-i64::from(request.days));
    let mut all = what_waits(workspace, caller).await?;
    all.extend(reviews(workspace, caller).await?);
    all.extend(told(workspace, caller, since).await?);
    all.sort_by(|a, b| (&a.at, &a.id).cmp(&(&b.at, &b.id)));
    let beyond = all.len().saturating_sub(LISTED);
    all.drain(..beyond);
    Ok(all)
}

async fn what_waits(workspace: &Workspace, caller: &Caller) -> Result<Vec<Notice>, Error> {
    let (store, me) = (&workspace.store, &caller.principal);
    let (code, now) = (&workspace.in_force()?.code, store.now());
    let all = store.docs::<Consultation>().list().await.internal("reading consultations")?;
    let open = all.iter().filter(|one| one.used.is_none());
    let notice = |one: &Consultation, kind, until: Timestamp| Notice {
        id: one.id.clone(),
        kind,
        at: one.asked.to_string(),
        who: one.asked_by.clone(),
        action: one.action.name().to_owned(),
        asset: one.asset.clone(),
        roles: code.people.roles_of(me).cloned().collect(),
        until: Some(until.to_string()),
        heard: now >= one.heard_at(),
        opinions: opinions(one),
        silent: one.silent().cloned().collect(),
        activity: None,
        narrowing: None,
    };
    let seen = open.filter_map(|one| match one.consulted.get(me) {
        Some(None) if now < one.until => Some(notice(one, NoticeKind::Asked, one.until)),
        _ if one.asked_by == *me && now < runs_out(one) => {
            Some(notice(one, NoticeKind::Own, runs_out(one)))
        }
        _ => None,
    });
    Ok(seen.collect())
}

/// The reviews that are asked for: those that `caller` may do, and those of what `caller` has.
async fn reviews(workspace: &Workspace, caller: &Caller) -> Result<Vec<Notice>, Error> {
    let mut all = Vec::new();
    let remind = workspace.in_force()?.code.config.reviews.remind;
    for (review, any) in review::asked_of(workspace, &caller.principal).await? {
        let reached = reached(workspace, &review.cell.asset).await?;
        let asset = reached.into_iter().next().unwrap_or(any);
        let (activity, action) = (&review.cell.activity, review.cell.action);
        all.extend(review.holders.into_iter().map(|held| Notice {
            id: format!("review-{activity}-{}-{}", review.cell.asset, held.holder),
            kind: NoticeKind::Review,
            at: held.due.plus_seconds(-remind.seconds()).to_string(),
            who: held.holder,
            action: action.name().to_owned(),
            asset: asset.clone(),
            roles: vec![review.cell.role.clone()],
            until: Some(held.due.to_string()),
            heard: false,
            opinions: Vec::new(),
            silent: Vec::new(),
            activity: Some(activity.clone()),
            narrowing: held.narrowing,
        }));
    }
    Ok(all)
}

/// What was said of it.
pub(super) fn opinions(one: &Consultation) -> Vec<OpinionShown> {
    let said = one.consulted.iter().filter_map(|(who, said)| Some((who, said.as_ref()?)));
    said.map(|(who, said)| OpinionShown {
        who: who.clone(),
        against: said.against,
        why: said.why.clone(),
    })
    .collect()
}

/// What the ledger says that `caller` is told.
async fn told(
    workspace: &Workspace,
    caller: &Caller,
    since: Timestamp,
) -> Result<Vec<Notice>, Error> {
    let code = &workspace.in_force()?.code;
    let mine: Vec<RoleId> = code.people.roles_of(&caller.principal).cloned().collect();
    let is_told = |letters: &Letters| letters.consulted || letters.informed;
    let concerns = |row: &&Row| {
        row.cells.iter().any(|(role, letters)| is_told(letters) && mine.contains(role))
    };
    let mut found: BTreeMap<u64, Event> = BTreeMap::new();
    for row in code.raci.rows().iter().filter(concerns) {
        for asset in reached(workspace, &row.asset).await? {
            let cell = CellName { activity: row.activity.clone(), asset, role: None };
            let by_row = Wanted { cell: Some(cell), ended: Some(Ended::Allowed), ..newest(since) };
            collect(workspace, by_row, &mut found).await?;
        }
        if row.action == Action::ChangeAccess {
            for operation in [Operation::ApprovalAsked, Operation::AccessChanged] {
                let operation = Some(operation.as_str().to_owned());
                let asset = Some(workspace_asset()?);
                let changes = Wanted { operation, asset, ..newest(since) };
                collect(workspace, changes, &mut found).await?;
            }
        }
    }
    emergencies(workspace, since, &mut found).await?;
    let others = found
        .into_iter()
        .filter(|(_, event)| event.actor.user.uid != caller.principal && !event.actor.is_drill());
    Ok(others.filter_map(|(index, event)| notice(index, event, &mine)).collect())
}

/// What was asked for, opened, ended and reviewed past the RACI, and each use of it: the entries name who is
/// told.
async fn emergencies(
    workspace: &Workspace,
    since: Timestamp,
    into: &mut BTreeMap<u64, Event>,
) -> Result<(), Error> {
    for operation in EMERGENCIES {
        let operation = Some(operation.as_str().to_owned());
        collect(workspace, Wanted { operation, ..newest(since) }, into).await?;
    }
    let all = workspace.store.docs::<BreakGlass>().list().await;
    let all = all.internal("reading what was opened")?;
    let now = workspace.store.now();
    let within = |one: &&store::Verified<BreakGlass>| {
        one.opened.is_some() && one.ended(now).is_none_or(|ended| ended >= since)
    };
    for one in all.iter().filter(within) {
        let activity = ActivityId::new(&one.id).internal("naming a grant")?;
        let cell = CellName { activity, asset: one.asset.clone(), role: None };
        let used = Wanted { cell: Some(cell), ended: Some(Ended::Allowed), ..newest(since) };
        collect(workspace, used, into).await?;
    }
    Ok(())
}

fn newest(since: Timestamp) -> Wanted {
    Wanted { from: Some(since), limit: Some(OF_A_ROW), ..Wanted::default() }
}

async fn collect(
    workspace: &Workspace,
    wanted: Wanted,
    into: &mut BTreeMap<u64, Event>,
) -> Result<(), Error> {
    let mut found = workspace.store.find(wanted).await.internal("reading the ledger")?;
    while let Some(entries) = found.next().await.internal("reading the ledger")? {
        into.extend(entries);
    }
    Ok(())
}

/// The notice of an entry to who holds `mine`, if it names one of these roles.
fn notice(index: u64, event: Event, mine: &[RoleId]) -> Option<Notice> {
    let own = |roles: &[RoleId]| -> Vec<RoleId> {
        roles.iter().filter(|role| mine.contains(role)).cloned().collect()
    };
    let (heard, told) = (own(&event.unmapped.consult), own(&event.unmapped.inform));
    let kind = if heard.is_empty() { NoticeKind::Informed } else { NoticeKind::Consulted };
    let mut roles = [heard, told].concat();
    roles.sort();
    roles.dedup();
    let asset = event.resources.first().filter(|_| !roles.is_empty())?.uid.clone();
    Some(Notice {
        id: format!("{NOTICE}{index}"),
        kind,
        at: event.at().to_string(),
        who: event.actor.user.uid,
        action: event.api.operation,
        asset,
        roles,
        until: None,
        heard: true,
        opinions: Vec::new(),
        silent: Vec::new(),
        activity: None,
        narrowing: None,
    })
}

/// The assets that there are of a row's.
async fn reached(workspace: &Workspace, pattern: &Pattern) -> Result<Vec<Asset>, Error> {
    let kind = match pattern {
        Pattern::Named(asset) => return Ok(vec![asset.clone()]),
        Pattern::Every(kind) => *kind,
    };
    let store = &workspace.store;
    Ok(match kind {
        AssetKind::Workspace => vec![workspace_asset()?],
        AssetKind::Vault => vec![vault_asset()?],
        AssetKind::Dataset => {
            let all = store.docs::<Dataset>().list().await.internal("reading the datasets")?;
            all.iter().map(|dataset| dataset.asset.clone()).collect()
        }
        AssetKind::Model => {
            let all = store.docs::<Model>().list().await.internal("reading the registry")?;
            let mut models: Vec<Asset> = all.iter().map(|model| model.asset.clone()).collect();
            models.sort();
            models.dedup();
            models
        }
    })
}
