//! Signed messages over HTTPS, as in Standard Webhooks 1.0 (standardwebhooks.com): `webhook-id`,
//! `webhook-timestamp`, and `webhook-signature`, `v1,` and the HMAC-SHA-256 over *id.timestamp.body* in Base64.

use super::batch::Batch;
use super::error::SinkError;
use super::{Deliver, trust};
use crate::config::Webhook;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use zeroize::Zeroizing;

/// For all of a message.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of a secret's file that are read.
const SECRET_FILE: u64 = 4 << 10;
/// What a secret may begin with.
const PREFIX: &str = "whsec_";

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What people are told of.
    Notices,
    /// Every entry, as an OCSF event.
    Events,
}

/// Somebody's endpoint.
pub(super) struct Hook {
    to: Webhook,
    secret: PathBuf,
    trust: Option<PathBuf>,
    kind: Kind,
}

impl Hook {
    pub(super) fn new(folder: &Path, to: Webhook, kind: Kind) -> Self {
        let (secret, trust) = (folder.join(&to.secret), to.trust.as_ref().map(|p| folder.join(p)));
        Self { to, secret, trust, kind }
    }

    /// `None` if nothing of the batch is for it.
    fn body(&self, batch: &Batch) -> Result<Option<Vec<u8>>, SinkError> {
        let workspace = json!({"id": batch.workspace, "name": batch.name, "url": batch.url});
        let (kind, data) = match self.kind {
            Kind::Notices => {
                let told = batch.told();
                if told.is_empty() {
                    return Ok(None);
                }
                ("hygeia.notices", json!({"workspace": workspace, "notices": told}))
            }
            Kind::Events => {
                let events: Vec<Value> = batch.events()?;
                ("hygeia.events", json!({"workspace": workspace, "events": events}))
            }
        };
        let message = json!({"type": kind, "timestamp": batch.now.to_string(), "data": data});
        Ok(Some(serde_json::to_vec(&message)?))
    }
}

/// A client of whoever answers at `host`, by certificates that lead to those in `trust`, or to this host's own.
pub(super) fn agent(host: &str, trust: Option<&Path>) -> Result<Agent, SinkError> {
    let roots = trust::roots(host, trust)?;
    let roots: Vec<_> = roots.iter().map(|one| Certificate::from_der(one).to_owned()).collect();
    let tls = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::new_with_certs(&roots))
        .build();
    Ok(Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        // Who is told is who was named, not whom they name.
        .max_redirects(0)
        .timeout_global(Some(PATIENCE))
        .build()
        .into())
}

impl Deliver for Hook {
    fn deliver(&mut self, batch: &Batch) -> Result<(), SinkError> {
        let Some(body) = self.body(batch)? else { return Ok(()) };
        let (first, last) = batch.span();
        let (id, time) =
            (format!("{}-{first}-{last}", batch.workspace), batch.now.unix().to_string());
        let signature = signature(&secret(&self.secret)?, &id, &time, &body);
        let host = self.to.url.host();
        let sent = agent(&host, self.trust.as_deref())?
            .post(self.to.url.as_str())
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", &time)
            .header("webhook-signature", format!("v1,{signature}"))
            .send(&body[..]);
        let answer = sent.map_err(|error| {
            // Its words may quote the address, whose path may be a secret.
            let why = error.to_string().replace(self.to.url.as_str(), "the address");
            SinkError::Http { to: host.clone(), why }
        })?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(SinkError::Answer { to: host, status: status.as_u16() }),
        }
    }
}

fn signature(secret: &[u8], id: &str, time: &str, body: &[u8]) -> String {
    // Of any length, a key is one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(id.as_bytes());
    mac.update(b".");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Reads the secret; nobody but its owner may.
fn secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, SinkError> {
    let failed = |source| SinkError::File { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let open = file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0;
    let mut text = Zeroizing::new(String::new());
    file.take(SECRET_FILE).read_to_string(&mut text).map_err(failed)?;
    let plain = text.trim();
    let plain = plain.strip_prefix(PREFIX).unwrap_or(plain);
    let bytes = STANDARD.decode(plain).map(Zeroizing::new).ok();
    let bytes = bytes.filter(|bytes| !open && (24..=64).contains(&bytes.len()));
    bytes.ok_or_else(|| SinkError::Secret(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries: secret, id, time and body with their signature.
    #[test]
    fn a_message_is_signed_as_the_specification_says() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap_or_default();
        let signed = signature(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
