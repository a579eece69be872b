//! FF1 with AES-256 (NIST SP 800-38G, algorithms 7 and 8) over values in base 10 or 36.
//!
//! Strings are short and there is no tweak, and both make it quick: of the function that every round applies,
//! the first block depends on the length of the string alone, and the second holds all that is left. So a round
//! is one block, or two for the longest strings of base 36. The tests hold it against another implementation.

use super::format::{Alphabet, alnum, decimal, numerals, refill};
use super::numerals::{MAX_NUMERALS, Remainder, power, value, write};
use crate::keys::KeyError;
use aes::cipher::{Block, BlockCipherEncrypt, KeyInit};
use aes::{Aes256, Aes256Enc};

/// Rounds of the Feistel network.
const ROUNDS: u8 = 10;
/// NIST SP 800-38G rev. 1, section 5.2: strings of a smaller domain could be found by trying.
const LEAST_DOMAIN: u128 = 1_000_000;

/// Towards the token, or back to the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Forth,
    Back,
}

/// A keyed permutation of the numeral strings of base `R` of each length.
pub(super) struct Ff1<const R: u32>(Aes256Enc);

/// What is the same in all rounds of a string.
struct Rounds<const R: u32> {
    /// The enciphered first block (P, step 5).
    first: Block<Aes256>,
    /// Bytes of the half that a round takes in (b, step 3).
    taken: usize,
    /// Bytes that a round gives (d, step 4): all of a block at most, or four more.
    given: usize,
    /// What the halves are counted modulo: that of even rounds, and of odd ones.
    moduli: [u128; 2],
}

impl<const R: u32> Ff1<R> {
    const ALPHABET: Alphabet = if R == 10 { decimal } else { alnum };

    pub(super) fn new(key: &[u8; 32]) -> Result<Self, KeyError> {
        Aes256Enc::new_from_slice(key).map(Self).map_err(|_| KeyError::Derive)
    }

    /// `value` with its numerals permuted and its punctuation kept; `None` if it holds anything
    /// else, or too few numerals.
    pub(super) fn swap(&self, way: Way, value: &str) -> Option<String> {
        let numerals = self.permute(way, numerals(value, Self::ALPHABET)?)?;
        Some(refill(value, Self::ALPHABET, &numerals))
    }

    /// `None` if the domain of strings so long is below a million, or beyond our arithmetic.
    pub(super) fn permute(&self, way: Way, mut numerals: Vec<u8>) -> Option<Vec<u8>> {
        let rounds = self.rounds(numerals.len())?;
        let half = numerals.len() / 2;
        let (left, right) = numerals.split_at_mut_checked(half)?;
        let mut halves = (value::<R>(left)?, value::<R>(right)?);
        match way {
            Way::Forth => (0..ROUNDS).for_each(|round| {
                let (a, b) = halves;
                let modulus = rounds.modulus(round);
                halves = (b, (a + self.of_round(&rounds, round, b)) % modulus);
            }),
            Way::Back => (0..ROUNDS).rev().for_each(|round| {
                let (a, b) = halves;
                let modulus = rounds.modulus(round);
                halves = ((b + modulus - self.of_round(&rounds, round, a)) % modulus, a);
            }),
        }
        write::<R>(halves.0, left);
        write::<R>(halves.1, right);
        Some(numerals)
    }

    /// For strings of `length` numerals.
    fn rounds(&self, length: usize) -> Option<Rounds<R>> {
        if length > MAX_NUMERALS || power::<R>(length.min(6)) < LEAST_DOMAIN {
            return None;
        }
        let left = length / 2;
        let moduli = [power::<R>(left), power::<R>(length - left)];
        let bits = u128::BITS - (moduli[1] - 1).leading_zeros();
        let taken = bits.div_ceil(8) as usize;
        let mut first = Block::<Aes256>::default();
        let [radix @ .., last] = R.to_be_bytes();
        let [_, upper, middle] = radix;
        let length = u32::try_from(length).ok()?.to_be_bytes();
        let head = [1, 2, 1, upper, middle, last, ROUNDS, u8::try_from(left).ok()?];
        for (byte, of) in first.iter_mut().zip(head.into_iter().chain(length)) {
            *byte = of;
        }
        self.0.encrypt_block(&mut first);
        Some(Rounds { first, taken, given: taken.div_ceil(4) * 4 + 4, moduli })
    }

    /// What is added in `round` to one half, of the other (steps 6.i to 6.vi), less its multiples of the modulus.
    fn of_round(&self, rounds: &Rounds<R>, round: u8, half: u128) -> u128 {
        // Q: zeros, the round, the half in `taken` bytes. All of a half fits behind the round.
        let mut block = (half | u128::from(round) << (8 * rounds.taken)).to_be_bytes();
        for (byte, of) in block.iter_mut().zip(&rounds.first) {
            *byte ^= of;
        }
        let mut block = Block::<Aes256>::from(block);
        self.0.encrypt_block(&mut block);
        let given = u128::from_be_bytes(block.into());
        let remainder = Remainder::by(rounds.modulus(round));
        let Some(unused) = 16usize.checked_sub(rounds.given) else {
            // S goes on with the block that counts 1.
            let mut next = Block::<Aes256>::from((given ^ 1).to_be_bytes());
            self.0.encrypt_block(&mut next);
            let [a, b, c, d, ..] = <[u8; 16]>::from(next);
            return remainder.of_longer(given, [a, b, c, d]);
        };
        remainder.of(given >> (8 * unused))
    }
}

impl<const R: u32> Rounds<R> {
    fn modulus(&self, round: u8) -> u128 {
        let [even, odd] = self.moduli;
        if round.is_multiple_of(2) { even } else { odd }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use fpe::ff1::{FF1, FlexibleNumeralString};
    use proptest::prelude::*;

    const KEY: [u8; 32] = [
        0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f,
        0x3c, 0xef, 0x43, 0x59, 0xd8, 0xd5, 0x80, 0xaa, 0x4f, 0x7f, 0x03, 0x6d, 0x6f, 0x04, 0xfc,
        0x6a, 0x94,
    ];

    #[test]
    fn the_sample_of_nist_without_a_tweak_comes_out() {
        // NIST, "FF1 Samples", AES-256: sample 7 (radix 10).
        let cipher = Ff1::<10>::new(&KEY).unwrap();
        let sealed = cipher.permute(Way::Forth, (0..10).collect()).unwrap();
        assert_eq!(sealed, [6, 6, 5, 7, 6, 6, 7, 0, 0, 9]);
        assert_eq!(cipher.permute(Way::Back, sealed).unwrap(), (0..10).collect::<Vec<u8>>());
    }

    #[test]
    fn only_domains_of_a_million_and_arithmetic_that_fits_are_taken() {
        let (decimal, alnum) = (Ff1::<10>::new(&KEY).unwrap(), Ff1::<36>::new(&KEY).unwrap());
        for length in 0..=MAX_NUMERALS + 2 {
            let taken = |least| (least..=MAX_NUMERALS).contains(&length);
            assert_eq!(decimal.permute(Way::Forth, vec![1; length]).is_some(), taken(6));
            assert_eq!(alnum.permute(Way::Back, vec![1; length]).is_some(), taken(4));
        }
    }

    fn same<const R: u32>(key: [u8; 32], numerals: &[u8]) -> Result<(), TestCaseError> {
        let (ours, theirs) = (Ff1::<R>::new(&key).unwrap(), FF1::<Aes256>::new(&key, R).unwrap());
        let wide: Vec<u16> = numerals.iter().map(|&n| u16::from(n)).collect();
        let there = theirs.encrypt(&[], &FlexibleNumeralString::from(wide)).unwrap();
        let token = ours.permute(Way::Forth, numerals.to_vec()).unwrap();
        let wide: Vec<u16> = there.into();
        prop_assert_eq!(token.iter().map(|&n| u16::from(n)).collect::<Vec<_>>(), wide);
        prop_assert_eq!(ours.permute(Way::Back, token).unwrap(), numerals);
        Ok(())
    }

    proptest! {
        // proves M18
        #[test]
        fn another_implementation_gives_the_same(
            key: [u8; 32],
            decimal in proptest::collection::vec(0u8..10, 6..=MAX_NUMERALS),
            alnum in proptest::collection::vec(0u8..36, 4..=MAX_NUMERALS),
        ) {
            same::<10>(key, &decimal)?;
            same::<36>(key, &alnum)?;
        }
    }

    /// The ends of each domain, for every length: where a carry or a reduction would go wrong.
    #[test]
    fn the_ends_of_every_domain_agree_with_another_implementation() {
        for length in 4..=MAX_NUMERALS {
            for (low, high) in [(0, 9), (9, 0), (0, 0), (9, 9)] {
                let of = |low: u8, high: u8| {
                    let mut numerals = vec![low; length];
                    numerals.iter_mut().skip(length / 2).for_each(|numeral| *numeral = high);
                    numerals
                };
                if length >= 6 {
                    same::<10>(KEY, &of(low, high)).unwrap();
                }
                let high_of = |n: u8| if n == 9 { 35 } else { 0 };
                same::<36>(KEY, &of(high_of(low), high_of(high))).unwrap();
            }
        }
    }
}
