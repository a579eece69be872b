//! Numeral strings for FF1 in plain 128-bit arithmetic.
//!
//! `fpe` does FF1 itself; its own numeral string works on big integers from the heap. What is
//! tokenised here has at most 38 numerals, so each half fits in a `u128` and nothing is allocated in the rounds.

use fpe::ff1::{NumeralString, Operations};

/// The longest string: halves of 19 numerals, and 36^19 * 256 is below 2^107.
pub(super) const MAX_NUMERALS: usize = 38;

/// Numerals of base `R`, most significant first; at most [`MAX_NUMERALS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numerals<const R: u32>(Vec<u8>);

impl<const R: u32> Numerals<R> {
    /// `None` if there are more than [`MAX_NUMERALS`].
    pub(super) fn new(numerals: Vec<u8>) -> Option<Self> {
        (numerals.len() <= MAX_NUMERALS).then_some(Self(numerals))
    }

    pub(super) fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

impl<const R: u32> NumeralString for Numerals<R> {
    type Ops = Half<R>;

    fn is_valid(&self, radix: u32) -> bool {
        radix == R && self.0.iter().all(|&numeral| u32::from(numeral) < R)
    }

    fn numeral_count(&self) -> usize {
        self.0.len()
    }

    fn split(&self) -> (Half<R>, Half<R>) {
        let (a, b) = self.0.split_at(self.0.len() / 2);
        (Half::of(a), Half::of(b))
    }

    fn concat(a: Half<R>, b: Half<R>) -> Self {
        let mut numerals = vec![0; a.length + b.length];
        let (left, right) = numerals.split_at_mut(a.length);
        a.write(left);
        b.write(right);
        Self(numerals)
    }
}

/// One half of a numeral string: its value and its length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Half<const R: u32> {
    value: u128,
    length: usize,
}

impl<const R: u32> Half<R> {
    fn of(numerals: &[u8]) -> Self {
        let value = numerals.iter().fold(0, |sum, &n| sum * u128::from(R) + u128::from(n));
        Self { value, length: numerals.len() }
    }

    fn write(self, numerals: &mut [u8]) {
        match u64::try_from(self.value) {
            Ok(value) => write_small::<R>(value, numerals),
            Err(_) => self.write_large(numerals),
        }
    }

    fn write_large(mut self, numerals: &mut [u8]) {
        for numeral in numerals.iter_mut().rev() {
            *numeral = u8::try_from(self.value % u128::from(R)).unwrap_or_default();
            self.value /= u128::from(R);
        }
    }

    /// R^m, for the `m` of a half: at most half of [`MAX_NUMERALS`].
    fn modulus(m: usize) -> u128 {
        u128::from(R).saturating_pow(u32::try_from(m).unwrap_or(u32::MAX))
    }
}

/// A processor divides 64 bits at once, and 128 in many steps.
fn write_small<const R: u32>(mut value: u64, numerals: &mut [u8]) {
    for numeral in numerals.iter_mut().rev() {
        *numeral = u8::try_from(value % u64::from(R)).unwrap_or_default();
        value /= u64::from(R);
    }
}

/// The number that big-endian `bytes` write, modulo `modulus`.
fn reduce(bytes: impl Iterator<Item = u8>, modulus: u128) -> u128 {
    if modulus > u128::from(u64::MAX) {
        // Byte by byte, as modulus * 256 stays below 2^107.
        return bytes.fold(0, |rest, byte| (rest * 256 + u128::from(byte)) % modulus);
    }
    // Eight bytes before each reduction: the rest is below 2^64.
    let (mut rest, mut taken, mut bits) = (0u128, 0u64, 0u32);
    for byte in bytes {
        (taken, bits) = (taken << 8 | u64::from(byte), bits + 8);
        if bits == 64 {
            rest = (rest << 64 | u128::from(taken)) % modulus;
            (taken, bits) = (0, 0);
        }
    }
    if bits > 0 { (rest << bits | u128::from(taken)) % modulus } else { rest }
}

impl<const R: u32> Operations for Half<R> {
    type Bytes = BigEndian;

    fn numeral_count(&self) -> usize {
        self.length
    }

    fn to_be_bytes(&self, _radix: u32, b: usize) -> BigEndian {
        BigEndian { bytes: self.value.to_be_bytes(), length: b }
    }

    fn add_mod_exp(self, other: impl Iterator<Item = u8>, _radix: u32, m: usize) -> Self {
        let modulus = Self::modulus(m);
        Self { value: (self.value + reduce(other, modulus)) % modulus, length: m }
    }

    fn sub_mod_exp(self, other: impl Iterator<Item = u8>, _radix: u32, m: usize) -> Self {
        let modulus = Self::modulus(m);
        // A half of `m` numerals, as both are here, is below the modulus.
        Self { value: (self.value + modulus - reduce(other, modulus)) % modulus, length: m }
    }
}

/// The last `length` bytes of a big-endian number.
pub(super) struct BigEndian {
    bytes: [u8; 16],
    length: usize,
}

impl AsRef<[u8]> for BigEndian {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(16usize.saturating_sub(self.length)..).unwrap_or(&self.bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use aes::Aes256;
    use fpe::ff1::{FF1, FlexibleNumeralString};
    use proptest::prelude::*;

    const KEY: [u8; 32] = [
        0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f,
        0x3c, 0xef, 0x43, 0x59, 0xd8, 0xd5, 0x80, 0xaa, 0x4f, 0x7f, 0x03, 0x6d, 0x6f, 0x04, 0xfc,
        0x6a, 0x94,
    ];

    #[test]
    fn the_samples_of_nist_come_out() {
        // NIST, "FF1 Samples", AES-256: samples 7 (radix 10) and 9 (radix 36).
        let decimal = FF1::<Aes256>::new(&KEY, 10).unwrap();
        let digits = Numerals::<10>::new((0..10).collect()).unwrap();
        let sealed = decimal.encrypt(&[], &digits).unwrap();
        assert_eq!(sealed.clone().into_vec(), [6, 6, 5, 7, 6, 6, 7, 0, 0, 9]);
        assert_eq!(decimal.decrypt(&[], &sealed).unwrap(), digits);

        let alnum = FF1::<Aes256>::new(&KEY, 36).unwrap();
        let tweak = [0x37, 0x37, 0x37, 0x37, 0x70, 0x71, 0x72, 0x73, 0x37, 0x37, 0x37];
        let sealed =
            alnum.encrypt(&tweak, &Numerals::<36>::new((0..19).collect()).unwrap()).unwrap();
        assert_eq!(
            sealed.into_vec(),
            [33, 28, 8, 10, 0, 10, 35, 17, 2, 10, 31, 34, 10, 21, 34, 35, 30, 32, 13]
        );
    }

    #[test]
    fn only_numerals_of_the_base_are_permuted() {
        let of = |numerals: &[u8]| Numerals::<10>::new(numerals.to_vec()).unwrap();
        assert!(of(&[0, 9]).is_valid(10));
        assert!(!of(&[0, 9]).is_valid(36) && !of(&[10, 0]).is_valid(10));
        assert_eq!(Numerals::<10>::new(vec![0; MAX_NUMERALS]).map(|n| n.numeral_count()), Some(38));
        assert_eq!(Numerals::<10>::new(vec![0; MAX_NUMERALS + 1]), None);
        let (a, b) = of(&[1, 2, 3]).split();
        assert_eq!((a.numeral_count(), b.numeral_count()), (1, 2));
    }

    fn same<const R: u32>(numerals: Vec<u8>) -> Result<(), TestCaseError> {
        let ff1 = FF1::<Aes256>::new(&KEY, R).unwrap();
        let wide: Vec<u16> = numerals.iter().map(|&n| u16::from(n)).collect();
        let ours = ff1.encrypt(b"t", &Numerals::<R>::new(numerals.clone()).unwrap()).unwrap();
        let theirs: Vec<u16> =
            ff1.encrypt(b"t", &FlexibleNumeralString::from(wide)).unwrap().into();
        prop_assert_eq!(ours.0.iter().map(|&n| u16::from(n)).collect::<Vec<_>>(), theirs);
        prop_assert_eq!(ff1.decrypt(b"t", &ours).unwrap().into_vec(), numerals);
        Ok(())
    }

    proptest! {
        #[test]
        fn our_arithmetic_agrees_with_big_integers(
            decimal in proptest::collection::vec(0u8..10, 6..=MAX_NUMERALS),
            alnum in proptest::collection::vec(0u8..36, 4..=MAX_NUMERALS),
        ) {
            same::<10>(decimal)?;
            same::<36>(alnum)?;
        }
    }
}
