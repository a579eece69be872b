//! HTTPS: what is open, what needs a token, and what every answer carries.

use crate::listener::{Peer, Tls};
use crate::{
    Ask, Authority, Caller, Enforcer, Nobody, Public, Refusal, WebError, identity, routes,
};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State, connect_info::Connected};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::serve::IncomingStream;
use axum::{Json, Router};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use terms::limits::BODY_BYTES;
use terms::{Action, Asset, AssetKind, Probed};

/// Seconds for one request, body included.
const REQUEST: Duration = Duration::from_secs(30);

/// The last results of all probes; called at each look.
pub type Posture = Arc<dyn Fn() -> Vec<Probed> + Send + Sync>;

/// What is behind the way in.
pub struct Site {
    pub enforcer: Arc<Enforcer>,
    /// Routers of stages. Requests to `/v2/models/{name}…` come with a permit to `infer` on
    /// `model/{name}`, all others but `/v2/health…` with a [`Caller`], as extensions.
    pub stages: Router,
    pub posture: Posture,
}

/// A server that listens; connections are answered once it runs.
pub struct Server {
    tls: Tls,
    router: Router,
}

#[derive(Clone)]
pub(crate) struct Shared {
    pub enforcer: Arc<Enforcer>,
    pub posture: Posture,
}

impl Server {
    /// Listens on `address`, under `localhost`, the loopback addresses and `names`.
    ///
    /// # Errors
    /// [`WebError::Taken`] if another program has the port; if the certificate can't be made.
    pub async fn bind(
        site: Site,
        authority: &Authority,
        address: SocketAddr,
        names: &[String],
    ) -> Result<Self, WebError> {
        let local = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let all: Vec<String> = local.into_iter().chain(names.iter().cloned()).collect();
        let tls = Tls::bind(site.enforcer.store(), authority, address, &all).await?;
        Ok(Self { tls, router: router(site) })
    }

    /// Where it listens: with the port, if 0 was asked for.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.tls.address()
    }

    /// Answers until `stop` ends; what is being answered then is finished.
    ///
    /// # Errors
    /// If the listener fails.
    pub async fn run(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), WebError> {
        let service = self.router.into_make_service_with_connect_info::<Peer>();
        let serving = axum::serve(self.tls, service).with_graceful_shutdown(stop);
        serving.await.map_err(WebError::Stopped)
    }
}

impl Connected<IncomingStream<'_, Tls>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Tls>) -> Self {
        *stream.remote_addr()
    }
}

fn router(site: Site) -> Router {
    let shared = Shared { enforcer: site.enforcer, posture: site.posture };
    Router::new()
        .merge(routes::guarded().with_state(shared.clone()))
        .merge(site.stages)
        .fallback(|| async { Refusal::not_found() })
        .layer(from_fn_with_state(shared.clone(), guard))
        .merge(routes::open().with_state(shared))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn(frame))
}

/// Lets only known callers on, and to a model only with a permit.
async fn guard(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if path == "/v2/health/live" || path == "/v2/health/ready" {
        return next.run(request).await;
    }
    let model = path.strip_prefix("/v2/models/").and_then(|rest| rest.split('/').next());
    let model = model.map(|name| Asset::new(AssetKind::Model, name));
    let authorization = request.headers().get(header::AUTHORIZATION).cloned();
    let caller = match caller(&shared, peer, authorization).await {
        Ok(caller) => caller,
        Err(nobody) => return refuse(&nobody),
    };
    match model {
        Some(Ok(model)) => {
            let ask = Ask::of(Action::Infer, model);
            match shared.enforcer.admit(&caller, ask).await {
                Ok(permit) => request.extensions_mut().insert(Arc::new(permit)),
                Err(refusal) => return refusal.into_response(),
            };
        }
        Some(Err(_)) => return Refusal::not_found().into_response(),
        None => {}
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

async fn caller(
    shared: &Shared,
    peer: Peer,
    authorization: Option<HeaderValue>,
) -> Result<Caller, Nobody> {
    let value = authorization.as_ref().and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| value.strip_prefix("Bearer ")).ok_or(Nobody::NoToken)?;
    let store = shared.enforcer.store();
    identity::authenticate(store, token, peer.thumbprint, peer.address.ip()).await
}

/// The same answer whatever was wrong, so that nobody can tell a good token from a bad one.
fn refuse(nobody: &Nobody) -> Response {
    if let Nobody::Store(fault) = nobody {
        tracing::error!(error = %fault, "a token could not be checked");
    }
    let public = Public::new(
        "who you are could not be established",
        "show the device's certificate and a token that was issued for it: `hygeia device enrol`",
    );
    let challenge = [(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))];
    (StatusCode::UNAUTHORIZED, challenge, Json(public)).into_response()
}

/// What every answer has: an end, and headers that leave a browser nothing to run or keep.
async fn frame(request: Request, next: Next) -> Response {
    let mut response = match tokio::time::timeout(REQUEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let public = Public::new("this took too long", "ask for less at once");
            (StatusCode::REQUEST_TIMEOUT, Json(public)).into_response()
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

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({})", self.address())
    }
}
