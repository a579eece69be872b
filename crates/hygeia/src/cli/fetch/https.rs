//! A server that models are fetched from: over TLS alone, wherever it sends us.

use super::remote::{Remote, unanswered};
use crate::cli::authorities;
use crate::failure::Failure;
use rustls::crypto::ring;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use zeroize::Zeroizing;

/// How long the server may take until it begins to answer.
const ANSWER: Duration = Duration::from_secs(60);
/// How long one file may take.
const FILE: Duration = Duration::from_secs(4 * 3600);
/// Where it may send us on to, one after another.
const REDIRECTS: u32 = 5;

/// One model's address.
pub struct Server {
    agent: Agent,
    token: Option<Zeroizing<String>>,
    /// Without what follows a question mark.
    address: String,
    /// A question mark and what follows it: addresses may be signed for one file.
    query: String,
    name: String,
}

impl Server {
    /// A client for `given`, which trusts the authorities of `ca`, else the system's.
    ///
    /// # Errors
    /// If it is no address, or nothing is trusted.
    pub fn new(given: &str, ca: Option<&Path>) -> Result<Self, Failure> {
        let wrong = || Failure::usage("that is no address of a model").hint("https://HOST/PATH");
        let uri: Uri = given.parse().map_err(|_| wrong())?;
        let authority =
            uri.authority().filter(|one| !one.as_str().contains('@')).ok_or_else(wrong)?;
        let path = uri.path().trim_end_matches('/');
        let name = path.rsplit('/').next().filter(|name| !name.is_empty()).ok_or_else(wrong)?;
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::new_with_certs(&authorities::trusted(ca)?))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(true)
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .timeout_connect(Some(ANSWER))
            .timeout_recv_response(Some(ANSWER))
            .timeout_global(Some(FILE));
        let token = std::env::var("HYGEIA_FETCH_TOKEN").ok().filter(|token| !token.is_empty());
        Ok(Self {
            agent: config.build().into(),
            token: token.map(Zeroizing::new),
            address: format!("https://{authority}{path}"),
            query: uri.query().map(|query| format!("?{query}")).unwrap_or_default(),
            // As it stands in the address: what is encoded there is no name to decode into a path.
            name: name.to_owned(),
        })
    }
}

impl Remote for Server {
    fn address(&self) -> &str {
        &self.address
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn beside(&self, ending: &str) -> String {
        format!("{}{ending}", self.address)
    }

    fn below(&self, name: &str) -> String {
        if name.is_empty() {
            return format!("{}{}", self.address, self.query);
        }
        format!("{}/{}", self.address, encoded(name))
    }

    fn ask(&self, address: &str) -> Result<Option<Box<dyn Read>>, Failure> {
        let mut request = self.agent.get(address);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        let response = request.call().map_err(|error| unanswered(address, &error.to_string()))?;
        match response.status().as_u16() {
            200 => {
                let limit = u64::MAX;
                Ok(Some(Box::new(response.into_body().into_with_config().limit(limit).reader())))
            }
            404 | 410 => Ok(None),
            status => Err(unanswered(address, &format!("HTTP {status}"))),
        }
    }
}

/// A name as parts of an address (RFC 3986, section 2.3).
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_other_part_of_an_address() {
        assert_eq!(encoded("a b/c?d#e%2f"), "a%20b/c%3Fd%23e%252f");
    }
}
