//! Rules of a dataset: those that people accepted, those that its live version suggests, and whether a
//! delivery keeps them.

use crate::access::{Ask, Caller};
use crate::workspace::stored_plan;
use crate::{Context as _, Error, Workspace};
use bytes::Bytes;
use intake::quality::{Against, Kept};
use protect::{Kek, Plan};
use quality::rules::Rule;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use store::StoreError;
use tables::Table;
use terms::{Action, Asset, AssetKind, Classification, Finding, Receipt, Timestamp};
use utoipa::{IntoParams, ToSchema};

/// Whose rules.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RulesRequest {
    /// The dataset's name.
    pub dataset: String,
}

/// The rules of a dataset.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RulesResponse {
    #[schema(value_type = String)]
    pub dataset: Asset,
    /// Of the version that queries see.
    pub number: u32,
    /// Those in force, as they stand in the dataset's file.
    #[schema(value_type = Vec<Object>)]
    pub rules: Vec<Rule>,
    /// Those that the live version keeps and nobody accepted; none has a value of it. They are found anew
    /// each time, in memory: no profile lies anywhere.
    #[schema(value_type = Vec<Object>)]
    pub suggested: Vec<Rule>,
}

/// Tells `caller` the rules of a dataset, and what its live version suggests.
///
/// # Errors
/// If the gate refuses, or there is no such dataset: both read alike.
pub async fn rules(
    workspace: &Workspace,
    caller: &Caller,
    request: RulesRequest,
) -> Result<RulesResponse, Error> {
    let dataset =
        Asset::new(AssetKind::Dataset, &request.dataset).map_err(|_| Error::not_found())?;
    let permit =
        workspace.admit(caller, Ask::of(Action::Query, dataset.clone()).with(&request)).await?;
    let now = workspace.store.now();
    permit.covers(Action::Query, &dataset, permit.detail(), now).internal("using the permit")?;
    let live = Live::of(workspace, &dataset).await?.ok_or_else(Error::not_found)?;
    let (number, kek) = (live.number, workspace.kek()?);
    let suggested = workspace.pool.run(move || {
        let kept = live.kept(&kek);
        kept.map(|kept| kept.suggested(&live.classification)).unwrap_or_default()
    });
    let rules = workspace.in_force()?.code.rules(&dataset).to_vec();
    let mut suggested: Vec<Rule> = suggested.await?;
    suggested
        .retain(|new| !rules.iter().any(|it| (&it.column, it.kind) == (&new.column, new.kind)));
    Ok(RulesResponse { dataset, number, rules, suggested })
}

/// The live version of a dataset, still encrypted.
struct Live {
    name: String,
    number: u32,
    file: Bytes,
    plan: Plan,
    receipt: Receipt,
    classification: Classification,
}

impl Live {
    async fn of(workspace: &Workspace, dataset: &Asset) -> Result<Option<Self>, Error> {
        let store = &workspace.store;
        let version = match store.live_version(dataset).await {
            Err(StoreError::Missing { .. }) => return Ok(None),
            other => other.internal("reading the version")?,
        };
        Ok(Some(Self {
            name: dataset.name().to_owned(),
            number: version.number,
            file: store.objects().get(version.object).await.internal("reading the object")?,
            plan: stored_plan(&version)?,
            receipt: store.receipt(&version).internal("verifying the receipt")?,
            classification: workspace.classified(&version)?,
        }))
    }

    fn kept(&self, kek: &Kek) -> Option<Kept> {
        let Self { name, file, plan, receipt, .. } = self;
        let stored = intake::reopen(file.clone(), name, kek, plan, receipt).ok()?;
        Kept::of(&stored, plan)
    }
}

/// What deliveries of a dataset have to keep.
pub(super) struct InForce {
    rules: Vec<Rule>,
    /// What rules refer to, by `dataset.column`.
    others: BTreeMap<String, (Live, String)>,
    now: Timestamp,
}

impl InForce {
    /// That of `dataset`. What rules refer to is looked into only if `caller` may ask of it.
    pub(super) async fn of(
        workspace: &Workspace,
        caller: &Caller,
        dataset: &Asset,
    ) -> Result<Self, Error> {
        let rules = workspace.in_force()?.code.rules(dataset).to_vec();
        let mut others = BTreeMap::new();
        for to in rules.iter().filter_map(|rule| rule.refers_to.as_ref()) {
            let Some((name, column)) = to.split_once('.') else { continue };
            let Ok(other) = Asset::new(AssetKind::Dataset, name) else { continue };
            if workspace.expect_cell(caller, Action::Query, &other).await.is_err() {
                continue;
            }
            if let Some(live) = Live::of(workspace, &other).await? {
                others.insert(to.clone(), (live, column.to_owned()));
            }
        }
        Ok(Self { rules, others, now: workspace.store.now() })
    }

    /// What is disordered in a delivery, and which rules it does not keep.
    pub(super) fn findings(
        &self,
        name: &str,
        table: &Table,
        found: &Classification,
        before: Option<&Kept>,
        kek: &Kek,
    ) -> Vec<Finding> {
        let values = |to: &str| -> Option<HashSet<String>> {
            let (live, column) = self.others.get(to)?;
            live.kept(kek)?.values(column)
        };
        let against = Against { rules: &self.rules, before, values: &values, now: self.now };
        intake::quality::findings(name, table, found, &against)
    }
}
