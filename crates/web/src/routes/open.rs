//! Without a token: what clients of the Open Inference Protocol ask first, and a device that speaks for itself by its
//! certificate.

use crate::caller::Shown;
use crate::{Api, Failed, Read};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use terms::Posture;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::access::report;
use workspace::records::EnrolledDevice;
use workspace::{Caller, Error, Kind};

pub(crate) fn open() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(ready))
        .routes(routes!(device_posture))
}

/// Whatever no route is for. Which routes there are is no secret, so nobody is sent to an owner.
pub(crate) async fn nothing_here() -> Failed {
    Error::not_found()
        .remedy("there is no such path: see /v1/openapi.json for those there are")
        .into()
}

/// A method that the route does not have.
pub(crate) async fn no_such_method() -> Failed {
    let error = Error::invalid("this path has no such method").remedy("see /v1/openapi.json");
    Failed::with(StatusCode::METHOD_NOT_ALLOWED, error)
}

#[derive(Serialize, ToSchema)]
struct Live {
    live: bool,
}

/// Whether it runs, in the words of the Open Inference Protocol.
#[utoipa::path(get, path = "/v2/health/live", operation_id = "server_live", tag = "open", security(()),
    responses((status = 200, description = "Done", body = Live)))]
async fn live() -> Json<Live> {
    Json(Live { live: true })
}

#[derive(Serialize, ToSchema)]
struct Ready {
    ready: bool,
}

/// Whether it serves a model.
#[utoipa::path(get, path = "/v2/health/ready", operation_id = "server_ready", tag = "open", security(()),
    responses((status = 200, description = "Done", body = Ready)))]
async fn ready(State(api): State<Api>) -> Json<Ready> {
    Json(Ready { ready: !api.use_cases.workspace().service.models().is_empty() })
}

/// What a device says about itself; when it said so is the server's to tell.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reported {
    disk_encrypted: bool,
    firewall_on: bool,
    patch_age_days: u32,
}

/// Keeps what the device whose certificate is shown says about itself.
#[utoipa::path(post, path = "/v1/device/posture", operation_id = "device_posture", tag = "open",
    security(()), request_body = Reported,
    responses((status = 204, description = "Done"), (status = "default", description = "Why not", body = workspace::Error)))]
async fn device_posture(
    State(api): State<Api>,
    shown: Shown,
    Read(reported): Read<Reported>,
) -> Result<StatusCode, Failed> {
    let unknown = || {
        let error = Error::new(Kind::Refused, "no enrolled device");
        let error = error.remedy("show the device's certificate");
        Failed::with(StatusCode::UNAUTHORIZED, error)
    };
    let thumbprint = shown.thumbprint.ok_or_else(unknown)?;
    let workspace = api.use_cases.workspace();
    let store = &workspace.store;
    let devices = store.docs::<EnrolledDevice>().list_of(&thumbprint.hex()).await;
    let device = devices.unwrap_or_default().pop().ok_or_else(unknown)?;
    let (principal, id) = (device.owner.clone(), Some(device.device.id.clone()));
    let caller = Caller { principal, device: id, origin: shown.origin };
    workspace.enforcer.expect_let_in(&caller).await?;
    let Reported { disk_encrypted, firewall_on, patch_age_days } = reported;
    let reported_at = store.now();
    let posture = Posture { disk_encrypted, firewall_on, patch_age_days, reported_at };
    report(store, &device.device.id, posture, false, shown.origin).await.map_err(Error::from)?;
    Ok(StatusCode::NO_CONTENT)
}
