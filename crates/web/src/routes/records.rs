//! What happened, how the workspace stands, and its recovery points.

use crate::exchange::{in_entries, in_parts, receive};
use crate::{Api, Asked, Failed, Known, Read};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use terms::Probed;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::records::Proof;
use workspace::{
    AbuseResponse, AuditRequest, ConsistencyRequest, Error, InclusionRequest, LedgerEntry,
    PostureRequest, PullRequest, PullResponse,
};

pub(crate) fn records() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(audit))
        .routes(routes!(inclusion))
        .routes(routes!(consistency))
        .routes(routes!(checkpoint))
        .routes(routes!(export_ledger))
        .routes(routes!(abuse))
        .routes(routes!(posture))
        .routes(routes!(pull))
}

/// Entries of the ledger, written as they are found: one JSON array, or a line for each where
/// `Accept` is `application/x-ndjson`. To read it is an entry too.
#[utoipa::path(get, path = "/v1/audit", operation_id = "audit", tag = "records",
    params(AuditRequest),
    responses((status = 200, description = "Done", body = Vec<LedgerEntry>), (status = "default", description = "Why not", body = Error)))]
async fn audit(
    State(api): State<Api>,
    Known(caller): Known,
    headers: HeaderMap,
    Asked(request): Asked<AuditRequest>,
) -> Result<Response, Failed> {
    in_entries(api.use_cases.audit(&caller, request).await?, &headers).await
}

/// That an entry is in the ledger: an inclusion proof (RFC 6962, 2.1.1), which verifies offline.
#[utoipa::path(get, path = "/v1/audit/inclusion", operation_id = "inclusion", tag = "records",
    params(InclusionRequest),
    responses((status = 200, description = "Done", body = Object), (status = "default", description = "Why not", body = Error)))]
async fn inclusion(
    State(api): State<Api>,
    Known(caller): Known,
    Asked(request): Asked<InclusionRequest>,
) -> Result<Response, Failed> {
    proof(&api.use_cases.inclusion(&caller, request).await?)
}

/// That the ledger only grew since a checkpoint that was held elsewhere: a consistency proof
/// (RFC 6962, 2.1.2), which verifies offline.
#[utoipa::path(post, path = "/v1/audit/consistency", operation_id = "consistency", tag = "records",
    request_body = ConsistencyRequest,
    responses((status = 200, description = "Done", body = Object), (status = "default", description = "Why not", body = Error)))]
async fn consistency(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ConsistencyRequest>,
) -> Result<Response, Failed> {
    proof(&api.use_cases.consistency(&caller, request).await?)
}

/// A proof as the one document that verifies.
fn proof(proof: &Proof) -> Result<Response, Failed> {
    let text = proof.to_text().map_err(Error::internal)?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

/// The ledger's checkpoint as it is now, a signed note (C2SP): hold it elsewhere.
#[utoipa::path(get, path = "/v1/audit/checkpoint", operation_id = "checkpoint", tag = "records",
    responses((status = 200, description = "Done", body = String, content_type = "text/plain"),
        (status = "default", description = "Why not", body = Error)))]
async fn checkpoint(State(api): State<Api>, Known(caller): Known) -> Result<Response, Failed> {
    let note = api.use_cases.checkpoint(&caller).await?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response())
}

/// Who asks models as attackers do.
#[utoipa::path(get, path = "/v1/abuse", operation_id = "abuse", tag = "records",
    responses((status = 200, description = "Done", body = AbuseResponse), (status = "default", description = "Why not", body = Error)))]
async fn abuse(
    State(api): State<Api>,
    Known(caller): Known,
) -> Result<Json<AbuseResponse>, Failed> {
    Ok(Json(api.use_cases.abuse(&caller).await?))
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
