//! Numbers of the United States: social security, taxpayers and health providers.

use crate::check::digits::{fixed, luhn, number};

/// A social security number: no area 000, 666 or 9xx, no group 00, no serial 0000, and not one of
/// those that were printed as specimens (SSA, *Social Security Number Randomization*). There is no
/// check digit, so bare digits need a column's name to support them.
pub fn ssn(value: &str) -> bool {
    let Some(digits) = fixed::<9>(value, "- ") else { return false };
    let area = number(&digits[..3]);
    let group = number(&digits[3..5]);
    let serial = number(&digits[5..]);
    let specimen = matches!((area, group, serial), (78, 5, 1120) | (219, 9, 9999));
    !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0 && !specimen
}

/// A social security number written as `AAA-GG-SSSS`.
pub fn formatted_ssn(value: &str) -> bool {
    hyphenated(value) && ssn(value)
}

/// An individual taxpayer number: 9xx and the groups that the IRS assigns (Pub. 1915).
pub fn itin(value: &str) -> bool {
    let Some(digits) = fixed::<9>(value, "- ") else { return false };
    digits[0] == 9 && matches!(digits[3] * 10 + digits[4], 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// An individual taxpayer number written as `9AA-GG-SSSS`.
pub fn formatted_itin(value: &str) -> bool {
    hyphenated(value) && itin(value)
}

fn hyphenated(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 11 && bytes.get(3) == Some(&b'-') && bytes.get(6) == Some(&b'-')
}

/// A national provider identifier: Luhn over `80840` and the number (45 CFR 162.406).
pub fn npi(value: &str) -> bool {
    let Some(digits) = fixed::<10>(value, "") else { return false };
    let mut prefixed = [8, 0, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    prefixed[5..].copy_from_slice(&digits);
    matches!(digits[0], 1 | 2) && luhn(&prefixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(ssn, &["536-90-4399", "536904399", "001-01-0001"]);
        refuses(ssn, &["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000"]);
        refuses(ssn, &["078-05-1120", "219-09-9999", "123-45-678", "1234567890"]);
        accepts(formatted_ssn, &["536-90-4399"]);
        refuses(formatted_ssn, &["536904399", "536 90 4399", "53-690-4399"]);
        accepts(itin, &["912-70-1234", "900701234"]);
        refuses(itin, &["912-89-1234", "812-70-1234"]);
        accepts(npi, &["1234567893", "1245319599"]);
        refuses(npi, &["3234567893", "123456789"]);
        one_change_is_noticed(npi, &["1234567893", "1245319599"]);
    }
}
