//! P-256 keys, in the PEM forms that OpenSSL and the reference implementation read.

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{self, DerSignature};
use p256::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
    LineEnding,
};
use std::fmt;
use terms::Digest;
use zeroize::Zeroizing;

/// Why a key cannot be made, read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the operating system gives no randomness")]
    Randomness,
    #[error(
        "this is no P-256 private key in PKCS #8 PEM; `openssl pkcs8 -topk8 -nocrypt` converts other forms"
    )]
    Private,
    #[error("this is no P-256 public key in SPKI PEM; `openssl pkey -pubout` writes one")]
    Public,
}

/// A key that signs models; its `Debug` shows only the public half, and it is zeroised on drop.
pub struct SigningKey(ecdsa::SigningKey);

impl SigningKey {
    /// A fresh key from the operating system's randomness.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn generate() -> Result<Self, KeyError> {
        let mut scalar = Zeroizing::new([0u8; 32]);
        // A draw lies outside the group's order about once in 2^32 (FIPS 186-5, A.2.2): draw again.
        for _ in 0..8 {
            getrandom::fill(scalar.as_mut()).map_err(|_| KeyError::Randomness)?;
            if let Ok(key) = ecdsa::SigningKey::from_slice(scalar.as_ref()) {
                return Ok(Self(key));
            }
        }
        Err(KeyError::Randomness)
    }

    /// Reads PKCS #8 PEM.
    ///
    /// # Errors
    /// If `pem` is no P-256 private key.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        ecdsa::SigningKey::from_pkcs8_pem(pem).map(Self).map_err(|_| KeyError::Private)
    }

    /// PKCS #8 PEM of the private key, for a file of mode 0600.
    ///
    /// # Errors
    /// If the key cannot be encoded.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        self.0.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::Private)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> VerifyKey {
        VerifyKey(*self.0.verifying_key())
    }

    /// A DER-encoded ECDSA signature over SHA-256 of `message` (RFC 6979 nonce).
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.0.sign(message);
        signature.as_bytes().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?})", self.public())
    }
}

/// The public half of a [`SigningKey`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyKey(ecdsa::VerifyingKey);

impl VerifyKey {
    /// Reads SPKI PEM.
    ///
    /// # Errors
    /// If `pem` is no P-256 public key.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        ecdsa::VerifyingKey::from_public_key_pem(pem).map(Self).map_err(|_| KeyError::Public)
    }

    /// SPKI PEM, as `signer.pub.pem` holds it.
    ///
    /// # Errors
    /// If the key cannot be encoded.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.0.to_public_key_pem(LineEnding::LF).map_err(|_| KeyError::Public)
    }

    /// SHA-256 of the PEM text: how a bundle names its key.
    ///
    /// # Errors
    /// If the key cannot be encoded.
    pub fn hint(&self) -> Result<Digest, KeyError> {
        Ok(Digest::of(self.to_pem()?.as_bytes()))
    }

    /// Whether `der` is this key's signature over `message`.
    pub(super) fn verifies(&self, message: &[u8], der: &[u8]) -> bool {
        DerSignature::try_from(der)
            .is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_pem_and_never_shows() {
        let key = SigningKey::generate().unwrap();
        let pem = key.to_pem().unwrap();
        let again = SigningKey::from_pem(&pem).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(VerifyKey::from_pem(&key.public().to_pem().unwrap()), Ok(key.public()));
        let secret = pem.lines().nth(1).unwrap();
        assert!(!format!("{key:?}").contains(secret));
        assert_eq!(VerifyKey::from_pem(&pem), Err(KeyError::Public));
    }

    #[test]
    fn a_signature_is_of_one_key_and_one_message() {
        let key = SigningKey::generate().unwrap();
        let signature = key.sign(b"model");
        assert!(key.public().verifies(b"model", &signature));
        assert!(!key.public().verifies(b"modem", &signature));
        assert!(!SigningKey::generate().unwrap().public().verifies(b"model", &signature));
        assert!(!key.public().verifies(b"model", &signature[1..]));
    }
}
