//! The code by which somebody joins: a secret that the server knows by its digest, and what the server is
//! known by, so that whoever has the code trusts no other.

use crate::access::AuthError;
use subtle::ConstantTimeEq;
use terms::Digest;
use zeroize::Zeroizing;

/// What a code begins with, so that scanners of secrets find it.
const PREFIX: &str = "hygj_";
/// Bytes of the secret, and of the digest of what to trust: 128 bits each.
const HALF: usize = 16;

/// A code, as `hygeia invite` prints it and `hygeia join` takes it: `hygj_` and 64 hexadecimal digits.
pub struct JoinCode {
    secret: Zeroizing<[u8; HALF]>,
    trusted: [u8; HALF],
}

impl JoinCode {
    /// Seconds for which a code is good.
    pub const GOOD_FOR: i64 = 3_600;

    /// A fresh code for the server whose clients trust `trusted` (PEM).
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn draw(trusted: &str) -> Result<Self, AuthError> {
        let mut secret = Zeroizing::new([0u8; HALF]);
        getrandom::fill(secret.as_mut()).map_err(|_| AuthError::Randomness)?;
        Ok(Self { secret, trusted: half(trusted) })
    }

    /// Reads a code; none, if it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(hex::decode(text.trim().strip_prefix(PREFIX)?).ok()?);
        let (secret, trusted) = bytes.split_at_checked(HALF)?;
        Some(Self {
            secret: Zeroizing::new(secret.try_into().ok()?),
            trusted: trusted.try_into().ok()?,
        })
    }

    /// The code as people pass it on.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        let (secret, trusted) = (hex::encode(self.secret.as_slice()), hex::encode(self.trusted));
        Zeroizing::new(format!("{PREFIX}{secret}{trusted}"))
    }

    /// What the workspace keeps of the secret.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.secret.as_slice())
    }

    /// Whether the code is of the server whose clients trust `trusted` (PEM).
    #[must_use]
    pub fn trusts(&self, trusted: &str) -> bool {
        self.trusted.ct_eq(&half(trusted)).into()
    }
}

fn half(trusted: &str) -> [u8; HALF] {
    let mut half = [0; HALF];
    half.iter_mut()
        .zip(Digest::of(trusted.as_bytes()).as_bytes())
        .for_each(|(to, from)| *to = *from);
    half
}

impl std::fmt::Debug for JoinCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JoinCode(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // proves M20
    #[test]
    fn a_code_is_read_as_it_was_written_and_trusts_one_server_alone() {
        let code = JoinCode::draw("this one").unwrap();
        let read = JoinCode::parse(&format!(" {}\n", code.text().as_str())).unwrap();
        assert_eq!(read.digest(), code.digest());
        assert!(read.trusts("this one") && !read.trusts("another"));
        assert_ne!(JoinCode::draw("this one").unwrap().digest(), code.digest());
        assert_eq!(format!("{code:?}"), "JoinCode(..)");
    }

    #[test]
    fn what_is_no_code_is_none() {
        let text = JoinCode::draw("x").unwrap().text();
        for wrong in ["", "hygj_", "hygj_00", &text[5..], &text[..text.len() - 2], "hygj_ä"] {
            assert!(JoinCode::parse(wrong).is_none(), "{wrong}");
        }
        assert!(JoinCode::parse(&format!("{}00", text.as_str())).is_none());
    }
}
