//! A dataset is looked through for flipped labels and trigger rows, where it lies.

use super::learnable::{self, For};
use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace};
use learn::{LabelNoise, LeftOut, Suspects, Unconfirmed};
use serde::{Deserialize, Serialize};
use store::QuarantineChange;
use terms::{Action, Asset, AssetKind, Finding};
use utoipa::ToSchema;

/// What is looked through.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenRequest {
    pub dataset: String,
    /// The column that is predicted.
    pub label: String,
    #[serde(default = "crate::use_cases::seed")]
    pub seed: u64,
    /// Whether suspects come under quarantine: nothing is learned from them until they are released.
    #[serde(default)]
    pub quarantine: bool,
}

/// What is under suspicion. Rows count from 0, in the order of the dataset.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScreenResponse {
    pub dataset: String,
    pub label: String,
    /// Rows that were judged.
    pub screened: usize,
    /// Rows that nothing may be learned from, whatever screening says.
    pub excluded: usize,
    pub flips: Vec<u64>,
    pub triggers: Vec<u64>,
    /// Rows of the dataset that are under quarantine now, suspects of before included.
    pub quarantined: Vec<u64>,
    /// Whether judges know more of the labels than chance: else nothing is said of single labels.
    pub conclusive: bool,
    /// The share of labels that are wrong, by estimate, with its interval.
    #[schema(value_type = Object)]
    pub noise: LabelNoise,
    /// Columns that were not looked at, and why.
    #[schema(value_type = Vec<Object>)]
    pub left_out: Vec<LeftOut>,
    /// What screening does not look for.
    pub not_looked_for: Vec<String>,
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<Finding>,
}

/// Screens in the name of `caller`.
///
/// # Errors
/// If the gate refuses, or there is too little to judge by.
pub async fn screen(
    workspace: &Workspace,
    caller: &Caller,
    request: ScreenRequest,
) -> Result<ScreenResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    let permit =
        || workspace.admit(caller, Ask::of(Action::Screen, dataset.clone()).with(&request));
    // To look for poison is not to learn: no column is spared.
    let (label, all) = (&request.label, Unconfirmed::Learned);
    let opened = permit().await?;
    let learnable =
        learnable::open(workspace, &opened, &dataset, label, all, For::Screening).await?;
    let (features, seed, version) = (learnable.features, request.seed, learnable.source.version);
    let (left_out, before) = (features.left_out.clone(), features.quarantined.clone());
    let screening = workspace.pool.run(move || learn::screen(&features, seed)).await??;
    let [flips, triggers] =
        [Suspects::Flips, Suspects::Triggers].map(|suspects| screening.rows(suspects));
    let quarantined = if request.quarantine {
        let add = [flips.as_slice(), &triggers].concat();
        // Judging may outlast a permit.
        let permit = permit().await?;
        let version = workspace.store.version(&version).await.internal("reading the version")?;
        let why = "suspected by screening";
        let change = QuarantineChange { version: &version, add: &add, release: &[], why };
        workspace.store.quarantine_changed(&permit, change).await?
    } else {
        before
    };
    let dataset = dataset.to_string();
    Ok(ScreenResponse {
        findings: screening.findings(&dataset),
        dataset,
        label: request.label,
        screened: screening.screened,
        excluded: learnable.excluded.len(),
        flips,
        triggers,
        quarantined,
        conclusive: screening.conclusive,
        noise: screening.noise,
        left_out,
        not_looked_for: screening.not_looked_for,
    })
}
