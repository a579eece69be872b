//! Code, agreement and review: who may do what.

use crate::exchange::{in_parts, receive};
use crate::{Api, Asked, Failed, Known, Read};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::access::SignedAgreement;
use workspace::records::{May, Review, Share, Unused};
use workspace::{
    AnswerRequest, AnswerResponse, ApplyRequest, ApplyResponse, ApprovalShown, ApproveRequest,
    ApproveResponse, CanRequest, Error, FeedRequest, Notice, ProposalResponse, RefuseRequest,
    ReviewHistoryRequest, ReviewRequest, ReviewResponse, ReviewShown, UnusedRequest, WhoRequest,
};

/// The header that carries the signature of whoever agrees.
pub const AGREEMENT_HEADER: &str = "hygeia-agreement";

pub(crate) fn access() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(apply))
        .routes(routes!(approvals))
        .routes(routes!(approval))
        .routes(routes!(proposal))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(answer))
        .routes(routes!(feed))
        .routes(routes!(reviews, review))
        .routes(routes!(review_history))
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

/// What somebody asked for, and in words what it would change: computed from what was proposed, and from
/// what stands now.
#[utoipa::path(get, path = "/v1/approvals/{id}/changes", operation_id = "proposal", tag = "access",
    params(("id" = String, Path, description = "What apply or promote printed")),
    responses((status = 200, description = "Done", body = ProposalResponse), (status = "default", description = "Why not", body = Error)))]
async fn proposal(
    State(api): State<Api>,
    Known(caller): Known,
    Path(id): Path<String>,
) -> Result<Json<ProposalResponse>, Failed> {
    Ok(Json(api.use_cases.proposal(&caller, &id).await?))
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
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failed> {
    let agreement = agreement(&headers)?;
    // Before anything is taken in.
    workspace::expect_may_answer(api.use_cases.workspace(), &caller, &id).await?;
    let received = receive(body).await?;
    Ok(in_parts(received, |folder, _| async move {
        api.use_cases.approve(&caller, ApproveRequest { id, agreement }, folder.path()).await
    }))
}

/// The signature of whoever agrees: JSON in URL-safe base64.
fn agreement(headers: &HeaderMap) -> Result<Option<SignedAgreement>, Failed> {
    let Some(value) = headers.get(AGREEMENT_HEADER) else { return Ok(None) };
    let bytes = value.to_str().ok().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let agreement = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    match agreement {
        Some(agreement) => Ok(Some(agreement)),
        None => Err(Error::invalid("that is no signed agreement").at(AGREEMENT_HEADER).into()),
    }
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

/// Keeps the word of somebody who is consulted: on what waits for it, or on what they were told of.
#[utoipa::path(post, path = "/v1/consultations/answer", operation_id = "answer", tag = "access",
    request_body = AnswerRequest,
    responses((status = 200, description = "Done", body = AnswerResponse), (status = "default", description = "Why not", body = Error)))]
async fn answer(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<AnswerRequest>,
) -> Result<Json<AnswerResponse>, Failed> {
    Ok(Json(api.use_cases.answer(&caller, request).await?))
}

/// What you are asked (the RACI's C) and told (its I), newest last.
#[utoipa::path(get, path = "/v1/feed", operation_id = "feed", tag = "access",
    params(FeedRequest),
    responses((status = 200, description = "Done", body = Vec<Notice>), (status = "default", description = "Why not", body = Error)))]
async fn feed(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<FeedRequest>,
) -> Result<Json<Vec<Notice>>, Failed> {
    Ok(Json(api.use_cases.feed(&caller, request).await?))
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

/// What came of every review, oldest first: for whoever has to show that they are done.
#[utoipa::path(get, path = "/v1/reviews/history", operation_id = "review_history", tag = "access",
    params(ReviewHistoryRequest),
    responses((status = 200, description = "Done", body = Vec<ReviewShown>), (status = "default", description = "Why not", body = Error)))]
async fn review_history(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<ReviewHistoryRequest>,
) -> Result<Json<Vec<ReviewShown>>, Failed> {
    Ok(Json(api.use_cases.review_history(&caller, request).await?))
}

/// Records that the cells of an activity were looked at, and stay; or proposes to take from a holder what
/// is not to stay.
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
