//! The server's side of TLS: a fresh certificate of the workspace's authority, and the question for
//! the client's.

use crate::WebError;
use rustls::ServerConfig;
use std::sync::Arc;
use terms::Timestamp;
use workspace::access::Authority;

/// TLS 1.3 alone, under `names`. A certificate may be left out (health, the first look); if one is
/// shown, it has to be ours.
pub(crate) fn config(
    authority: &Authority,
    names: &[String],
    now: Timestamp,
) -> Result<ServerConfig, WebError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = authority.verifier(now)?;
    let (chain, key) = authority.server(names, now)?.chain();
    Ok(ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)?)
}
