//! Tokens for values without a format of their own: AES-SIV (RFC 5297), deterministic.

use super::TokenError;
use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use terms::limits::CELL_BYTES;
use zeroize::Zeroizing;

/// What every opaque token starts with; no format-preserving token does.
pub(super) const PREFIX: &str = "tok_";

/// Values are padded to a multiple of this, so that a token tells their length only roughly.
const BLOCK: usize = 16;

pub(super) fn seal(key: &[u8; 64], label: &str, value: &str) -> Result<String, TokenError> {
    if value.len() > CELL_BYTES {
        return Err(TokenError::TooLong(value.len()));
    }
    // ISO/IEC 7816-4 padding: one bit, then zeros.
    let mut padded = Zeroizing::new(value.as_bytes().to_vec());
    padded.push(0x80);
    let whole = padded.len().next_multiple_of(BLOCK);
    padded.resize(whole, 0);
    let sealed =
        Aes256Siv::new(key.into()).encrypt([label], &padded).map_err(|_| TokenError::Cipher)?;
    Ok(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(sealed)))
}

/// The value of a token of which [`PREFIX`] was taken off.
pub(super) fn open(key: &[u8; 64], label: &str, body: &str) -> Result<String, TokenError> {
    let sealed = URL_SAFE_NO_PAD.decode(body).map_err(|_| TokenError::NotAToken)?;
    let mut padded =
        Aes256Siv::new(key.into()).decrypt([label], &sealed).map_err(|_| TokenError::NotAToken)?;
    let end = padded.iter().rposition(|&byte| byte == 0x80).ok_or(TokenError::NotAToken)?;
    padded.truncate(end);
    String::from_utf8(padded).map_err(|_| TokenError::NotAToken)
}
