//! Personal numbers of Bulgaria, Greece and Romania.

use crate::check::digits::{digit, fixed, is_short_date, luhn, pair, weighted};

/// A Bulgarian EGN: a birth date, 20 added to the month for the 19th century and 40 for the 21st, and a
/// digit mod 11 over weights 2-4-8-5-10-9-7-3-6 (GRAO).
pub fn egn(value: &str) -> bool {
    let Some(d) = fixed::<10>(value, "") else { return false };
    let month = match pair(&d, 2) {
        month @ 1..=12 => month,
        month @ 21..=32 => month - 20,
        month @ 41..=52 => month - 40,
        _ => return false,
    };
    is_short_date(pair(&d, 0), month, pair(&d, 4))
        && weighted(&d, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digit(&d, 9)
}

/// A Greek AMKA: a birth date, four digits, and the Luhn digit (IDIKA).
pub fn amka(value: &str) -> bool {
    fixed::<11>(value, "")
        .is_some_and(|d| is_short_date(pair(&d, 4), pair(&d, 2), pair(&d, 0)) && luhn(&d))
}

/// A Greek AFM: weights 256 to 2 by halves, mod 11, mod 10 (AADE).
pub fn afm(value: &str) -> bool {
    fixed::<9>(value, "").is_some_and(|d| {
        d != [0; 9] && weighted(&d, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digit(&d, 8)
    })
}

/// A Romanian CNP: sex and century, a birth date, a county, and a digit mod 11 over the weights
/// 279146358279, ten being one (Law 105/1996).
pub fn cnp(value: &str) -> bool {
    let Some(d) = fixed::<13>(value, "") else { return false };
    let check = weighted(&d, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    d[0] != 0
        && is_short_date(pair(&d, 1), pair(&d, 3), pair(&d, 5))
        && matches!(pair(&d, 7), 1..=48 | 51 | 52 | 70 | 80..=83)
        && if check == 10 { 1 } else { check } == digit(&d, 12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(egn, &["7523169263", "8032056031", "7542011030"]);
        refuses(egn, &["8019010008", "7523169262", "8013056031"]);
        accepts(amka, &["01013099997"]);
        refuses(amka, &["01013099999", "32013099997"]);
        one_change_is_noticed(amka, &["01013099997"]);
        accepts(afm, &["094259216", "023456780"]);
        refuses(afm, &["123456781", "000000000"]);
        accepts(cnp, &["1630615123457"]);
        refuses(cnp, &["0800101221142", "1632215123457", "1630615123458"]);
        one_change_is_noticed(cnp, &["1630615123457"]);
    }
}
