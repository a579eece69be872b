//! What the columns of a dataset hold, how they are shown, and which of them wait for somebody.

use crate::access::{Ask, Caller};
use crate::{Context as _, Error, Workspace};
use serde::{Deserialize, Serialize};
use store::StoreError;
use terms::{Action, Asset, AssetKind, Class, Column, ColumnRole, ColumnState, InfoType, View};
use utoipa::{IntoParams, ToSchema};

/// Whose columns.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ColumnsRequest {
    /// The dataset's name.
    pub dataset: String,
}

/// The columns of the live version.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ColumnsResponse {
    #[schema(value_type = String)]
    pub dataset: Asset,
    /// Of the version that queries see.
    pub number: u32,
    pub columns: Vec<ColumnShown>,
    /// How many of them wait for somebody to say what they hold.
    pub unconfirmed: usize,
}

/// One column.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ColumnShown {
    pub name: String,
    #[schema(value_type = String)]
    pub info_type: InfoType,
    #[schema(value_type = String)]
    pub class: Class,
    /// The class by which it is handled.
    #[schema(value_type = String)]
    pub handled_as: Class,
    #[schema(value_type = String)]
    pub state: ColumnState,
    #[schema(value_type = String)]
    pub role: ColumnRole,
    /// What readers see who are not cleared for it.
    #[schema(value_type = String)]
    pub view: View,
    /// What was found, whatever people say of it.
    #[schema(value_type = String)]
    pub found_type: InfoType,
    #[schema(value_type = String)]
    pub found_class: Class,
    /// Whether what was found speaks against what people say: then that does not hold.
    pub contradicted: bool,
    pub reason: String,
}

/// Tells `caller` of each column. No value is in it.
///
/// # Errors
/// If the gate refuses, or there is no such dataset: both read alike.
pub async fn columns(
    workspace: &Workspace,
    caller: &Caller,
    request: ColumnsRequest,
) -> Result<ColumnsResponse, Error> {
    let dataset =
        Asset::new(AssetKind::Dataset, &request.dataset).map_err(|_| Error::not_found())?;
    let permit =
        workspace.admit(caller, Ask::of(Action::Query, dataset.clone()).with(&request)).await?;
    let now = workspace.store.now();
    permit.covers(Action::Query, &dataset, permit.detail(), now).internal("using the permit")?;
    let version = match workspace.store.live_version(&dataset).await {
        Err(StoreError::Missing { .. }) => return Err(Error::not_found()),
        other => other.internal("reading the version")?,
    };
    let applied = workspace.in_force()?;
    let in_force = applied.code.config.handling;
    let now = version.classification.with(&applied.code.declared(&dataset));
    let against = version.classification.contradicted(&applied.code.declared(&dataset));
    let shown = |(found, column): (&Column, &Column)| ColumnShown {
        name: column.name.clone(),
        info_type: column.info_type,
        class: column.class,
        handled_as: column.handled_as(),
        state: column.state,
        role: column.role,
        view: column.view(&in_force),
        found_type: found.info_type,
        found_class: found.class,
        contradicted: against.iter().any(|other| other.name == column.name),
        reason: column.reason.clone(),
    };
    let columns: Vec<ColumnShown> =
        version.classification.columns.iter().zip(&now.columns).map(shown).collect();
    let waits = |column: &&ColumnShown| column.state == ColumnState::Unconfirmed;
    let unconfirmed = columns.iter().filter(waits).count();
    Ok(ColumnsResponse { dataset, number: version.number, columns, unconfirmed })
}
