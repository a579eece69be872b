use crate::Record;
use serde::{Deserialize, Serialize};
use terms::{Digest, Timestamp};

/// By what a key is known, without the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCheck {
    /// Of the file.
    pub name: String,
    /// HMAC-SHA-256 under the bytes of the file, over a fixed text and the name.
    pub value: Digest,
    /// Since when there is this key.
    pub recorded: Timestamp,
    /// Which of its kind it is, counted by rotation; the workspace was made with the first.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub number: u32,
    /// When another took its place, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

const fn first() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_first(number: &u32) -> bool {
    *number == first()
}

impl KeyCheck {
    /// The first key in the file called `name`.
    #[must_use]
    pub const fn first(name: String, value: Digest, recorded: Timestamp) -> Self {
        Self { name, value, recorded, number: first(), until: None }
    }
}

impl Record for KeyCheck {
    const KIND: &'static str = "key-check";
    fn key(&self) -> String {
        self.name.clone()
    }
}

/// The ids of the keys that a version was made with. Who lacks one of them can't read it, or can't
/// turn its tokens back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysUsed {
    /// Of the key-encryption key that wraps its data keys.
    pub kek: String,
    /// Of the secret that its tokens are made from.
    pub token: String,
}
