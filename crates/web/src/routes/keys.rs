//! Keys: listed, rotated, and destroyed once nothing needs them.

use crate::{Api, Failed, Known, Read};
use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{
    Error, KeyListed, RetireKeyRequest, RetireKeyResponse, RotateHow, RotateRequest, RotateResponse,
};

pub(crate) fn keys() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(keys_listed))
        .routes(routes!(rotate))
        .routes(routes!(retire_key))
}

/// Every key of the workspace: what it is for, since when it is there, and which versions need it.
/// Nothing of it is secret.
#[utoipa::path(get, path = "/v1/keys", operation_id = "keys", tag = "keys",
    responses((status = 200, description = "Done", body = Vec<KeyListed>), (status = "default", description = "Why not", body = Error)))]
async fn keys_listed(
    State(api): State<Api>,
    Known(caller): Known,
) -> Result<Json<Vec<KeyListed>>, Failed> {
    Ok(Json(api.use_cases.keys(&caller).await?))
}

/// Puts a new key in the place of the one in use.
#[utoipa::path(post, path = "/v1/keys/{kind}/rotate", operation_id = "rotate", tag = "keys",
    params(("kind" = String, Path, description = "Of the key, as the list names it")),
    request_body = RotateHow,
    responses((status = 200, description = "Done", body = RotateResponse), (status = "default", description = "Why not", body = Error)))]
async fn rotate(
    State(api): State<Api>,
    Known(caller): Known,
    Path(kind): Path<String>,
    Read(how): Read<RotateHow>,
) -> Result<Json<RotateResponse>, Failed> {
    let kind = kind.parse().map_err(|why: String| Error::invalid(why).at("kind"))?;
    Ok(Json(api.use_cases.rotate(&caller, RotateRequest { kind, how }).await?))
}

/// Destroys a key that another took the place of and no version needs.
#[utoipa::path(post, path = "/v1/keys/{id}/retire", operation_id = "retire_key", tag = "keys",
    params(("id" = String, Path, description = "Of the key, as the list shows it")),
    responses((status = 200, description = "Done", body = RetireKeyResponse), (status = "default", description = "Why not", body = Error)))]
async fn retire_key(
    State(api): State<Api>,
    Known(caller): Known,
    Path(id): Path<String>,
) -> Result<Json<RetireKeyResponse>, Failed> {
    Ok(Json(api.use_cases.retire_key(&caller, RetireKeyRequest { id }).await?))
}
