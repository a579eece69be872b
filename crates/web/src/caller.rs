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
            None => Err(Error::internal("a connection without a peer").into()),
        }
        .map(Self)
    }
}

async fn by_token(parts: &Parts, api: &Api, address: IpAddr) -> Result<Caller, Failed> {
    let thumbprint = parts.extensions.get::<ConnectInfo<Peer>>().and_then(|info| info.0.thumbprint);
    let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let workspace = api.use_cases.workspace();
    let established = match value.and_then(|value| value.strip_prefix("Bearer ")) {
        Some(token) => authenticate(&workspace.store, token, thumbprint, address).await,
        None => Err(AuthError::NoToken),
    };
    match established {
        Ok(caller) => {
            api.rates.count(&caller.principal)?;
            Ok(caller)
        }
        Err(why) => Err(unknown(workspace.sign_in_failed(address, thumbprint, &why).await)),
    }
}

async fn at_terminal(parts: &Parts, api: &Api) -> Result<Caller, Failed> {
    let Some(name) = parts.headers.get(AS_HEADER) else { return Ok(terminal_alone()?) };
    let name = std::str::from_utf8(name.as_bytes()).ok();
    let name = name.and_then(|name| PrincipalId::new(name).ok());
    let name = name.ok_or_else(|| {
        Failed::from(Error::invalid("that is no name of a principal").at(AS_HEADER))
    })?;
    Ok(terminal(&api.use_cases.workspace().store, &name).await?)
}

/// Whoever is not known is asked to say who they are, or to wait.
fn unknown(error: Error) -> Failed {
    match error.kind {
        Kind::Refused => Failed::with(StatusCode::UNAUTHORIZED, error),
        _ => Failed::from(error),
    }
}
