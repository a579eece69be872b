//! Personal codes of Estonia, Latvia and Lithuania.

use crate::check::digits::{digit, fixed, is_short_date, pair, weighted};
use crate::check::time::is_date;

/// An Estonian isikukood or Lithuanian asmens kodas (EVS 1990:2011): sex and century, a birth date, and
/// a digit mod 11 over weights 1 to 9 and 1, or where that is ten over 3 to 9 and 1 to 3.
pub fn personal_code(value: &str) -> bool {
    let Some(d) = fixed::<11>(value, "") else { return false };
    let century = match d[0] {
        1 | 2 => 1800,
        3 | 4 => 1900,
        5 | 6 => 2000,
        7 | 8 => 2100,
        _ => return false,
    };
    let first = weighted(&d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let second = weighted(&d, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
    let check = if first < 10 { first } else { second % 10 };
    is_date(century + pair(&d, 1), pair(&d, 3), pair(&d, 5)) && check == digit(&d, 10)
}

/// A Latvian personas kods: a birth date, century and serial, and (1 + the sum over weights
/// 10-5-8-4-2-1-6-3-7-9) mod 11; those given since 2017 start with 32 and hold no date.
pub fn personas_kods(value: &str) -> bool {
    let Some(d) = fixed::<11>(value, "-") else { return false };
    let check = (1 + weighted(&d, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10;
    let dated = is_short_date(pair(&d, 4), pair(&d, 2), pair(&d, 0)) && d[6] <= 2;
    dated && check == digit(&d, 10)
}

/// A personas kods written as `DDMMYY-NNNNN`, old or new.
pub fn formatted_personas_kods(value: &str) -> bool {
    let bytes = value.as_bytes();
    let new = value.starts_with("32") && fixed::<11>(value, "-").is_some();
    value.len() == 12 && bytes.get(6) == Some(&b'-') && (new || personas_kods(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(personal_code, &["36805280109", "37605030299", "33309240064", "38703181745"]);
        refuses(personal_code, &["36805280108", "36813280109", "06805280109", "3680528010"]);
        accepts(personas_kods, &["161175-19997", "16117519997"]);
        refuses(personas_kods, &["161375-19997", "161175-19987"]);
        accepts(formatted_personas_kods, &["161175-19997", "320000-12345"]);
        refuses(formatted_personas_kods, &["16117519997", "3200001-2345"]);
    }
}
