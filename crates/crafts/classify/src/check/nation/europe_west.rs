//! Personal numbers of Belgium, Ireland, Luxembourg, Malta and Portugal.

use crate::check::digits::{digit, fixed, is_short_date, luhn, number, pair, verhoeff, weighted};
use crate::check::time::is_date;

/// A Belgian rijksregisternummer: a birth date, a serial, and 97 less the nine digits mod 97, a 2 put
/// before them for who was born from 2000 on (Royal Decree of 3 April 1984).
pub fn belgian_number(value: &str) -> bool {
    let Some(d) = fixed::<11>(value, ".- ") else { return false };
    let body = number(&d[..9]);
    let check = number(&d[9..]);
    let month = pair(&d, 2) % 20;
    let dated = is_short_date(pair(&d, 0), month, pair(&d, 4)) || (month == 0 && pair(&d, 4) == 0);
    dated && [body, 2_000_000_000 + body].iter().any(|body| 97 - body % 97 == check)
}

/// An Irish PPS number: seven digits, a letter that is their sum over weights 8 to 2 mod 23, and since
/// 2013 a second letter that counts nine times (Department of Social Protection).
pub fn pps(value: &str) -> bool {
    const CHECK: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let bytes = value.as_bytes();
    let (Some(digits), Some(check)) = (value.get(..7), bytes.get(7)) else { return false };
    let second = match bytes.get(8) {
        None | Some(b'W') => 0,
        Some(letter @ b'A'..=b'I') => u32::from(letter - b'A') + 1,
        Some(_) => return false,
    };
    let Some(d) = fixed::<7>(digits, "") else { return false };
    let rest = (weighted(&d, &[8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23;
    bytes.len() <= 9 && CHECK.get(rest as usize) == Some(check)
}

/// A Luxembourg matricule: a birth date, three digits, a Luhn digit and a Verhoeff digit (Act of 19 June
/// 2013).
pub fn matricule(value: &str) -> bool {
    let Some(d) = fixed::<13>(value, " ") else { return false };
    let mut verhoeffed = [0; 12];
    verhoeffed[..11].copy_from_slice(&d[..11]);
    verhoeffed[11] = d[12];
    is_date(number(&d[..4]) as u32, pair(&d, 4), pair(&d, 6))
        && luhn(&d[..12])
        && verhoeff(&verhoeffed)
}

/// A Maltese identity card number's shape: up to seven digits and one of eight letters.
pub fn maltese_card(value: &str) -> bool {
    let Some(digits) = value.strip_suffix(['M', 'G', 'A', 'P', 'L', 'H', 'B', 'Z']) else {
        return false;
    };
    (3..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A Portuguese NIF of a person: weights 9 to 2, mod 11 (Decree-Law 14/2013).
pub fn nif(value: &str) -> bool {
    let Some(d) = fixed::<9>(value, " ") else { return false };
    let check = 11 - weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    matches!((d[0], d[1]), (1..=3, _) | (4, 5)) && if check > 9 { 0 } else { check } == digit(&d, 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(belgian_number, &["85.07.30-033.28", "85 07 30 033 28", "17073003384"]);
        refuses(belgian_number, &["12345678901", "85.07.30-033.27", "85133003328"]);
        one_change_is_noticed(belgian_number, &["85073003328"]);
        accepts(pps, &["6433435F", "6433435FW", "6433435OA", "1234567FA"]);
        refuses(pps, &["6433435E", "6433435VH", "643343F", "", "é433435F"]);
        one_change_is_noticed(pps, &["6433435F"]);
        accepts(matricule, &["1893120105732"]);
        refuses(matricule, &["1893120105731", "1893130105732"]);
        one_change_is_noticed(matricule, &["1893120105732"]);
        accepts(maltese_card, &["123456M", "0012345A"]);
        refuses(maltese_card, &["123456X", "M", "12345678M"]);
        accepts(nif, &["123456789"]);
        refuses(nif, &["501964843", "123456788"]);
        one_change_is_noticed(nif, &["123456789"]);
    }
}
