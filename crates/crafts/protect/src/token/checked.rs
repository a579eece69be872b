//! Tokens of numbers with check digits, made so that they fail the check on purpose: nobody can
//! take the token of a card or an account for a card or an account.

use super::ff1::{Ff1, Way};
use super::format::{alnum, decimal, iban_check, luhn_digit, numerals, refill};

/// A token's last digit is the Luhn digit plus this, modulo 10.
const WRONG: u8 = 5;

/// A valid card number to or from its token; `None` if `value` is neither.
pub(super) fn card(cipher: &Ff1<10>, way: Way, value: &str) -> Option<String> {
    let digits = numerals(value, decimal)?;
    let (&last, payload) = digits.split_last()?;
    let offset = |way| if way == Way::Forth { 0 } else { WRONG };
    let expected = (luhn_digit(payload) + offset(way)) % 10;
    if !(12..=19).contains(&digits.len()) || last != expected {
        return None;
    }
    let mut fresh = cipher.permute(way, payload.to_vec())?;
    let opposite = if way == Way::Forth { Way::Back } else { Way::Forth };
    fresh.push((luhn_digit(&fresh) + offset(opposite)) % 10);
    Some(refill(value, decimal, &fresh))
}

/// A valid IBAN to or from its token, which has the country of the IBAN and the check number 00,
/// which no IBAN has; `None` if `value` is neither.
pub(super) fn iban(cipher: &Ff1<36>, way: Way, value: &str) -> Option<String> {
    let all = numerals(value, alnum)?;
    let (&[a, b, tens, ones], account) = all.split_first_chunk::<4>()?;
    let country = [a, b];
    let right = match way {
        Way::Forth => iban_check(&country, account),
        Way::Back => 0,
    };
    let lettered = a >= 10 && b >= 10 && tens < 10 && ones < 10;
    if !(15..=34).contains(&all.len()) || !lettered || tens * 10 + ones != right {
        return None;
    }
    let fresh = cipher.permute(way, account.to_vec())?;
    let check = match way {
        Way::Forth => 0,
        Way::Back => iban_check(&country, &fresh),
    };
    Some(refill(value, alnum, &[&country, &[check / 10, check % 10], fresh.as_slice()].concat()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // proves M17
    #[test]
    fn no_token_passes_for_a_card() {
        let cipher = Ff1::<10>::new(&[7; 32]).unwrap();
        for n in 0..2_000u32 {
            let payload = numerals(&format!("4111 11{n:09}"), decimal).unwrap();
            let value = format!("4111-11{n:09}{}", luhn_digit(&payload));
            let token = card(&cipher, Way::Forth, &value).unwrap();
            let digits = numerals(&token, decimal).unwrap();
            let (last, payload) = digits.split_last().unwrap();
            assert_ne!(*last, luhn_digit(payload));
            assert_eq!((token.len(), token.find('-')), (value.len(), Some(4)));
            assert_eq!(card(&cipher, Way::Back, &token).unwrap(), value);
        }
        assert_eq!(card(&cipher, Way::Forth, "4111 1111 1111 1112"), None);
        assert_eq!(card(&cipher, Way::Back, "4111 1111 1111 1111"), None);
    }

    // proves M17
    #[test]
    fn no_token_passes_for_an_iban() {
        let cipher = Ff1::<36>::new(&[7; 32]).unwrap();
        for value in ["GB29 NWBK 6016 1331 9268 19", "DE89370400440532013000", "NO9386011117947"] {
            let token = iban(&cipher, Way::Forth, value).unwrap();
            assert_eq!(token.get(..2), value.get(..2));
            assert_eq!(token.get(2..4), Some("00"));
            assert_eq!(token.len(), value.len());
            assert_eq!(iban(&cipher, Way::Back, &token).unwrap(), value);
        }
        assert_eq!(iban(&cipher, Way::Forth, "GB28NWBK60161331926819"), None);
        assert_eq!(iban(&cipher, Way::Forth, "ÄÖ29"), None);
    }

    /// A check number is two digits: `2A` is not 30, though the numeral of `A` is ten.
    #[test]
    fn letters_are_no_check_number_of_an_iban() {
        let cipher = Ff1::<36>::new(&[7; 32]).unwrap();
        let written = |numerals: &[u8]| -> String {
            numerals.iter().filter_map(|&n| char::from_digit(n.into(), 36)).collect()
        };
        for account in 0..200u32 {
            let account = numerals(&format!("{account:018}"), alnum).unwrap();
            for country in [[13, 14], [1, 14], [13, 1]] {
                let right = iban_check(&country, &account);
                for tens in 0..=right / 10 {
                    let ones = right - tens * 10;
                    let parts = [&country[..], &[tens, ones], &account].concat();
                    let value = written(&parts).to_ascii_uppercase();
                    let is_one = ones < 10 && country == [13, 14];
                    let token = iban(&cipher, Way::Forth, &value);
                    assert_eq!(token.is_some(), is_one && value.len() == 22, "{value}");
                }
            }
        }
    }

    #[test]
    fn a_card_and_an_iban_have_so_many_places() {
        let (digits, letters) =
            (Ff1::<10>::new(&[7; 32]).unwrap(), Ff1::<36>::new(&[7; 32]).unwrap());
        for length in 8..24 {
            let payload = vec![4; length - 1];
            let value = "4".repeat(length - 1) + &luhn_digit(&payload).to_string();
            assert_eq!(card(&digits, Way::Forth, &value).is_some(), (12..=19).contains(&length));
        }
        for length in 10..40 {
            let account = vec![1; length - 4];
            let check = iban_check(&[13, 14], &account);
            let value = format!("DE{check:02}{}", "1".repeat(length - 4));
            let token = iban(&letters, Way::Forth, &value);
            assert_eq!(token.is_some(), (15..=34).contains(&length), "{length}");
        }
    }
}
