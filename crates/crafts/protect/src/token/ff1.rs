//! FF1 with AES-256 (NIST SP 800-38G) over values in base 10 or 36.

use super::format::{Alphabet, alnum, decimal, numerals, refill};
use super::numerals::Numerals;
use crate::keys::KeyError;
use aes::Aes256;
use fpe::ff1::FF1;

/// Towards the token, or back to the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Forth,
    Back,
}

/// A keyed permutation of the numeral strings of base `R` of each length.
pub(super) struct Ff1<const R: u32>(FF1<Aes256>);

impl<const R: u32> Ff1<R> {
    const ALPHABET: Alphabet = if R == 10 { decimal } else { alnum };

    pub(super) fn new(key: &[u8; 32]) -> Result<Self, KeyError> {
        FF1::new(key, R).map(Self).map_err(|_| KeyError::Derive)
    }

    /// `value` with its numerals permuted and its punctuation kept; `None` if it holds anything
    /// else, or too few numerals.
    pub(super) fn swap(&self, way: Way, value: &str) -> Option<String> {
        let numerals = self.permute(way, numerals(value, Self::ALPHABET)?)?;
        Some(refill(value, Self::ALPHABET, &numerals))
    }

    /// `None` if the domain of strings so long is below a million, or beyond our arithmetic.
    pub(super) fn permute(&self, way: Way, numerals: Vec<u8>) -> Option<Vec<u8>> {
        let numerals = Numerals::<R>::new(numerals)?;
        // No tweak: equal values must have equal tokens, and each info type has its own key.
        let permuted = match way {
            Way::Forth => self.0.encrypt(&[], &numerals),
            Way::Back => self.0.decrypt(&[], &numerals),
        };
        permuted.ok().map(Numerals::into_vec)
    }
}
