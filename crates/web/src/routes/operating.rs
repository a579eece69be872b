//! What operators' tools ask: is it there, can it answer, and what is counted.

use crate::caller::Certified;
use crate::metrics::MEDIA_TYPE;
use crate::{Api, Failed};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{Context, Error};

pub(crate) fn operating() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(health_live))
        .routes(routes!(health_ready))
        .routes(routes!(metrics))
}

#[derive(Serialize, ToSchema)]
struct Health {
    ok: bool,
}

/// Whether it runs.
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "open", security(()),
    responses((status = 200, description = "Done", body = Health)))]
async fn health() -> Json<Health> {
    Json(Health { ok: true })
}

/// Whether it runs: who gets no answer starts it anew.
#[utoipa::path(get, path = "/health/live", operation_id = "health_live", tag = "open", security(()),
    responses((status = 200, description = "Done", body = Health)))]
async fn health_live() -> Json<Health> {
    Json(Health { ok: true })
}

/// Whether requests can be answered: something was applied, and the clock is not behind the ledger. Until
/// then, whoever balances load sends nothing.
#[utoipa::path(get, path = "/health/ready", operation_id = "health_ready", tag = "open", security(()),
    responses((status = 200, description = "It can", body = Health),
        (status = 503, description = "It can't", body = Health)))]
async fn health_ready(State(api): State<Api>) -> (StatusCode, Json<Health>) {
    let ok = api.use_cases.is_ready();
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Health { ok }))
}

/// Requests, the ledger, what waits, and the posture, as OpenMetrics: for a device whose owner may operate
/// the workspace, by its certificate, as no tool that scrapes renews a token; and at the workspace's socket.
#[utoipa::path(get, path = "/metrics", operation_id = "metrics", tag = "records", security(()),
    responses((status = 200, description = "Done", body = String, content_type = "application/openmetrics-text"),
        (status = "default", description = "Why not", body = Error)))]
async fn metrics(State(api): State<Api>, Certified(caller): Certified) -> Result<Response, Failed> {
    let observed = api.use_cases.observe(&caller).await?;
    let text = api.metrics.text(&observed).internal("writing what is counted")?;
    let head = response::AppendHeaders([(header::CONTENT_TYPE, MEDIA_TYPE)]);
    Ok((head, text).into_response())
}
