//! Numbers of things: phones, vehicles, books, and identifiers of machines' making.

use super::digits::{fixed, luhn, weighted};

/// An IMEI: fifteen digits with the Luhn digit (3GPP TS 23.003, annex B).
pub fn imei(value: &str) -> bool {
    fixed::<15>(value, "- ").is_some_and(|digits| luhn(&digits) && digits != [0; 15])
}

/// An IMSI: a mobile country code and up to fifteen digits (ITU-T E.212).
pub fn imsi(value: &str) -> bool {
    (14..=15).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && value
            .get(..3)
            .and_then(|code| code.parse::<u32>().ok())
            .is_some_and(|c| (200..800).contains(&c))
}

/// A SIM card's number: 89, a country, and the Luhn digit in place 19 or 20 (ITU-T E.118).
pub fn iccid(value: &str) -> bool {
    value.starts_with("89")
        && (fixed::<19>(value, " -").is_some_and(|d| luhn(&d))
            || fixed::<20>(value, " -").is_some_and(|d| luhn(&d)))
}

/// An identifier of a machine's making: eight characters at least, hexadecimal with signs between, or
/// letters and digits both.
pub fn opaque_id(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (8..=256).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(&byte))
        && digits > 0
        && (letters > 0 || digits >= 12)
}

/// A vehicle identification number: ISO 3779 letters, check digit in place nine (49 CFR 565.15).
pub fn vin(value: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    if value.len() != 17 || value.bytes().all(|byte| byte == b'0') {
        return false;
    }
    let ranks: Option<Vec<u8>> = value.bytes().map(vin_rank).collect();
    let Some(ranks) = ranks else { return false };
    let check = match weighted(&ranks, &WEIGHTS) % 11 {
        10 => b'X',
        rest => b'0' + rest as u8,
    };
    value.as_bytes().get(8) == Some(&check)
}

const fn vin_rank(byte: u8) -> Option<u8> {
    Some(match byte {
        b'0'..=b'9' => byte - b'0',
        b'A'..=b'H' => byte - b'A' + 1,
        b'J'..=b'N' => byte - b'J' + 1,
        b'P' => 7,
        b'R' => 9,
        b'S'..=b'Z' => byte - b'S' + 2,
        _ => return None,
    })
}

/// An ISBN: ten places with mod 11 (X is ten), or thirteen from 978 or 979 with weights 1-3
/// (ISO 2108).
pub fn isbn(value: &str) -> bool {
    isbn13(value) || isbn10(value)
}

/// The thirteen places: told from plain numbers by its prefix.
pub fn isbn13(value: &str) -> bool {
    let Some(digits) = fixed::<13>(value, "- ") else { return false };
    matches!(digits[..3], [9, 7, 8 | 9])
        && weighted(&digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

fn isbn10(value: &str) -> bool {
    let (body, check) = match value.strip_suffix(['X', 'x']) {
        Some(body) => (body.strip_suffix(['-', ' ']).unwrap_or(body).to_owned(), 10),
        None => {
            let Some(digits) = fixed::<10>(value, "- ") else { return false };
            let body = digits[..9].iter().map(|digit| char::from(digit + b'0')).collect();
            (body, u32::from(digits[9]))
        }
    };
    let Some(digits) = fixed::<9>(&body, "- ") else { return false };
    let sum = weighted(&digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) + check;
    sum.is_multiple_of(11) && digits != [0; 9]
}

/// A UUID in its text form, 8-4-4-4-12 hexadecimal digits (RFC 9562, section 4).
pub fn uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(imei, &["490154203237518", "49-015420-323751-8"]);
        refuses(imei, &["490154203237519", "000000000000000"]);
        one_change_is_noticed(imei, &["490154203237518"]);
        accepts(imsi, &["310150123456789"]);
        refuses(imsi, &["110150123456789", "31015"]);
        accepts(iccid, &["8991101200003204514", "89148000000745809013"]);
        refuses(iccid, &["8991101200003204510", "7991101200003204510"]);
        accepts(opaque_id, &["a1b2c3d4e5", "GA1.2.1234567890.1600000000"]);
        refuses(opaque_id, &["monday", "1234567890", "two words1"]);
        accepts(vin, &["1M8GDM9AXKP042788", "11111111111111111"]);
        refuses(vin, &["1M8GDM9A1KP042788", "IOQ11111111111111", "1111111111111111é"]);
        accepts(isbn, &["0-306-40615-2", "978-0-306-40615-7", "080442957X", "0-8044-2957-X"]);
        refuses(isbn, &["0-306-40615-3", "9770306406157", "X", "000000000X"]);
        one_change_is_noticed(isbn, &["0306406152", "080442957X", "9780306406157"]);
        accepts(uuid, &["f81d4fae-7dec-11d0-a765-00a0c91e6bf6"]);
        refuses(uuid, &["f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae7dec11d0a76500a0c91e6bf6"]);
    }
}
