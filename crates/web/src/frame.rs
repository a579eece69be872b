//! What every answer has: an end, and headers that leave a browser nothing to run or keep.

use crate::cut_off::cut_off;
use crate::metrics::measured;
use crate::traced::traced;
use crate::unread::forgotten;
use crate::{Api, Failed};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use terms::limits::BODY_BYTES;
use workspace::{Error, Kind};

/// Seconds until an answer begins, body included. What takes longer answers in parts.
const REQUEST: Duration = Duration::from_secs(30);
/// The same for what takes in a table, pulls a vault or looks at everything.
const LONG: Duration = Duration::from_secs(60 * 60);
/// Paths of what takes long.
const LONG_PATHS: [&str; 6] =
    ["/v1/datasets", "/v1/screen", "/v1/posture", "/v1/vault/pull", "/v1/drills", "/v1/apply"];

/// `router` with all that.
pub(crate) fn framed(router: Router, api: Api) -> Router {
    let (metrics, all) = (api.metrics.clone(), api.clone());
    router
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn(forgotten))
        .layer(from_fn_with_state(api, cut_off))
        .layer(from_fn(frame))
        .layer(from_fn_with_state(metrics, measured))
        .layer(from_fn_with_state(all, traced))
}

async fn frame(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let limit = if LONG_PATHS.contains(&path) { LONG } else { REQUEST };
    let mut response = match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let error = Error::new(Kind::Exhausted, "this took too long");
            Failed::with(StatusCode::REQUEST_TIMEOUT, error.remedy("ask for less at once"))
                .into_response()
        }
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
