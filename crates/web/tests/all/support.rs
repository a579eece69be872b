//! A server over a workspace with the sample's RACI, and clients of it.

use hygeia_web::{Api, Server};
use rustls::crypto::ring;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use terms::{Clock, DeviceId, PrincipalId};
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};
use utoipa_axum::router::OpenApiRouter;
use workspace::access::terminal;
use workspace::config::Config;
use workspace::{
    ApplyRequest, ApproveRequest, EnrolRequest, Setup, SignIn, Texts, UseCases, Workspace, set_up,
};
use zeroize::Zeroizing;

pub const DANA: &str = "dana@example.org";
pub const OMAR: &str = "omar@example.org";
pub const SAM: &str = "sam@example.org";

pub struct Running {
    pub workspace: Arc<Workspace>,
    pub address: SocketAddr,
    _dir: TempDir,
}

/// A network, as the config names it.
pub fn network<T: serde::de::DeserializeOwned>(block: &str) -> T {
    serde_json::from_value(Value::from(block)).unwrap()
}

pub fn who(name: &str) -> PrincipalId {
    PrincipalId::new(name).unwrap()
}

impl Running {
    pub async fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with(clock, |api| hygeia_web::router(api, OpenApiRouter::new())).await
    }

    /// The same, with routes of a test's own.
    pub async fn with(clock: Arc<dyn Clock>, routes: impl FnOnce(Api) -> axum::Router) -> Self {
        Self::of(trial(), clock, routes).await
    }

    /// The same, with a config of a test's own.
    pub async fn of(
        config: Config,
        clock: Arc<dyn Clock>,
        routes: impl FnOnce(Api) -> axum::Router,
    ) -> Self {
        let dir = TempDir::new().unwrap();
        let setup = Setup { config, dataset: "loans".to_owned(), founder: None, again: false };
        let store = set_up(dir.path(), &setup, clock).await.unwrap();
        let workspace = Arc::new(Workspace::over(Arc::new(store)).await.unwrap());
        apply(&workspace, &dir).await;
        let router = routes(Api::new(Arc::clone(&workspace) as Arc<dyn UseCases>));
        let server = Server::bind(&workspace, router, ([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = server.address();
        tokio::spawn(server.run(std::future::pending()));
        Self { workspace, address, _dir: dir }
    }

    /// A device for `principal`, with a token for it.
    pub async fn enrol(&self, principal: &str, device: &str) -> SignIn {
        let request =
            EnrolRequest { device: DeviceId::new(device).unwrap(), owner: who(principal) };
        let officer = terminal(&self.workspace.store, &who(SAM)).await.unwrap();
        self.workspace.enrol(&officer, request).await.unwrap()
    }

    pub fn client(&self, device: Option<&SignIn>, token: Option<&Zeroizing<String>>) -> Client {
        let root = self.workspace.trusted();
        Client::new(self.address, &root, device, token)
    }

    /// A client on an enrolled device with a fresh posture.
    pub async fn ready(&self, principal: &str, device: &str) -> Client {
        let sign_in = self.enrol(principal, device).await;
        let client = self.client(Some(&sign_in), Some(&sign_in.token));
        assert_eq!(client.post("/v1/device/posture", good_posture()).await.0, 204);
        client
    }
}

pub fn router(workspace: &Arc<Workspace>) -> axum::Router {
    hygeia_web::router(Api::new(Arc::clone(workspace) as Arc<dyn UseCases>), OpenApiRouter::new())
}

async fn apply(workspace: &Workspace, dir: &TempDir) {
    let by = async |name: &str| terminal(&workspace.store, &who(name)).await.unwrap();
    let texts = Texts::read(dir.path()).unwrap();
    let request = ApplyRequest { texts, plan: false };
    let told = workspace.apply(&by(SAM).await, request).await.unwrap();
    let request = ApproveRequest { id: told.proposal.unwrap(), agreement: None };
    workspace.approve(&by("sven@example.org").await, request, dir.path()).await.unwrap();
}

pub fn good_posture() -> Value {
    serde_json::json!({ "disk_encrypted": true, "firewall_on": true, "patch_age_days": 3 })
}

pub struct Client {
    agent: ureq::Agent,
    base: String,
    token: Option<Zeroizing<String>>,
}

impl Client {
    pub fn new(
        address: SocketAddr,
        root: &str,
        device: Option<&SignIn>,
        token: Option<&Zeroizing<String>>,
    ) -> Self {
        let root = Certificate::from_pem(root.as_bytes()).unwrap();
        let certificate = device.map(|sign_in| {
            let chain = Certificate::from_pem(sign_in.certificate.as_bytes()).unwrap();
            let key = PrivateKey::from_pem(sign_in.key.as_bytes()).unwrap();
            ClientCert::new_with_certs(&[chain], key)
        });
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::new_with_certs(&[root]))
            .client_cert(certificate)
            .build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build();
        let base = format!("https://127.0.0.1:{}", address.port());
        Self { agent: config.into(), base, token: token.cloned() }
    }

    pub async fn get(&self, path: &str) -> (u16, String) {
        self.try_get(path).await.unwrap()
    }

    pub async fn try_get(&self, path: &str) -> Result<(u16, String), ureq::Error> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        tokio::task::spawn_blocking(move || read(request.call()?)).await.unwrap()
    }

    /// An answer that is read while it comes.
    pub async fn open(&self, path: &str) -> impl std::io::Read + Send + use<> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        let answer = tokio::task::spawn_blocking(move || request.call().unwrap());
        answer.await.unwrap().into_body().into_reader()
    }

    /// A request without a body.
    pub async fn post_nothing(&self, path: &str) -> (u16, String) {
        let mut request = self.agent.post(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        let send = move || read(request.send_empty()?);
        tokio::task::spawn_blocking(send).await.unwrap().unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, String) {
        // The server may refuse a body before it is sent.
        let request = self.agent.post(format!("{}{path}", self.base));
        let mut request = request.header("expect", "100-continue");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        let send = move || read(request.send_json(body)?);
        tokio::task::spawn_blocking(send).await.unwrap().unwrap()
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<(u16, String), ureq::Error> {
    let status = response.status().as_u16();
    Ok((status, response.body_mut().read_to_string()?))
}

/// One person plays the parts of all.
pub fn trial() -> Config {
    let mut config = Config::new("test");
    config.identity.trial = true;
    config
}
