//! The curves that sign models, and why a key on them cannot be used.

/// Why a key cannot be made, read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the operating system gives no randomness")]
    Randomness,
    #[error(
        "this is no P-256 private key in PEM, nor one of P-384 or P-521 (PKCS #8 or SEC 1); `openssl pkcs8 -topk8 -nocrypt` converts other forms"
    )]
    Private,
    #[error(
        "this is no P-256 public key in SPKI PEM, nor one of P-384 or P-521; `openssl pkey -pubout` writes one"
    )]
    Public,
    #[error("the private key has a passphrase, and none was given")]
    PassphraseMissing,
    #[error("the passphrase does not open the private key")]
    PassphraseWrong,
    #[error(
        "the private key is encrypted in the old way of OpenSSL (DEK-Info); `openssl pkcs8 -topk8 -v2 aes-256-cbc` converts it"
    )]
    OldEncryption,
    #[error("the private key is encrypted with {0}, which is not done")]
    Encryption(String),
    #[error("the token: {0}")]
    Token(String),
}

/// The curves of FIPS 186-5 that sign models, each with the hash of its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Curve {
    /// With SHA-256.
    #[default]
    P256,
    /// With SHA-384.
    P384,
    /// With SHA-512.
    P521,
}
