//! How people sign in at the identity provider, and how it ends sessions by itself.

use crate::caller::Shown;
use crate::{Api, Failed, Read};
use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{ConnectInfo, Form, State};
use axum::http::{HeaderName, StatusCode, header};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{
    BeginSignInRequest, BeginSignInResponse, Error, FinishSignInRequest, FinishSignInResponse,
    Kind, SignInResponse,
};
use zeroize::Zeroizing;

pub(crate) fn sign_in() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(sign_in_ways, begin_sign_in))
        .routes(routes!(finish_sign_in))
        .routes(routes!(back_channel_logout))
}

/// Where people sign in.
#[utoipa::path(get, path = "/v1/sign-in", operation_id = "ways_to_sign_in", tag = "open", security(()),
    responses((status = 200, description = "Done", body = SignInResponse)))]
async fn sign_in_ways(State(api): State<Api>) -> Json<SignInResponse> {
    Json(api.use_cases.ways_to_sign_in())
}

/// Begins a sign-in at the identity provider, for the device whose certificate is shown.
#[utoipa::path(post, path = "/v1/sign-in", operation_id = "begin_sign_in", tag = "open", security(()),
    request_body = BeginSignInRequest,
    responses((status = 200, description = "Done", body = BeginSignInResponse), (status = "default", description = "Why not", body = Error)))]
async fn begin_sign_in(
    State(api): State<Api>,
    shown: Shown,
    Read(request): Read<BeginSignInRequest>,
) -> Result<Json<BeginSignInResponse>, Failed> {
    Ok(Json(api.use_cases.begin_sign_in(shown.thumbprint, shown.origin, request).await?))
}

/// Ends it over the same certificate: a token, or how long to wait.
#[utoipa::path(post, path = "/v1/sign-in/finish", operation_id = "finish_sign_in", tag = "open", security(()),
    request_body = FinishSignInRequest,
    responses((status = 200, description = "Done", body = FinishSignInResponse), (status = "default", description = "Why not", body = Error)))]
async fn finish_sign_in(
    State(api): State<Api>,
    shown: Shown,
    Read(request): Read<FinishSignInRequest>,
) -> Result<Json<FinishSignInResponse>, Failed> {
    Ok(Json(api.use_cases.finish_sign_in(shown.thumbprint, shown.origin, request).await?))
}

/// What a provider sends (OpenID Connect Back-Channel Logout 1.0, section 2.5).
#[derive(Deserialize, ToSchema)]
struct EndedSession {
    #[schema(value_type = String)]
    logout_token: Zeroizing<String>,
}

/// The identity provider says by itself that a session ended; its signature says who it is.
#[utoipa::path(post, path = "/v1/back-channel-logout", operation_id = "end_session", tag = "open", security(()),
    request_body(content = EndedSession, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Done"), (status = "default", description = "Why not", body = Error)))]
async fn back_channel_logout(
    State(api): State<Api>,
    ConnectInfo(peer): ConnectInfo<crate::Peer>,
    sent: Result<Form<EndedSession>, FormRejection>,
) -> Result<(StatusCode, [(HeaderName, &'static str); 1]), Failed> {
    // Section 2.8: nothing that stands between keeps the answer.
    let done = (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]);
    let Ok(Form(EndedSession { logout_token })) = sent else {
        return Err(Error::invalid("the body is no form with a logout_token").into());
    };
    match api.use_cases.end_session(peer.origin(), logout_token).await {
        Ok(_) => Ok(done),
        // What is wrong with the token is a bad request there.
        Err(error) if error.kind == Kind::Refused => {
            Err(Failed::with(StatusCode::BAD_REQUEST, error))
        }
        Err(error) => Err(error.into()),
    }
}
