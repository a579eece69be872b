//! What happened, how the workspace stands, and its recovery points.

use crate::exchange::{in_parts, receive};
use crate::{Api, Asked, Failed, Known, Read};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use terms::Probed;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{AuditRequest, Error, LedgerEntry, PostureRequest, PullRequest, PullResponse};

pub(crate) fn records() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(audit))
        .routes(routes!(export_ledger))
        .routes(routes!(posture))
        .routes(routes!(pull))
}

/// Entries of the ledger. To read it is an entry too.
#[utoipa::path(get, path = "/v1/audit", operation_id = "audit", tag = "records",
    params(AuditRequest),
    responses((status = 200, description = "Done", body = Vec<LedgerEntry>), (status = "default", description = "Why not", body = Error)))]
async fn audit(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<AuditRequest>,
) -> Result<Json<Vec<LedgerEntry>>, Failed> {
    Ok(Json(api.use_cases.audit(&caller, request).await?))
}

/// A copy of the ledger and the key that it is verified with, in parts: `ledger/…`, `ledger.pub`.
#[utoipa::path(post, path = "/v1/audit/export", operation_id = "export_ledger", tag = "records",
    responses((status = 200, description = "Done", body = Vec<u8>, content_type = "application/x-ndjson"),
        (status = "default", description = "Why not", body = Error)))]
async fn export_ledger(State(api): State<Api>, Known(caller): Known) -> Result<Response, Failed> {
    let received = receive(Body::empty()).await?;
    Ok(in_parts(received, |folder, _| async move {
        api.use_cases.export_ledger(&caller, folder.path()).await
    }))
}

/// What the probes of the workspace saw.
#[utoipa::path(get, path = "/v1/posture", operation_id = "posture", tag = "records",
    params(PostureRequest),
    responses((status = 200, description = "Done", body = Vec<Object>), (status = "default", description = "Why not", body = Error)))]
async fn posture(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<PostureRequest>,
) -> Result<Json<Vec<Probed>>, Failed> {
    Ok(Json(api.use_cases.posture(&caller, request).await?))
}

/// Takes a recovery point into the vault.
#[utoipa::path(post, path = "/v1/vault/pull", operation_id = "pull", tag = "records",
    request_body = PullRequest,
    responses((status = 200, description = "Done", body = PullResponse), (status = "default", description = "Why not", body = Error)))]
async fn pull(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<PullRequest>,
) -> Result<Json<PullResponse>, Failed> {
    Ok(Json(api.use_cases.pull(&caller, request).await?))
}
