//! Access is looked at again: when, by whom, and what nobody needs.

use super::audit::reads_ledger;
use crate::access::{Caller, people};
use crate::{Context as _, Error, Workspace, config, vault_asset, workspace_asset};
use gate::{Cell, Review, Unused};
use ledger::{Activity, By, Operation, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{ConfigVersion, Dataset, Model, ReviewDone, Store, StoreError};
use terms::{Action, ActivityId, Asset, Class, Fact, Timestamp};
use utoipa::{IntoParams, ToSchema};

/// Which cells were looked at, and stay.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewRequest {
    #[schema(value_type = String)]
    pub activity: ActivityId,
    /// As KIND/NAME.
    #[schema(value_type = String)]
    pub asset: Asset,
}

/// How many that were.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct ReviewResponse {
    pub cells: usize,
}

/// For how long access has to be unused.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnusedRequest {
    /// Days without use, and since the RACI was applied.
    #[serde(default = "ninety")]
    pub days: u16,
}

const fn ninety() -> u16 {
    90
}

/// The next review of every granting cell, earliest first. To apply a RACI is to review it.
///
/// # Errors
/// If the gate refuses, or the records can't be read.
pub async fn reviews(workspace: &Workspace, caller: &Caller) -> Result<Vec<Review>, Error> {
    reads_ledger(workspace, caller, &"reviews").await?;
    due(workspace).await
}

/// As [`reviews()`], for whom nobody has to be let in.
pub(crate) async fn due(workspace: &Workspace) -> Result<Vec<Review>, Error> {
    let store = &workspace.store;
    let applied = workspace.in_force()?;
    let done = store.docs::<ReviewDone>().list().await.internal("reading the reviews")?;
    let since = applied_at(store).await?;
    let last = |cell: &Cell| {
        let own = done.iter().filter(|done| done.kept && cell.is_named_by(&done.cell));
        own.map(|done| done.at).chain(since).max()
    };
    let (classes, handling) = (classes(workspace).await?, &applied.code.config.handling);
    Ok(gate::reviews(&applied.code.raci, &classes, handling, last, store.now()))
}

/// Records that `caller` looked at every cell of an activity on an asset, and that they stay.
///
/// # Errors
/// If there is no such activity, or `caller` is accountable neither for it nor for access as such.
pub async fn review(
    workspace: &Workspace,
    caller: &Caller,
    request: ReviewRequest,
) -> Result<ReviewResponse, Error> {
    let (store, by, from) = (&workspace.store, &caller.principal, caller.endpoint());
    let applied = workspace.in_force()?;
    let code = &applied.code;
    let ReviewRequest { activity, asset } = request;
    let cells: Vec<Cell> = code
        .raci
        .cells()
        .filter(|cell| cell.activity == activity && cell.asset.matches(&asset))
        .filter(|cell| cell.letters.grants())
        .collect();
    let Some(first) = cells.first() else {
        return Err(Error::invalid(format!("there is no activity {activity}[{asset}]"))
            .at("activity")
            .remedy("hygeia review lists those that there are"));
    };
    let accountable =
        |action: Action, asset: &Asset| people::may_they(code, action, asset, by).unwrap_or(false);
    let may =
        accountable(first.action, &asset) || accountable(Action::ChangeAccess, &workspace_asset()?);
    if !may {
        let facts = [Fact::new("activity", activity.as_str()), Fact::new("cells", cells.len())];
        let (operation, outcome) = (Operation::AccessReviewRefused, Outcome::Failure);
        let entry = Activity { operation, actor: by, asset: &asset, outcome, facts: &facts };
        let entry = store.record_from(&entry, from).await.internal("recording the review")?;
        let error = Error::refused(format!("{by} is not accountable for {activity}[{asset}]"))
            .remedy("ask who holds its A, or the A of change-access");
        return Err(Error { entry: Some(entry), ..error });
    }
    let references: Vec<_> = cells.iter().map(|cell| cell.reference(&asset)).collect();
    store.access_reviewed(By::at(by, &from), &activity, &asset, &references).await?;
    Ok(ReviewResponse { cells: cells.len() })
}

/// The granting cells that nobody has used for so many days, as the ledger tells.
///
/// # Errors
/// If the gate refuses, or the records can't be read.
pub async fn unused(
    workspace: &Workspace,
    caller: &Caller,
    request: UnusedRequest,
) -> Result<Vec<Unused>, Error> {
    reads_ledger(workspace, caller, &request).await?;
    let store = &workspace.store;
    let usage = store.usage().await.internal("reading the ledger")?;
    let now = store.now();
    let since = applied_at(store).await?.unwrap_or(now);
    let code = &workspace.in_force()?.code;
    Ok(gate::unused(&code.raci, &code.people, &usage, since, now, request.days))
}

/// When the RACI was applied last.
async fn applied_at(store: &Store) -> Result<Option<Timestamp>, Error> {
    let all = store.docs::<ConfigVersion>().list_of(config::RACI).await;
    Ok(all.internal("reading what was applied")?.iter().map(|version| version.applied).max())
}

/// What each asset protects: a dataset its columns, a model what it was trained on.
async fn classes(workspace: &Workspace) -> Result<BTreeMap<Asset, Class>, Error> {
    let store = &workspace.store;
    let mut all = BTreeMap::from([
        (workspace_asset()?, Class::Confidential),
        (vault_asset()?, Class::Restricted),
    ]);
    for dataset in store.docs::<Dataset>().list().await.internal("reading the datasets")? {
        match store.live_version(&dataset.asset).await {
            Err(StoreError::Missing { .. }) => {}
            version => {
                let version = version.internal("reading a version")?;
                all.insert(dataset.asset.clone(), workspace.classified(&version)?.class());
            }
        }
    }
    for model in store.docs::<Model>().list().await.internal("reading the registry")? {
        for version in &model.trained_on {
            let class = all.get(&version.dataset).copied().unwrap_or(Class::Restricted);
            let joined = all.entry(model.asset.clone()).or_default();
            *joined = joined.join(class);
        }
    }
    Ok(all)
}
