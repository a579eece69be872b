//! The routes that belong to no stage.

use crate::listener::Peer;
use crate::server::Shared;
use crate::{Answer, Ask, Caller, Public, Refusal, identity};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use store::EnrolledDevice;
use terms::{Action, Area, Asset, AssetKind, Posture, Probed};

/// Behind a token.
pub(crate) fn guarded() -> Router<Shared> {
    Router::new().route("/v1/whoami", get(who_am_i)).route("/v1/posture", get(posture))
}

/// Without a token: health says nothing, and a device speaks for itself by its certificate.
pub(crate) fn open() -> Router<Shared> {
    Router::new()
        .route("/health", get(|| async { Json(json!({ "ok": true })) }))
        .route("/v1/device/posture", post(report))
}

async fn who_am_i(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Json<Value> {
    let gate = shared.enforcer.gate();
    let roles: Vec<_> =
        gate.directory().roles_of(&caller.principal).map(|role| role.as_str()).collect();
    let device = caller.device.as_ref().map(|device| device.as_str());
    Json(json!({ "principal": caller.principal.as_str(), "device": device, "roles": roles }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Zoom {
    zoom: Option<Area>,
}

async fn posture(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(zoom): Query<Zoom>,
) -> Result<Json<Vec<Probed>>, Refusal> {
    let main = Asset::new(AssetKind::Workspace, "main").map_err(|_| Refusal::not_found())?;
    let _permit = shared.enforcer.admit(&caller, Ask::of(Action::Operate, main)).await?;
    let mut probed = (shared.posture)();
    probed.retain(|one| zoom.zoom.is_none_or(|area| one.area == area));
    Ok(Json(probed))
}

/// What a device says about itself; when it said so is the server's to tell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reported {
    disk_encrypted: bool,
    firewall_on: bool,
    patch_age_days: u32,
}

async fn report(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Json(reported): Json<Reported>,
) -> Response {
    let unknown = || {
        let public = Public::new("no enrolled device", "show the device's certificate");
        (StatusCode::UNAUTHORIZED, Json(public)).into_response()
    };
    let Some(thumbprint) = peer.thumbprint else { return unknown() };
    let store = shared.enforcer.store();
    let devices = store.docs::<EnrolledDevice>().list_of(&thumbprint.hex()).await;
    let Some(device) = devices.unwrap_or_default().pop() else { return unknown() };
    let Reported { disk_encrypted, firewall_on, patch_age_days } = reported;
    let reported_at = store.now();
    let posture = Posture { disk_encrypted, firewall_on, patch_age_days, reported_at };
    match identity::report(store, &device.device.id, posture).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(fault) => {
            tracing::error!(error = %fault, "a posture report could not be kept");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self.answer {
            Answer::NotFound => StatusCode::NOT_FOUND,
            Answer::Forbidden => StatusCode::FORBIDDEN,
            Answer::Exhausted => StatusCode::TOO_MANY_REQUESTS,
            Answer::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, Json(self.public)).into_response()
    }
}
