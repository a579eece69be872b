//! Who somebody is, and what they sign in with.

use crate::{Api, Failed, Known, Read};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::records::EnrolledDevice;
use workspace::{
    EnrolRequest, Error, LiftRequest, LockRequest, LockResponse, LockShown, ReportRequest,
    ReportResponse, RevokeRequest, RevokeResponse, SignIn, WhoAmIResponse,
};

pub(crate) fn people() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(who_am_i))
        .routes(routes!(devices, enrol))
        .routes(routes!(report))
        .routes(routes!(revoke))
        .routes(routes!(locks, lock))
        .routes(routes!(lift))
}

/// Whom the workspace takes you for.
#[utoipa::path(get, path = "/v1/whoami", operation_id = "who_am_i", tag = "people",
    responses((status = 200, description = "Done", body = WhoAmIResponse), (status = "default", description = "Why not", body = Error)))]
async fn who_am_i(State(api): State<Api>, Known(caller): Known) -> Json<WhoAmIResponse> {
    Json(api.use_cases.who_am_i(&caller))
}

/// Every enrolled device, whose it is, and what it last said about itself.
#[utoipa::path(get, path = "/v1/devices", operation_id = "devices", tag = "people",
    responses((status = 200, description = "Done", body = Vec<Object>), (status = "default", description = "Why not", body = Error)))]
async fn devices(
    State(api): State<Api>,
    Known(caller): Known,
) -> Result<Json<Vec<EnrolledDevice>>, Failed> {
    Ok(Json(api.use_cases.devices(&caller).await?))
}

/// Enrols a device for somebody: certificate, key and token of it.
#[utoipa::path(post, path = "/v1/devices", operation_id = "enrol", tag = "people",
    request_body = EnrolRequest,
    responses((status = 200, description = "Done", body = SignIn), (status = "default", description = "Why not", body = Error)))]
async fn enrol(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<EnrolRequest>,
) -> Result<Json<SignIn>, Failed> {
    Ok(Json(api.use_cases.enrol(&caller, request).await?))
}

/// Keeps what a device says about itself.
#[utoipa::path(post, path = "/v1/devices/report", operation_id = "report", tag = "people",
    request_body = ReportRequest,
    responses((status = 200, description = "Done", body = ReportResponse), (status = "default", description = "Why not", body = Error)))]
async fn report(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ReportRequest>,
) -> Result<Json<ReportResponse>, Failed> {
    Ok(Json(api.use_cases.report(&caller, request).await?))
}

/// Lets a device, a person or their tokens in no more.
#[utoipa::path(post, path = "/v1/revoke", operation_id = "revoke", tag = "people",
    request_body = RevokeRequest,
    responses((status = 200, description = "Done", body = RevokeResponse), (status = "default", description = "Why not", body = Error)))]
async fn revoke(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<RevokeRequest>,
) -> Result<Json<RevokeResponse>, Failed> {
    Ok(Json(api.use_cases.revoke(&caller, request).await?))
}

/// Who is cut off now, until when, and who may let them in again before.
#[utoipa::path(get, path = "/v1/locks", operation_id = "locks", tag = "people",
    responses((status = 200, description = "Done", body = Vec<LockShown>), (status = "default", description = "Why not", body = Error)))]
async fn locks(
    State(api): State<Api>,
    Known(caller): Known,
) -> Result<Json<Vec<LockShown>>, Failed> {
    Ok(Json(api.use_cases.locks(&caller).await?))
}

/// Cuts off a person, a device or everybody who holds a role, now and for a while; what they are being
/// answered breaks off.
#[utoipa::path(post, path = "/v1/locks", operation_id = "lock", tag = "people",
    request_body = LockRequest,
    responses((status = 200, description = "Done", body = LockResponse), (status = "default", description = "Why not", body = Error)))]
async fn lock(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<LockRequest>,
) -> Result<Json<LockResponse>, Failed> {
    Ok(Json(api.use_cases.lock(&caller, request).await?))
}

/// Lets in again before a lock ends: by somebody who did not set it.
#[utoipa::path(post, path = "/v1/locks/lift", operation_id = "lift", tag = "people",
    request_body = LiftRequest,
    responses((status = 200, description = "Done", body = LockShown), (status = "default", description = "Why not", body = Error)))]
async fn lift(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<LiftRequest>,
) -> Result<Json<LockShown>, Failed> {
    Ok(Json(api.use_cases.lift(&caller, request).await?))
}
