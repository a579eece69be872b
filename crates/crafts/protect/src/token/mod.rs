//! Tokens: values of the same kind that stand for values. Equal values of one info type have equal
//! tokens within a workspace, so joins and counts still work; only the key leads back.
//!
//! Equal means equal byte by byte: nothing is normalised, `555-0100` and `555 0100` differ. Equality is what
//! a token reveals by design, and with it how often each value occurs.

mod checked;
mod ff1;
mod format;
mod numerals;
mod opaque;
mod secret;

pub use secret::TokenSecret;

use crate::keys::{KeyError, Secret};
use ff1::{Ff1, Way};
use std::fmt;
use terms::InfoType;
use terms::info::TokenShape;
use zeroize::Zeroizing;

/// Why a value has no token, or a token no value. Neither is ever part of the error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("a value of {0} bytes is too long for a token: mask or hide the column instead")]
    TooLong(usize),
    #[error("this is no token of this info type and workspace")]
    NotAToken,
    #[error("the cipher refused the value")]
    Cipher,
}

/// The key for tokens of one info type. Wiped on drop.
pub struct TokenKey {
    info_type: InfoType,
    decimal: Ff1<10>,
    alnum: Ff1<36>,
    opaque: Zeroizing<[u8; 64]>,
}

impl TokenKey {
    pub(crate) fn derive(secret: &Secret, info_type: InfoType) -> Result<Self, KeyError> {
        let info = |cipher: &str| format!("hygeia token v1 {cipher} {info_type}").into_bytes();
        Ok(Self {
            info_type,
            decimal: Ff1::new(&*secret.expand(&info("ff1-10"))?)?,
            alnum: Ff1::new(&*secret.expand(&info("ff1-36"))?)?,
            opaque: secret.expand(&info("siv"))?,
        })
    }

    /// The info type whose values this key turns into tokens.
    #[must_use]
    pub const fn info_type(&self) -> InfoType {
        self.info_type
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({})", self.info_type)
    }
}

/// The token of `value`.
///
/// Numbers of at least a million possible values (NIST SP 800-38G rev. 1) keep their length and
/// punctuation by FF1 with AES-256: digits of SSN, phone and the like; digits and capitals of VIN,
/// passport and the like. A valid payment card becomes a number whose Luhn digit is wrong, a valid
/// IBAN keeps its country and gets the check number `00`, so that neither token can be taken for
/// the real thing. A token of another number, such as an SSN, can look like somebody's real one. All
/// other values become `tok_` and base64url of AES-SIV (RFC 5297), padded to 16 bytes.
///
/// # Errors
/// If `value` is longer than [`terms::limits::CELL_BYTES`].
pub fn tokenise(key: &TokenKey, value: &str) -> Result<String, TokenError> {
    match preserve(key, Way::Forth, value) {
        Some(token) => Ok(token),
        None => opaque::seal(&key.opaque, key.info_type.name(), value),
    }
}

/// The value of `token`.
///
/// # Errors
/// If `token` was not made by this key. A format-preserving token carries no proof of that, cards
/// and IBANs aside: any nine digits are the token of some SSN.
pub fn detokenise(key: &TokenKey, token: &str) -> Result<String, TokenError> {
    if let Some(body) = token.strip_prefix(opaque::PREFIX) {
        return opaque::open(&key.opaque, key.info_type.name(), body);
    }
    preserve(key, Way::Back, token).ok_or(TokenError::NotAToken)
}

/// The value through the cipher that keeps its format; `None` if there is none.
fn preserve(key: &TokenKey, way: Way, value: &str) -> Option<String> {
    match key.info_type.row().token {
        TokenShape::Digits => key.decimal.swap(way, value),
        TokenShape::Alnum => key.alnum.swap(way, value),
        TokenShape::Card => checked::card(&key.decimal, way, value),
        TokenShape::Iban => checked::iban(&key.alnum, way, value),
        TokenShape::Opaque => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn secret() -> TokenSecret {
        TokenSecret::from_hex(&"0123456789abcdef".repeat(4)).unwrap()
    }

    fn key(info_type: InfoType) -> TokenKey {
        secret().key(info_type).unwrap()
    }

    /// Where the digits and capitals of `text` are, and all else as it is.
    fn format(text: &str) -> String {
        text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect()
    }

    proptest! {
        // proves M18
        #[test]
        fn every_value_of_every_info_type_comes_back(value in "\\PC{0,40}|[0-9 .-]{0,30}|[A-Z0-9]{0,40}|tok_[a-z]{0,20}") {
            for &info_type in InfoType::ALL {
                let key = key(info_type);
                let token = tokenise(&key, &value).unwrap();
                prop_assert_eq!(detokenise(&key, &token).unwrap(), value.clone(), "{}", info_type);
                prop_assert_eq!(tokenise(&key, &value).unwrap(), token);
            }
        }

        #[test]
        fn numbers_keep_their_format(ssn in "[0-9]{3}-[0-9]{2}-[0-9]{4}", phone in "\\+1 \\([0-9]{3}\\) [0-9]{3}-[0-9]{4}") {
            prop_assert_eq!(format(&tokenise(&key(InfoType::UsSsn), &ssn).unwrap()), format(&ssn));
            prop_assert_eq!(format(&tokenise(&key(InfoType::Phone), &phone).unwrap()), format(&phone));
        }

        #[test]
        fn hostile_tokens_are_errors_without_their_text(token in "\\PC{0,60}|tok_[A-Za-z0-9_-]{0,60}") {
            if let Err(error) = detokenise(&key(InfoType::PersonName), &token) {
                prop_assert_eq!(error, TokenError::NotAToken);
            } else {
                prop_assert!(false, "a token from nowhere opened");
            }
            for &info_type in InfoType::ALL {
                let _ = detokenise(&key(info_type), &token);
            }
        }
    }

    #[test]
    fn distinct_values_have_distinct_tokens() {
        let key = key(InfoType::UsSsn);
        let tokens: HashSet<_> = (0..5_000)
            .map(|n| tokenise(&key, &format!("{:03}-{:02}-{:04}", n % 899, n % 99, n)).unwrap())
            .collect();
        assert_eq!(tokens.len(), 5_000);
    }

    #[test]
    fn info_types_and_workspaces_are_unlinkable() {
        let digits = "123456789";
        let tokens: HashSet<_> =
            [InfoType::UsSsn, InfoType::UsItin, InfoType::CaSin, InfoType::NlBsn]
                .map(|info_type| tokenise(&key(info_type), digits).unwrap())
                .into();
        assert_eq!(tokens.len(), 4);
        let other = TokenSecret::generate().unwrap().key(InfoType::Email).unwrap();
        let token = tokenise(&key(InfoType::Email), "ada@example.org").unwrap();
        assert_ne!(tokenise(&other, "ada@example.org").unwrap(), token);
        assert_eq!(detokenise(&other, &token), Err(TokenError::NotAToken));
        assert_eq!(detokenise(&key(InfoType::Url), &token), Err(TokenError::NotAToken));
    }

    // proves M18
    #[test]
    fn too_small_a_domain_falls_to_siv() {
        // NIST SP 800-38G rev. 1 wants at least 10^6 values: five digits are too few, six are not.
        assert!(tokenise(&key(InfoType::Phone), "12345").unwrap().starts_with("tok_"));
        assert!(!tokenise(&key(InfoType::Phone), "123456").unwrap().starts_with("tok_"));
        assert!(tokenise(&key(InfoType::Passport), "A12").unwrap().starts_with("tok_"));
        assert!(!tokenise(&key(InfoType::Passport), "A123").unwrap().starts_with("tok_"));
    }

    #[test]
    fn a_foreign_value_in_a_column_of_numbers_is_not_left_in_clear() {
        let token = tokenise(&key(InfoType::Phone), "Grace Hopper 5550100").unwrap();
        assert!(token.starts_with("tok_") && !token.contains("Grace"));
    }

    #[test]
    fn a_token_tells_the_length_of_its_value_only_roughly() {
        let length = |n: usize| tokenise(&key(InfoType::Email), &"x".repeat(n)).unwrap().len();
        assert!((0..16).all(|n| length(n) == length(0)), "up to 15 bytes are one block");
        assert!((16..32).all(|n| length(n) == length(16)) && length(16) > length(15));
    }

    #[test]
    fn a_key_tells_its_type_and_nothing_else() {
        assert_eq!(format!("{:?}", key(InfoType::UsSsn)), "TokenKey(us_ssn)");
        assert_eq!(key(InfoType::UsSsn).info_type(), InfoType::UsSsn);
    }

    #[test]
    fn a_value_too_long_is_refused() {
        let longest = "x".repeat(terms::limits::CELL_BYTES);
        assert!(tokenise(&key(InfoType::FreeText), &longest).is_ok());
        let long = "x".repeat(terms::limits::CELL_BYTES + 1);
        assert_eq!(tokenise(&key(InfoType::FreeText), &long), Err(TokenError::TooLong(long.len())));
    }
}
