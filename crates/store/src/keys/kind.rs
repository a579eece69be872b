//! What keys of a workspace there are, and how they are called.

use super::file::check_value;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;
use terms::Digest;
use terms::seal::SealKey;
use zeroize::Zeroizing;

/// Hexadecimal digits of a digest in an id.
const DIGITS: usize = 16;

/// What a key is for. The one in use lies in `NAME.key`; what is left of one that another took the
/// place of, in a file that its id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    Kek,
    Token,
    Seal,
    Ledger,
    Ca,
    ModelSigner,
}

impl KeyKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Kek, Self::Token, Self::Seal, Self::Ledger, Self::Ca, Self::ModelSigner];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kek => "kek",
            Self::Token => "token",
            Self::Seal => "seal",
            Self::Ledger => "ledger",
            Self::Ca => "ca",
            Self::ModelSigner => "model-signer",
        }
    }

    /// What a key of this kind does.
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Kek => "wraps the data keys of datasets",
            Self::Token => "makes tokens and turns them back",
            Self::Seal => "signs records, receipts and statements",
            Self::Ledger => "signs the ledger's checkpoints",
            Self::Ca => "certifies the server and devices",
            Self::ModelSigner => "signs models",
        }
    }

    /// The file of the key in use.
    #[must_use]
    pub fn file(self) -> String {
        format!("{self}.key")
    }

    /// What exactly is asked for when a key of this kind is to be rotated: the permit's detail.
    #[must_use]
    pub fn rotation(self) -> Digest {
        Digest::of(format!("rotate {self}").as_bytes())
    }

    /// The kind of the key whose file, or what is left of it, is called `name`. A certificate goes
    /// with its key.
    pub(crate) fn of_file(name: &str) -> Option<Self> {
        let (stem, end) = name.rsplit_once('.')?;
        let own = |kind: &Self| {
            let rest = stem.strip_prefix(kind.name());
            rest.is_some_and(|rest| (rest.is_empty() && end == "key") || rest.starts_with('-'))
        };
        // The longest name: one may begin with another.
        Self::ALL.into_iter().filter(own).max_by_key(|kind| kind.name().len())
    }

    /// The id of the key in the bytes of its file: it tells nothing of a key that was drawn at random.
    /// None if they are no such key, or its id follows from what the store can't read.
    pub(crate) fn id(self, secret: &[u8]) -> Option<String> {
        let digest = match self {
            // As the files say it that it wraps the keys of: see `protect::KeyId`.
            Self::Kek => {
                let mut bytes = Zeroizing::new([0; 32]);
                let text = std::str::from_utf8(secret).ok()?;
                hex::decode_to_slice(text.trim(), bytes.as_mut()).ok()?;
                let named = Sha256::new().chain_update(b"hygeia key id v1").chain_update(*bytes);
                Digest::from_bytes(named.finalize().into())
            }
            Self::Token => check_value(&self.file(), secret.trim_ascii()),
            Self::Seal | Self::Ledger => {
                SealKey::from_pem(std::str::from_utf8(secret).ok()?).ok()?.public().id()
            }
            Self::Ca | Self::ModelSigner => return None,
        };
        Some(self.named(digest))
    }

    /// The id of a key that is known by `digest`.
    #[must_use]
    pub fn named(self, digest: Digest) -> String {
        let hex = digest.hex();
        format!("{self}-{}", hex.get(..DIGITS).unwrap_or(&hex))
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for KeyKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        let names = || Self::ALL.map(Self::name).join(", ");
        found.ok_or_else(|| format!("there is no such kind of key; there are {}", names()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_of_one_kind() {
        for kind in KeyKind::ALL {
            assert_eq!(KeyKind::of_file(&kind.file()), Some(kind));
            assert_eq!(KeyKind::of_file(&format!("{kind}-0123456789abcdef.pub")), Some(kind));
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        for other in ["ca.crt", "ledger.head", "kek", "kekx.key", "other.key"] {
            assert_eq!(KeyKind::of_file(other), None, "{other}");
        }
    }
}
