//! When whose access has to be looked at again, and what is left of it until then.

use super::super::audit::reads_ledger;
use crate::access::{Caller, latest, reviewers};
use crate::{Context as _, Error, Workspace};
use gate::{Cell, Exposure, Pattern, Review};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use store::{ReviewDone, Verified};
use terms::{Action, Asset, Class, PrincipalId};

/// The next review of every granting cell, earliest first, with each holder's.
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
    let code = &applied.code;
    let history = applied.history(store).await.internal("reading what was applied")?;
    let all = store.docs::<ReviewDone>().list().await.internal("reading the reviews")?;
    let mut done: HashMap<String, Vec<&Verified<ReviewDone>>> = HashMap::new();
    for review in &all {
        done.entry(store::Record::parent(&**review)).or_default().push(review);
    }
    let last = |cell: &Cell, who: &PrincipalId| {
        let granted = history.granted_since(who, cell.action, &cell.asset);
        let parents = parents(cell);
        let of_cell = parents.iter().filter_map(|parent| done.get(parent)).flatten();
        latest(of_cell.map(|done| &***done), who, granted)
    };
    let mut exposures: BTreeMap<(Action, Pattern), Exposure> = BTreeMap::new();
    for row in code.raci.rows() {
        let key = (row.action, row.asset.clone());
        if let Entry::Vacant(slot) = exposures.entry(key) {
            let exposure = workspace.enforcer.exposure_of(row.action, &row.asset).await;
            slot.insert(exposure.internal("reading classes")?);
        }
    }
    let exposure = |cell: &Cell| {
        let known = exposures.get(&(cell.action, cell.asset.clone())).cloned();
        known.unwrap_or_else(|| Exposure { class: Class::Restricted, because: String::new() })
    };
    let rules = (&code.config.handling, &code.config.reviews);
    Ok(gate::reviews(&code.raci, &code.people, rules, exposure, last, store.now()))
}

/// What reviews of a cell belong to: those of today, and those from before holders were told apart.
fn parents(cell: &Cell) -> Vec<String> {
    let on = cell.asset.to_string();
    let mut parents = vec![ReviewDone::parent_of(&cell.activity, &on, &cell.role)];
    if let Pattern::Named(asset) = &cell.asset {
        parents.push(cell.reference(asset).to_string());
    }
    parents
}

/// The reviews that are asked for and that `who` may do, or that are of what `who` has; each with one of
/// the assets that it is about.
pub(crate) async fn asked_of(
    workspace: &Workspace,
    who: &PrincipalId,
) -> Result<Vec<(Review, Asset)>, Error> {
    let applied = workspace.in_force()?;
    let mut asked = Vec::new();
    for mut review in due(workspace).await?.into_iter().filter(|review| review.asked_for) {
        let Some(asset) = an_asset_of(&review.cell.asset) else { continue };
        let now = workspace.store.now();
        let (action, rules) = (review.cell.action, &applied.code.config.reviews);
        review.holders.retain(|held| {
            rules.asks(held.due, now)
                && (held.holder == *who
                    || reviewers(&applied.code, action, &asset, &held.holder).contains(who))
        });
        if !review.holders.is_empty() {
            asked.push((review, asset));
        }
    }
    Ok(asked)
}

/// The asset that a row names; of all of a kind, one that stands for them.
fn an_asset_of(pattern: &Pattern) -> Option<Asset> {
    match pattern {
        Pattern::Named(asset) => Some(asset.clone()),
        Pattern::Every(kind) => Asset::new(*kind, "any").ok(),
    }
}
