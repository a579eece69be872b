//! Access is looked at again: when, by whom, and what nobody needs.

use super::{Platform, people, vault_asset, workspace_asset};
use crate::config;
use crate::failure::{At, Failure};
use gate::{Cell, Review, Unused};
use ledger::{Activity, Outcome};
use std::collections::BTreeMap;
use store::{ConfigVersion, Dataset, Model, ReviewDone, StoreError};
use terms::{Action, ActivityId, Asset, Class, Fact, PrincipalId, Timestamp};

/// The next review of every granting cell, earliest first. To apply a RACI is to review it.
///
/// # Errors
/// If the records can't be read.
pub async fn reviews(platform: &Platform) -> Result<Vec<Review>, Failure> {
    let store = &platform.store;
    let done = store.docs::<ReviewDone>().list().await.internal("reading the reviews")?;
    let applied = applied(platform).await?;
    let last = |cell: &Cell| {
        let own = done.iter().filter(|done| done.kept && cell.is_named_by(&done.cell));
        own.map(|done| done.at).chain(applied).max()
    };
    let (classes, handling) = (classes(platform).await?, &platform.config().handling);
    Ok(gate::reviews(platform.raci(), &classes, handling, last, store.now()))
}

/// Records that `by` looked at every cell of `activity` on `asset`, and that they stay; how many
/// that are.
///
/// # Errors
/// If there is no such activity, or `by` is accountable neither for it nor for access as such.
pub async fn review(
    platform: &Platform,
    by: &PrincipalId,
    activity: &ActivityId,
    asset: &Asset,
) -> Result<usize, Failure> {
    let (store, code) = (&platform.store, &platform.code);
    let cells: Vec<Cell> = code
        .raci
        .cells()
        .filter(|cell| cell.activity == *activity && cell.asset.matches(asset))
        .filter(|cell| cell.letters.grants())
        .collect();
    let Some(first) = cells.first() else {
        return Err(Failure::usage(format!("there is no activity {activity}[{asset}]"))
            .hint("hygeia review lists those that there are"));
    };
    let accountable = |action: Action, asset: &Asset| {
        people::may(code, action, asset).get(by).copied().unwrap_or(false)
    };
    let may =
        accountable(first.action, asset) || accountable(Action::ChangeAccess, &workspace_asset()?);
    let outcome = if may { Outcome::Success } else { Outcome::Failure };
    let operation = if may { "access-reviewed" } else { "access-review-refused" };
    let facts = [Fact::new("activity", activity.as_str()), Fact::new("cells", cells.len())];
    let entry = Activity { operation, actor: by, asset, outcome, facts: &facts };
    store.record(&entry).await.internal("recording the review")?;
    if !may {
        return Err(Failure::refused(format!("{by} is not accountable for {activity}[{asset}]"))
            .hint("ask who holds its A, or the A of change-access"));
    }
    for cell in &cells {
        let (cell, by, at) = (cell.reference(asset), by.clone(), store.now());
        let done = ReviewDone { cell, by, at, kept: true };
        store.docs::<ReviewDone>().put(&done).await.internal("keeping the review")?;
    }
    Ok(cells.len())
}

/// The granting cells that nobody has used for `days`, as the ledger tells.
///
/// # Errors
/// If the records can't be read.
pub async fn unused(platform: &Platform, days: u16) -> Result<Vec<Unused>, Failure> {
    let (store, usage) = (&platform.store, platform.store.usage().await);
    let now = store.now();
    let applied = applied(platform).await?.unwrap_or(now);
    Ok(gate::unused(platform.raci(), platform.people(), &usage, applied, now, days))
}

/// When the RACI was applied last.
async fn applied(platform: &Platform) -> Result<Option<Timestamp>, Failure> {
    let all = platform.store.docs::<ConfigVersion>().list_of(config::RACI).await;
    Ok(all.internal("reading what was applied")?.iter().map(|version| version.applied).max())
}

/// What each asset protects: a dataset its columns, a model what it was trained on.
async fn classes(platform: &Platform) -> Result<BTreeMap<Asset, Class>, Failure> {
    let store = &platform.store;
    let mut all = BTreeMap::from([
        (workspace_asset()?, Class::Confidential),
        (vault_asset()?, Class::Restricted),
    ]);
    for dataset in store.docs::<Dataset>().list().await.internal("reading the datasets")? {
        match store.live_version(&dataset.asset).await {
            Err(StoreError::Missing { .. }) => {}
            version => {
                let version = version.internal("reading a version")?;
                all.insert(dataset.asset.clone(), version.classification.class());
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
