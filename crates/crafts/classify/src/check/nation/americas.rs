//! Personal numbers of Argentina, Chile, Colombia, the Dominican Republic, Ecuador, Mexico and Uruguay.

use crate::check::digits::{digit, fixed, is_short_date, luhn, monotone, number, pair, weighted};

/// An Argentine CUIT or CUIL of a person: its kind, and weights 5 to 2 and 7 to 2, mod 11 (AFIP).
pub fn cuit(value: &str) -> bool {
    let Some(d) = fixed::<11>(value, "-") else { return false };
    let check = match 11 - weighted(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11 {
        11 => 0,
        10 => 9,
        check => check,
    };
    matches!(pair(&d, 0), 20 | 23 | 24 | 25 | 26 | 27) && check == digit(&d, 10)
}

/// A Chilean RUT or RUN: weights 2 to 7 from the right, mod 11, ten being K (Law 19.799), written with
/// its hyphen.
pub fn rut(value: &str) -> bool {
    let Some((body, check)) = value.rsplit_once('-') else { return false };
    let d: Vec<u8> = body.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    let plain = body.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && body.len() <= 10;
    let sum: u32 =
        d.iter().rev().zip([2, 3, 4, 5, 6, 7, 2, 3]).map(|(d, w)| u32::from(*d) * w).sum();
    let expected = match 11 - sum % 11 {
        11 => "0".to_owned(),
        10 => "K".to_owned(),
        check => check.to_string(),
    };
    plain && (7..=8).contains(&d.len()) && !monotone(&d) && check.eq_ignore_ascii_case(&expected)
}

/// A Colombian NIT: weights 3-7-13-17-19-23-29-37-41-43 from the right, mod 11 (DIAN Order 4 of 1989),
/// written with its hyphen.
pub fn nit(value: &str) -> bool {
    let Some((body, check)) = value.rsplit_once('-') else { return false };
    let d: Vec<u8> = body.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    let plain = body.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && body.len() <= 13;
    let weights = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43];
    let sum: u32 = d.iter().rev().zip(weights).map(|(d, w)| u32::from(*d) * w).sum();
    let rest = sum % 11;
    let expected = if rest < 2 { rest } else { 11 - rest };
    plain && (8..=10).contains(&d.len()) && check == expected.to_string()
}

/// An Ecuadorian cédula: a province, a digit below six, and the Luhn digit (Registro Civil).
pub fn ecuadorian_cedula(value: &str) -> bool {
    fixed::<10>(value, "-")
        .is_some_and(|d| matches!(pair(&d, 0), 1..=24 | 30) && d[2] < 6 && luhn(&d))
}

/// A Uruguayan cédula: weights 2-9-8-7-6-3-4, mod 10 (DNIC).
pub fn uruguayan_ci(value: &str) -> bool {
    fixed::<8>(value, ".-").is_some_and(|d| {
        (10 - weighted(&d, &[2, 9, 8, 7, 6, 3, 4]) % 10) % 10 == digit(&d, 7) && !monotone(&d)
    })
}

/// A Uruguayan cédula written as `N.NNN.NNN-N`.
pub fn formatted_uruguayan_ci(value: &str) -> bool {
    let bytes = value.as_bytes();
    let at = |place: usize, byte: u8| bytes.get(place) == Some(&byte);
    bytes.len() == 11 && at(1, b'.') && at(5, b'.') && at(9, b'-') && uruguayan_ci(value)
}

/// A Dominican cédula: eleven digits with the Luhn digit (JCE).
pub fn dominican_cedula(value: &str) -> bool {
    fixed::<11>(value, "-").is_some_and(|d| luhn(&d) && number(&d[3..]) != 0)
}

/// A Mexican CURP: letters of the name, a birth date, sex, state, consonants, and a digit mod 10 over
/// weights 18 to 2 of an alphabet with Ñ (RENAPO).
pub fn curp(value: &str) -> bool {
    let bytes = value.as_bytes();
    let [.., last] = bytes else { return false };
    let fits = bytes.iter().enumerate().all(|(place, byte)| match place {
        4..=9 | 17 => byte.is_ascii_digit(),
        10 => b"HMX".contains(byte),
        16 => byte.is_ascii_alphanumeric(),
        _ => byte.is_ascii_uppercase(),
    });
    let rank = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'N' => u32::from(byte - b'A') + 10,
        _ => u32::from(byte.saturating_sub(b'A')) + 11,
    };
    let sum: u32 = bytes.iter().take(17).zip((2..=18).rev()).map(|(b, w)| rank(*b) * w).sum();
    bytes.len() == 18
        && fits
        && born(value)
        && (10 - sum % 10) % 10 == u32::from(last.saturating_sub(b'0'))
}

/// A Mexican RFC of a person: four letters of the name, a birth date and three characters (SAT).
pub fn rfc(value: &str) -> bool {
    let compact: String = value.chars().filter(|c| *c != '-' && *c != ' ').collect();
    let fits = compact.bytes().enumerate().all(|(place, byte)| match place {
        0..=3 => byte.is_ascii_uppercase() || byte == b'&',
        4..=9 => byte.is_ascii_digit(),
        _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
    });
    value.len() <= 15 && compact.len() == 13 && fits && born(&compact)
}

fn born(value: &str) -> bool {
    value
        .get(4..10)
        .and_then(|date| fixed::<6>(date, ""))
        .is_some_and(|d| is_short_date(pair(&d, 0), pair(&d, 2), pair(&d, 4)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(cuit, &["20-05536168-2", "20055361682"]);
        refuses(cuit, &["20267565392", "30-05536168-2"]);
        one_change_is_noticed(cuit, &["20055361682"]);
        accepts(rut, &["12531909-2", "12.531.909-2"]);
        refuses(rut, &["12531909-3", "125319092", "76086A28-5", "-"]);
        accepts(nit, &["213.123.432-1", "213123432-1"]);
        refuses(nit, &["213.123.432-5", "2131234321"]);
        accepts(ecuadorian_cedula, &["171430710-3", "1714307103"]);
        refuses(ecuadorian_cedula, &["1714307104", "2714307103", "1794307103"]);
        accepts(formatted_uruguayan_ci, &["1.234.567-2"]);
        refuses(formatted_uruguayan_ci, &["1.234.567-3", "12345672"]);
        accepts(dominican_cedula, &["001-1391820-5", "00113918205"]);
        refuses(dominican_cedula, &["00113918204", "0011391820A"]);
        accepts(curp, &["BOXW310820HNERXN09"]);
        refuses(curp, &["BOXW310820HNERXN08", "BOXW311320HNERXN09", ""]);
        accepts(rfc, &["VACE-460910-SX6", "VACE460910SX6"]);
        refuses(rfc, &["VACE-461310-SX6", "VAC460910SX6"]);
    }
}
