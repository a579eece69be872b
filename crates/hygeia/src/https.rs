//! A client over real HTTPS: how the demo asks its own server, as anybody would.

use crate::failure::{At, Failure};
use rustls::crypto::ring;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};
use workspace::SignIn;
use zeroize::Zeroizing;

const TIMEOUT: Duration = Duration::from_secs(30);

/// What came back: the status, and the body as JSON (a text if it is none).
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
}

/// One client: a trusted authority, a device's certificate, a token.
#[derive(Clone)]
pub struct HttpsClient {
    agent: Agent,
    base: String,
    token: Option<Zeroizing<String>>,
}

impl HttpsClient {
    /// A client that trusts `authority` (PEM), shows the certificate of `device` and the token of
    /// `token`; either may be missing.
    pub fn new(
        address: SocketAddr,
        authority: &str,
        device: Option<&SignIn>,
        token: Option<&SignIn>,
    ) -> Result<Self, Failure> {
        let root = Certificate::from_pem(authority.as_bytes()).internal("reading the authority")?;
        let shown = device.map(|sign_in| {
            let chain = Certificate::from_pem(sign_in.certificate.as_bytes())?;
            let key = PrivateKey::from_pem(sign_in.key.as_bytes())?;
            Ok::<_, ureq::Error>(ClientCert::new_with_certs(&[chain], key))
        });
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::new_with_certs(&[root]))
            .client_cert(shown.transpose().internal("reading a device's certificate")?)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .build();
        Ok(Self {
            agent: config.into(),
            base: format!("https://127.0.0.1:{}", address.port()),
            token: token.map(|sign_in| sign_in.token.clone()),
        })
    }

    /// Asks for `path`.
    pub async fn get(&self, path: &str) -> Result<Reply, Failure> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        blocking(move || read(request.call()?)).await
    }

    /// Sends `body` to `path`.
    pub async fn post(&self, path: &str, body: Value) -> Result<Reply, Failure> {
        let mut request = self.agent.post(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        blocking(move || read(request.send_json(body)?)).await
    }
}

async fn blocking(
    ask: impl FnOnce() -> Result<Reply, ureq::Error> + Send + 'static,
) -> Result<Reply, Failure> {
    let asked = tokio::task::spawn_blocking(ask).await.internal("asking the server")?;
    asked.internal("asking the server")
}

fn read(mut response: Response<ureq::Body>) -> Result<Reply, ureq::Error> {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string()?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Reply { status, body })
}
