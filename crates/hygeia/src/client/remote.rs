//! A workspace on another machine: HTTP/1.1 over TLS 1.3, trusting what whoever joined was given, and
//! showing the certificate of their device.

use super::sign_in::Kept;
use crate::failure::{At, Failure};
use axum::body::Body;
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use ureq::Agent;
use ureq::tls::TlsConfig;
use workspace::{Error, Kind};

/// How long to wait until somebody answers at all.
const CONNECT: Duration = Duration::from_secs(10);
const PORT: u16 = 7443;
/// Bytes that are read of what a server says to trust.
const MOST: u64 = 64 << 10;

/// Where a server is, and how to know it.
pub(super) struct Remote {
    host: String,
    port: u16,
    tls: Arc<ClientConfig>,
}

impl Remote {
    /// The server at `url`, that `authority` (PEM) vouches for; `kept` is shown to it, if there is one.
    pub(super) fn at(url: &str, authority: &str, kept: Option<&Kept>) -> Result<Self, Failure> {
        let (host, port) = address(url)?;
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_slice_iter(authority.as_bytes()) {
            roots.add(root.internal("reading what to trust")?).internal("reading what to trust")?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .internal("setting up TLS")?
            .with_root_certificates(roots);
        let mut config = match kept {
            Some(kept) => {
                let certificate = CertificateDer::from_pem_slice(kept.certificate.as_bytes());
                let key = PrivateKeyDer::from_pem_slice(kept.key.as_bytes());
                let certificate = certificate.internal("reading a device's certificate")?;
                let key = key.internal("reading a device's key")?;
                config
                    .with_client_auth_cert(vec![certificate], key)
                    .internal("reading a device's key")?
            }
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { host, port, tls: Arc::new(config) })
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Result<Response<Body>, Failure> {
        let broken = |error: &dyn std::fmt::Display| {
            let told = format!("{}:{} does not answer: {error}", self.host, self.port);
            Failure::from(
                Error::new(Kind::Unavailable, told)
                    .remedy("see that `hygeia up` runs there, and that nothing stands between"),
            )
        };
        let stream = timeout(CONNECT, TcpStream::connect((self.host.as_str(), self.port))).await;
        let stream = stream.map_err(|e| broken(&e))?.map_err(|e| broken(&e))?;
        let name = ServerName::try_from(self.host.clone()).map_err(|e| broken(&e))?;
        let connected = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream);
        let stream = timeout(CONNECT, connected).await.map_err(|e| broken(&e))?;
        let stream = stream.map_err(|e| broken(&e))?;
        let io = TokioIo::new(stream);
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(io).await.map_err(|e| broken(&e))?;
        tokio::spawn(connection);
        let response = sender.send_request(request).await.map_err(|e| broken(&e))?;
        Ok(response.map(Body::new))
    }
}

/// What clients of the server at `url` are to trust (PEM), as it says itself. Nothing vouches for it: it is
/// of use only to somebody who has a digest of it to compare.
///
/// # Errors
/// If nothing answers there, or something else.
pub async fn authority(url: &str) -> Result<String, Failure> {
    let asked = format!("{url}/v1/authority");
    let read = tokio::task::spawn_blocking(move || {
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .disable_verification(true)
            .build();
        let config = Agent::config_builder().tls_config(tls).timeout_global(Some(CONNECT)).build();
        let mut response = Agent::from(config).get(&asked).call()?;
        response.body_mut().with_config().limit(MOST).read_to_string()
    });
    let text = read.await.internal("asking the server")?.map_err(|error| {
        Failure::from(
            Error::new(Kind::Unavailable, format!("{url} does not answer: {error}"))
                .remedy("see that the address is right, and that `hygeia up` runs there"),
        )
    })?;
    let known: Known = serde_json::from_str(&text)
        .map_err(|_| Failure::usage(format!("what answers at {url} is no workspace")))?;
    Ok(known.authority)
}

#[derive(Deserialize)]
struct Known {
    authority: String,
}

/// Whether `text` is the address of a server, and no folder.
#[must_use]
pub fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// `url` as it is kept and compared: `https://HOST:PORT`.
///
/// # Errors
/// If it is none, or not of HTTPS.
pub fn canonical(url: &str) -> Result<String, Failure> {
    let (host, port) = address(url)?;
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    Ok(format!("https://{host}:{port}"))
}

fn address(url: &str) -> Result<(String, u16), Failure> {
    let wrong =
        |what: &str| Failure::usage(format!("{url:?} {what}")).hint("give it as https://HOST:PORT");
    let uri: Uri = url.parse().map_err(|_| wrong("is no address of a server"))?;
    if uri.scheme_str() != Some("https") {
        return Err(wrong("is not of HTTPS"));
    }
    let host = uri.host().ok_or_else(|| wrong("names no host"))?;
    let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    Ok((host, uri.port_u16().unwrap_or(PORT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_as_it_is_kept() {
        for (given, kept) in [
            ("https://Hygeia.example.org", "https://hygeia.example.org:7443"),
            ("https://127.0.0.1:8443/", "https://127.0.0.1:8443"),
            ("https://[::1]:8443", "https://[::1]:8443"),
        ] {
            assert_eq!(canonical(given).unwrap(), kept);
        }
        for wrong in ["http://x:1", "https://", "ws", "https://a b"] {
            assert!(canonical(wrong).is_err(), "{wrong}");
        }
    }
}
