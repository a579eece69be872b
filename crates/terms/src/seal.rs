//! Signed statements: DSSE envelopes (Dead Simple Signing Envelope v1.0, protocol.md) with
//! Ed25519 (RFC 8032).

use crate::Digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;
use zeroize::Zeroizing;

/// Why a statement cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the operating system gives no randomness")]
    Randomness,
    #[error("this is no Ed25519 key in PKCS #8 or SPKI PEM")]
    Key,
    #[error("the envelope is malformed: {0}")]
    Malformed(String),
    #[error("payload type is {found:?}, not {wanted:?}")]
    Type { found: String, wanted: String },
    #[error("no signature verifies under the key {0}")]
    Signature(Digest),
}

/// A signing key; its `Debug` shows only the public half, and it is zeroised on drop.
pub struct SealKey(SigningKey);

impl SealKey {
    /// A fresh key from the operating system's randomness.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn generate() -> Result<Self, SealError> {
        let mut seed = Zeroizing::new([0u8; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| SealError::Randomness)?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// Reads PKCS #8 PEM.
    ///
    /// # Errors
    /// If `pem` is no Ed25519 private key.
    pub fn from_pem(pem: &str) -> Result<Self, SealError> {
        SigningKey::from_pkcs8_pem(pem).map(Self).map_err(|_| SealError::Key)
    }

    /// PKCS #8 PEM of the private key, for a file of mode 0600.
    ///
    /// # Errors
    /// If the key cannot be encoded.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, SealError> {
        self.0.to_pkcs8_pem(LineEnding::LF).map_err(|_| SealError::Key)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> SealPublic {
        SealPublic(self.0.verifying_key())
    }

    /// An Ed25519 signature (64 bytes) over `message`.
    #[must_use]
    pub fn sign_raw(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// The 32-byte seed, for crates that need the key in a type of their own.
    #[must_use]
    pub fn expose_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Signs `payload` as DSSE with the given payload type.
    #[must_use]
    pub fn seal_bytes(&self, payload_type: &str, payload: &[u8]) -> Envelope {
        let signature = self.sign_raw(&pre_authentication(payload_type, payload));
        Envelope {
            payload_type: payload_type.to_owned(),
            payload: STANDARD.encode(payload),
            signatures: vec![EnvelopeSignature {
                keyid: self.public().id().hex(),
                sig: STANDARD.encode(signature),
            }],
        }
    }

    /// Signs `statement` as JSON.
    ///
    /// # Errors
    /// If `statement` does not serialise.
    pub fn seal<T: Serialize>(
        &self,
        payload_type: &str,
        statement: &T,
    ) -> Result<Envelope, SealError> {
        let payload =
            serde_json::to_vec(statement).map_err(|e| SealError::Malformed(e.to_string()))?;
        Ok(self.seal_bytes(payload_type, &payload))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealKey({})", self.public().id())
    }
}

/// The public half of a [`SealKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealPublic(VerifyingKey);

impl SealPublic {
    /// SHA-256 of the raw 32 bytes: the key's name.
    #[must_use]
    pub fn id(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The raw 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Reads SPKI PEM.
    ///
    /// # Errors
    /// If `pem` is no Ed25519 public key.
    pub fn from_pem(pem: &str) -> Result<Self, SealError> {
        VerifyingKey::from_public_key_pem(pem).map(Self).map_err(|_| SealError::Key)
    }

    /// SPKI PEM.
    ///
    /// # Errors
    /// If the key cannot be encoded.
    pub fn to_pem(&self) -> Result<String, SealError> {
        self.0.to_public_key_pem(LineEnding::LF).map_err(|_| SealError::Key)
    }

    /// Whether `signature` over `message` is this key's; strict, as RFC 8032 section 8.4 advises.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

/// A DSSE envelope, in the JSON form of its specification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    #[serde(rename = "payloadType")]
    pub payload_type: String,
    /// Base64 of the payload.
    pub payload: String,
    pub signatures: Vec<EnvelopeSignature>,
}

/// One signature of an [`Envelope`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvelopeSignature {
    #[serde(default)]
    pub keyid: String,
    /// Base64 of the signature.
    pub sig: String,
}

impl Envelope {
    /// The payload, if a signature verifies under `key` and the type is `payload_type`.
    ///
    /// # Errors
    /// If the envelope is malformed, of another type, or not signed by `key`.
    pub fn open_bytes(&self, key: &SealPublic, payload_type: &str) -> Result<Vec<u8>, SealError> {
        if self.payload_type != payload_type {
            return Err(SealError::Type {
                found: self.payload_type.clone(),
                wanted: payload_type.to_owned(),
            });
        }
        let decode =
            |text: &str| STANDARD.decode(text).map_err(|e| SealError::Malformed(e.to_string()));
        let payload = decode(&self.payload)?;
        let message = pre_authentication(payload_type, &payload);
        let id = key.id().hex();
        // The id is a hint that may be missing, and that no signature covers: another one than the key's own was
        // changed.
        let named = |entry: &&EnvelopeSignature| entry.keyid.is_empty() || entry.keyid == id;
        for entry in self.signatures.iter().filter(named) {
            if let Ok(signature) = <[u8; 64]>::try_from(decode(&entry.sig)?.as_slice())
                && key.verifies(&message, &signature)
            {
                return Ok(payload);
            }
        }
        Err(SealError::Signature(key.id()))
    }

    /// The payload, whoever signed it: only to compare it with a digest that is believed.
    ///
    /// # Errors
    /// If it is not base64.
    pub fn payload_unverified(&self) -> Result<Vec<u8>, SealError> {
        STANDARD.decode(&self.payload).map_err(|e| SealError::Malformed(e.to_string()))
    }

    /// The statement inside, if a signature verifies under `key` and the type is `payload_type`.
    ///
    /// # Errors
    /// As [`Envelope::open_bytes`], or if the payload is not the JSON of a `T`.
    pub fn open<T: DeserializeOwned>(
        &self,
        key: &SealPublic,
        payload_type: &str,
    ) -> Result<T, SealError> {
        let payload = self.open_bytes(key, payload_type)?;
        serde_json::from_slice(&payload).map_err(|e| SealError::Malformed(e.to_string()))
    }
}

/// PAE(type, body) of the DSSE protocol: what is really signed.
#[must_use]
pub fn pre_authentication(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pre_authentication_is_as_the_specification_writes_it() {
        // DSSE protocol.md, test vector.
        let message = pre_authentication("http://example.com/HelloWorld", b"hello world");
        assert_eq!(message, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    // proves M1
    #[test]
    fn the_id_of_a_key_that_was_changed_is_told() {
        let key = SealKey::generate().unwrap();
        let mut envelope = key.seal("text/x", &1).unwrap();
        assert_eq!(envelope.open::<i32>(&key.public(), "text/x").unwrap(), 1);
        let id = std::mem::take(&mut envelope.signatures.first_mut().unwrap().keyid);
        assert_eq!(envelope.open::<i32>(&key.public(), "text/x").unwrap(), 1, "it may be missing");
        envelope.signatures.first_mut().unwrap().keyid = id.replacen(char::is_numeric, "a", 1);
        assert!(envelope.open::<i32>(&key.public(), "text/x").is_err());
    }

    #[test]
    fn a_sealed_statement_opens_only_unchanged_and_under_its_key() {
        let key = SealKey::generate().unwrap();
        let envelope = key.seal("text/x", &vec![1, 2, 3]).unwrap();
        assert_eq!(envelope.open::<Vec<i32>>(&key.public(), "text/x"), Ok(vec![1, 2, 3]));
        assert!(matches!(
            envelope.open_bytes(&key.public(), "text/y"),
            Err(SealError::Type { .. })
        ));
        let stranger = SealKey::generate().unwrap().public();
        assert_eq!(
            envelope.open_bytes(&stranger, "text/x"),
            Err(SealError::Signature(stranger.id()))
        );
        let mut changed = envelope.clone();
        changed.payload = STANDARD.encode(b"[1,2,4]");
        assert!(matches!(
            changed.open_bytes(&key.public(), "text/x"),
            Err(SealError::Signature(_))
        ));
    }

    #[test]
    fn a_key_reads_back_from_pem_and_never_shows() {
        let key = SealKey::generate().unwrap();
        let again = SealKey::from_pem(&key.to_pem().unwrap()).unwrap();
        assert_eq!(again.public(), key.public());
        assert!(!format!("{key:?}").contains(&hex::encode(*key.expose_seed())));
    }
}
