//! SQL in place: a permit for each table, the answer in the view of the permit, its weight charged.

use crate::access::{Ask, Caller};
use crate::workspace::stored_plan;
use crate::{Context as _, Error, Workspace};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use query::{Engine, Governed, Viewed, tables_of};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::StoreError;
use terms::{Action, Asset, AssetKind, Digest, View};
use utoipa::ToSchema;

/// One statement.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueryRequest {
    /// One SELECT over datasets by name.
    pub sql: String,
    /// How the rows come.
    #[serde(default, skip_serializing_if = "AnswerFormat::is_rows")]
    pub format: AnswerFormat,
}

impl QueryRequest {
    /// A statement that is answered with rows.
    #[must_use]
    pub fn rows(sql: &str) -> Self {
        Self { sql: sql.to_owned(), format: AnswerFormat::Rows }
    }
}

/// How the rows of an answer come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerFormat {
    /// As JSON.
    #[default]
    Rows,
    /// As a Parquet file, in the types of the columns.
    Parquet,
}

impl AnswerFormat {
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn is_rows(&self) -> bool {
        *self == Self::Rows
    }
}

/// Rows, as the caller may see them. No `Debug`, as the rows would be in it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct QueryResponse {
    pub columns: Vec<AnswerColumn>,
    /// A list for each row, its cells in the order of the columns.
    #[schema(value_type = Vec<Vec<Object>>)]
    pub rows: Vec<Vec<Value>>,
    pub row_count: usize,
    /// What was charged to the reader's egress budget.
    pub bytes: u64,
    /// Columns that the statement saw in a view: what it asks of them, it asks of tokens and masks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub viewed: Vec<ViewedColumn>,
    /// The rows as a Parquet file in Base64, in the place of `rows`, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A column of an answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnswerColumn {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
}

/// A column that was not read as it is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ViewedColumn {
    pub table: String,
    pub column: String,
    /// `token`, `mask` or `hidden`.
    #[schema(value_type = String)]
    pub view: View,
}

/// Answers to `caller`. With [`Action::Export`] the rows may leave; either way their weight is
/// charged to the reader's egress budget before they are released.
///
/// # Errors
/// A refusal (a table that may not be seen and one that is not there read alike), or why the
/// statement can't be answered.
pub async fn query(
    workspace: &Workspace,
    caller: &Caller,
    request: QueryRequest,
    action: Action,
) -> Result<QueryResponse, Error> {
    let sql = request.sql.as_str();
    let names = tables_of(sql)?;
    if names.len() > 1 {
        let asks = names.iter().map(|name| asked(sql, name, action));
        let asks = asks.collect::<Option<Vec<_>>>().ok_or_else(Error::not_found)?;
        workspace.enforcer.expect_heard(caller, &asks).await?;
    }
    let mut tables = Vec::with_capacity(names.len());
    for name in &names {
        tables.push(table(workspace, caller, sql, name, action).await?);
    }
    // What reads no table would pass without a decision.
    let Some((first, ..)) = tables.first() else { return Err(Error::not_found()) };
    let in_force = workspace.in_force()?.code.config.handling;
    let stored = tables.iter().map(|(_, version, _)| stored_plan(version));
    let stored = stored.collect::<Result<Vec<_>, Error>>()?;
    let classified = tables.iter().map(|(_, version, _)| workspace.classified(version));
    let classified = classified.collect::<Result<Vec<_>, Error>>()?;
    let governed = tables
        .iter()
        .zip(stored.iter().zip(&classified))
        .map(|((permit, version, object), (stored, classification))| {
            Ok(Governed {
                permit,
                stored,
                classification,
                in_force: &in_force,
                object: object.clone(),
                kek: workspace.kek()?,
                viewer: workspace.viewer(version)?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let _place = workspace.queries.place(&caller.principal).await?;
    let answer = Engine::default().run(&governed, sql, workspace.store.now()).await?;
    workspace.enforcer.charge(first, answer.bytes).await?;
    let viewed = answer.viewed.iter().cloned();
    let viewed = viewed.map(|Viewed { table, column, view }| ViewedColumn { table, column, view });
    let viewed: Vec<ViewedColumn> = viewed.collect();
    if request.format == AnswerFormat::Rows {
        let body = answer.to_json().internal("writing the answer")?;
        let rows: QueryResponse = serde_json::from_value(body).internal("writing the answer")?;
        return Ok(QueryResponse { viewed, ..rows });
    }
    let mut parquet = Vec::new();
    answer.write_parquet(&mut parquet).internal("writing the answer as Parquet")?;
    let columns = answer.schema.fields().iter().map(|field| AnswerColumn {
        name: field.name().clone(),
        kind: field.data_type().to_string(),
    });
    Ok(QueryResponse {
        columns: columns.collect(),
        rows: Vec::new(),
        row_count: answer.rows,
        bytes: answer.bytes,
        viewed,
        file: Some(STANDARD.encode(parquet)),
    })
}

/// To ask exactly this of the dataset called `name`.
fn asked(sql: &str, name: &str, action: Action) -> Option<Ask> {
    let asset = Asset::new(AssetKind::Dataset, name).ok()?;
    Some(Ask::of(action, asset).exactly(Digest::of(sql.as_bytes())))
}

type Governable = (store::Permit, store::Verified<store::Version>, store::ObjectFile);

async fn table(
    workspace: &Workspace,
    caller: &Caller,
    sql: &str,
    name: &str,
    action: Action,
) -> Result<Governable, Error> {
    let ask = asked(sql, name, action).ok_or_else(Error::not_found)?;
    let asset = ask.asset.clone();
    let permit = workspace.admit(caller, ask).await?;
    let version = match workspace.store.live_version(&asset).await {
        Err(StoreError::Missing { .. }) => return Err(Error::not_found()),
        other => other?,
    };
    let object = workspace.store.objects().open(&version).await?;
    Ok((permit, version, object))
}
