//! Personal numbers of Austria, Switzerland, Czechia and Slovakia, Hungary, and the states that were
//! Yugoslavia.

use crate::check::digits::{digit, fixed, is_short_date, mod11_10, number, pair, weighted};
use crate::check::time::is_date;

/// An Austrian social insurance number: the fourth digit is the others' sum over weights
/// 3-7-9-5-8-4-2-1-6 mod 11; a birth date follows, its month up to 15 where the day is taken (ELGA).
pub fn austrian_ssn(value: &str) -> bool {
    let Some(d) = fixed::<10>(value, " ") else { return false };
    let month = pair(&d, 6);
    let month = if (13..=15).contains(&month) { 12 } else { month };
    let sum = weighted(&d, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
    d[0] != 0 && is_short_date(pair(&d, 8), month, pair(&d, 4)) && sum % 11 == digit(&d, 3)
}

/// A Swiss AHV number: 756, nine digits, and the check digit of EAN-13 (Central Compensation Office).
pub fn ahv(value: &str) -> bool {
    let Some(d) = fixed::<13>(value, ". ") else { return false };
    d.starts_with(&[7, 5, 6])
        && weighted(&d, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

/// A Czech or Slovak rodné číslo of ten digits: a birth date, 50 added to a woman's month and 20 where
/// a day's numbers ran out, the whole divisible by 11 (Act 133/2000 Coll.).
pub fn birth_number(value: &str) -> bool {
    let Some(d) = fixed::<10>(value, "/ ") else { return false };
    let month =
        [50, 20].iter().fold(pair(&d, 2), |month, by| if month > *by { month - by } else { month });
    let whole = number(&d);
    let old = number(&d[..9]) % 11 == 10 && d[9] == 0;
    is_short_date(pair(&d, 0), month, pair(&d, 4)) && (whole.is_multiple_of(11) || old)
}

/// A Hungarian személyi azonosító: sex and century, a birth date, and a digit mod 11 over weights 1 to
/// 10, or 10 to 1 for who was born from 1997 on (Act XX of 1996).
pub fn hungarian_id(value: &str) -> bool {
    let Some(d) = fixed::<11>(value, " -") else { return false };
    let rising = weighted(&d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) % 11;
    let falling = weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    matches!(d[0], 1..=8)
        && is_short_date(pair(&d, 1), pair(&d, 3), pair(&d, 5))
        && (rising == digit(&d, 10) || falling == digit(&d, 10))
}

/// A Hungarian TAJ number: weights 3 and 7 in turn, mod 10.
pub fn taj(value: &str) -> bool {
    fixed::<9>(value, " -").is_some_and(|d| {
        d != [0; 9] && weighted(&d, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == digit(&d, 8)
    })
}

/// A Croatian OIB: ISO 7064 mod 11,10 (Ministry of Finance).
pub fn oib(value: &str) -> bool {
    fixed::<11>(value, "").is_some_and(|d| mod11_10(&d) && d != [0; 11])
}

/// A unique master citizen number of Serbia, Slovenia, Bosnia, Montenegro or North Macedonia: a birth
/// date with three digits of the year, a region, and a digit mod 11 over weights 7 to 2, twice.
pub fn jmbg(value: &str) -> bool {
    let Some(d) = fixed::<13>(value, "") else { return false };
    let year = number(&d[4..7]) as u32;
    let year = if year >= 800 { 1000 + year } else { 2000 + year };
    let check = 11 - weighted(&d, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    is_date(year, pair(&d, 2), pair(&d, 0)) && if check > 9 { 0 } else { check } == digit(&d, 12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(austrian_ssn, &["1237 010180", "1237010180", "1237 010180"]);
        refuses(austrian_ssn, &["2223 090180", "1237 320180", "1237 01018"]);
        one_change_is_noticed(austrian_ssn, &["1237010180"]);
        accepts(ahv, &["756.9217.0769.85", "7569217076985"]);
        refuses(ahv, &["756.9217.0769.84", "123.4567.8910.19"]);
        one_change_is_noticed(ahv, &["7569217076985"]);
        accepts(birth_number, &["710319/2745", "7103192745"]);
        refuses(birth_number, &["7103192746", "1103492745", "590312/123"]);
        one_change_is_noticed(birth_number, &["7103192745"]);
        accepts(hungarian_id, &["15707210152", "30107150210"]);
        refuses(hungarian_id, &["15713210151", "1570721015"]);
        accepts(taj, &["111111110"]);
        refuses(taj, &["111111119", "000000000"]);
        accepts(oib, &["33392005961", "94577403194"]);
        refuses(oib, &["33392005962", "00000000000"]);
        one_change_is_noticed(oib, &["33392005961"]);
        accepts(jmbg, &["0101006500006"]);
        refuses(jmbg, &["0101006500007", "3201006500006"]);
        one_change_is_noticed(jmbg, &["0101006500006"]);
    }
}
