//! Who signs, and who is believed to have signed.

use super::{Certificates, SigningKey};

/// Who signs: a key, with the certificates that say whose it is, if there are any.
#[derive(Debug)]
pub struct Signer {
    pub key: SigningKey,
    /// Looked at before with [`Certificates::fits`].
    pub chain: Option<Certificates>,
}

impl From<SigningKey> for Signer {
    fn from(key: SigningKey) -> Self {
        Self { key, chain: None }
    }
}
