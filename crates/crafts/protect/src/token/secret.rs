//! The secret that all token keys of a workspace derive from.

use super::TokenKey;
use crate::keys::{KeyError, Secret};
use std::fmt;
use terms::InfoType;
use zeroize::Zeroizing;

/// The secret of a workspace from which the token keys derive, 256 bits. A clone shares it.
#[derive(Clone)]
pub struct TokenSecret(Secret);

impl TokenSecret {
    /// A fresh secret from the operating system's randomness.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn generate() -> Result<Self, KeyError> {
        Secret::generate().map(Self)
    }

    /// Reads 64 hexadecimal digits, with white space around them.
    ///
    /// # Errors
    /// If `text` is anything else.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        Secret::from_hex(text).map(Self)
    }

    /// 64 hexadecimal digits, for a key file of mode 0600.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        self.0.to_hex()
    }

    /// The key for tokens of one info type (HKDF-SHA256, RFC 5869, the type's name as context):
    /// the same text under two types gives tokens that can't be linked.
    ///
    /// # Errors
    /// If the derivation fails.
    pub fn key(&self, info_type: InfoType) -> Result<TokenKey, KeyError> {
        TokenKey::derive(&self.0, info_type)
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_secret_reads_back_and_never_shows() {
        let secret = TokenSecret::generate().unwrap();
        let again = TokenSecret::from_hex(&secret.to_hex()).unwrap();
        assert_eq!(*again.to_hex(), *secret.to_hex());
        assert_eq!(format!("{secret:?}"), "TokenSecret(redacted)");
    }
}
