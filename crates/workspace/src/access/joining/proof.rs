//! At the workspace's own socket there is no handshake: whoever asks there proves by a signature that they
//! hold the key of their device, as the handshake proves it over the network.

use super::{DeviceKey, KeyError, verifies};
use crate::access::{AuthError, Authority};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use std::time::Duration;
use terms::{Digest, Timestamp};
use zeroize::Zeroizing;

/// The header that carries a proof: certificate, second and signature, each in URL-safe base64, with dots.
pub const DEVICE_HEADER: &str = "hygeia-device";
/// Seconds for which a proof is believed, before and after the moment that it names.
const FRESH: i64 = 60;

/// A device's certificate and key, which prove who asks.
pub struct Proof {
    certificate: CertificateDer<'static>,
    pem: String,
    key: DeviceKey,
}

impl Proof {
    /// Of the device with this certificate (PEM) and key (PKCS #8, PEM).
    ///
    /// # Errors
    /// If one of them is none.
    pub fn of(certificate: &str, key: Zeroizing<String>) -> Result<Self, KeyError> {
        let pem = certificate.to_owned();
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes());
        let certificate = certificate.map_err(|_| KeyError::NoKey)?.into_owned();
        Ok(Self { certificate, pem, key: DeviceKey::from_pem(key)? })
    }

    /// SHA-256 of the certificate (DER).
    #[must_use]
    pub fn thumbprint(&self) -> Digest {
        Digest::of(&self.certificate)
    }

    pub(super) fn sign_der(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign_der(message)
    }

    pub(super) fn certificate_pem(&self) -> String {
        self.pem.clone()
    }

    /// What the header says of a request: with which token, if with one, and when.
    #[must_use]
    pub fn header(&self, method: &str, target: &str, token: &str, now: Timestamp) -> String {
        let signature = self.key.sign(&message(method, target, token, now.unix()));
        let [certificate, signature] =
            [&self.certificate[..], &signature[..]].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        format!("{certificate}.{}.{signature}", now.unix())
    }
}

impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proof(..)")
    }
}

impl Authority {
    /// The thumbprint of the certificate that `header` shows: it is of this authority, holds `now`, and its
    /// key signed this very request.
    ///
    /// # Errors
    /// [`AuthError::NoProof`] if not.
    pub fn proven(
        &self,
        header: &str,
        (method, target, token): (&str, &str, &str),
        now: Timestamp,
    ) -> Result<Digest, AuthError> {
        let mut parts = header.split('.');
        let (Some(certificate), Some(second), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(AuthError::NoProof);
        };
        let second: i64 = second.parse().map_err(|_| AuthError::NoProof)?;
        if now.unix().abs_diff(second) > FRESH.unsigned_abs() {
            return Err(AuthError::NoProof);
        }
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| AuthError::NoProof);
        let (certificate, signature) =
            (CertificateDer::from(bytes(certificate)?), bytes(signature)?);
        let at = UnixTime::since_unix_epoch(Duration::from_secs(now.unix().unsigned_abs()));
        let verifier = self.verifier(now)?;
        let believed = verifier.verify_client_cert(&certificate, &[], at);
        let signed = verifies(&certificate, &message(method, target, token, second), &signature);
        match believed.is_ok() && signed {
            true => Ok(Digest::of(&certificate)),
            false => Err(AuthError::NoProof),
        }
    }
}

/// What is signed. The token by its digest: it is shown beside.
fn message(method: &str, target: &str, token: &str, second: i64) -> Vec<u8> {
    let token = Digest::of(token.as_bytes()).hex();
    format!("hygeia-device/1\n{second}\n{method} {target}\n{token}\n").into_bytes()
}
