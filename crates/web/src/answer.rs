//! What each kind of error is over HTTP: the one table.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use workspace::{Error, Kind};

/// The status of an error.
#[must_use]
pub const fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Refused => StatusCode::FORBIDDEN,
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Exhausted => StatusCode::TOO_MANY_REQUESTS,
        Kind::Inconclusive => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An error as it is answered.
#[derive(Debug)]
pub struct Failed {
    pub error: Error,
    status: StatusCode,
}

impl Failed {
    /// With a status of HTTP's own: too large, too slow, a method that is not there.
    #[must_use]
    pub const fn with(status: StatusCode, error: Error) -> Self {
        Self { error, status }
    }
}

impl<E: Into<Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        let error = error.into();
        Self { status: status(error.kind), error: public(error) }
    }
}

/// What went wrong inside is for the operator.
fn public(error: Error) -> Error {
    if error.kind != Kind::Internal {
        return error;
    }
    tracing::error!(error = %error.message, "a request was not answered");
    Error::internal("the workspace can't answer now")
        .remedy("try again; if it stays, the operator finds the cause in the log")
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let retry = self.error.retry_after;
        let mut response = (self.status, Json(self.error)).into_response();
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}
