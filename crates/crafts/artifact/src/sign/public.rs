//! The public halves of keys that sign models.

use super::curve::{Curve, KeyError};
use super::pem;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::pkcs8::{DecodePublicKey as _, EncodePublicKey as _, LineEnding};
use std::fmt;
use terms::Digest;

/// The public half of a [`super::SigningKey`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyKey(Public);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Public {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
}

impl VerifyKey {
    /// Reads SPKI PEM (RFC 5480).
    ///
    /// # Errors
    /// If `pem` is no public key on one of the curves.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let pem = pem::first(pem, &["PUBLIC KEY"]).ok_or(KeyError::Public)?.text;
        let key = p256::ecdsa::VerifyingKey::from_public_key_pem(pem)
            .map(Public::P256)
            .or_else(|_| p384::ecdsa::VerifyingKey::from_public_key_pem(pem).map(Public::P384))
            .or_else(|_| p521::ecdsa::VerifyingKey::from_public_key_pem(pem).map(Public::P521));
        key.map(Self).map_err(|_| KeyError::Public)
    }

    /// Reads SPKI DER, as certificates and bundles of before v1.1 hold it.
    ///
    /// # Errors
    /// If `der` is no public key on one of the curves.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = p256::ecdsa::VerifyingKey::from_public_key_der(der)
            .map(Public::P256)
            .or_else(|_| p384::ecdsa::VerifyingKey::from_public_key_der(der).map(Public::P384))
            .or_else(|_| p521::ecdsa::VerifyingKey::from_public_key_der(der).map(Public::P521));
        key.map(Self).map_err(|_| KeyError::Public)
    }

    /// Reads a point (SEC 1, section 2.3.4) on `curve`.
    #[cfg(any(feature = "pkcs11", feature = "certificates"))]
    pub(super) fn from_point(curve: Curve, point: &[u8]) -> Result<Self, KeyError> {
        let key = match curve {
            Curve::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Public::P256),
            Curve::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Public::P384),
            Curve::P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Public::P521),
        };
        key.map(Self).map_err(|_| KeyError::Public)
    }

    /// SPKI PEM, as `signer.pub.pem` holds it.
    ///
    /// # Errors
    /// If the key cannot be encoded.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let encoded = match &self.0 {
            Public::P256(key) => key.to_public_key_pem(LineEnding::LF),
            Public::P384(key) => key.to_public_key_pem(LineEnding::LF),
            Public::P521(key) => key.to_public_key_pem(LineEnding::LF),
        };
        encoded.map_err(|_| KeyError::Public)
    }

    /// SHA-256 of the PEM text: how a bundle names its key.
    ///
    /// # Errors
    /// If the key cannot be encoded.
    pub fn hint(&self) -> Result<Digest, KeyError> {
        Ok(Digest::of(self.to_pem()?.as_bytes()))
    }

    /// The curve that it lies on.
    #[must_use]
    pub const fn curve(&self) -> Curve {
        match self.0 {
            Public::P256(_) => Curve::P256,
            Public::P384(_) => Curve::P384,
            Public::P521(_) => Curve::P521,
        }
    }

    /// Whether `der` is this key's signature over `message`, by the hash of its curve.
    pub(crate) fn verifies(&self, message: &[u8], der: &[u8]) -> bool {
        match &self.0 {
            Public::P256(key) => p256::ecdsa::DerSignature::try_from(der)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Public::P384(key) => p384::ecdsa::DerSignature::try_from(der)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Public::P521(key) => p521::ecdsa::DerSignature::try_from(der)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }

    /// Whether `der` is this key's signature over what has this hash, whichever hash it is.
    pub(super) fn verifies_hash(&self, hash: &[u8], der: &[u8]) -> bool {
        match &self.0 {
            Public::P256(key) => p256::ecdsa::DerSignature::try_from(der)
                .is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok()),
            Public::P384(key) => p384::ecdsa::DerSignature::try_from(der)
                .is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok()),
            Public::P521(key) => p521::ecdsa::DerSignature::try_from(der)
                .is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok()),
        }
    }
}

impl From<p256::ecdsa::VerifyingKey> for VerifyKey {
    fn from(key: p256::ecdsa::VerifyingKey) -> Self {
        Self(Public::P256(key))
    }
}

impl From<p384::ecdsa::VerifyingKey> for VerifyKey {
    fn from(key: p384::ecdsa::VerifyingKey) -> Self {
        Self(Public::P384(key))
    }
}

impl From<p521::ecdsa::VerifyingKey> for VerifyKey {
    fn from(key: p521::ecdsa::VerifyingKey) -> Self {
        Self(Public::P521(key))
    }
}

impl fmt::Debug for VerifyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hint() {
            Ok(hint) => write!(f, "VerifyKey({hint})"),
            Err(_) => f.write_str("VerifyKey"),
        }
    }
}
