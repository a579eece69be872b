//! Public numbers of companies, securities and goods: what looks like a person's number and is none.

use super::digits::{fixed, luhn, mod97, monotone, weighted};

/// A legal entity identifier: twenty characters, ISO 7064 mod 97-10 (ISO 17442).
pub fn lei(value: &str) -> bool {
    let digits = value.bytes().rev().take(2).all(|byte| byte.is_ascii_digit());
    value.len() == 20 && digits && mod97(value.bytes()) == Some(1)
}

/// An ISIN: a country, nine characters, and the Luhn digit over letters as two digits (ISO 6166).
pub fn isin(value: &str) -> bool {
    let letters = value.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    let digits: Option<Vec<u8>> = value
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' => Some(vec![byte - b'0']),
            b'A'..=b'Z' => Some(vec![(byte - b'A' + 10) / 10, (byte - b'A' + 10) % 10]),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()
        .map(|parts| parts.concat());
    let last = value.bytes().last().is_some_and(|byte| byte.is_ascii_digit());
    value.len() == 12 && letters && last && digits.is_some_and(|digits| luhn(&digits))
}

/// A French SIREN or SIRET: nine or fourteen digits with the Luhn digit (INSEE).
pub fn siren(value: &str) -> bool {
    fixed::<9>(value, " ").is_some_and(|d| luhn(&d) && !monotone(&d))
        || fixed::<14>(value, " ").is_some_and(|d| luhn(&d) && !monotone(&d))
}

/// A company's number by its form: a country and 8 to 12 characters (Directive 2006/112/EC, art. 215), or
/// 7 to 15 digits, grouped or not.
pub fn company_number(value: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || " .-/".contains(c);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (5..=22).contains(&value.len()) && value.chars().all(plain) && digits >= 5
}

/// A number of goods: 8, 12, 13 or 14 digits, weights 3 and 1 from the right, mod 10 (GS1).
pub fn gtin(value: &str) -> bool {
    let digits: Vec<u8> =
        value.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    let Some((check, body)) = digits.split_last() else { return false };
    let backwards: Vec<u8> = body.iter().rev().copied().collect();
    let sum = weighted(&backwards, &[3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
    digits.len() == value.len()
        && matches!(digits.len(), 8 | 12 | 13 | 14)
        && (sum + u32::from(*check)).is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(lei, &["213800KUD8LAJWSQ9D15"]);
        refuses(lei, &["213800KUD8LXJWSQ9D15", "213800KUD8LAJWSQ9DXX", ""]);
        accepts(isin, &["US0378331005", "GB0002634946"]);
        refuses(isin, &["US0378331006", "0378331005US"]);
        one_change_is_noticed(isin, &["US0378331005"]);
        accepts(siren, &["552008443", "73282932000074", "732 829 320 00074"]);
        refuses(siren, &["552008442", "000000000"]);
        accepts(gtin, &["73513537", "978047117084", "9780471117094"]);
        refuses(gtin, &["98412345678907", "1234", ""]);
        accepts(company_number, &["DE136695976", "12-3456789"]);
        refuses(company_number, &["Acme", ""]);
    }
}
