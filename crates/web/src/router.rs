//! All routes, in one router and one OpenAPI document.

use crate::{Api, frame, openapi, routes};
use axum::Router;
use utoipa_axum::router::OpenApiRouter;

/// The router over `api`: the routes of this crate, and `more` of another head.
pub fn router(api: Api, more: OpenApiRouter<Api>) -> Router {
    let all = OpenApiRouter::with_openapi(openapi::outline())
        .merge(routes::open())
        .merge(routes::operating())
        .merge(routes::people())
        .merge(routes::joining())
        .merge(routes::sign_in())
        .merge(routes::access())
        .merge(routes::break_glass())
        .merge(routes::keys())
        .merge(routes::data())
        .merge(routes::models())
        .merge(routes::admission())
        .merge(routes::records())
        .merge(routes::inference())
        .merge(more);
    let (router, document) = all.split_for_parts();
    let router = router
        .merge(openapi::route(&document))
        .fallback(routes::nothing_here)
        .method_not_allowed_fallback(routes::no_such_method);
    frame::framed(router.with_state(api.clone()), api)
}
