//! The key of a device: ECDSA on P-256 with SHA-256 (FIPS 186-5), made where its owner is.

use crate::access::CertificateError;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::server::ParsedCertificate;
use zeroize::Zeroizing;

/// Why a device's key is of no use.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("this is no key of a device (PKCS #8 of P-256, in PEM)")]
    NoKey,
    #[error(transparent)]
    Made(#[from] CertificateError),
}

/// A device's private key; zeroised when dropped.
pub struct DeviceKey {
    pem: Zeroizing<String>,
    signs: SigningKey,
}

impl DeviceKey {
    /// A fresh key from the operating system's randomness.
    ///
    /// # Errors
    /// If it gives none.
    pub fn generate() -> Result<Self, KeyError> {
        let pair = KeyPair::generate().map_err(CertificateError::from)?;
        Self::from_pem(Zeroizing::new(pair.serialize_pem()))
    }

    /// Reads a key (PKCS #8, PEM).
    ///
    /// # Errors
    /// [`KeyError::NoKey`] if it is none.
    pub fn from_pem(pem: Zeroizing<String>) -> Result<Self, KeyError> {
        let signs = SigningKey::from_pkcs8_pem(&pem).map_err(|_| KeyError::NoKey)?;
        Ok(Self { pem, signs })
    }

    /// PKCS #8 in PEM, for a file of mode 0600.
    #[must_use]
    pub const fn pem(&self) -> &Zeroizing<String> {
        &self.pem
    }

    /// A request for a certificate (PKCS #10, PEM); what it is to say is the workspace's to decide.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn request(&self) -> Result<String, KeyError> {
        let pair = KeyPair::from_pem(&self.pem).map_err(|_| KeyError::NoKey)?;
        let written = CertificateParams::new(Vec::new()).and_then(|params| {
            let request = params.serialize_request(&pair)?;
            request.pem()
        });
        Ok(written.map_err(CertificateError::from)?)
    }

    /// The same as [`Self::sign`], in DER.
    #[must_use]
    pub fn sign_der(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.signs.sign(message);
        signature.to_der().as_bytes().to_vec()
    }

    /// A signature of `message`, as `r` and `s`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.signs.sign(message);
        signature.to_bytes().into()
    }
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(..)")
    }
}

/// Whether the key in `certificate` signed `message`. Whose certificate it is, is not asked here.
#[must_use]
pub fn verifies(certificate: &CertificateDer<'_>, message: &[u8], signature: &[u8]) -> bool {
    let Ok(parsed) = ParsedCertificate::try_from(certificate) else { return false };
    let key = VerifyingKey::from_public_key_der(&parsed.subject_public_key_info());
    let (Ok(key), Ok(signature)) = (key, Signature::from_slice(signature)) else { return false };
    key.verify(message, &signature).is_ok()
}
