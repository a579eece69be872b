//! Personal numbers of Indonesia, India (tax), Malaysia, Pakistan, Singapore and Thailand.

use crate::check::digits::{digit, fixed, is_short_date, number, pair, weighted};

/// A Singapore NRIC or FIN: weights 2-7-6-5-4-3-2, a shift by series, and a letter mod 11 (ICA).
pub fn nric(value: &str) -> bool {
    let bytes = value.as_bytes();
    let [series, _, _, _, _, _, _, _, check] = bytes else { return false };
    let (shift, letters): (u32, &[u8; 11]) = match series {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return false,
    };
    let Some(d) = value.get(1..8).and_then(|digits| fixed::<7>(digits, "")) else { return false };
    let rest = (weighted(&d, &[2, 7, 6, 5, 4, 3, 2]) + shift) % 11;
    letters.get(rest as usize) == Some(check)
}

/// A Thai identity number: weights 13 to 2, mod 11, mod 10 (Department of Provincial Administration).
pub fn thai_id(value: &str) -> bool {
    let Some(d) = fixed::<13>(value, "- ") else { return false };
    let sum = weighted(&d, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    matches!(d[0], 1..=8) && (11 - sum % 11) % 10 == digit(&d, 12)
}

/// A Malaysian MyKad: a birth date, a place that the JPN gives, and four digits.
pub fn mykad(value: &str) -> bool {
    fixed::<12>(value, "-").is_some_and(|d| {
        is_short_date(pair(&d, 0), pair(&d, 2), pair(&d, 4))
            && matches!(pair(&d, 6), 1..=16 | 21..=68 | 71 | 72 | 74..=79 | 82..=93 | 98 | 99)
    })
}

/// A MyKad written as `YYMMDD-PP-NNNN`.
pub fn formatted_mykad(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 14 && bytes.get(6) == Some(&b'-') && bytes.get(9) == Some(&b'-') && mykad(value)
}

/// An Indonesian NIK: a region, a birth date (40 added to a woman's day) and a serial (Ministry of Home
/// Affairs).
pub fn nik(value: &str) -> bool {
    fixed::<16>(value, "").is_some_and(|d| {
        matches!(pair(&d, 0), 11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97)
            && is_short_date(pair(&d, 10), pair(&d, 8), pair(&d, 6) % 40)
            && number(&d[12..]) != 0
    })
}

/// An Indian PAN: five letters, of which the fourth tells the holder, four digits and a letter (Income
/// Tax Department).
pub fn pan(value: &str) -> bool {
    value.len() == 10
        && value.bytes().enumerate().all(|(place, byte)| match place {
            3 => b"ABCFGHLJPTE".contains(&byte),
            5..=8 => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase(),
        })
}

/// A Pakistani CNIC written as `NNNNN-NNNNNNN-N`, the first digit a province (NADRA).
pub fn cnic(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 15
        && bytes.get(5) == Some(&b'-')
        && bytes.get(13) == Some(&b'-')
        && fixed::<13>(value, "-").is_some_and(|d| matches!(d[0], 1..=7))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(nric, &["S1234567D", "F1234567N", "T1234567J", "G1234567X"]);
        refuses(nric, &["S1234567E", "A1234567D", "S123456D", "", "S123456éD"]);
        one_change_is_noticed(nric, &["S1234567D"]);
        accepts(thai_id, &["3100600445635", "1-2345-45678-78-1"]);
        refuses(thai_id, &["1-2345-45678-78-9", "0100600445635"]);
        accepts(mykad, &["770305-02-1234", "770305021234"]);
        refuses(mykad, &["771305-02-1234", "770305-17-1234"]);
        refuses(formatted_mykad, &["770305021234"]);
        accepts(nik, &["3171011708450001", "3171015708450001"]);
        refuses(nik, &["31710117084500", "3171013213450001", "0071011708450001"]);
        accepts(pan, &["ACUPA7085R"]);
        refuses(pan, &["ACUPA7085RR", "ACUXA7085R", "ACUPA70851"]);
        accepts(cnic, &["34201-0891231-8"]);
        refuses(cnic, &["3420108912318", "84201-0891231-8"]);
    }
}
