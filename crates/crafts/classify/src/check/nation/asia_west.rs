//! Personal numbers of the Emirates, Iran, Israel, Kuwait and Saudi Arabia.

use crate::check::digits::{digit, fixed, is_short_date, luhn, monotone, pair, weighted};
use crate::check::time::is_date;

/// An Israeli identity number: nine digits with the Luhn digit (Population and Immigration Authority).
pub fn israeli_id(value: &str) -> bool {
    fixed::<9>(value, "-").is_some_and(|d| luhn(&d) && d != [0; 9])
}

/// An Emirates ID: 784, a year of birth, seven digits and the Luhn digit (ICP).
pub fn emirates_id(value: &str) -> bool {
    fixed::<15>(value, "-").is_some_and(|d| {
        d.starts_with(&[7, 8, 4]) && is_date(pair(&d, 3) * 100 + pair(&d, 5), 1, 1) && luhn(&d)
    })
}

/// A Saudi national identity or iqama number: 1 or 2, and the Luhn digit (Ministry of Interior).
pub fn saudi_id(value: &str) -> bool {
    fixed::<10>(value, "").is_some_and(|d| matches!(d[0], 1 | 2) && luhn(&d))
}

/// An Iranian national code: weights 10 to 2, mod 11 (National Organization for Civil Registration).
pub fn national_code(value: &str) -> bool {
    let Some(d) = fixed::<10>(value, "-") else { return false };
    let rest = weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    !monotone(&d) && if rest < 2 { rest } else { 11 - rest } == digit(&d, 9)
}

/// A Kuwaiti civil number: a century, a birth date, a serial, and a digit mod 11 over weights
/// 2-1-6-3-7-9-10-5-8-4-2 (PACI).
pub fn civil_id(value: &str) -> bool {
    let Some(d) = fixed::<12>(value, "") else { return false };
    let check = 11 - weighted(&d, &[2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11;
    matches!(d[0], 1..=3)
        && is_short_date(pair(&d, 1), pair(&d, 3), pair(&d, 5))
        && check == digit(&d, 11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(israeli_id, &["039337423"]);
        refuses(israeli_id, &["039337424", "000000000"]);
        one_change_is_noticed(israeli_id, &["039337423"]);
        accepts(emirates_id, &["784-1980-1234567-8"]);
        refuses(emirates_id, &["784-1980-1234567-9", "785-1980-1234567-9"]);
        accepts(saudi_id, &["1010101010", "2234567895"]);
        refuses(saudi_id, &["3123456782", "1010101011"]);
        accepts(national_code, &["0499370899", "0084575948"]);
        refuses(national_code, &["1111111111", "0499370898"]);
        accepts(civil_id, &["288011512349"]);
        refuses(civil_id, &["291310112345", "12345"]);
    }
}
