//! Requests to what answers over a network, with limits on time and size.

use super::super::{authorities, file};
use super::asking::Asking;
use crate::failure::{At, Failure};
use learn::LearnError;
use rustls::crypto::ring;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{ClientCert, PrivateKey, RootCerts, TlsConfig};
use zeroize::Zeroizing;

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(30);
/// How long all of them may take.
const ALL: Duration = Duration::from_secs(900);
/// Bytes of one answer.
const ANSWER: u64 = 32 << 20;
/// Bytes of a file that holds a key.
const KEY: u64 = 8 << 20;
/// A client of one server.
pub(super) struct Client {
    agent: Agent,
    token: Option<Zeroizing<String>>,
    until: Instant,
}

impl Client {
    /// A client for `address`. Rows don't travel in clear but to this machine.
    pub(super) fn new(address: &Uri, asking: &Asking) -> Result<Self, Failure> {
        let host = address.host().unwrap_or_default().trim_matches(['[', ']']);
        let here = host == "localhost"
            || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        let secure = address.scheme_str() == Some("https");
        if !secure && !here {
            return Err(Failure::usage(format!("rows would go to {host} in clear"))
                .hint("give an address that begins with https://"));
        }
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(REQUEST));
        if here {
            config = config.proxy(None);
        }
        if secure {
            config = config.tls_config(tls(asking)?);
        }
        let token = std::env::var("HYGEIA_TOKEN").ok().filter(|token| !token.is_empty());
        let until = Instant::now() + ALL;
        Ok(Self { agent: config.build().into(), token: token.map(Zeroizing::new), until })
    }

    pub(super) fn get(&self, address: &str) -> Result<Value, LearnError> {
        let mut request = self.agent.get(address);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        self.read(address, request.call())
    }

    pub(super) fn post(&self, address: &str, body: &Value) -> Result<Value, LearnError> {
        let mut request = self.agent.post(address);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        self.read(address, request.send_json(body))
    }

    fn read(
        &self,
        address: &str,
        answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value, LearnError> {
        let unanswered = |why: String| LearnError::Unanswered { what: format!("{address}: {why}") };
        if Instant::now() > self.until {
            return Err(unanswered(format!("not done after {} s", ALL.as_secs())));
        }
        let mut response = answered.map_err(|error| unanswered(error.to_string()))?;
        let text = response.body_mut().with_config().limit(ANSWER).read_to_string();
        let text = text.map_err(|error| unanswered(error.to_string()))?;
        let status = response.status().as_u16();
        if status != 200 {
            let said: String = text.chars().take(200).collect();
            return Err(unanswered(format!("HTTP {status} {said}")));
        }
        serde_json::from_str(&text).map_err(|_| unanswered("its answer is no JSON".to_owned()))
    }
}

fn tls(asking: &Asking) -> Result<TlsConfig, Failure> {
    let roots = authorities::trusted(asking.ca.as_deref())?;
    let shown = match (&asking.cert, &asking.key) {
        (Some(cert), Some(key)) => {
            let chain = authorities::certificates(cert)?;
            let key = Zeroizing::new(file::read(key, KEY)?);
            let key = PrivateKey::from_pem(&key).usage()?;
            Some(ClientCert::new_with_certs(&chain, key))
        }
        _ => None,
    };
    Ok(TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .root_certs(RootCerts::new_with_certs(&roots))
        .client_cert(shown)
        .build())
}
