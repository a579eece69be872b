//! 256 secret bits, held once in memory.

use super::KeyError;
use hkdf::Hkdf;
use sha2::Sha256;
use std::sync::Arc;
use zeroize::Zeroizing;

#[derive(Clone)]
pub(crate) struct Secret(Arc<Zeroizing<[u8; 32]>>);

impl Secret {
    pub(crate) fn generate() -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(|_| KeyError::Randomness)?;
        Ok(Self(Arc::new(bytes)))
    }

    pub(crate) fn from_hex(text: &str) -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut()).map_err(|_| KeyError::Text)?;
        Ok(Self(Arc::new(bytes)))
    }

    pub(crate) fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.bytes()))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `N` bytes for the purpose that `info` names: HKDF-SHA256 (RFC 5869) without salt, as the
    /// secret is uniformly random (section 3.1).
    pub(crate) fn expand<const N: usize>(
        &self,
        info: &[u8],
    ) -> Result<Zeroizing<[u8; N]>, KeyError> {
        let mut key = Zeroizing::new([0; N]);
        Hkdf::<Sha256>::new(None, self.bytes())
            .expand(info, key.as_mut())
            .map_err(|_| KeyError::Derive)?;
        Ok(key)
    }
}
