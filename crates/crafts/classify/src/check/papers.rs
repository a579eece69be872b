//! Codes that papers carry and no check digit guards.

/// An ICD-10 code with its decimal part, `E11.9` (WHO, ICD-10 volume 2, section 2.4).
pub fn dotted_icd10(value: &str) -> bool {
    value.contains('.') && icd10(value)
}

/// An ICD-10 code; without the decimal part only a column's name tells it from other codes.
pub fn icd10(value: &str) -> bool {
    let bytes = value.as_bytes();
    let [letter, digit, third, rest @ ..] = bytes else { return false };
    let decimals = match rest {
        [] => true,
        [b'.', decimals @ ..] => {
            (1..=4).contains(&decimals.len()) && decimals.iter().all(u8::is_ascii_alphanumeric)
        }
        _ => false,
    };
    letter.is_ascii_uppercase()
        && digit.is_ascii_digit()
        && third.is_ascii_alphanumeric()
        && decimals
}

/// A passport number's shape: six to nine letters or digits, most of them digits (ICAO 9303).
pub fn passport(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (6..=9).contains(&value.len())
        && digits >= 5
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// A driving licence's or another paper's number by its form: 4 to 20 letters, digits and signs, some of
/// them digits.
pub fn paper(value: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || " -/.".contains(c);
    (4..=20).contains(&value.len())
        && value.chars().all(plain)
        && value.bytes().filter(u8::is_ascii_digit).count() >= 3
}

/// A plate as vehicles bear them: 2 to 12 capitals, digits and signs, both letters and digits or four
/// digits at least.
pub fn plate(value: &str) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    (3..=12).contains(&value.chars().count())
        && value.chars().all(|c| {
            c.is_uppercase() || (c.is_alphanumeric() && !c.is_lowercase()) || " -·.".contains(c)
        })
        && ((letters >= 1 && digits >= 1) || digits >= 4)
}

/// A patient's number that says so: `MRN` or `PAT` and five digits or more.
pub fn marked_record(value: &str) -> bool {
    let rest = ["MRN", "PAT", "mrn", "UHID"].iter().find_map(|mark| value.strip_prefix(mark));
    rest.is_some_and(|rest| {
        let digits = rest.trim_start_matches(['-', ' ', ':', '#', '_']);
        (5..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A Medicare beneficiary identifier: letters but S, L, O, I, B, Z and digits in their places (CMS).
pub fn mbi(value: &str) -> bool {
    let compact: Vec<u8> = value.bytes().filter(|byte| *byte != b'-').take(12).collect();
    let letter = |byte: u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(&byte);
    value.len() <= 13
        && compact.len() == 11
        && compact.iter().enumerate().all(|(place, byte)| match place {
            0 => (b'1'..=b'9').contains(byte),
            1 | 4 | 7 | 8 => letter(*byte),
            2 | 5 => byte.is_ascii_digit() || letter(*byte),
            _ => byte.is_ascii_digit(),
        })
}

/// A DEA registration: two letters and seven digits, the last that of the odd places' sum and twice the
/// even ones' (21 CFR 1301).
pub fn dea(value: &str) -> bool {
    let (Some(letters), Some(digits)) = (value.get(..2), value.get(2..)) else { return false };
    let Some(d) = super::digits::fixed::<7>(digits, "") else { return false };
    let sum = super::digits::weighted(&d, &[1, 2, 1, 2, 1, 2]);
    letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && b"ABCDEFGHJKLMPRSTUX".contains(&letters.as_bytes().first().copied().unwrap_or_default())
        && sum % 10 == super::digits::digit(&d, 6)
}

/// The day a card runs out, `MM/YY` or `MM/YYYY` (ISO/IEC 7813).
pub fn card_expiry(value: &str) -> bool {
    let Some((month, year)) = value.split_once(['/', '-']) else { return false };
    month.len() == 2
        && matches!(year.len(), 2 | 4)
        && month.parse::<u32>().is_ok_and(|month| (1..=12).contains(&month))
        && year.parse::<u32>().is_ok_and(|year| year < 100 || (2000..2100).contains(&year))
}

/// A card's verification code: three or four digits.
pub fn cvv(value: &str) -> bool {
    matches!(value.len(), 3 | 4) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// A PIN: four to six digits (ISO 9564-1).
pub fn pin(value: &str) -> bool {
    (4..=6).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tracks of a magnetic stripe: `%B`, a card, `^`; or `;`, a card, `=` (ISO/IEC 7813).
pub fn track(value: &str) -> bool {
    let one = value.strip_prefix("%B").and_then(|rest| rest.split_once('^'));
    let two = value.strip_prefix(';').and_then(|rest| rest.split_once('='));
    one.or(two).is_some_and(|(card, _)| super::finance::payment_card(card))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(dotted_icd10, &["E11.9", "S72.001A"]);
        refuses(dotted_icd10, &["A11", "A.1", "E11.", "E11.12345"]);
        accepts(passport, &["C01X00T47", "123456789"]);
        refuses(passport, &["passport", "12345"]);
        accepts(paper, &["D123-4567-8901", "MORGA657054SM9IJ"]);
        refuses(paper, &["none", "see the file of the applicant 12345"]);
        accepts(plate, &["W-12403X", "AB12 CDE", "B-AB 1234", "京A·12345"]);
        refuses(plate, &["red", "Golf 7", "12"]);
        accepts(marked_record, &["MRN5178714", "MRN-0012345"]);
        refuses(marked_record, &["MRN", "PATENT12345"]);
        accepts(mbi, &["1EG4-TE5-MK73", "1EG4TE5MK73"]);
        refuses(mbi, &["1SG4TE5MK73", "1EG4TE5MK7"]);
        accepts(dea, &["AB1234563"]);
        refuses(dea, &["AB1234564", "1234563"]);
        accepts(card_expiry, &["12/26", "01/2031"]);
        refuses(card_expiry, &["13/26", "1/26", "12/1999"]);
        refuses(cvv, &["12", "12345", "12a"]);
        refuses(pin, &["123", "1234567"]);
        accepts(track, &[";4111111111111111=26121010000000000000"]);
        refuses(track, &[";4111111111111112=2612", "%B4111"]);
    }
}
