//! How people get in: invited, by a code, and renewed while their device is in order.

use crate::caller::Shown;
use crate::{Api, Failed, Known, Read};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{
    ConfirmRequest, ConfirmResponse, Error, InviteRequest, InviteResponse, JoinRequest,
    JoinResponse, RenewRequest, RenewResponse, ReportRequest, ReportResponse,
};

pub(crate) fn joining() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(authority))
        .routes(routes!(invite))
        .routes(routes!(join))
        .routes(routes!(confirm))
        .routes(routes!(renew))
        .routes(routes!(own_report))
}

/// What clients of the server trust.
#[derive(Serialize, Deserialize, ToSchema)]
struct Authority {
    /// Certificates, in PEM. Who has a code compares their digest with it.
    authority: String,
}

/// What clients of the server trust, for whoever has a code to compare it with.
#[utoipa::path(get, path = "/v1/authority", operation_id = "authority", tag = "open", security(()),
    responses((status = 200, description = "Done", body = Authority)))]
async fn authority(State(api): State<Api>) -> Json<Authority> {
    Json(Authority { authority: api.use_cases.workspace().trusted() })
}

/// Offers somebody to join: a code that is good once, for an hour.
#[utoipa::path(post, path = "/v1/invitations", operation_id = "invite", tag = "people",
    request_body = InviteRequest,
    responses((status = 200, description = "Done", body = InviteResponse), (status = "default", description = "Why not", body = Error)))]
async fn invite(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<InviteRequest>,
) -> Result<Json<InviteResponse>, Failed> {
    Ok(Json(api.use_cases.invite(&caller, request).await?))
}

/// Lets in whoever has a code, over the key that they made: a certificate for it, and a token.
#[utoipa::path(post, path = "/v1/join", operation_id = "join", tag = "open", security(()),
    request_body = JoinRequest,
    responses((status = 200, description = "Done", body = JoinResponse), (status = "default", description = "Why not", body = Error)))]
async fn join(
    State(api): State<Api>,
    shown: Shown,
    Read(request): Read<JoinRequest>,
) -> Result<Json<JoinResponse>, Failed> {
    Ok(Json(api.use_cases.join(shown.origin, request).await?))
}

/// Lets in a device that waits: by somebody else than its owner, and than who invited them.
#[utoipa::path(post, path = "/v1/devices/confirm", operation_id = "confirm", tag = "people",
    request_body = ConfirmRequest,
    responses((status = 200, description = "Done", body = ConfirmResponse), (status = "default", description = "Why not", body = Error)))]
async fn confirm(
    State(api): State<Api>,
    Known(caller): Known,
    Read(request): Read<ConfirmRequest>,
) -> Result<Json<ConfirmResponse>, Failed> {
    Ok(Json(api.use_cases.confirm(&caller, request).await?))
}

/// A fresh token for the device whose certificate is shown, and a fresh certificate if one is asked for.
#[utoipa::path(post, path = "/v1/renew", operation_id = "renew", tag = "open", security(()),
    request_body = RenewRequest,
    responses((status = 200, description = "Done", body = RenewResponse), (status = "default", description = "Why not", body = Error)))]
async fn renew(
    State(api): State<Api>,
    shown: Shown,
    Read(request): Read<RenewRequest>,
) -> Result<Json<RenewResponse>, Failed> {
    Ok(Json(api.use_cases.renew(shown.thumbprint, shown.origin, request).await?))
}

/// Keeps what the device whose certificate is shown says about itself, and says what the gate makes of it.
#[utoipa::path(post, path = "/v1/device/report", operation_id = "own_report", tag = "open", security(()),
    request_body = ReportRequest,
    responses((status = 200, description = "Done", body = ReportResponse), (status = "default", description = "Why not", body = Error)))]
async fn own_report(
    State(api): State<Api>,
    shown: Shown,
    Read(request): Read<ReportRequest>,
) -> Result<Json<ReportResponse>, Failed> {
    Ok(Json(api.use_cases.own_report(shown.thumbprint, shown.origin, request).await?))
}
