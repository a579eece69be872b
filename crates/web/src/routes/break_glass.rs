//! Break-glass: one thing for a while that the RACI gives somebody else.

use crate::{Api, Failed, Known, Read};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{BreakGlassRequest, BreakGlassShown, CloseRequest, Error, ReviewBreakGlassRequest};

pub(crate) fn break_glass() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(break_glass_grants, ask_break_glass))
        .routes(routes!(close_break_glass))
        .routes(routes!(review_break_glass))
}

/// What waits for a second person, is open, or is over and was looked at by nobody: as far as it concerns
/// you.
#[utoipa::path(get, path = "/v1/break-glass", operation_id = "break_glass_grants", tag = "access",
    responses((status = 200, description = "Done", body = Vec<BreakGlassShown>), (status = "default", description = "Why not", body = Error)))]
async fn break_glass_grants(
    State(api): State<Api>,
    Known(caller): Known,
) -> Result<Json<Vec<BreakGlassShown>>, Failed> {
    Ok(Json(api.use_cases.break_glass_grants(&caller).await?))
}

/// Asks to be let do one thing on one asset for a while. Nothing is opened by it: somebody who agrees to
/// changes of access agrees, at `/v1/approvals/{id}/approve`.
#[utoipa::path(post, path = "/v1/break-glass", operation_id = "break_glass", tag = "access",
    request_body = BreakGlassRequest,
    responses((status = 200, description = "Done", body = BreakGlassShown), (status = "default", description = "Why not", body = Error)))]
async fn ask_break_glass(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<BreakGlassRequest>,
) -> Result<Json<BreakGlassShown>, Failed> {
    Ok(Json(api.use_cases.break_glass(&caller, request).await?))
}

/// Ends what is open before its time: by whoever it was opened to, or whoever may change access.
#[utoipa::path(post, path = "/v1/break-glass/close", operation_id = "close_break_glass", tag = "access",
    request_body = CloseRequest,
    responses((status = 200, description = "Done", body = BreakGlassShown), (status = "default", description = "Why not", body = Error)))]
async fn close_break_glass(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<CloseRequest>,
) -> Result<Json<BreakGlassShown>, Failed> {
    Ok(Json(api.use_cases.close_break_glass(&caller, request).await?))
}

/// Answers for what is over: by somebody who reviews such access, and had no part in it.
#[utoipa::path(post, path = "/v1/break-glass/review", operation_id = "review_break_glass", tag = "access",
    request_body = ReviewBreakGlassRequest,
    responses((status = 200, description = "Done", body = BreakGlassShown), (status = "default", description = "Why not", body = Error)))]
async fn review_break_glass(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ReviewBreakGlassRequest>,
) -> Result<Json<BreakGlassShown>, Failed> {
    Ok(Json(api.use_cases.review_break_glass(&caller, request).await?))
}
