//! Personal numbers of Kazakhstan, Russia, Türkiye and Ukraine.

use crate::check::digits::{digit, fixed, is_short_date, monotone, number, pair, weighted};

/// A Turkish identity number: the tenth digit is seven times the sum of the odd places less that of the
/// even ones, the eleventh the sum of all, both mod 10 (Law 5490).
pub fn turkish_id(value: &str) -> bool {
    let Some(d) = fixed::<11>(value, "") else { return false };
    let odd = weighted(&d, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weighted(&d, &[0, 1, 0, 1, 0, 1, 0, 1]);
    let sum = weighted(&d[..10], &[1; 10]);
    d[0] != 0 && (7 * odd + 90 - even) % 10 == digit(&d, 9) && sum % 10 == digit(&d, 10)
}

/// A Ukrainian RNOKPP: days since 1900, a serial, and the sum over weights -1-5-7-9-4-6-10-5-7 mod 11,
/// mod 10 (State Tax Service).
pub fn rnokpp(value: &str) -> bool {
    // -1 is 10 in mod 11.
    fixed::<10>(value, "").is_some_and(|d| {
        let days = number(&d[..5]);
        (3_653..=47_482).contains(&days)
            && weighted(&d, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10 == digit(&d, 9)
    })
}

/// A Russian INN of a person: twelve digits, the last two mod 11 over weights of their own (Order of the
/// Federal Tax Service).
pub fn inn(value: &str) -> bool {
    let Some(d) = fixed::<12>(value, "") else { return false };
    let first = weighted(&d, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    let second = weighted(&d, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    !monotone(&d) && first == digit(&d, 10) && second == digit(&d, 11)
}

/// A Russian SNILS: nine digits, and their sum over weights 9 to 1 mod 101, a hundred being zero
/// (Pension Fund of Russia).
pub fn snils(value: &str) -> bool {
    let Some(d) = fixed::<11>(value, "- ") else { return false };
    let check = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100;
    number(&d[..9]) > 1_001_998 && check == pair(&d, 9)
}

/// A Kazakh IIN: a birth date, sex and century, and a digit mod 11 over weights 1 to 11, or where that
/// is ten over 3 to 11 and 1 to 2 (Law 223-III).
pub fn iin(value: &str) -> bool {
    let Some(d) = fixed::<12>(value, "") else { return false };
    let first = weighted(&d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let second = weighted(&d, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
    let check = if first == 10 { second } else { first };
    is_short_date(pair(&d, 0), pair(&d, 2), pair(&d, 4)) && d[6] <= 6 && check == digit(&d, 11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(turkish_id, &["17291716060", "10000000146"]);
        refuses(turkish_id, &["17291716050", "1729171606", "07291716092"]);
        one_change_is_noticed(turkish_id, &["17291716060"]);
        accepts(rnokpp, &["1759013776"]);
        refuses(rnokpp, &["1759013770", "12345", "0000000000"]);
        accepts(inn, &["123456789047", "500100732259"]);
        refuses(inn, &["123456789037", "000000000000", "1234567894"]);
        accepts(snils, &["112-233-445 95", "11223344595"]);
        refuses(snils, &["112-233-445 96", "00000000000"]);
        accepts(iin, &["770101300018", "850425400013"]);
        refuses(iin, &["771301300015", "77010130001"]);
    }
}
