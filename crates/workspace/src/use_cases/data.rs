//! Tokens are turned back into the values that they stand for.

use crate::access::{Ask, Caller};
use crate::workspace::stored_plan;
use crate::{Context as _, Error, Workspace};
use protect::detokenise as value_of;
use serde::{Deserialize, Serialize};
use store::{StoreError, Verified, Version};
use terms::{Action, Asset, AssetKind, Digest, View};
use utoipa::ToSchema;

/// Tokens in one request.
const TOKENS: usize = 1_000;

/// Tokens as an answer showed them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DetokeniseRequest {
    pub dataset: String,
    /// The column that they stand in.
    pub column: String,
    #[schema(max_items = 1000)]
    pub tokens: Vec<String>,
    /// The number of the version that they were shown of, if the key was rotated since; else the live
    /// one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// The values, in the order of the tokens; `null` for what is no token of that column. No `Debug`,
/// as the values would be in it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct DetokeniseResponse {
    pub values: Vec<Option<String>>,
}

/// Turns tokens back into values, in the name of somebody who sees clear values of that dataset.
/// Their weight is charged to the egress budget, as that of any answer.
///
/// # Errors
/// If the gate refuses, `caller` does not see clear values, or there is no such column.
pub async fn detokenise(
    workspace: &Workspace,
    caller: &Caller,
    request: DetokeniseRequest,
) -> Result<DetokeniseResponse, Error> {
    workspace.expect_fresh(caller).await?;
    if request.tokens.len() > TOKENS {
        return Err(Error::invalid(format!("{TOKENS} tokens are the most at once")).at("tokens"));
    }
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    let detail = Digest::of(request.column.as_bytes());
    let ask = Ask::of(Action::Query, dataset.clone()).exactly(detail);
    let permit = workspace.admit(caller, ask).await?;
    if permit.view() != View::Clear {
        let error = Error::refused("clear values are shown to who is accountable alone");
        return Err(error.remedy("ask who holds the A of query on this dataset"));
    }
    let version = match request.version {
        Some(number) => numbered(workspace, &dataset, number).await?,
        None => match workspace.store.live_version(&dataset).await {
            Err(StoreError::Missing { .. }) => return Err(Error::not_found()),
            other => other?,
        },
    };
    let stored = stored_plan(&version)?;
    let column = stored.column(&request.column);
    let column =
        column.ok_or_else(|| Error::invalid("the dataset has no such column").at("column"))?;
    let made_for = column.shown_as(workspace.classified(&version)?.column(&request.column));
    let key = workspace.token_secret(&version)?.key(made_for);
    let key = key.internal("deriving the key for tokens")?;
    let values: Vec<Option<String>> =
        request.tokens.iter().map(|token| value_of(&key, token).ok()).collect();
    let bytes = values.iter().flatten().map(|value| value.len() as u64).sum();
    workspace.enforcer.charge(&permit, bytes).await?;
    Ok(DetokeniseResponse { values })
}

/// The version of `dataset` that has this number.
async fn numbered(
    workspace: &Workspace,
    dataset: &Asset,
    number: u32,
) -> Result<Verified<Version>, Error> {
    let versions = workspace.store.docs::<Version>().list_of(&dataset.to_string()).await?;
    let found = versions.iter().find(|version| version.number == number);
    let found =
        found.ok_or_else(|| Error::invalid("the dataset has no such version").at("version"))?;
    // Not of a dataset that was deleted.
    Ok(workspace.store.version(&found.reference()).await?)
}
