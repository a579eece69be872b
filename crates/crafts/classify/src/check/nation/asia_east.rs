//! Personal numbers of China, Hong Kong, Japan, Korea and Taiwan.

use crate::check::digits::{digit, fixed, is_short_date, number, pair, weighted};
use crate::check::time::is_date;

/// A Chinese resident identity number: a division, a birth date, a serial, and a check character by ISO
/// 7064 mod 11-2 (GB 11643-1999).
pub fn resident_id(value: &str) -> bool {
    const CHECK: &[u8; 11] = b"10X98765432";
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (Some(body), Some(check)) = (value.get(..17), value.as_bytes().get(17)) else {
        return false;
    };
    let Some(d) = fixed::<17>(body, "") else { return false };
    value.len() == 18
        && matches!(d[0], 1..=8)
        && is_date(number(&d[6..10]) as u32, pair(&d, 10), pair(&d, 12))
        && CHECK.get((weighted(&d, &WEIGHTS) % 11) as usize) == Some(&check.to_ascii_uppercase())
}

/// A Taiwanese national or resident number: a letter that counts two digits, and weights 1, 9 to 1 and
/// 1, mod 10 (Ministry of the Interior).
pub fn taiwanese_id(value: &str) -> bool {
    const LETTERS: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let (Some(letter), Some(rest)) = (value.as_bytes().first(), value.get(1..)) else {
        return false;
    };
    let (Some(d), Some(rank)) = (fixed::<9>(rest, ""), LETTERS.iter().position(|l| l == letter))
    else {
        return false;
    };
    let rank = rank as u32 + 10;
    let sum = rank / 10 + rank % 10 * 9 + weighted(&d, &[8, 7, 6, 5, 4, 3, 2, 1, 1]);
    matches!(d[0], 1 | 2 | 8 | 9) && sum.is_multiple_of(10)
}

/// A Hong Kong identity card: one or two letters, six digits, and a check character in brackets, all over
/// weights 9 to 1, mod 11 (Immigration Department).
pub fn hong_kong_card(value: &str) -> bool {
    let compact: Vec<u8> =
        value.bytes().filter(|byte| !matches!(byte, b'(' | b')')).take(10).collect();
    let letters = compact.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let (Some(head), Some(body), [.., check]) = (
        compact.get(..letters),
        compact.get(letters..compact.len().saturating_sub(1)),
        compact.as_slice(),
    ) else {
        return false;
    };
    let check = match check {
        b'0'..=b'9' => u32::from(check - b'0'),
        b'A' => 10,
        _ => return false,
    };
    let rank = |byte: &u8| u32::from(byte - b'A') + 10;
    let sum = match head {
        [one] => 36 * 9 + rank(one) * 8,
        [one, two] => rank(one) * 9 + rank(two) * 8,
        _ => return false,
    };
    let d: Vec<u8> = body.iter().filter(|b| b.is_ascii_digit()).map(|b| b - b'0').collect();
    value.len() <= 11
        && d.len() == 6
        && body.len() == 6
        && (sum + weighted(&d, &[7, 6, 5, 4, 3, 2]) + check).is_multiple_of(11)
}

/// A Korean resident registration number: a birth date, sex and century, and a digit mod 11 over weights
/// 2 to 9 and 2 to 5 (Resident Registration Act).
pub fn resident_number(value: &str) -> bool {
    let Some(d) = fixed::<13>(value, "-") else { return false };
    let check = (11 - weighted(&d, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11) % 10;
    is_short_date(pair(&d, 0), pair(&d, 2), pair(&d, 4)) && check == digit(&d, 12)
}

/// A Korean number written as `YYMMDD-NNNNNNN`; those given since October 2020 have no check digit.
pub fn formatted_resident_number(value: &str) -> bool {
    let dated = fixed::<13>(value, "-").is_some_and(|d| {
        is_short_date(pair(&d, 0), pair(&d, 2), pair(&d, 4)) && matches!(d[6], 1..=8)
    });
    value.len() == 14 && value.as_bytes().get(6) == Some(&b'-') && dated
}

/// A Japanese individual number: weights 6 to 2 and 7 to 2, mod 11, zero where that is less than two
/// (Ordinance 85 of 2014 of the Ministry of Internal Affairs).
pub fn my_number(value: &str) -> bool {
    let Some(d) = fixed::<12>(value, " -") else { return false };
    let rest = weighted(&d, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    d != [0; 12] && if rest < 2 { 0 } else { 11 - rest } == digit(&d, 11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(resident_id, &["360426199101010071", "11010519491231002X"]);
        refuses(
            resident_id,
            &["360426199101010072", "360426199113010071", "36042619910101007", "é"],
        );
        one_change_is_noticed(resident_id, &["11010519491231002X"]);
        accepts(taiwanese_id, &["A123456789"]);
        refuses(taiwanese_id, &["A123456788", "A323456789", "1234567890", ""]);
        accepts(hong_kong_card, &["A123456(3)", "A1234563", "AB987654(3)"]);
        refuses(hong_kong_card, &["A123456(4)", "A12345(3)", "ABC123456", ""]);
        accepts(resident_number, &["971013-9019902", "9710139019902"]);
        refuses(resident_number, &["971313-9019902", "971013-9019903"]);
        one_change_is_noticed(resident_number, &["9710139019902"]);
        accepts(formatted_resident_number, &["971013-2019900"]);
        refuses(formatted_resident_number, &["9710132019900", "971313-2019900"]);
        accepts(my_number, &["6214 9832 0257", "621498320257"]);
        refuses(my_number, &["6214 9832 0258", "000000000000"]);
    }
}
