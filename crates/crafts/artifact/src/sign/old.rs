//! Signatures that v0.2 of the reference implementation made. It put the payload into the text that is
//! signed as Python shows bytes, wrote the protocol's name in capitals, and hashed with SHA-256 whatever
//! the curve.

use super::VerifyKey;
use std::fmt::Write as _;
use terms::Digest;

/// Whether `der` is such a signature of `key` over `payload`.
pub(super) fn verifies(key: &VerifyKey, payload_type: &str, payload: &[u8], der: &[u8]) -> bool {
    let text = format!(
        "DSSEV1 {} {payload_type} {} {}",
        payload_type.len(),
        payload.len(),
        shown(payload)
    );
    let message = text.as_bytes();
    key.verifies(message, der) || key.verifies_hash(Digest::of(message).as_bytes(), der)
}

/// `repr()` of bytes, as CPython writes it.
fn shown(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut text = String::with_capacity(bytes.len() + 3);
    text.push('b');
    text.push(quote);
    for &byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            byte if char::from(byte) == quote => {
                text.push('\\');
                text.push(quote);
            }
            b' '..=b'~' => text.push(char::from(byte)),
            byte => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text.push(quote);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_as_python_shows_them() {
        assert_eq!(shown(b"a\n\"'\\\x00\xff"), "b'a\\n\"\\'\\\\\\x00\\xff'");
        assert_eq!(shown(b"it's"), "b\"it's\"");
    }
}
