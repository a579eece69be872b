//! Typed names. What people, services and devices are called is whatever a mail system or an identity
//! provider calls them: `jm+ml@example.org`, `auth0|5f7c`, `DOMAIN\jm`, `o'brien@example.org`,
//! `oléa@example.org`. Roles, activities and zones are names that a team gives, of letters, digits and a few
//! signs.
//!
//! People, devices and roles are **compared without case**, by a folding that needs no locale: the text in
//! Unicode NFC, each character in lower case by itself (Unicode's default mapping, the final sigma like the
//! other), and NFC again. That folded text is the id, in every file, entry and answer. The sharp s and `ss`, and
//! letters of two scripts that look alike, stay different; `raci/look-alike` finds the latter.
//!
//! No id holds a control character, one that shows nothing or turns the direction of writing, a quotation
//! mark, an angle bracket, or white space but single spaces within. An id may hold `/`, `\` and `..`: what
//! becomes a name of a file goes through [`crate::file_name()`] first.

use crate::printable;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of an id.
const LONGEST: usize = 128;

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("an id has 1 to 128 characters, this one has {0}")]
    Length(usize),
    #[error("character {0:?} is not allowed in an id: {1}")]
    Character(char, &'static str),
}

/// What an id may hold, beside letters and digits of any script.
#[derive(Clone, Copy)]
enum Signs {
    /// A name that a team gives.
    Few,
    /// What a mail system or an identity provider gives: what RFC 5322 calls an atom, and what stands in
    /// domain accounts, distinguished names and subjects.
    Many,
}

impl Signs {
    fn allow(self, letter: char) -> bool {
        let many = matches!(self, Self::Many)
            && (letter == ' ' || "+'|\\:~!#$%&*=?^`{},;()[]".contains(letter));
        letter.is_alphanumeric() || is_combining_mark(letter) || "._@/-".contains(letter) || many
    }

    const fn told(self) -> &'static str {
        match self {
            Self::Few => "use letters, digits, and . _ @ / -",
            Self::Many => {
                "use letters, digits, single spaces within, and what mail systems and identity providers \
                 use (. _ @ / - + ' | \\ : and the like)"
            }
        }
    }
}

fn checked(text: &str, signs: Signs) -> Result<String, IdError> {
    // No character of an id is composed of so many bytes: what is longer is not gone through.
    let composed: String = text.nfc().take(LONGEST * 4).collect();
    let count = composed.chars().count();
    if !(1..=LONGEST).contains(&count) {
        return Err(IdError::Length(count));
    }
    let hidden = |c: char| matches!(printable(c.encode_utf8(&mut [0; 4])), Cow::Owned(_));
    let wrong = composed.chars().find(|&c| !signs.allow(c) || hidden(c));
    let spaced = composed.starts_with(' ') || composed.ends_with(' ') || composed.contains("  ");
    match wrong.or(spaced.then_some(' ')) {
        Some(bad) => Err(IdError::Character(bad, signs.told())),
        None => Ok(composed),
    }
}

/// As [`checked()`], in the one spelling that all cases of its letters have.
fn folded(text: &str, signs: Signs) -> Result<String, IdError> {
    let text = checked(text, signs)?;
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Ok(text);
    }
    let lower = text.chars().flat_map(char::to_lowercase);
    let lower: String = lower.map(|c| if c == '\u{3c2}' { '\u{3c3}' } else { c }).nfc().collect();
    match lower.chars().count() {
        count if count > LONGEST => Err(IdError::Length(count)),
        _ => Ok(lower),
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $check:ident($signs:ident)),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `text` and makes the id.
            ///
            /// # Errors
            /// If `text` is empty, longer than 128 characters, or has a character that no such id
            /// holds; the error says which.
            pub fn new(text: &str) -> Result<Self, IdError> {
                $check(text, Signs::$signs).map(Self)
            }
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
    /// Somebody or something that acts: `dana@example.org`, `svc/trainer`; compared without case.
    PrincipalId = folded(Many),
    /// A machine from which a principal acts, often named by its owner; compared without case.
    DeviceId = folded(Many),
    /// A part that somebody plays in the RACI: `data-scientist`; compared without case.
    RoleId = folded(Few),
    /// A row of the RACI: `query`, `promote`.
    ActivityId = checked(Few),
    /// A named network: `office`, `vpn`.
    ZoneId = checked(Few),
}

impl PrincipalId {
    /// Whether it names a service and nobody who can be asked: `svc/…`.
    #[must_use]
    pub fn is_service(&self) -> bool {
        self.0.starts_with("svc/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_plain() {
        assert!(PrincipalId::new("dana@example.org").is_ok());
        assert_eq!(RoleId::new(""), Err(IdError::Length(0)));
        assert!(matches!(RoleId::new("a b"), Err(IdError::Character(' ', _))));
        assert!(matches!(RoleId::new("a\"b"), Err(IdError::Character('"', _))));
        assert_eq!(RoleId::new(&"x".repeat(129)), Err(IdError::Length(129)));
        assert!(matches!(RoleId::new(&"x".repeat(1 << 20)), Err(IdError::Length(_))));
    }

    // proves M20
    #[test]
    fn a_person_is_called_what_mail_systems_and_identity_providers_call_them() {
        for name in [
            "jm+ml@example.org",
            "ol\u{e9}a@example.org",
            "auth0|5f7c8ec7c33c6c004bbafe82",
            "domain\\jm",
            "o'brien@example.org",
            "google-oauth2|103547991597142817347",
            "uid=jm,ou=people,dc=example,dc=org",
            "cn=jo meyer, o=example",
            "repo:octo/repo:ref:refs/heads/main",
            "system:serviceaccount:ml:trainer",
            "spiffe://example.org/ns/ml/sa/trainer",
            "\u{674e}\u{96f7}@example.org",
            "\u{43d}\u{430}\u{442}\u{430}\u{448}\u{430}@example.org",
            "customer/department=shipping@example.com",
            "!def!xyz%abc@example.com",
        ] {
            let id = PrincipalId::new(name).unwrap_or_else(|why| panic!("{name}: {why}"));
            assert_eq!(PrincipalId::new(id.as_str()), Ok(id.clone()), "{name} reads back");
            assert!(DeviceId::new(&format!("laptop/{id}")).is_ok(), "{name} owns a device");
        }
    }

    // proves M20
    #[test]
    fn people_are_compared_without_case_and_however_their_letters_are_composed() {
        for (one, other) in [
            ("Dana@Example.ORG", "dana@example.org"),
            ("OL\u{c9}A@example.org", "ole\u{301}a@example.org"),
            ("DOMAIN\\JM", "domain\\jm"),
            (
                "\u{393}\u{399}\u{3a9}\u{3a3}@example.org",
                "\u{3b3}\u{3b9}\u{3c9}\u{3c2}@example.org",
            ),
            ("\u{130}NC\u{130}@example.org", "i\u{307}nci\u{307}@example.org"),
        ] {
            assert_eq!(PrincipalId::new(one), PrincipalId::new(other), "{one}");
        }
        assert_ne!(PrincipalId::new("stra\u{df}e"), PrincipalId::new("strasse"));
        assert_eq!(RoleId::new("Data-Owner"), RoleId::new("data-owner"));
        assert_ne!(ActivityId::new("Query"), ActivityId::new("query"));
    }

    // proves M20
    #[test]
    fn what_deceives_a_reader_is_no_id() {
        for name in [
            "dana\u{202e}gro",
            "dana\u{200b}@x",
            "dana\n@x",
            "dana\t",
            "\u{1b}[2J",
            "dana\u{3164}",
            " dana",
            "dana ",
            "da  na",
            "dana\u{a0}x",
            "\"dana\"@x",
            "<b>dana</b>",
            "dana\0",
            "\u{1f44d}",
        ] {
            assert!(PrincipalId::new(name).is_err(), "{name:?}");
        }
    }
}
