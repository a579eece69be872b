//! What an overdue review leaves of somebody's access, and the class that sets when it is due.

use super::{Ask, Enforcer, people};
use crate::{Applied, Code, workspace_asset};
use gate::{Cell, Exposure, Pattern, Reviewed};
use std::collections::BTreeSet;
use store::{Dataset, Model, ReviewDone, StoreError};
use terms::{Action, Asset, AssetKind, CellRef, Class, Overdue, PrincipalId, Timestamp};

/// Reviewers who are named in a refusal.
const NAMED: usize = 5;
/// Why what a model puts out is of the class of what it learned from.
const OUTPUT: &str = "a model can give back what it learned from (EDPB Opinion 28/2024, 3.2)";

impl Enforcer {
    /// The cells by which `who` may do what they ask for, as far as nobody reviewed them in time.
    /// `class` is that of the asset.
    pub(super) async fn overdue(
        &self,
        applied: &Applied,
        who: &PrincipalId,
        ask: &Ask,
        class: Class,
    ) -> Result<Vec<Overdue>, StoreError> {
        let (code, now) = (&applied.code, self.store.now());
        let class = match (ask.asset.kind, ask.action) {
            (AssetKind::Dataset | AssetKind::Model, action) if action != Action::Train => class,
            _ => self.exposure(ask.action, &ask.asset).await?.class,
        };
        let days = code.config.handling.of(class).review_days;
        let rows = code.raci.rows().iter();
        let rows = rows.filter(|row| row.action == ask.action && row.asset.matches(&ask.asset));
        let cells = rows.flat_map(gate::Row::cells);
        let own = cells.filter(|cell| cell.letters.grants() && code.people.holds(who, &cell.role));
        let mut overdue = Vec::new();
        for cell in own {
            let Some(reviewed) = self.reviewed(applied, &cell, who).await? else { continue };
            let assets = (&cell.asset, class);
            let held = code.config.reviews.of_holder(who, reviewed, assets, days, now);
            let Some(narrowing) = held.narrowing else { continue };
            overdue.push(Overdue {
                cell: cell.reference(&ask.asset),
                holder: who.clone(),
                on: cell.asset.to_string(),
                due: held.due,
                narrowing,
                reviewers: reviewers(code, ask.action, &ask.asset, who)
                    .into_iter()
                    .take(NAMED)
                    .collect(),
            });
        }
        Ok(overdue)
    }

    /// When what `who` has by `cell` was looked at last.
    async fn reviewed(
        &self,
        applied: &Applied,
        cell: &Cell,
        who: &PrincipalId,
    ) -> Result<Option<Reviewed>, StoreError> {
        let granted = applied.history(&self.store).await?;
        let granted = granted.granted_since(who, cell.action, &cell.asset);
        let docs = self.store.docs::<ReviewDone>();
        let on = cell.asset.to_string();
        let mut done =
            docs.list_of(&ReviewDone::parent_of(&cell.activity, &on, &cell.role)).await?;
        if let Pattern::Named(asset) = &cell.asset {
            // As reviews were kept before they told holders apart.
            let before: CellRef = cell.reference(asset);
            done.extend(docs.list_of(&before.to_string()).await?);
        }
        Ok(latest(done.iter().map(|done| &**done), who, granted))
    }

    /// The class of what somebody gets at who does `action` to `asset`: of what goes in, and of what a
    /// model that was trained on it puts out.
    pub(crate) async fn exposure(
        &self,
        action: Action,
        asset: &Asset,
    ) -> Result<Exposure, StoreError> {
        let class = self.class(asset).await?;
        let because = match asset.kind {
            AssetKind::Workspace => {
                let because = format!("{asset} says who has access to what");
                return Ok(Exposure { class: Class::Confidential, because });
            }
            AssetKind::Vault => format!("{asset} holds a copy of everything"),
            AssetKind::Model => return self.put_out(asset, class).await,
            AssetKind::Dataset => match self.store.live_version(asset).await {
                Ok(_) => format!("{asset} holds {class} data"),
                Err(StoreError::Missing { .. }) => {
                    format!("{asset} has no version yet, so it counts as {class}")
                }
                Err(fault) => return Err(fault),
            },
        };
        let mut widest = Exposure { class, because };
        if action == Action::Train && asset.kind == AssetKind::Dataset {
            for model in self.store.docs::<Model>().list().await? {
                if model.trained_on.iter().any(|version| version.dataset == *asset) {
                    let output = self.class(&model.asset).await?;
                    if output > widest.class {
                        let because = format!(
                            "{} was trained on {asset} among others and puts out {output} data: {OUTPUT}",
                            model.asset
                        );
                        widest = Exposure { class: output, because };
                    }
                }
            }
        }
        Ok(widest)
    }

    async fn put_out(&self, model: &Asset, class: Class) -> Result<Exposure, StoreError> {
        let trained_on: BTreeSet<String> = self
            .trained_on(model)
            .await?
            .into_iter()
            .map(|version| version.dataset.to_string())
            .collect();
        let trained_on: Vec<String> = trained_on.into_iter().collect();
        let because = match trained_on.as_slice() {
            [] => format!("nobody here knows what {model} learned from, so it counts as {class}"),
            some => format!("{model} learned {class} data from {}: {OUTPUT}", some.join(", ")),
        };
        Ok(Exposure { class, because })
    }

    /// The same of all that a row speaks of: what is most sensitive of it.
    pub(crate) async fn exposure_of(
        &self,
        action: Action,
        assets: &Pattern,
    ) -> Result<Exposure, StoreError> {
        let reached: BTreeSet<Asset> = match assets {
            Pattern::Named(asset) => BTreeSet::from([asset.clone()]),
            Pattern::Every(AssetKind::Dataset) => {
                let all = self.store.docs::<Dataset>().list().await?;
                all.iter().map(|dataset| dataset.asset.clone()).collect()
            }
            Pattern::Every(AssetKind::Model) => {
                let all = self.store.docs::<Model>().list().await?;
                all.iter().map(|model| model.asset.clone()).collect()
            }
            Pattern::Every(kind) => Asset::new(*kind, "main").into_iter().collect(),
        };
        let mut widest: Option<Exposure> = None;
        for asset in reached {
            let exposure = self.exposure(action, &asset).await?;
            if widest.as_ref().is_none_or(|widest| exposure.class > widest.class) {
                widest = Some(exposure);
            }
        }
        let class = Class::Restricted;
        let because = || format!("{assets} means nothing yet, so it counts as {class}");
        Ok(widest.unwrap_or_else(|| Exposure { class, because: because() }))
    }
}

/// When what `who` has was looked at last, of reviews of one cell: two people looked at it when they
/// agreed to it.
pub(crate) fn latest<'a>(
    done: impl Iterator<Item = &'a ReviewDone>,
    who: &PrincipalId,
    granted: Option<Timestamp>,
) -> Option<Reviewed> {
    let done = done.filter(|done| done.kept && done.speaks_of(who));
    let done = done.map(|done| Reviewed { at: done.at, by: Some(done.by.clone()) });
    let granted = granted.map(|at| Reviewed { at, by: None });
    granted.into_iter().chain(done).max_by_key(|reviewed| reviewed.at)
}

/// Who may review what `holder` has: who is accountable for the activity, and who agrees to changes of
/// access; never the holder.
pub(crate) fn reviewers(
    code: &Code,
    action: Action,
    asset: &Asset,
    holder: &PrincipalId,
) -> Vec<PrincipalId> {
    let accountable = |action, asset: &Asset| {
        let all = people::may(code, action, asset).into_iter();
        all.filter(|(_, accountable)| *accountable).map(|(who, _)| who)
    };
    let agreeing = workspace_asset().ok().into_iter();
    let agreeing = agreeing.flat_map(|main| accountable(Action::ChangeAccess, &main));
    let mut all: Vec<PrincipalId> = accountable(action, asset).chain(agreeing).collect();
    let mut seen = BTreeSet::new();
    all.retain(|who| who != holder && !who.is_service() && seen.insert(who.clone()));
    all
}
