//! Numeral strings as numbers: at most 38 numerals, so that each half fits in 128 bits and nothing is allocated.

/// The longest string: halves of 19 numerals, and 36^19 * 2^16 is below 2^115.
pub(super) const MAX_NUMERALS: usize = 38;

/// `R` to the `length`, for the length of a half; more than that is taken for the most there is.
pub(super) fn power<const R: u32>(length: usize) -> u128 {
    u128::from(R).saturating_pow(u32::try_from(length).unwrap_or(u32::MAX))
}

/// The number that numerals of base `R` write, most significant first; `None` if one is not of the base.
pub(super) fn value<const R: u32>(numerals: &[u8]) -> Option<u128> {
    let step = |sum: u64, numeral: &u8| {
        (u32::from(*numeral) < R).then(|| sum * u64::from(R) + u64::from(*numeral))
    };
    // Twelve numerals of base 36 are below 2^63: a processor multiplies 64 bits at once.
    let (head, tail) = numerals.split_at_checked(numerals.len().min(12))?;
    let (head, rest) = (head.iter().try_fold(0, step)?, tail.iter().try_fold(0, step)?);
    Some(u128::from(head) * power::<R>(tail.len()) + u128::from(rest))
}

/// Writes a number as numerals of base `R`, the last where the string ends.
pub(super) fn write<const R: u32>(mut value: u128, numerals: &mut [u8]) {
    let mut places = numerals.iter_mut().rev();
    while value > u128::from(u64::MAX) {
        let Some(numeral) = places.next() else { return };
        *numeral = u8::try_from(value % u128::from(R)).unwrap_or_default();
        value /= u128::from(R);
    }
    let mut value = u64::try_from(value).unwrap_or_default();
    for numeral in places {
        *numeral = u8::try_from(value % u64::from(R)).unwrap_or_default();
        value /= u64::from(R);
    }
}

/// What is left of numbers, divided by one that is below 36^19.
pub(super) struct Remainder(u128);

impl Remainder {
    pub(super) const fn by(modulus: u128) -> Self {
        Self(modulus)
    }

    /// Of a number. Where both fit, the processor divides 64 bits at once, and 128 in many steps.
    pub(super) fn of(&self, number: u128) -> u128 {
        match (u64::try_from(number), u64::try_from(self.0)) {
            (Ok(number), Ok(modulus)) => u128::from(number % modulus),
            _ => number % self.0,
        }
    }

    /// Of a number with four more bytes behind it.
    pub(super) fn of_longer(&self, number: u128, [a, b, c, d]: [u8; 4]) -> u128 {
        let half = |rest: u128, bytes: [u8; 2]| {
            (rest << 16 | u128::from(u16::from_be_bytes(bytes))) % self.0
        };
        half(half(number % self.0, [a, b]), [c, d])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_numerals_of_the_base_are_a_number() {
        assert_eq!(value::<10>(&[0, 9]), Some(9));
        assert_eq!(value::<36>(&[1, 35]), Some(71));
        assert_eq!((value::<10>(&[10, 0]), value::<36>(&[36])), (None, None));
        assert_eq!(value::<10>(&[]), Some(0));
    }

    proptest! {
        #[test]
        fn a_number_is_written_as_it_was_read(half in proptest::collection::vec(0u8..36, 0..=19)) {
            let mut written = vec![7; half.len()];
            write::<36>(value::<36>(&half).unwrap(), &mut written);
            prop_assert_eq!(written, half);
        }

        #[test]
        fn what_is_left_of_twenty_bytes_is_what_is_left_of_them_one_by_one(
            number: u128,
            more: [u8; 4],
            length in 1usize..=19,
        ) {
            let modulus = power::<36>(length);
            let bytes = number.to_be_bytes().into_iter().chain(more);
            let slowly = bytes.fold(0, |rest, byte| (rest * 256 + u128::from(byte)) % modulus);
            prop_assert_eq!(Remainder::by(modulus).of_longer(number, more), slowly);
            prop_assert_eq!(Remainder::by(modulus).of(number), number % modulus);
        }
    }
}
