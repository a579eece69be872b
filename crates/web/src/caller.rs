//! Who a request comes from.

use crate::cut_off::Answered;
use crate::{Api, Failed, Origin, Peer};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, header};
use terms::{Digest, PrincipalId};
use workspace::access::{AuthError, DEVICE_HEADER, certified, owner_of, terminal, terminal_alone};
use workspace::{Caller, Context as _, Error, Kind};

/// In whose name a request over the workspace's own socket comes: believed in a trial alone.
pub const AS_HEADER: &str = "hygeia-as";

/// A caller whose name is established: by certificate and token, or by sitting at the terminal.
#[derive(Debug, Clone)]
pub struct Known(pub Caller);

impl FromRequestParts<Api> for Known {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failed> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|info| info.0);
        let caller = match peer {
            Some(peer) if is_at_socket(peer) && !parts.headers.contains_key(DEVICE_HEADER) => {
                at_terminal(parts, api).await
            }
            Some(peer) => by_token(parts, api, peer).await,
            None => Err(Error::internal("a connection without a peer").into()),
        }?;
        api.use_cases.workspace().enforcer.expect_let_in(&caller).await?;
        if let Some(answered) = parts.extensions.get::<Answered>() {
            answered.to(&caller);
        }
        Ok(Self(caller))
    }
}

const fn is_at_socket(peer: Peer) -> bool {
    matches!(peer.origin, Origin::Local { .. })
}

/// The certificate that a request comes over: the handshake's, or at the socket the one whose key signed
/// the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub thumbprint: Option<Digest>,
    pub origin: workspace::Origin,
}

impl Shown {
    fn of(parts: &Parts, api: &Api, peer: Peer) -> Result<Self, AuthError> {
        let (workspace, origin) = (api.use_cases.workspace(), peer.origin());
        if !is_at_socket(peer) {
            return Ok(Self { thumbprint: peer.thumbprint, origin });
        }
        let Some(header) = parts.headers.get(DEVICE_HEADER) else {
            return Ok(Self { thumbprint: None, origin });
        };
        let header = header.to_str().map_err(|_| AuthError::NoProof)?;
        let target = parts.uri.path_and_query().map_or("", PathAndQuery::as_str);
        let request = (parts.method.as_str(), target, token(parts).unwrap_or_default());
        let thumbprint = workspace.authority.proven(header, request, workspace.store.now())?;
        Ok(Self { thumbprint: Some(thumbprint), origin })
    }
}

impl Shown {
    /// Counts the request as one of whoever owns the certificate.
    async fn count(self, api: &Api) -> Result<(), Failed> {
        let Some(thumbprint) = self.thumbprint else { return Ok(()) };
        let owner = owner_of(&api.use_cases.workspace().store, thumbprint).await;
        if let Some(owner) = owner.internal("reading the enrolled devices")? {
            api.rates.count(&owner)?;
        }
        Ok(())
    }
}

impl FromRequestParts<Api> for Shown {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failed> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|info| info.0);
        let peer = peer.ok_or_else(|| Error::internal("a connection without a peer"))?;
        match Self::of(parts, api, peer) {
            Ok(shown) => {
                shown.count(api).await?;
                Ok(shown)
            }
            Err(why) => {
                let workspace = api.use_cases.workspace();
                Err(unknown(workspace.sign_in_failed(peer.origin(), None, &why).await))
            }
        }
    }
}

/// Who asks by a device's certificate alone, as tools do that renew no token; or sits at the terminal.
#[derive(Debug, Clone)]
pub(crate) struct Certified(pub Caller);

impl FromRequestParts<Api> for Certified {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failed> {
        let Shown { thumbprint, origin } = Shown::from_request_parts(parts, api).await?;
        let workspace = api.use_cases.workspace();
        let caller = match (thumbprint, origin) {
            (None, workspace::Origin::Terminal) => terminal_alone()?,
            (thumbprint, origin) => match certified(&workspace.store, thumbprint, origin).await {
                Ok(caller) => caller,
                Err(why) => {
                    return Err(unknown(workspace.sign_in_failed(origin, thumbprint, &why).await));
                }
            },
        };
        workspace.enforcer.expect_let_in(&caller).await?;
        Ok(Self(caller))
    }
}

fn token(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}

async fn by_token(parts: &Parts, api: &Api, peer: Peer) -> Result<Caller, Failed> {
    let workspace = api.use_cases.workspace();
    let shown = Shown::of(parts, api, peer);
    let thumbprint = shown.as_ref().ok().and_then(|shown| shown.thumbprint);
    let established = match (shown, token(parts)) {
        (Ok(Shown { thumbprint, origin }), Some(token)) => {
            workspace.authenticated(token, thumbprint, origin).await
        }
        (Ok(_), None) => Err(AuthError::NoToken),
        (Err(why), _) => Err(why),
    };
    match established {
        Ok(caller) => {
            api.rates.count(&caller.principal)?;
            Ok(caller)
        }
        Err(why) => Err(unknown(workspace.sign_in_failed(peer.origin(), thumbprint, &why).await)),
    }
}

async fn at_terminal(parts: &Parts, api: &Api) -> Result<Caller, Failed> {
    let Some(name) = parts.headers.get(AS_HEADER) else { return Ok(terminal_alone()?) };
    if !api.use_cases.workspace().is_trial() {
        let error = Error::refused("nobody is believed by name alone").remedy(
            "join over a device of your own (hygeia join URL CODE), and leave --as away; \
             `hygeia init --try` makes a workspace in which one person plays all",
        );
        return Err(error.at(AS_HEADER).into());
    }
    let name = std::str::from_utf8(name.as_bytes()).ok();
    let name = name.and_then(|name| PrincipalId::new(name).ok());
    let name = name.ok_or_else(|| {
        Failed::from(Error::invalid("that is no name of a principal").at(AS_HEADER))
    })?;
    Ok(terminal(&api.use_cases.workspace().store, &name).await?)
}

/// Whoever is not known is asked to say who they are, or to wait.
pub(crate) fn unknown(error: Error) -> Failed {
    match error.kind {
        Kind::Refused => Failed::with(StatusCode::UNAUTHORIZED, error),
        _ => Failed::from(error),
    }
}
