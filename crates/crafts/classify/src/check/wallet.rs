//! Wallets of cryptocurrencies.

use sha2::{Digest, Sha256};

/// A wallet: Bitcoin in base58check or bech32, or Ethereum's `0x` and forty hexadecimal digits.
pub fn crypto_wallet(value: &str) -> bool {
    base58check(value) || bech32(value) || ethereum(value)
}

/// Base58check of version 0 (P2PKH) or 5 (P2SH): four bytes of a double SHA-256.
fn base58check(value: &str) -> bool {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    if !(26..=35).contains(&value.len()) || !value.starts_with(['1', '3']) {
        return false;
    }
    let mut bytes = [0_u8; 25];
    for c in value.bytes() {
        let Some(rank) = ALPHABET.iter().position(|known| *known == c) else { return false };
        let carry = bytes.iter_mut().rev().fold(rank as u32, |carry, byte| {
            let sum = u32::from(*byte) * 58 + carry;
            *byte = (sum & 0xff) as u8;
            sum >> 8
        });
        if carry != 0 {
            return false;
        }
    }
    let (payload, check) = bytes.split_at(21);
    let hash: [u8; 32] = Sha256::digest(Sha256::digest(payload)).into();
    matches!(bytes[0], 0 | 5) && hash.starts_with(check)
}

/// Bech32 (BIP-173) and bech32m (BIP-350) of the main network: the polymod of `bc` and the data
/// is 1 for the first version of witness, 0x2bc830a3 from the second on.
fn bech32(value: &str) -> bool {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let lower = value.to_ascii_lowercase();
    let uniform = value == lower || value == value.to_ascii_uppercase();
    let Some(data) = lower.strip_prefix("bc1").filter(|data| (11..=71).contains(&data.len()))
    else {
        return false;
    };
    let ranks: Option<Vec<u32>> = data
        .bytes()
        .map(|c| ALPHABET.iter().position(|known| *known == c).map(|rank| rank as u32))
        .collect();
    let Some(ranks) = ranks else { return false };
    let expected = if ranks.first() == Some(&0) { 1 } else { 0x2bc8_30a3 };
    // The human-readable part `bc`, spread as BIP-173 says: high bits, zero, low bits.
    uniform && polymod([3, 3, 0, 2, 3].into_iter().chain(ranks)) == expected
}

fn polymod(values: impl Iterator<Item = u32>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let next = (sum & 0x1ff_ffff) << 5 ^ value;
        GENERATOR
            .iter()
            .enumerate()
            .filter(|(bit, _)| top >> bit & 1 == 1)
            .fold(next, |sum, (_, generator)| sum ^ generator)
    })
}

fn ethereum(value: &str) -> bool {
    value
        .strip_prefix("0x")
        .is_some_and(|hex| hex.len() == 40 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        let valid = [
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ];
        accepts(crypto_wallet, &valid);
        one_change_is_noticed(crypto_wallet, &valid);
        accepts(crypto_wallet, &["0x52908400098527886E0F7030069857D2E4169EE7"]);
        refuses(crypto_wallet, &["0x5290", "bc1", "bc1é", "1OOOOOOOOOOOOOOOOOOOOOOOOOOOOO", ""]);
    }
}
