//! Who a request comes from.

use crate::{Api, Failed, Origin, Peer};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use std::net::IpAddr;
use terms::PrincipalId;
use workspace::access::{AuthError, authenticate, terminal, terminal_alone};
use workspace::{Caller, Error, Kind};

/// In whose name a request over the workspace's own socket comes: the account that owns the
/// workspace says so.
pub const AS_HEADER: &str = "hygeia-as";

/// A caller whose name is established: by certificate and token, or by sitting at the terminal.
#[derive(Debug, Clone)]
pub struct Known(pub Caller);

impl FromRequestParts<Api> for Known {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failed> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|info| info.0);
        match peer {
            Some(Peer { origin: Origin::Network(address), .. }) => {
                by_token(parts, api, address.ip()).await
            }
            Some(Peer { origin: Origin::Local { .. }, .. }) => at_terminal(parts, api).await,
            None => Err(unknown(&AuthError::NoToken)),
        }
        .map(Self)
    }
}

async fn by_token(parts: &Parts, api: &Api, address: IpAddr) -> Result<Caller, Failed> {
    let thumbprint = parts.extensions.get::<ConnectInfo<Peer>>().and_then(|info| info.0.thumbprint);
    let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| value.strip_prefix("Bearer "));
    let token = token.ok_or_else(|| unknown(&AuthError::NoToken))?;
    let store = &api.use_cases.workspace().store;
    authenticate(store, token, thumbprint, address).await.map_err(|error| unknown(&error))
}

async fn at_terminal(parts: &Parts, api: &Api) -> Result<Caller, Failed> {
    let Some(name) = parts.headers.get(AS_HEADER) else { return Ok(terminal_alone()?) };
    let name = name.to_str().ok().and_then(|name| PrincipalId::new(name).ok());
    let name = name.ok_or_else(|| {
        Failed::from(Error::invalid("that is no name of a principal").at(AS_HEADER))
    })?;
    Ok(terminal(&api.use_cases.workspace().store, &name).await?)
}

/// The same answer whatever was wrong, so that nobody can tell a good token from a bad one.
fn unknown(error: &AuthError) -> Failed {
    if let AuthError::Store(fault) = error {
        tracing::error!(error = %fault, "a token could not be checked");
    }
    let error = Error::new(Kind::Refused, "who you are could not be established").remedy(
        "show the device's certificate and a token that was issued for it: `hygeia device enrol`",
    );
    Failed::with(StatusCode::UNAUTHORIZED, error)
}
