//! How a provider is asked: HTTPS that follows nobody elsewhere, with an end to bytes and to time.

use crate::error::ProviderError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Body, RequestBuilder};
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes that are read of one answer.
const MOST: u64 = 256 << 10;

/// Asks a provider.
#[derive(Debug)]
pub(crate) struct Http {
    agent: Agent,
}

/// What came back: the status, and the body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Http {
    /// Trusts the authorities in `ca` (PEM); without it, those of this system.
    pub(crate) fn new(ca: Option<&str>) -> Result<Self, ProviderError> {
        let roots: Vec<Certificate<'static>> = match ca {
            Some(pem) => parse_pem(pem.as_bytes())
                .filter_map(|item| match item {
                    Ok(PemItem::Certificate(one)) => Some(one),
                    _ => None,
                })
                .collect(),
            None => {
                let found = rustls_native_certs::load_native_certs();
                found.certs.iter().map(|one| Certificate::from_der(one).to_owned()).collect()
            }
        };
        if ca.is_some() && roots.is_empty() {
            return Err(ProviderError::Settings("the provider's authority holds no certificate"));
        }
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::new_with_certs(&roots))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent("hygeia")
            .build();
        Ok(Self { agent: config.into() })
    }

    /// Asks for `url`, in the name of whoever `token` is of, if one is given.
    pub(crate) fn get(&self, url: &str, token: Option<&str>) -> Result<Answer, ProviderError> {
        let mut request = accepting(self.agent.get(url));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        answered(url, request.call())
    }

    /// Sends `form` to `url`; with a name and a secret (RFC 7617, each encoded as RFC 6749 says) if they are
    /// given.
    pub(crate) fn post(
        &self,
        url: &str,
        form: &[(&str, &str)],
        client: Option<(&str, &str)>,
    ) -> Result<Answer, ProviderError> {
        let body = serde_urlencoded::to_string(form)
            .map_err(|_| ProviderError::Answer("a form can't be written".to_owned()))?;
        let mut request = accepting(self.agent.post(url))
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some((name, secret)) = client {
            let encoded = |text: &str| -> String { byte_serialize(text.as_bytes()).collect() };
            let both = Zeroizing::new(format!("{}:{}", encoded(name), encoded(secret)));
            let both = Zeroizing::new(format!("Basic {}", STANDARD.encode(both.as_bytes())));
            request = request.header("authorization", both.as_str());
        }
        answered(url, request.send(body))
    }
}

fn accepting<B>(request: RequestBuilder<B>) -> RequestBuilder<B> {
    request.header("accept", "application/json")
}

fn answered(
    url: &str,
    response: Result<Response<Body>, ureq::Error>,
) -> Result<Answer, ProviderError> {
    let broken = |error: ureq::Error| ProviderError::Silent(format!("{url}: {error}"));
    let mut response = response.map_err(broken)?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(MOST).read_to_vec().map_err(broken)?;
    Ok(Answer { status, body })
}
