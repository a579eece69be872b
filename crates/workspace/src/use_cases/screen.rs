//! A dataset is looked through for flipped labels and trigger rows, where it lies.

use super::learnable;
use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace};
use learn::{Suspects, Unconfirmed};
use serde::{Deserialize, Serialize};
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
    let ask = Ask::of(Action::Screen, dataset.clone()).with(&request);
    let permit = workspace.admit(caller, ask).await?;
    // To look for poison is not to learn: no column is spared.
    let (label, all) = (&request.label, Unconfirmed::Learned);
    let learnable = learnable::open(workspace, &permit, &dataset, label, all).await?;
    let (features, seed) = (learnable.features, request.seed);
    let screening = workspace.pool.run(move || learn::screen(&features, seed)).await??;
    let dataset = dataset.to_string();
    Ok(ScreenResponse {
        findings: screening.findings(&dataset),
        dataset,
        label: request.label,
        screened: screening.screened,
        excluded: learnable.excluded.len(),
        flips: screening.rows(Suspects::Flips).to_vec(),
        triggers: screening.rows(Suspects::Triggers).to_vec(),
    })
}
