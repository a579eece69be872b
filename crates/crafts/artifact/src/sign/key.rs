//! Private keys that sign models: P-256, P-384 and P-521, in the PEM forms that OpenSSL and the reference
//! implementation read (PKCS #8 of RFC 5958, plain or with a passphrase; SEC 1 of RFC 5915).

use super::curve::{Curve, KeyError};
use super::pem::{self, Block};
use super::public::VerifyKey;
#[cfg(feature = "pkcs11")]
use super::token::{self, TokenKey, TokenUri};
use p256::ecdsa::signature::Signer as _;
use p256::elliptic_curve::SecretKey;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use pkcs8::pkcs5::pbes2;
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use std::fmt;
use zeroize::Zeroizing;

/// Rounds of PBKDF2 with SHA-256 for keys that we write (OWASP password storage, 2023).
const ROUNDS: u32 = 600_000;
/// Rounds of PBKDF2 that are done at most for a key that is read.
const MOST_ROUNDS: u32 = 20_000_000;
/// `N` of scrypt (RFC 7914) that is done at most for a key that is read: 1 GiB.
const MOST_COST: u64 = 1 << 20;

/// A key that signs models; its `Debug` shows only the public half, and it is zeroised on drop.
pub struct SigningKey(Private);

enum Private {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    #[cfg(feature = "pkcs11")]
    Token(TokenKey),
}

/// The key that `uri` names, after signing in with `pin`.
///
/// # Errors
/// If there is no such module, token or key, the PIN is wrong, or the key is on none of the curves.
#[cfg(feature = "pkcs11")]
pub fn token_key(uri: &TokenUri, pin: Option<&str>) -> Result<SigningKey, KeyError> {
    token::open(uri, pin).map(|key| SigningKey(Private::Token(key)))
}

impl SigningKey {
    /// A fresh P-256 key from the operating system's randomness.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn generate() -> Result<Self, KeyError> {
        Self::generate_on(Curve::P256)
    }

    /// A fresh key on `curve` from the operating system's randomness.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn generate_on(curve: Curve) -> Result<Self, KeyError> {
        let mut scalar = Zeroizing::new([0u8; 66]);
        // A draw lies outside the group's order now and then (FIPS 186-5, A.2.2): draw again.
        for _ in 0..8 {
            getrandom::fill(scalar.as_mut()).map_err(|_| KeyError::Randomness)?;
            // P-521 has 521 bits, of which the first byte holds one.
            if let Some(first) = scalar.first_mut() {
                *first &= 1;
            }
            let bytes = |length: usize| scalar.get(66 - length..).unwrap_or_default();
            let drawn = match curve {
                Curve::P256 => {
                    p256::ecdsa::SigningKey::from_slice(bytes(32)).map(Private::P256).ok()
                }
                Curve::P384 => {
                    p384::ecdsa::SigningKey::from_slice(bytes(48)).map(Private::P384).ok()
                }
                Curve::P521 => {
                    p521::ecdsa::SigningKey::from_slice(bytes(66)).map(Private::P521).ok()
                }
            };
            if let Some(key) = drawn {
                return Ok(Self(key));
            }
        }
        Err(KeyError::Randomness)
    }

    /// Reads PEM: PKCS #8 or SEC 1, without a passphrase.
    ///
    /// # Errors
    /// If `pem` is no such private key, or has a passphrase.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        Self::from_pem_with(pem, None)
    }

    /// Reads PEM: PKCS #8 or SEC 1; an encrypted PKCS #8 (PBES2 of RFC 8018) by its passphrase.
    ///
    /// # Errors
    /// If `pem` is no such private key, or the passphrase is missing or another.
    pub fn from_pem_with(pem: &str, passphrase: Option<&str>) -> Result<Self, KeyError> {
        const LABELS: [&str; 3] = ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY"];
        let block = pem::first(pem, &LABELS).ok_or(KeyError::Private)?;
        match block.label {
            "PRIVATE KEY" => plain(block),
            "EC PRIVATE KEY" => sec1(block),
            _ => encrypted(block, passphrase.ok_or(KeyError::PassphraseMissing)?),
        }
    }

    /// PKCS #8 PEM of the private key, for a file of mode 0600.
    ///
    /// # Errors
    /// If the key cannot be encoded: one in a token never can.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        let encoded = match &self.0 {
            Private::P256(key) => key.to_pkcs8_pem(LineEnding::LF),
            Private::P384(key) => key.to_pkcs8_pem(LineEnding::LF),
            Private::P521(key) => key.to_pkcs8_pem(LineEnding::LF),
            #[cfg(feature = "pkcs11")]
            Private::Token(_) => return Err(KeyError::Private),
        };
        encoded.map_err(|_| KeyError::Private)
    }

    /// The same, encrypted under `passphrase` (PBES2: PBKDF2 with SHA-256, AES-256-CBC).
    ///
    /// # Errors
    /// As [`Self::to_pem`], or if there is no randomness.
    pub fn to_encrypted_pem(&self, passphrase: &str) -> Result<Zeroizing<String>, KeyError> {
        let document = match &self.0 {
            Private::P256(key) => key.to_pkcs8_der(),
            Private::P384(key) => key.to_pkcs8_der(),
            Private::P521(key) => key.to_pkcs8_der(),
            #[cfg(feature = "pkcs11")]
            Private::Token(_) => return Err(KeyError::Private),
        };
        let document = document.map_err(|_| KeyError::Private)?;
        let (mut salt, mut vector) = ([0u8; 16], [0u8; 16]);
        getrandom::fill(&mut salt).map_err(|_| KeyError::Randomness)?;
        getrandom::fill(&mut vector).map_err(|_| KeyError::Randomness)?;
        let how = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(ROUNDS, &salt, vector)
            .map_err(|_| KeyError::Private)?;
        PrivateKeyInfoRef::try_from(document.as_bytes())
            .and_then(|info| info.encrypt_with_params(how, passphrase))
            .map_err(|_| KeyError::Private)?
            .to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)
            .map_err(|_| KeyError::Private)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> VerifyKey {
        match &self.0 {
            Private::P256(key) => (*key.verifying_key()).into(),
            Private::P384(key) => (*key.verifying_key()).into(),
            Private::P521(key) => (*key.verifying_key()).into(),
            #[cfg(feature = "pkcs11")]
            Private::Token(key) => key.public(),
        }
    }

    /// A DER-encoded ECDSA signature over the hash of `message` that belongs to the curve. Keys in
    /// memory take the nonce of RFC 6979.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(match &self.0 {
            Private::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Private::P384(key) => {
                let signature: p384::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Private::P521(key) => {
                let signature: p521::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            #[cfg(feature = "pkcs11")]
            Private::Token(key) => key.sign(message)?,
        })
    }
}

fn plain(block: Block<'_>) -> Result<SigningKey, KeyError> {
    let pem = block.text;
    let key = p256::ecdsa::SigningKey::from_pkcs8_pem(pem)
        .map(Private::P256)
        .or_else(|_| p384::ecdsa::SigningKey::from_pkcs8_pem(pem).map(Private::P384))
        .or_else(|_| p521::ecdsa::SigningKey::from_pkcs8_pem(pem).map(Private::P521));
    key.map(SigningKey).map_err(|_| KeyError::Private)
}

fn sec1(block: Block<'_>) -> Result<SigningKey, KeyError> {
    let pem = block.text;
    if pem.contains("DEK-Info") {
        return Err(KeyError::OldEncryption);
    }
    // Its parameters name the curve, or the length of the scalar does.
    let key = SecretKey::<p256::NistP256>::from_sec1_pem(pem)
        .map(|key| Private::P256(key.into()))
        .or_else(|_| {
            SecretKey::<p384::NistP384>::from_sec1_pem(pem).map(|key| Private::P384(key.into()))
        })
        .or_else(|_| {
            SecretKey::<p521::NistP521>::from_sec1_pem(pem).map(|key| Private::P521(key.into()))
        });
    key.map(SigningKey).map_err(|_| KeyError::Private)
}

fn encrypted(block: Block<'_>, passphrase: &str) -> Result<SigningKey, KeyError> {
    let (_, document) =
        pkcs8::SecretDocument::from_pem(block.text).map_err(|_| KeyError::Private)?;
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes())
        .map_err(|error| KeyError::Encryption(error.to_string()))?;
    affordable(&info)?;
    let opened = info.decrypt(passphrase).map_err(|_| KeyError::PassphraseWrong)?;
    let bytes = opened.as_bytes();
    let key = p256::ecdsa::SigningKey::from_pkcs8_der(bytes)
        .map(Private::P256)
        .or_else(|_| p384::ecdsa::SigningKey::from_pkcs8_der(bytes).map(Private::P384))
        .or_else(|_| p521::ecdsa::SigningKey::from_pkcs8_der(bytes).map(Private::P521));
    key.map(SigningKey).map_err(|_| KeyError::Private)
}

/// Whether the passphrase is tried at all: a key says itself how long that takes.
fn affordable(info: &EncryptedPrivateKeyInfoRef<'_>) -> Result<(), KeyError> {
    let Some(how) = info.encryption_algorithm.pbes2() else {
        return Err(KeyError::Encryption("something older than PBES2".to_owned()));
    };
    let fits = match &how.kdf {
        pbes2::Kdf::Pbkdf2(params) => params.iteration_count <= MOST_ROUNDS,
        pbes2::Kdf::Scrypt(params) => {
            params.cost_parameter <= MOST_COST
                && params.block_size <= 16
                && params.parallelization <= 16
        }
        _ => false,
    };
    fits.then_some(()).ok_or_else(|| {
        KeyError::Encryption("a derivation from the passphrase that takes too much".to_owned())
    })
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?})", self.public())
    }
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
