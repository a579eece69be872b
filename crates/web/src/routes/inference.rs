//! The Open Inference Protocol v2 over REST: promoted models, by a permit for each request.

use crate::permitted::{Infer, Permitted};
use crate::tensors::{Answered, Asking};
use crate::{Api, Failed, Known};
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::Error;
use workspace::records::ModelMetadata;

pub(crate) fn inference() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(server_metadata))
        .routes(routes!(model_metadata))
        .routes(routes!(model_ready))
        .routes(routes!(version_metadata))
        .routes(routes!(version_ready))
        .routes(routes!(infer))
        .routes(routes!(infer_version))
}

type InVersion = Path<(String, String)>;

/// Name and version of the server.
#[utoipa::path(get, path = "/v2", operation_id = "server_metadata", tag = "inference",
    responses((status = 200, description = "Done", body = Object), (status = "default", description = "Why not", body = Error)))]
async fn server_metadata(_: Known) -> Json<Value> {
    Json(
        json!({ "name": "hygeia", "version": env!("CARGO_PKG_VERSION"), "extensions": ["binary_tensor_data"] }),
    )
}

/// What a model takes and answers.
#[utoipa::path(get, path = "/v2/models/{model}", operation_id = "model_metadata", tag = "inference",
    params(("model" = String, Path)),
    responses((status = 200, description = "Done", body = Object), (status = "default", description = "Why not", body = Error)))]
async fn model_metadata(
    State(api): State<Api>,
    permitted: Permitted<Infer>,
) -> Result<Json<ModelMetadata>, Failed> {
    Ok(Json(api.use_cases.model_metadata(&permitted.permit, None).await?))
}

/// What a version of a model takes and answers.
#[utoipa::path(get, path = "/v2/models/{model}/versions/{version}", tag = "inference",
    operation_id = "version_metadata",
    params(("model" = String, Path), ("version" = String, Path)),
    responses((status = 200, description = "Done", body = Object), (status = "default", description = "Why not", body = Error)))]
async fn version_metadata(
    State(api): State<Api>,
    permitted: Permitted<Infer>,
    Path((_, version)): InVersion,
) -> Result<Json<ModelMetadata>, Failed> {
    Ok(Json(api.use_cases.model_metadata(&permitted.permit, Some(&version)).await?))
}

#[derive(Serialize, ToSchema)]
struct ModelReady {
    name: String,
    ready: bool,
}

/// Whether a model answers.
#[utoipa::path(get, path = "/v2/models/{model}/ready", operation_id = "model_ready", tag = "inference",
    params(("model" = String, Path)),
    responses((status = 200, description = "Done", body = ModelReady), (status = "default", description = "Why not", body = Error)))]
async fn model_ready(
    State(api): State<Api>,
    permitted: Permitted<Infer>,
) -> Result<Json<ModelReady>, Failed> {
    let name = api.use_cases.model_metadata(&permitted.permit, None).await?.name;
    Ok(Json(ModelReady { name, ready: true }))
}

/// Whether a version of a model answers.
#[utoipa::path(get, path = "/v2/models/{model}/versions/{version}/ready", tag = "inference",
    operation_id = "version_ready",
    params(("model" = String, Path), ("version" = String, Path)),
    responses((status = 200, description = "Done", body = ModelReady), (status = "default", description = "Why not", body = Error)))]
async fn version_ready(
    State(api): State<Api>,
    permitted: Permitted<Infer>,
    Path((_, version)): InVersion,
) -> Result<Json<ModelReady>, Failed> {
    let name = api.use_cases.model_metadata(&permitted.permit, Some(&version)).await?.name;
    Ok(Json(ModelReady { name, ready: true }))
}

/// Predictions: JSON, or tensors as bytes behind it, where `Inference-Header-Content-Length` says how many
/// bytes are JSON.
#[utoipa::path(post, path = "/v2/models/{model}/infer", operation_id = "infer", tag = "inference",
    params(("model" = String, Path), ("Inference-Header-Content-Length" = Option<u64>, Header)),
    request_body(content((Object = "application/json"), (Vec<u8> = "application/octet-stream"))),
    responses((status = 200, description = "Done", body = Object), (status = "default", description = "Why not", body = Error)))]
async fn infer(
    State(api): State<Api>,
    permitted: Permitted<Infer>,
    Asking(request): Asking,
) -> Result<Answered, Failed> {
    Ok(Answered(api.use_cases.infer(&permitted.permit, None, request).await?))
}

/// Predictions of one version.
#[utoipa::path(post, path = "/v2/models/{model}/versions/{version}/infer", tag = "inference",
    operation_id = "infer_version",
    params(("model" = String, Path), ("version" = String, Path), ("Inference-Header-Content-Length" = Option<u64>, Header)),
    request_body(content((Object = "application/json"), (Vec<u8> = "application/octet-stream"))),
    responses((status = 200, description = "Done", body = Object), (status = "default", description = "Why not", body = Error)))]
async fn infer_version(
    State(api): State<Api>,
    permitted: Permitted<Infer>,
    Path((_, version)): InVersion,
    Asking(request): Asking,
) -> Result<Answered, Failed> {
    Ok(Answered(api.use_cases.infer(&permitted.permit, Some(&version), request).await?))
}
