//! Personal numbers of Britain, Germany, the Netherlands and Poland.

use crate::check::digits::{fixed, mod11_10, weighted};
use crate::check::time::is_date;

/// A National Health Service number: weights 10 to 2, mod 11 (NHS Data Dictionary).
pub fn nhs(value: &str) -> bool {
    let Some(digits) = fixed::<10>(value, " -") else { return false };
    let check = 11 - weighted(&digits[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    digits[0] != 0 && check % 11 == u32::from(digits[9]) && check != 10
}

/// A national insurance number: the prefixes that are issued, six digits, A to D
/// (HMRC manual NIM39110).
pub fn nino(value: &str) -> bool {
    let compact: Vec<u8> = value.bytes().filter(|byte| *byte != b' ').take(10).collect();
    let [first, second, digits @ .., suffix] = compact.as_slice() else { return false };
    let unused: [&[u8]; 7] = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    value.len() <= 13
        && first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && !b"DFIQUV".contains(first)
        && !b"DFIOQUV".contains(second)
        && !unused.contains(&[*first, *second].as_slice())
        && digits.len() == 6
        && digits.iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(suffix)
}

/// A German tax identifier (§ 139b AO): one digit of the first ten occurs two or three times, the
/// others at most once; check digit by ISO 7064 mod 11,10.
pub fn de_tax_id(value: &str) -> bool {
    let Some(digits) = fixed::<11>(value, " ") else { return false };
    let mut counts = [0_u8; 10];
    for digit in &digits[..10] {
        if let Some(count) = counts.get_mut(usize::from(*digit)) {
            *count += 1;
        }
    }
    let repeated = counts.iter().filter(|count| **count > 1).count();
    digits[0] != 0 && repeated == 1 && counts.iter().all(|count| *count <= 3) && mod11_10(&digits)
}

/// A Dutch citizen service number: the eleven test, weights 9 to 2 and -1.
pub fn bsn(value: &str) -> bool {
    let Some(digits) = fixed::<9>(value, ".") else { return false };
    // -1 is 10 in mod 11.
    let sum = weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2, 10]);
    sum.is_multiple_of(11) && digits != [0; 9]
}

/// A Polish PESEL: a birth date with the century in its month, weights 1-3-7-9, mod 10.
pub fn pesel(value: &str) -> bool {
    let Some(digits) = fixed::<11>(value, "") else { return false };
    let pair = |tens: u8, ones: u8| u32::from(tens * 10 + ones);
    let coded = pair(digits[2], digits[3]);
    let century = match coded / 20 {
        0 => 1900,
        1 => 2000,
        2 => 2100,
        3 => 2200,
        _ => 1800,
    };
    let year = century + pair(digits[0], digits[1]);
    let sum = weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    is_date(year, coded % 20, pair(digits[4], digits[5])) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(nhs, &["943 476 5919", "9434765919"]);
        refuses(nhs, &["9434765918", "0000000000"]);
        one_change_is_noticed(nhs, &["9434765919"]);
        accepts(nino, &["AB123456C", "AB 12 34 56 C"]);
        refuses(nino, &["QQ123456C", "BG123456A", "AB123456E", "AB12345C", "DA123456A", ""]);
        let tax = ["86095742719", "47036892816", "65929970489"];
        accepts(de_tax_id, &tax);
        refuses(de_tax_id, &["12345678903", "00000000000"]);
        one_change_is_noticed(de_tax_id, &tax);
        accepts(bsn, &["111222333", "123456782"]);
        refuses(bsn, &["000000000", "123456789"]);
        one_change_is_noticed(bsn, &["111222333", "123456782"]);
        accepts(pesel, &["44051401359", "02070803628"]);
        refuses(pesel, &["44053201359", "44051401358"]);
        one_change_is_noticed(pesel, &["44051401359"]);
    }
}
