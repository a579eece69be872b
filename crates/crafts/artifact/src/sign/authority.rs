//! What an authority says of who signed, and why it is not believed.

use serde::Serialize;
use terms::{Digest, Timestamp};

/// Why a chain of certificates is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error("it holds no certificate in PEM")]
    None,
    #[error("a certificate cannot be read: {0}")]
    Malformed(String),
    #[error(
        "none of the given certificates is a root (issued by itself): give that of the authority"
    )]
    NoRoot,
    #[error("the certificate of {who} was valid from {from} to {until}, and it is {at}")]
    Time { who: String, from: Timestamp, until: Timestamp, at: Timestamp },
    #[error(
        "the certificate of {0} is not for signing: its usage names neither digitalSignature nor codeSigning, or leaves one out"
    )]
    Usage(String),
    #[error("the key of {0} is on none of P-256, P-384 and P-521")]
    Key(String),
    #[error("the certificate of {who} does not lead to a given authority: {why}")]
    Untrusted { who: String, why: String },
    #[error("the certificate of {0} is for another key than the one that signs")]
    OtherKey(String),
    #[error("this program was built without `certificates`")]
    Absent,
}

/// Who signed, as an authority that the caller trusts says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignerCertificate {
    pub subject: String,
    pub issuer: String,
    /// In hexadecimal digits.
    pub serial: String,
    /// SHA-256 of its DER.
    pub fingerprint: Digest,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}
