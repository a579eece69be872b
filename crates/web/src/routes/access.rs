//! Code, agreement and review: who may do what.

use crate::exchange::{in_parts, receive};
use crate::{Api, Asked, Failed, Known, Read};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::records::{May, Review, Share, Unused};
use workspace::{
    ApplyRequest, ApplyResponse, ApprovalShown, ApproveRequest, ApproveResponse, CanRequest, Error,
    RefuseRequest, ReviewRequest, ReviewResponse, UnusedRequest, WhoRequest,
};

pub(crate) fn access() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(apply))
        .routes(routes!(approvals))
        .routes(routes!(approval))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(reviews, review))
        .routes(routes!(unused))
        .routes(routes!(who))
        .routes(routes!(can))
}

/// Shows what code would change; applies it, or proposes it where that takes two people.
#[utoipa::path(post, path = "/v1/apply", operation_id = "apply", tag = "access",
    request_body = ApplyRequest,
    responses((status = 200, description = "Done", body = ApplyResponse), (status = "default", description = "Why not", body = Error)))]
async fn apply(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ApplyRequest>,
) -> Result<Json<ApplyResponse>, Failed> {
    Ok(Json(api.use_cases.apply(&caller, request).await?))
}

/// What somebody asked for and nobody answered yet.
#[utoipa::path(get, path = "/v1/approvals", operation_id = "approvals", tag = "access",
    responses((status = 200, description = "Done", body = Vec<ApprovalShown>), (status = "default", description = "Why not", body = Error)))]
async fn approvals(
    State(api): State<Api>,
    Known(caller): Known,
) -> Result<Json<Vec<ApprovalShown>>, Failed> {
    Ok(Json(api.use_cases.approvals(&caller, None).await?))
}

/// One thing that was asked for, answered or not.
#[utoipa::path(get, path = "/v1/approvals/{id}", operation_id = "approval", tag = "access",
    params(("id" = String, Path, description = "What apply or promote printed")),
    responses((status = 200, description = "Done", body = ApprovalShown), (status = "default", description = "Why not", body = Error)))]
async fn approval(
    State(api): State<Api>,
    Known(caller): Known,
    Path(id): Path<String>,
) -> Result<Json<ApprovalShown>, Failed> {
    let shown = api.use_cases.approvals(&caller, Some(&id)).await?;
    Ok(Json(shown.into_iter().next().ok_or_else(Error::not_found)?))
}

/// Agrees to what somebody else asked for. The body is a tar archive of what is agreed to as you
/// have it: the three texts of the workspace, or `model/`; for a model, an empty body takes the
/// registry's own files. Answered in parts; the last is an `ApproveResponse` in `done`.
#[utoipa::path(post, path = "/v1/approvals/{id}/approve", operation_id = "approve", tag = "access",
    params(("id" = String, Path, description = "What apply or promote printed")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "Done", body = ApproveResponse, content_type = "application/x-ndjson"),
        (status = "default", description = "Why not", body = Error)))]
async fn approve(
    State(api): State<Api>,
    Known(caller): Known,
    Path(id): Path<String>,
    body: Body,
) -> Result<Response, Failed> {
    let received = receive(body).await?;
    Ok(in_parts(received, |folder, _| async move {
        api.use_cases.approve(&caller, ApproveRequest { id }, folder.path()).await
    }))
}

/// Says no to what somebody asked for, or takes back what you asked for.
#[utoipa::path(post, path = "/v1/approvals/refuse", operation_id = "refuse", tag = "access",
    request_body = RefuseRequest,
    responses((status = 200, description = "Done", body = ApprovalShown), (status = "default", description = "Why not", body = Error)))]
async fn refuse(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<RefuseRequest>,
) -> Result<Json<ApprovalShown>, Failed> {
    Ok(Json(api.use_cases.refuse(&caller, request).await?))
}

/// When which access has to be looked at again, earliest first.
#[utoipa::path(get, path = "/v1/reviews", operation_id = "reviews", tag = "access",
    responses((status = 200, description = "Done", body = Vec<Object>), (status = "default", description = "Why not", body = Error)))]
async fn reviews(
    State(api): State<Api>,
    Known(caller): Known,
) -> Result<Json<Vec<Review>>, Failed> {
    Ok(Json(api.use_cases.reviews(&caller).await?))
}

/// Records that the cells of an activity were looked at, and stay.
#[utoipa::path(post, path = "/v1/reviews", operation_id = "review", tag = "access",
    request_body = ReviewRequest,
    responses((status = 200, description = "Done", body = ReviewResponse), (status = "default", description = "Why not", body = Error)))]
async fn review(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ReviewRequest>,
) -> Result<Json<ReviewResponse>, Failed> {
    Ok(Json(api.use_cases.review(&caller, request).await?))
}

/// Access that nobody has needed.
#[utoipa::path(get, path = "/v1/access/unused", operation_id = "unused", tag = "access",
    params(UnusedRequest),
    responses((status = 200, description = "Done", body = Vec<Object>), (status = "default", description = "Why not", body = Error)))]
async fn unused(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<UnusedRequest>,
) -> Result<Json<Vec<Unused>>, Failed> {
    Ok(Json(api.use_cases.unused(&caller, request).await?))
}

/// Who may do what to an asset, who is heard and who is told, each with the cell.
#[utoipa::path(get, path = "/v1/access/who", operation_id = "who", tag = "access",
    params(WhoRequest),
    responses((status = 200, description = "Done", body = Vec<Object>), (status = "default", description = "Why not", body = Error)))]
async fn who(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<WhoRequest>,
) -> Result<Json<Vec<Share>>, Failed> {
    Ok(Json(api.use_cases.who(&caller, request).await?))
}

/// Whether somebody may do something, by which cells, or what is missing.
#[utoipa::path(get, path = "/v1/access/can", operation_id = "can", tag = "access",
    params(CanRequest),
    responses((status = 200, description = "Done", body = Object), (status = "default", description = "Why not", body = Error)))]
async fn can(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<CanRequest>,
) -> Result<Json<May>, Failed> {
    Ok(Json(api.use_cases.can(&caller, request).await?))
}
