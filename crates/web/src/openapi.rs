//! The OpenAPI 3.1 document of all routes.

use crate::{Api, Known};
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};

/// Title, version and how to sign in; the paths come from the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hygeia",
        description = "A workspace of Hygeia: every use case, behind the gate. Over the network it \
                       takes the certificate of an enrolled device and a token bound to it.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(workspace::Error, workspace::Kind))
)]
struct Outline;

/// The document before the routes are added.
pub(crate) fn outline() -> utoipa::openapi::OpenApi {
    let mut document = Outline::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The token that goes with the device's certificate (RFC 8705)"))
        .build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    document.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
    document
}

/// `/v1/openapi.json`, to whoever signs in.
pub(crate) fn route(document: &utoipa::openapi::OpenApi) -> Router<Api> {
    let text: Arc<str> = document.to_pretty_json().unwrap_or_default().into();
    let answer = move |_: Known| async move {
        ([(header::CONTENT_TYPE, "application/json")], text.to_string()).into_response()
    };
    Router::new().route("/v1/openapi.json", get(answer))
}
