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
    }
}
