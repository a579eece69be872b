//! The Open Inference Protocol's REST routes.

use crate::protocol::InferRequest;
use crate::{ServeError, Service};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router, body::Bytes};
use serde_json::{Value, json};
use std::sync::Arc;
use store::Permit;
use terms::limits::BODY_BYTES;

type MaybePermit = Option<Extension<Arc<Permit>>>;

/// The routes under `/v2`. Requests to `/v2/models/{name}…` need an `Extension<Arc<Permit>>` for
/// `infer` on `model/{name}`; see the crate's docs.
pub fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/v2", get(server))
        .route("/v2/health/live", get(|| async { Json(json!({ "live": true })) }))
        .route("/v2/health/ready", get(ready))
        .route("/v2/models/{model}", get(model))
        .route("/v2/models/{model}/ready", get(model_ready))
        .route("/v2/models/{model}/versions/{version}", get(version))
        .route("/v2/models/{model}/versions/{version}/ready", get(version_ready))
        .route("/v2/models/{model}/infer", post(infer))
        .route("/v2/models/{model}/versions/{version}/infer", post(infer_version))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .with_state(service)
}

async fn server() -> Json<Value> {
    Json(json!({ "name": "hygeia", "version": env!("CARGO_PKG_VERSION"), "extensions": [] }))
}

async fn ready(State(service): State<Arc<Service>>) -> Json<Value> {
    Json(json!({ "ready": !service.models().is_empty() }))
}

async fn model(
    State(service): State<Arc<Service>>,
    permit: MaybePermit,
    Path(name): Path<String>,
) -> Result<Response, ServeError> {
    metadata(&service, permit, &name, None)
}

async fn version(
    State(service): State<Arc<Service>>,
    permit: MaybePermit,
    Path((name, version)): Path<(String, String)>,
) -> Result<Response, ServeError> {
    metadata(&service, permit, &name, Some(&version))
}

async fn model_ready(
    State(service): State<Arc<Service>>,
    permit: MaybePermit,
    Path(name): Path<String>,
) -> Result<Response, ServeError> {
    is_ready(&service, permit, &name, None)
}

async fn version_ready(
    State(service): State<Arc<Service>>,
    permit: MaybePermit,
    Path((name, version)): Path<(String, String)>,
) -> Result<Response, ServeError> {
    is_ready(&service, permit, &name, Some(&version))
}

async fn infer(
    State(service): State<Arc<Service>>,
    permit: MaybePermit,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, ServeError> {
    answer(&service, permit, &name, None, &body).await
}

async fn infer_version(
    State(service): State<Arc<Service>>,
    permit: MaybePermit,
    Path((name, version)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ServeError> {
    answer(&service, permit, &name, Some(&version), &body).await
}

fn metadata(
    service: &Service,
    permit: MaybePermit,
    name: &str,
    version: Option<&str>,
) -> Result<Response, ServeError> {
    let Extension(permit) = permit.ok_or(ServeError::NoPermit)?;
    let served = service.find(&permit, name, version)?;
    Ok(Json(Service::metadata(&served, &permit)).into_response())
}

fn is_ready(
    service: &Service,
    permit: MaybePermit,
    name: &str,
    version: Option<&str>,
) -> Result<Response, ServeError> {
    let Extension(permit) = permit.ok_or(ServeError::NoPermit)?;
    service.find(&permit, name, version)?;
    Ok(Json(json!({ "name": name, "ready": true })).into_response())
}

async fn answer(
    service: &Service,
    permit: MaybePermit,
    name: &str,
    version: Option<&str>,
    body: &[u8],
) -> Result<Response, ServeError> {
    let Extension(permit) = permit.ok_or(ServeError::NoPermit)?;
    let served = service.find(&permit, name, version)?;
    // The parser's own message may quote a value, so only the place is told.
    let request: InferRequest = serde_json::from_slice(body).map_err(|e| {
        let place = format!("line {} column {}", e.line(), e.column());
        ServeError::Request(format!("it is no inference request of OIP v2 ({place})"))
    })?;
    Ok(Json(service.infer(served, &permit, request).await?).into_response())
}

impl IntoResponse for ServeError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::NotServed(_) | Self::NoFile(_) => StatusCode::NOT_FOUND,
            Self::Request(_) | Self::Input { .. } => StatusCode::BAD_REQUEST,
            Self::OverBudget { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(_) => StatusCode::FORBIDDEN,
            Self::NoPermit | Self::Store(_) | Self::Model(_) | Self::Cancelled => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        let told = match &self {
            // What went wrong inside is for the operator.
            Self::Store(_) | Self::Model(_) => {
                tracing::error!(error = %self, "inference failed");
                "the model can't answer now".to_owned()
            }
            other => other.to_string(),
        };
        let mut response = (status, Json(json!({ "error": told }))).into_response();
        if let Self::OverBudget { retry, .. } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry));
        }
        response
    }
}
