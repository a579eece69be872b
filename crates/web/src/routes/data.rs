//! Tables: taken in, asked, screened, deleted.

use crate::exchange::whole_body;
use crate::{Api, Asked, Failed, Known, Read};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use terms::limits::TABLE_BYTES;
use terms::{Action, Asset, AssetKind};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{
    ChangeQuarantineRequest, ColumnsRequest, ColumnsResponse, Context as _, DeleteRequest,
    DeleteResponse, DetokeniseRequest, DetokeniseResponse, Error, IngestRequest, IngestResponse,
    ProtectAgainRequest, ProtectAgainResponse, QuarantineRequest, QuarantineResponse, QueryRequest,
    QueryResponse, RestoreRequest, RestoreResponse, RulesRequest, RulesResponse, ScreenRequest,
    ScreenResponse,
};

pub(crate) fn data() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(ingest))
        .routes(routes!(protect_again))
        .routes(routes!(delete))
        .routes(routes!(restore))
        .routes(routes!(columns))
        .routes(routes!(rules))
        .routes(routes!(quarantine, change_quarantine))
        .routes(routes!(query))
        .routes(routes!(export))
        .routes(routes!(detokenise))
        .routes(routes!(screen))
}

/// Takes a table in. The body is the file as it is: CSV, TSV or Parquet, gzipped or not.
#[utoipa::path(post, path = "/v1/datasets", operation_id = "ingest", tag = "data",
    params(IngestRequest),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "Done", body = IngestResponse), (status = "default", description = "Why not", body = Error)))]
async fn ingest(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<IngestRequest>,
    body: Body,
) -> Result<Json<IngestResponse>, Failed> {
    // Who has no cell sends no body.
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    api.use_cases.workspace().expect_cell(&caller, Action::Ingest, &dataset).await?;
    let file = whole_body(body, TABLE_BYTES).await?;
    Ok(Json(api.use_cases.ingest(&caller, request, file).await?))
}

/// Protects a dataset anew, under the handling in force: after it was tightened.
#[utoipa::path(post, path = "/v1/datasets/again", operation_id = "protect_again", tag = "data",
    request_body = ProtectAgainRequest,
    responses((status = 200, description = "Done", body = ProtectAgainResponse), (status = "default", description = "Why not", body = Error)))]
async fn protect_again(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ProtectAgainRequest>,
) -> Result<Json<ProtectAgainResponse>, Failed> {
    Ok(Json(api.use_cases.protect_again(&caller, request).await?))
}

/// Deletes a dataset, with every version of it: nobody reads it any more, and it goes for good when the time is
/// over for which it can be brought back. Or agrees to that, where it takes two people.
#[utoipa::path(post, path = "/v1/datasets/delete", operation_id = "delete", tag = "data",
    request_body = DeleteRequest,
    responses((status = 200, description = "Done", body = DeleteResponse), (status = "default", description = "Why not", body = Error)))]
async fn delete(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<DeleteRequest>,
) -> Result<Json<DeleteResponse>, Failed> {
    Ok(Json(api.use_cases.delete(&caller, request).await?))
}

/// Brings a dataset back that was deleted, as long as it is not gone for good.
#[utoipa::path(post, path = "/v1/datasets/restore", operation_id = "restore", tag = "data",
    request_body = RestoreRequest,
    responses((status = 200, description = "Done", body = RestoreResponse), (status = "default", description = "Why not", body = Error)))]
async fn restore(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<RestoreRequest>,
) -> Result<Json<RestoreResponse>, Failed> {
    Ok(Json(api.use_cases.restore(&caller, request).await?))
}

/// What the columns of a dataset hold, how they are shown, and which of them wait for somebody.
#[utoipa::path(get, path = "/v1/datasets/columns", operation_id = "columns", tag = "data",
    params(ColumnsRequest),
    responses((status = 200, description = "Done", body = ColumnsResponse), (status = "default", description = "Why not", body = Error)))]
async fn columns(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<ColumnsRequest>,
) -> Result<Json<ColumnsResponse>, Failed> {
    Ok(Json(api.use_cases.columns(&caller, request).await?))
}

/// The rules that deliveries of a dataset have to keep, and those that its live version suggests.
#[utoipa::path(get, path = "/v1/datasets/rules", operation_id = "rules", tag = "data",
    params(RulesRequest),
    responses((status = 200, description = "Done", body = RulesResponse), (status = "default", description = "Why not", body = Error)))]
async fn rules(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<RulesRequest>,
) -> Result<Json<RulesResponse>, Failed> {
    Ok(Json(api.use_cases.rules(&caller, request).await?))
}

/// The rows of a dataset that nothing is learned from.
#[utoipa::path(get, path = "/v1/datasets/quarantine", operation_id = "quarantine", tag = "data",
    params(QuarantineRequest),
    responses((status = 200, description = "Done", body = QuarantineResponse), (status = "default", description = "Why not", body = Error)))]
async fn quarantine(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<QuarantineRequest>,
) -> Result<Json<QuarantineResponse>, Failed> {
    Ok(Json(api.use_cases.quarantine(&caller, request).await?))
}

/// Puts rows of a dataset under quarantine, where nothing is learned from them, or releases them.
#[utoipa::path(post, path = "/v1/datasets/quarantine", operation_id = "change_quarantine", tag = "data",
    request_body = ChangeQuarantineRequest,
    responses((status = 200, description = "Done", body = QuarantineResponse), (status = "default", description = "Why not", body = Error)))]
async fn change_quarantine(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ChangeQuarantineRequest>,
) -> Result<Json<QuarantineResponse>, Failed> {
    Ok(Json(api.use_cases.change_quarantine(&caller, request).await?))
}

/// Answers SQL in place, as your cell of the RACI lets you see it.
#[utoipa::path(post, path = "/v1/sql", operation_id = "query", tag = "data",
    request_body = QueryRequest,
    responses((status = 200, description = "Done", body = QueryResponse), (status = "default", description = "Why not", body = Error)))]
async fn query(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<QueryRequest>,
) -> Result<Json<QueryResponse>, Failed> {
    Ok(Json(api.use_cases.query(&caller, request).await?))
}

/// Answers SQL with rows that may leave: an activity of its own, and never in clear.
#[utoipa::path(post, path = "/v1/export", operation_id = "export", tag = "data",
    request_body = QueryRequest,
    responses((status = 200, description = "Done", body = QueryResponse), (status = "default", description = "Why not", body = Error)))]
async fn export(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<QueryRequest>,
) -> Result<Json<QueryResponse>, Failed> {
    Ok(Json(api.use_cases.export(&caller, request).await?))
}

/// Turns tokens back into values, for who sees clear values of that dataset.
#[utoipa::path(post, path = "/v1/detokenise", operation_id = "detokenise", tag = "data",
    request_body = DetokeniseRequest,
    responses((status = 200, description = "Done", body = DetokeniseResponse), (status = "default", description = "Why not", body = Error)))]
async fn detokenise(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<DetokeniseRequest>,
) -> Result<Json<DetokeniseResponse>, Failed> {
    Ok(Json(api.use_cases.detokenise(&caller, request).await?))
}

/// Looks for flipped labels and trigger rows in a dataset, where it lies.
#[utoipa::path(post, path = "/v1/screen", operation_id = "screen", tag = "data",
    request_body = ScreenRequest,
    responses((status = 200, description = "Done", body = ScreenResponse), (status = "default", description = "Why not", body = Error)))]
async fn screen(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ScreenRequest>,
) -> Result<Json<ScreenResponse>, Failed> {
    Ok(Json(api.use_cases.screen(&caller, request).await?))
}
