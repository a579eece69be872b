//! Personal numbers of Brazil, India, Canada and Australia.

use crate::check::digits::{fixed, luhn, verhoeff, weighted};

/// A Brazilian CPF: two check digits, mod 11 (Receita Federal); not all digits equal.
pub fn cpf(value: &str) -> bool {
    let Some(digits) = fixed::<11>(value, ".-") else { return false };
    let check = |sum: u32| sum * 10 % 11 % 10;
    let first = check(weighted(&digits[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]));
    let second = check(weighted(&digits[..10], &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
    first == u32::from(digits[9])
        && second == u32::from(digits[10])
        && digits.iter().any(|digit| *digit != digits[0])
}

/// A CPF written as `ddd.ddd.ddd-dd`.
pub fn formatted_cpf(value: &str) -> bool {
    let bytes = value.as_bytes();
    let at = |place: usize, byte: u8| bytes.get(place) == Some(&byte);
    bytes.len() == 14 && at(3, b'.') && at(7, b'.') && at(11, b'-') && cpf(value)
}

/// An Indian Aadhaar number: first digit 2 to 9, Verhoeff check digit (UIDAI).
pub fn aadhaar(value: &str) -> bool {
    fixed::<12>(value, " -").is_some_and(|digits| digits[0] >= 2 && verhoeff(&digits))
}

/// A Canadian social insurance number: Luhn; none is issued that starts with 0 or 8.
pub fn sin(value: &str) -> bool {
    fixed::<9>(value, " -").is_some_and(|digits| !matches!(digits[0], 0 | 8) && luhn(&digits))
}

/// An Australian tax file number: weights 1-4-3-7-5-8-6-9-10, mod 11 (ATO).
pub fn tfn(value: &str) -> bool {
    let Some(digits) = fixed::<9>(value, " ") else { return false };
    let sum = weighted(&digits, &[1, 4, 3, 7, 5, 8, 6, 9, 10]);
    digits[0] != 0 && sum.is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(cpf, &["529.982.247-25", "11144477735"]);
        refuses(cpf, &["111.111.111-11", "529.982.247-26"]);
        one_change_is_noticed(cpf, &["52998224725"]);
        refuses(formatted_cpf, &["52998224725"]);
        accepts(aadhaar, &["2341 2341 2346", "499118665246"]);
        refuses(aadhaar, &["1341 2341 2346", "234123412347"]);
        one_change_is_noticed(aadhaar, &["234123412346", "499118665246"]);
        accepts(sin, &["130 692 544", "193-456-787"]);
        refuses(sin, &["046 454 286", "130 692 545", "000000000"]);
        one_change_is_noticed(sin, &["130692544"]);
        accepts(tfn, &["123 456 782", "876543210"]);
        refuses(tfn, &["123 456 789", "000000000"]);
        one_change_is_noticed(tfn, &["876543210"]);
    }
}
