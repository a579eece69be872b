//! Keys as types: each kind of key can be used for its one purpose only.

mod secret;
mod wrap;

pub(crate) use secret::Secret;
pub(crate) use wrap::{Context, DataKey};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use terms::Digest;
use zeroize::Zeroizing;

/// Why a key cannot be made, read or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the operating system gives no randomness")]
    Randomness,
    #[error(
        "a key file holds 64 hexadecimal digits, this one does not: restore it from its backup"
    )]
    Text,
    #[error("the key cannot be derived")]
    Derive,
    #[error(
        "the data key was wrapped under {wanted}, but the key at hand is {held}: fetch the key that was in use"
    )]
    OtherKey { wanted: String, held: KeyId },
    #[error(
        "the data key belongs to dataset {found:?}, not to {wanted:?}: the file was put in another's place"
    )]
    OtherDataset { found: String, wanted: String },
    #[error(
        "the names of dataset and column are too long to be bound to a key: {0} bytes, at most 65535"
    )]
    Context(usize),
    #[error(
        "the wrapped data key is malformed or was changed: restore the file from a recovery point"
    )]
    Wrap,
}

/// The name of a key-encryption key: `kek-` and 16 hexadecimal digits of a digest of the key, so
/// that whoever holds several keys finds the right one. It tells nothing of a random key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(String);

impl KeyId {
    fn of(secret: &Secret) -> Self {
        let named = Zeroizing::new([b"hygeia key id v1".as_slice(), secret.bytes()].concat());
        let hex = Digest::of(&named).hex();
        Self(format!("kek-{}", hex.get(..16).unwrap_or(&hex)))
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key-encryption key, 256 bits: wraps data keys, never data. A clone shares the one secret in
/// memory, which is wiped when the last clone goes.
#[derive(Clone)]
pub struct Kek {
    secret: Secret,
    id: KeyId,
    /// Those that it took the place of: they unwrap what was wrapped by them, and wrap nothing.
    earlier: Arc<[(KeyId, Secret)]>,
}

impl Kek {
    /// A fresh key from the operating system's randomness.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn generate() -> Result<Self, KeyError> {
        Secret::generate().map(Self::new)
    }

    /// Reads 64 hexadecimal digits, with white space around them.
    ///
    /// # Errors
    /// If `text` is anything else.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        Secret::from_hex(text).map(Self::new)
    }

    /// 64 hexadecimal digits, for a key file of mode 0600.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        self.secret.to_hex()
    }

    /// The name of the key.
    #[must_use]
    pub const fn id(&self) -> &KeyId {
        &self.id
    }

    /// The same key, which unwraps also what was wrapped by the `earlier` ones.
    #[must_use]
    pub fn with_earlier(self, earlier: impl IntoIterator<Item = Self>) -> Self {
        let earlier = earlier.into_iter().map(|kek| (kek.id, kek.secret)).collect();
        Self { earlier, ..self }
    }

    /// The 32 bytes that wrap.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.secret.bytes()
    }

    /// The 32 bytes of the key called `id`: this one, or one that it took the place of.
    fn bytes_of(&self, id: &str) -> Option<&[u8; 32]> {
        let own = [(&self.id, &self.secret)];
        let mut all = own.into_iter().chain(self.earlier.iter().map(|(id, secret)| (id, secret)));
        all.find(|(held, _)| held.as_str() == id).map(|(_, secret)| secret.bytes())
    }

    fn new(secret: Secret) -> Self {
        Self { id: KeyId::of(&secret), secret, earlier: Arc::default() }
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kek({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_read_back_and_never_show() {
        let kek = Kek::generate().unwrap();
        let again = Kek::from_hex(&format!(" {}\n", *kek.to_hex())).unwrap();
        assert_eq!(again.id(), kek.id());
        assert_eq!(*again.to_hex(), *kek.to_hex());
        let (start, digits) = kek.id().as_str().split_at(4);
        assert_eq!((start, digits.len()), ("kek-", 16));
        assert!(digits.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(format!("{kek:?}"), format!("Kek({})", kek.id()));
        assert!(!format!("{kek:?}").contains(kek.to_hex().as_str()));
        assert_ne!(Kek::generate().unwrap().id(), kek.id());
    }

    #[test]
    fn a_bad_key_file_is_refused_without_being_shown() {
        for text in ["", "abc", &"g".repeat(64), &"0".repeat(63), &"0".repeat(66)] {
            let error = Kek::from_hex(text).unwrap_err();
            assert_eq!(error, KeyError::Text);
        }
    }
}
