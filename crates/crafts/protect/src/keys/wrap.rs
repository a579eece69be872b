//! Data keys, and how they are wrapped by a key-encryption key.
//!
//! A wrapped key is one base64 text (RFC 4648 section 4) of
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `HYW1` |
//! | 2 | length *n* of the context, big endian |
//! | *n* | context: the JSON array `[key id, dataset, file id, column]`; column is empty for a footer key |
//! | 12 | nonce, random |
//! | 32 | the data key, encrypted by AES-256-GCM (NIST SP 800-38D) |
//! | 16 | tag |
//!
//! The associated data is all that stands before the nonce. So the text tells by itself what it
//! belongs to, which is all that a KMS client of PyArrow gets to see, and no wrap can stand in
//! the place of another.

use super::{Kek, KeyError};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

const MAGIC: &[u8; 4] = b"HYW1";
const NONCE: usize = 12;

/// A key for one column of one file, or for one footer.
pub(crate) struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    pub(crate) fn generate() -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(|_| KeyError::Randomness)?;
        Ok(Self(bytes))
    }

    /// A copy for the Parquet writer or reader, which keeps it as long as a file is open.
    pub(crate) fn expose(&self) -> Vec<u8> {
        self.0.to_vec()
    }
}

/// What a data key belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) dataset: String,
    pub(crate) file: String,
    /// Empty for the footer.
    pub(crate) column: String,
}

impl Kek {
    pub(crate) fn wrap(&self, key: &DataKey, context: &Context) -> Result<String, KeyError> {
        let mut wrapped = self.header(context)?;
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| KeyError::Randomness)?;
        let sealed = Aes256Gcm::new(self.bytes().into())
            .encrypt(&nonce.into(), Payload { msg: key.0.as_slice(), aad: &wrapped })
            .map_err(|_| KeyError::Wrap)?;
        wrapped.extend_from_slice(&nonce);
        wrapped.extend_from_slice(&sealed);
        Ok(STANDARD.encode(wrapped))
    }

    pub(crate) fn unwrap(&self, text: &str) -> Result<(DataKey, Context), KeyError> {
        let wrapped = STANDARD.decode(text).map_err(|_| KeyError::Wrap)?;
        let (header, rest) = split_header(&wrapped).ok_or(KeyError::Wrap)?;
        let json = header.get(MAGIC.len() + 2..).ok_or(KeyError::Wrap)?;
        let (wanted, dataset, file, column): (String, String, String, String) =
            serde_json::from_slice(json).map_err(|_| KeyError::Wrap)?;
        let Some(bytes) = self.bytes_of(&wanted) else {
            return Err(KeyError::OtherKey { wanted, held: self.id().clone() });
        };
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(KeyError::Wrap)?;
        let opened = Aes256Gcm::new(bytes.into())
            .decrypt(nonce.into(), Payload { msg: sealed, aad: header })
            .map(Zeroizing::new)
            .map_err(|_| KeyError::Wrap)?;
        let key = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| KeyError::Wrap)?;
        Ok((DataKey(Zeroizing::new(key)), Context { dataset, file, column }))
    }

    fn header(&self, context: &Context) -> Result<Vec<u8>, KeyError> {
        let fields = (self.id().as_str(), &context.dataset, &context.file, &context.column);
        let json = serde_json::to_vec(&fields).map_err(|_| KeyError::Wrap)?;
        let length = u16::try_from(json.len()).map_err(|_| KeyError::Context(json.len()))?;
        Ok([MAGIC.as_slice(), &length.to_be_bytes(), &json].concat())
    }
}

/// The header with its magic, length and context; and what follows.
fn split_header(wrapped: &[u8]) -> Option<(&[u8], &[u8])> {
    let after = wrapped.strip_prefix(MAGIC)?;
    let (length, _) = after.split_first_chunk::<2>()?;
    wrapped.split_at_checked(MAGIC.len() + 2 + usize::from(u16::from_be_bytes(*length)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn context(dataset: &str, column: &str) -> Context {
        Context { dataset: dataset.into(), file: "f1".into(), column: column.into() }
    }

    proptest! {
        #[test]
        fn a_wrapped_key_comes_back_with_its_context(dataset in ".{0,40}", column in ".{0,40}") {
            let (kek, key) = (Kek::generate().unwrap(), DataKey::generate().unwrap());
            let context = context(&dataset, &column);
            let (again, told) = kek.unwrap(&kek.wrap(&key, &context).unwrap()).unwrap();
            prop_assert_eq!(again.expose(), key.expose());
            prop_assert_eq!(told, context);
        }

        #[test]
        fn hostile_wraps_are_errors(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let kek = Kek::generate().unwrap();
            prop_assert!(kek.unwrap(&STANDARD.encode(&bytes)).is_err());
            prop_assert!(kek.unwrap(&String::from_utf8_lossy(&bytes)).is_err());
        }
    }

    // proves M5
    #[test]
    fn no_wrap_opens_when_any_byte_of_it_changed() {
        let kek = Kek::generate().unwrap();
        let text = kek.wrap(&DataKey::generate().unwrap(), &context("loans", "ssn")).unwrap();
        let bytes = STANDARD.decode(text).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(kek.unwrap(&STANDARD.encode(changed)).is_err(), "byte {at}");
        }
    }

    #[test]
    fn another_key_is_told_by_name() {
        let (kek, other) = (Kek::generate().unwrap(), Kek::generate().unwrap());
        let text = kek.wrap(&DataKey::generate().unwrap(), &context("loans", "ssn")).unwrap();
        let error = other.unwrap(&text).err().unwrap();
        assert_eq!(
            error,
            KeyError::OtherKey { wanted: kek.id().to_string(), held: other.id().clone() }
        );
    }

    /// The name in a wrap only says which key to fetch: another key under that name opens nothing.
    #[test]
    fn it_is_the_key_that_opens_and_not_its_name() {
        let (kek, other) = (Kek::generate().unwrap(), Kek::generate().unwrap());
        let text = kek.wrap(&DataKey::generate().unwrap(), &context("loans", "ssn")).unwrap();
        let renamed = Kek { id: kek.id.clone(), ..other };
        assert_eq!(renamed.unwrap(&text).err(), Some(KeyError::Wrap));
        assert!(kek.unwrap(&text).is_ok());
    }

    // proves M5
    #[test]
    fn a_key_opens_what_those_before_it_wrapped_and_wraps_under_itself_alone() {
        let [first, second, third] = [(); 3].map(|()| Kek::generate().unwrap());
        let key = DataKey::generate().unwrap();
        let context = context("loans", "ssn");
        let old = first.wrap(&key, &context).unwrap();
        let now = third.clone().with_earlier([first.clone(), second.clone()]);
        assert_eq!(now.unwrap(&old).unwrap().0.expose(), key.expose());
        let new = now.wrap(&key, &context).unwrap();
        assert!(third.unwrap(&new).is_ok() && first.unwrap(&new).is_err());
        let without = third.with_earlier([second]);
        assert!(
            matches!(without.unwrap(&old), Err(KeyError::OtherKey { wanted, .. }) if wanted == first.id().as_str())
        );
    }

    #[test]
    fn names_too_long_are_refused() {
        let kek = Kek::generate().unwrap();
        let long = context(&"x".repeat(70_000), "");
        let error = kek.wrap(&DataKey::generate().unwrap(), &long).unwrap_err();
        assert!(matches!(error, KeyError::Context(n) if n > 70_000));
    }
}
