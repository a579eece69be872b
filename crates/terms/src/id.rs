//! Typed names. An id is 1 to 128 characters of `[A-Za-z0-9._@/-]`, so it is safe in a policy, a
//! path segment after escaping, a log line and a URL query.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("an id has 1 to 128 characters, this one has {0}")]
    Length(usize),
    #[error("character {0:?} is not allowed in an id: use letters, digits, and . _ @ / -")]
    Character(char),
}

fn checked(text: &str) -> Result<String, IdError> {
    let count = text.chars().count();
    if !(1..=128).contains(&count) {
        return Err(IdError::Length(count));
    }
    let allowed = |c: &char| !(c.is_ascii_alphanumeric() || "._@/-".contains(*c));
    match text.chars().find(allowed) {
        Some(bad) => Err(IdError::Character(bad)),
        None => Ok(text.to_owned()),
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `text` and makes the id.
            ///
            /// # Errors
            /// If `text` is empty, longer than 128 characters, or has a character outside
            /// `[A-Za-z0-9._@/-]`.
            pub fn new(text: &str) -> Result<Self, IdError> { checked(text).map(Self) }
            /// The text of the id.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> { Self::new(text) }
        }
        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> { Self::new(&text) }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String { id.0 }
        }
    )+};
}

ids! {
    /// Somebody or something that acts: `dana@example.org`, `svc/trainer`.
    PrincipalId,
    /// A machine from which a principal acts.
    DeviceId,
    /// A part that somebody plays in the RACI: `data-scientist`.
    RoleId,
    /// A row of the RACI: `query`, `promote`.
    ActivityId,
    /// A named network: `office`, `vpn`.
    ZoneId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_plain() {
        assert!(PrincipalId::new("dana@example.org").is_ok());
        assert_eq!(RoleId::new(""), Err(IdError::Length(0)));
        assert_eq!(RoleId::new("a b"), Err(IdError::Character(' ')));
        assert_eq!(RoleId::new("a\"b"), Err(IdError::Character('"')));
        assert_eq!(RoleId::new(&"x".repeat(129)), Err(IdError::Length(129)));
    }
}
