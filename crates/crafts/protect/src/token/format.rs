//! Values taken apart into the numerals that are encrypted and the punctuation that stays.

use super::numerals::MAX_NUMERALS;

/// Punctuation of numbers; it says nothing of the value, so it may stay in the token.
const SEPARATORS: &[u8] = b" -./()+";

/// The numeral that an ASCII character stands for in an alphabet.
pub(super) type Alphabet = fn(u8) -> Option<u8>;

/// `0-9`.
pub(super) fn decimal(byte: u8) -> Option<u8> {
    byte.is_ascii_digit().then(|| byte - b'0')
}

/// `0-9A-Z`.
pub(super) fn alnum(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// The numerals of `value`; `None` if it has anything but numerals and separators, or too many.
pub(super) fn numerals(value: &str, alphabet: Alphabet) -> Option<Vec<u8>> {
    let mut numerals = Vec::with_capacity(value.len().min(MAX_NUMERALS));
    for byte in value.bytes() {
        match alphabet(byte) {
            Some(_) if numerals.len() == MAX_NUMERALS => return None,
            Some(numeral) => numerals.push(numeral),
            None if SEPARATORS.contains(&byte) => {}
            None => return None,
        }
    }
    Some(numerals)
}

/// `value` with its numerals replaced by `numerals`, in order.
pub(super) fn refill(value: &str, alphabet: Alphabet, numerals: &[u8]) -> String {
    let mut fresh = numerals.iter().map(|&numeral| character(numeral));
    value
        .bytes()
        .map(
            |byte| {
                if alphabet(byte).is_some() {
                    fresh.next().unwrap_or('0')
                } else {
                    char::from(byte)
                }
            },
        )
        .collect()
}

fn character(numeral: u8) -> char {
    char::from_digit(u32::from(numeral), 36).unwrap_or('0').to_ascii_uppercase()
}

/// The check digit that makes `payload` and it valid (ISO/IEC 7812-1 annex B, Luhn).
pub(super) fn luhn_digit(payload: &[u8]) -> u8 {
    let sum: u32 = payload
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match (place % 2, digit) {
            (0, 5..) => u32::from(digit) * 2 - 9,
            (0, _) => u32::from(digit) * 2,
            _ => u32::from(digit),
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or_default()
}

/// The check number, 2 to 98, of an IBAN (ISO 13616, ISO/IEC 7064 mod 97-10).
pub(super) fn iban_check(country: &[u8], account: &[u8]) -> u8 {
    let digits = account.iter().chain(country).chain(&[0, 0]);
    let rest = digits.fold(0u32, |rest, &numeral| {
        let shift = if numeral < 10 { 10 } else { 100 };
        (rest * shift + u32::from(numeral)) % 97
    });
    u8::try_from(98 - rest).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn check_digits_are_those_of_published_examples() {
        // The test card of the networks, and the examples of the IBAN registry.
        assert_eq!(luhn_digit(&numerals("4111 1111 1111 111", decimal).unwrap()), 1);
        assert_eq!(luhn_digit(&numerals("7992739871", decimal).unwrap()), 3);
        assert_eq!(luhn_digit(&numerals("3782 822463 1000", decimal).unwrap()), 5);
        assert_eq!(luhn_digit(&numerals("49-015420-323751", decimal).unwrap()), 8);
        let check = |country, account| {
            iban_check(&numerals(country, alnum).unwrap(), &numerals(account, alnum).unwrap())
        };
        assert_eq!(check("GB", "NWBK60161331926819"), 29);
        assert_eq!(check("DE", "370400440532013000"), 89);
        assert_eq!(check("MT", "MALT011000012345MTLCAST001S"), 84);
    }

    #[test]
    fn only_numbers_with_their_punctuation_are_taken_apart() {
        assert_eq!(numerals("+1 (55)", decimal), Some(vec![1, 5, 5]));
        assert_eq!(numerals("55 Main", decimal), None);
        assert_eq!(numerals("55\u{2010}5", decimal), None);
        assert_eq!(numerals(&"1".repeat(38), decimal), Some(vec![1; 38]));
        assert_eq!(numerals(&"1".repeat(39), decimal), None);
        assert_eq!(refill("+1 (55)", decimal, &[7, 8, 9]), "+7 (89)");
    }
}
