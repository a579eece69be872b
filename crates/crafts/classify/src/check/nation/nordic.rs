//! Personal numbers of Denmark, Finland, Iceland, Norway and Sweden.

use crate::check::digits::{digit, fixed, is_short_date, luhn, number, pair, weighted};

/// A Danish CPR number: a birth date and four digits (CPR-kontoret); since 2007 without a check digit.
pub fn cpr(value: &str) -> bool {
    fixed::<10>(value, "- ").is_some_and(|d| {
        is_short_date(pair(&d, 4), pair(&d, 2), pair(&d, 0)) && number(&d[6..]) != 0
    })
}

/// A CPR number written as `DDMMYY-NNNN`.
pub fn formatted_cpr(value: &str) -> bool {
    value.len() == 11 && value.as_bytes().get(6) == Some(&b'-') && cpr(value)
}

/// A Finnish henkilötunnus: a birth date, a sign for the century, and a character that is the number
/// mod 31 (Digital and Population Data Services Agency).
pub fn hetu(value: &str) -> bool {
    const CHECK: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let bytes = value.as_bytes();
    let [date @ .., century, _, _, _, check] = bytes else { return false };
    let serial = bytes.get(7..10);
    let (Some(date), Some(serial)) = (text(date), serial.and_then(text)) else { return false };
    let (Some(date), Some(serial)) = (fixed::<6>(date, ""), fixed::<3>(serial, "")) else {
        return false;
    };
    let rest = (number(&date) * 1000 + number(&serial)) % 31;
    b"+-YXWVUABCDEF".contains(century)
        && is_short_date(pair(&date, 4), pair(&date, 2), pair(&date, 0))
        && usize::try_from(rest).ok().and_then(|at| CHECK.get(at))
            == Some(&check.to_ascii_uppercase())
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// An Icelandic kennitala: a birth date (a company's day is 40 more), weights 3-2-7-6-5-4-3-2, mod 11,
/// and the century (Registers Iceland).
pub fn kennitala(value: &str) -> bool {
    let Some(d) = fixed::<10>(value, "- ") else { return false };
    let day = pair(&d, 0);
    let day = if day > 40 { day - 40 } else { day };
    let check = 11 - weighted(&d, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    matches!(d[9], 0 | 8 | 9)
        && is_short_date(pair(&d, 4), pair(&d, 2), day)
        && check % 11 == digit(&d, 8)
        && check != 10
}

/// A Norwegian fødselsnummer or D-number: a birth date (40 added to the day, or to the month of
/// made-up people), and two digits mod 11 (Skatteetaten).
pub fn birth_number(value: &str) -> bool {
    let Some(d) = fixed::<11>(value, " ") else { return false };
    let (day, month) = (pair(&d, 0), pair(&d, 2));
    let day = if day > 40 { day - 40 } else { day };
    let month =
        [80, 65, 40].iter().fold(month, |month, by| if month > *by { month - by } else { month });
    let first = 11 - weighted(&d, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11;
    let second = 11 - weighted(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    is_short_date(pair(&d, 4), month, day)
        && first % 11 == digit(&d, 9)
        && second % 11 == digit(&d, 10)
        && first != 10
        && second != 10
}

/// A Swedish personnummer or samordningsnummer (60 added to the day): Luhn over the last ten digits
/// (Skatteverket, SKV 704).
pub fn personal_number(value: &str) -> bool {
    let plain: String = value.chars().filter(|c| !matches!(c, '-' | '+')).collect();
    if value.len() - plain.len() > 1 {
        return false;
    }
    let ten = match plain.len() {
        12 if plain.starts_with("19") || plain.starts_with("20") => {
            plain.get(2..).unwrap_or_default()
        }
        _ => plain.as_str(),
    };
    let Some(d) = fixed::<10>(ten, "") else { return false };
    let day = pair(&d, 4);
    let day = if day > 60 { day - 60 } else { day };
    is_short_date(pair(&d, 0), pair(&d, 2), day) && luhn(&d) && number(&d[6..]) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(cpr, &["211062-5629", "2110625629"]);
        refuses(cpr, &["511062-5629", "211362-5629", "21106256"]);
        refuses(formatted_cpr, &["2110625629"]);
        accepts(hetu, &["311280-888Y", "131052-308T", "010594Y9032"]);
        refuses(hetu, &["131052-308U", "310252-308T", "131052308T", "", "é31052-308T"]);
        accepts(kennitala, &["120174-3399", "450401-3150", "1201743399"]);
        refuses(kennitala, &["530575-0299", "120174-3389", "320174-3399"]);
        accepts(birth_number, &["15108695088", "684131 52112"]);
        refuses(birth_number, &["15108695077", "15138695088", "151086 9508"]);
        one_change_is_noticed(birth_number, &["15108695088"]);
        accepts(personal_number, &["880320-0016", "8803200016", "198803200016", "19880320-0016"]);
        refuses(personal_number, &["880320-0018", "881320-0016", "1988032000160", ""]);
        one_change_is_noticed(personal_number, &["8803200016"]);
    }
}
