//! The arithmetic of check digits, shared by the families of validators.

use super::time::is_date;

/// Exactly `N` decimal digits, single `separators` allowed between them.
pub fn fixed<const N: usize>(value: &str, separators: &str) -> Option<[u8; N]> {
    let mut digits = [0; N];
    let mut count = 0;
    let mut separated = true;
    for byte in value.bytes() {
        if byte.is_ascii_digit() {
            *digits.get_mut(count)? = byte - b'0';
            count += 1;
            separated = false;
        } else if separated || !separators.as_bytes().contains(&byte) {
            return None;
        } else {
            separated = true;
        }
    }
    (count == N && !separated).then_some(digits)
}

/// Digits of any number up to `most`, single spaces or hyphens allowed between them.
pub fn grouped(value: &str, most: usize) -> Option<Vec<u8>> {
    if value.len() > 2 * most {
        return None;
    }
    let mut digits = Vec::with_capacity(most);
    let mut separated = true;
    for byte in value.bytes() {
        match byte {
            b'0'..=b'9' if digits.len() < most => digits.push(byte - b'0'),
            b' ' | b'-' if !separated => {}
            _ => return None,
        }
        separated = !byte.is_ascii_digit();
    }
    (!separated).then_some(digits)
}

/// The number that `digits` spell.
pub fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0_u64, |n, digit| n.wrapping_mul(10).wrapping_add(u64::from(*digit)))
}

/// The two digits from `at` on, as one number.
pub fn pair(digits: &[u8], at: usize) -> u32 {
    let digit = |at: usize| digits.get(at).copied().map_or(0, u32::from);
    digit(at) * 10 + digit(at + 1)
}

/// The digit at `at`.
pub fn digit(digits: &[u8], at: usize) -> u32 {
    digits.get(at).copied().map_or(u32::MAX, u32::from)
}

/// A day of a year of which only two digits are known: there is such a day in either century.
pub const fn is_short_date(year: u32, month: u32, day: u32) -> bool {
    is_date(1900 + year, month, day) || is_date(2000 + year, month, day)
}

/// Whether all digits are the same.
pub fn monotone(digits: &[u8]) -> bool {
    digits.windows(2).all(|two| two.first() == two.last())
}

/// ISO/IEC 7812-1 annex B: every second digit from the right doubled, digits summed, mod 10.
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(*digit) << (place % 2);
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The sum of digits times weights, over the shorter of both.
pub fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// ISO/IEC 7064 mod 97-10 over letters (A = 10 … Z = 35) and digits; `None` for other bytes.
pub fn mod97(characters: impl Iterator<Item = u8>) -> Option<u32> {
    characters.into_iter().try_fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    })
}

/// ISO/IEC 7064 mod 11,10, the last digit being the check digit.
pub fn mod11_10(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10_u32, |product, digit| {
        let sum = (u32::from(*digit) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == u32::from(*check)
}

/// Verhoeff (1969), *Error detecting decimal codes*: the dihedral group of order 10.
pub fn verhoeff(digits: &[u8]) -> bool {
    let product = digits.iter().rev().enumerate().fold(0, |product, (place, digit)| {
        let permuted = (0..place % 8).fold(*digit, |digit, _| permute(digit));
        multiply(product, permuted)
    });
    product == 0
}

/// Verhoeff's permutation, (0 1 5 8 9 4 2 7)(3 6).
const fn permute(digit: u8) -> u8 {
    match digit {
        0 => 1,
        1 => 5,
        2 => 7,
        4 => 2,
        5 => 8,
        7 => 0,
        8 => 9,
        9 => 4,
        3 => 6,
        _ => 3,
    }
}

/// The product in the dihedral group: 0 to 4 are turns, 5 to 9 are flips.
const fn multiply(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_examples_hold() {
        assert!(luhn(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3]));
        assert!(verhoeff(&[2, 3, 6, 3]));
        assert!(mod11_10(&[0, 7, 9, 4, 5]));
        assert_eq!(mod97("3214282912345698765432161182".bytes()), Some(1));
    }

    #[test]
    fn separators_stand_between_digits_only() {
        assert_eq!(fixed::<3>("1-2 3", "- "), Some([1, 2, 3]));
        for bad in ["-123", "123-", "1--23", "12", "1234", "1_23", ""] {
            assert_eq!(fixed::<3>(bad, "- "), None, "{bad}");
        }
    }

    proptest! {
        /// What the sources guarantee: no single wrong digit passes.
        #[test]
        fn one_changed_digit_is_always_noticed(
            digits in prop::collection::vec(0_u8..10, 2..20), at in any::<prop::sample::Index>(), by in 1_u8..10,
        ) {
            let mut changed = digits.clone();
            let at = at.index(changed.len());
            changed[at] = (changed[at] + by) % 10;
            prop_assert!(!(luhn(&digits) && luhn(&changed)));
            prop_assert!(!(verhoeff(&digits) && verhoeff(&changed)));
            prop_assert!(!(mod11_10(&digits) && mod11_10(&changed)));
            let rest = |digits: &[u8]| mod97(digits.iter().map(|digit| digit + b'0'));
            prop_assert_ne!(rest(&digits), rest(&changed));
        }
    }
}
