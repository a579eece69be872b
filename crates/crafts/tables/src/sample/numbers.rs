//! Numbers with valid structure and check digits.

use super::plan::one;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// A North American number in exchange 555, which no subscriber has.
pub(super) fn phone(rng: &mut ChaCha8Rng) -> String {
    let area = rng.random_range(2..=9) * 100 + rng.random_range(12..=99);
    format!("+1 {area} 555 {:04}", rng.random_range(0..10_000))
}

/// Area 001 to 899 without 666, group 01 to 99, serial 0001 to 9999 (SSA, since 2011).
pub(super) fn ssn(rng: &mut ChaCha8Rng) -> String {
    let area = match rng.random_range(1..899) {
        area @ 666.. => area + 1,
        area => area,
    };
    format!("{area:03}-{:02}-{:04}", rng.random_range(1..100), rng.random_range(1..10_000))
}

/// A payment card of one of four brands, with its Luhn digit (ISO/IEC 7812-1, annex B).
pub(super) fn card(rng: &mut ChaCha8Rng) -> String {
    let (prefix, length) = one(&[("4", 16), ("52", 16), ("55", 16), ("37", 15), ("6011", 16)], rng);
    let mut digits = prefix.to_owned();
    push_digits(&mut digits, length - 1 - prefix.len(), rng);
    let sum: u32 = digits.bytes().rev().enumerate().map(|(at, byte)| luhn(at, byte)).sum();
    digits.push(digit((10 - sum % 10) % 10));
    digits
}

fn luhn(from_the_right: usize, byte: u8) -> u32 {
    let value = u32::from(byte.saturating_sub(b'0'));
    if !from_the_right.is_multiple_of(2) {
        value
    } else if value > 4 {
        2 * value - 9
    } else {
        2 * value
    }
}

/// An IBAN of one of five countries, with its check digits (ISO 13616, ISO 7064 mod 97-10).
pub(super) fn iban(rng: &mut ChaCha8Rng) -> String {
    let (country, bank, digits) = one(
        &[("DE", "", 18), ("ES", "", 20), ("FR", "", 23), ("GB", "HYGA", 14), ("NL", "HYGA", 10)],
        rng,
    );
    let mut account = bank.to_owned();
    push_digits(&mut account, digits, rng);
    let check = 98 - format!("{account}{country}00").bytes().fold(0, mod97);
    format!("{country}{check:02}{account}")
}

fn mod97(rest: u32, byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        letter => (rest * 100 + 10 + u32::from(letter.saturating_sub(b'A'))) % 97,
    }
}

/// An address of a private network (RFC 1918), or of the documentation prefix (RFC 3849).
pub(super) fn ip(rng: &mut ChaCha8Rng) -> String {
    if rng.random_range(0..5) == 0 {
        let [a, b, c]: [u16; 3] = rng.random();
        std::net::Ipv6Addr::new(0x2001, 0x0db8, a, b, 0, 0, 0, c).to_string()
    } else {
        let [a, b, c]: [u8; 3] = rng.random();
        std::net::Ipv4Addr::new(10, a, b, c).to_string()
    }
}

fn push_digits(text: &mut String, count: usize, rng: &mut ChaCha8Rng) {
    for _ in 0..count {
        text.push(digit(rng.random_range(0..10)));
    }
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn cards_and_accounts_have_valid_check_digits() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..500 {
            let card = card(&mut rng);
            // The whole number with its check digit sums to a multiple of ten.
            let sum: u32 =
                card.bytes().rev().enumerate().map(|(at, byte)| luhn(at + 1, byte)).sum();
            assert_eq!(sum % 10, 0, "{card}");
            let iban = iban(&mut rng);
            let (head, account) = iban.split_at(4);
            assert_eq!(format!("{account}{head}").bytes().fold(0, mod97), 1, "{iban}");
        }
    }

    #[test]
    fn the_check_digits_are_those_of_the_standards() {
        // ISO 13616-1, the example of Germany's registry entry; ISO/IEC 7812-1, annex B.
        assert_eq!("370400440532013000DE89".bytes().fold(0, mod97), 1);
        assert_eq!(
            "79927398713".bytes().rev().enumerate().map(|(at, b)| luhn(at + 1, b)).sum::<u32>()
                % 10,
            0
        );
    }

    #[test]
    fn social_security_numbers_are_of_areas_that_exist() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        for _ in 0..5_000 {
            let ssn = ssn(&mut rng);
            assert!(
                !ssn.starts_with("000") && !ssn.starts_with("666") && !ssn.starts_with('9'),
                "{ssn}"
            );
        }
    }
}
