//! Models: trained, promoted, retired. Answers come in parts, with the files that were made.

use crate::exchange::{in_parts, receive, whole_body};
use crate::{Api, Asked, Failed, Known, Read};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use terms::limits::RUN_BYTES;
use terms::{Action, Asset, AssetKind};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{
    Context as _, Error, PromoteRequest, PromoteResponse, RegisterRequest, RegisterResponse,
    RetireRequest, RetireResponse, TrainRequest, TrainResponse,
};

pub(crate) fn models() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(train))
        .routes(routes!(register))
        .routes(routes!(promote))
        .routes(routes!(retire))
}

/// Trains a model that resists attacks. Answered in parts: progress, the files of `model/` and
/// `evidence/`, and a `TrainResponse` in `done`.
#[utoipa::path(post, path = "/v1/train", operation_id = "train", tag = "models",
    request_body = TrainRequest,
    responses((status = 200, description = "Done", body = TrainResponse, content_type = "application/x-ndjson"),
        (status = "default", description = "Why not", body = Error)))]
async fn train(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<TrainRequest>,
) -> Result<Response, Failed> {
    let received = receive(Body::empty()).await?;
    Ok(in_parts(received, |folder, progress| async move {
        api.use_cases.train(&caller, request, folder.path(), progress).await
    }))
}

/// Registers a model that was made elsewhere. The body is its ONNX file. Answered in parts: progress, the files of
/// `model/` and `evidence/`, and a `RegisterResponse` in `done`.
#[utoipa::path(post, path = "/v1/register", operation_id = "register", tag = "models",
    params(RegisterRequest),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "Done", body = RegisterResponse, content_type = "application/x-ndjson"),
        (status = "default", description = "Why not", body = Error)))]
async fn register(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<RegisterRequest>,
    body: Body,
) -> Result<Response, Failed> {
    // Who has no cell sends no body.
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    api.use_cases.workspace().expect_cell(&caller, Action::Train, &dataset).await?;
    let file = whole_body(body, RUN_BYTES).await?;
    let received = receive(Body::empty()).await?;
    Ok(in_parts(received, |folder, progress| async move {
        api.use_cases.register(&caller, request, file, folder.path(), progress).await
    }))
}

/// Scans and signs a trained model, and asks for its promotion. The body is a tar archive of the
/// folder that training made. Answered in parts: signature, key and evidence, and a
/// `PromoteResponse` in `done`.
#[utoipa::path(post, path = "/v1/promote", operation_id = "promote", tag = "models",
    params(PromoteRequest),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "Done", body = PromoteResponse, content_type = "application/x-ndjson"),
        (status = "default", description = "Why not", body = Error)))]
async fn promote(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<PromoteRequest>,
    body: Body,
) -> Result<Response, Failed> {
    // Who has no cell sends no body.
    let model = Asset::new(AssetKind::Model, &request.model).invalid()?;
    api.use_cases.workspace().expect_cell(&caller, Action::Promote, &model).await?;
    let received = receive(body).await?;
    Ok(in_parts(received, |folder, _| async move {
        api.use_cases.promote(&caller, request, folder.path()).await
    }))
}

/// Takes the live version of a model out of service.
#[utoipa::path(post, path = "/v1/retire", operation_id = "retire", tag = "models",
    request_body = RetireRequest,
    responses((status = 200, description = "Done", body = RetireResponse), (status = "default", description = "Why not", body = Error)))]
async fn retire(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<RetireRequest>,
) -> Result<Json<RetireResponse>, Failed> {
    Ok(Json(api.use_cases.retire(&caller, request).await?))
}
