//! Info types that users name themselves.

use std::fmt;

/// Bytes of the longest name.
const LONGEST: usize = 40;

/// The name of a user's own info type: one to forty of `a-z`, `0-9` and `_`, a letter first. Held in
/// place, so that an info type stays a small value that is copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomType {
    /// The name, then zeroes.
    bytes: [u8; LONGEST],
}

/// Why a name is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an info type is named by 1 to 40 of a-z, 0-9 and _, a letter first")]
pub struct CustomError;

impl CustomType {
    /// The info type called `name`.
    ///
    /// # Errors
    /// If it is no name.
    pub fn new(name: &str) -> Result<Self, CustomError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let right = name.bytes().all(plain) && name.starts_with(|c: char| c.is_ascii_lowercase());
        let mut bytes = [0; LONGEST];
        let room = bytes.get_mut(..name.len()).filter(|_| right).ok_or(CustomError)?;
        room.copy_from_slice(name.as_bytes());
        Ok(Self { bytes })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let end = self.bytes.iter().position(|byte| *byte == 0).unwrap_or(LONGEST);
        self.bytes.get(..end).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for CustomType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
