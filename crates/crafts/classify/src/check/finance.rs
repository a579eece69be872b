//! Cards and bank accounts.

use super::digits::{fixed, grouped, luhn, mod97, number, weighted};

/// A payment card: a brand's prefix and length (ISO/IEC 7812 issuer ranges), and the Luhn digit.
pub fn payment_card(value: &str) -> bool {
    let Some(digits) = grouped(value, 19) else { return false };
    let Some(prefix) = digits.get(..6) else { return false };
    brand_fits(number(prefix), digits.len()) && luhn(&digits)
}

fn brand_fits(prefix: u64, length: usize) -> bool {
    match prefix {
        400_000..=499_999 => matches!(length, 13 | 16 | 19),
        510_000..=559_999 | 222_100..=272_099 => length == 16,
        340_000..=349_999 | 370_000..=379_999 => length == 15,
        300_000..=305_999 | 360_000..=369_999 | 380_000..=399_999 => (14..=19).contains(&length),
        352_800..=358_999 | 601_100..=601_199 | 620_000..=629_999 | 644_000..=659_999 => {
            (16..=19).contains(&length)
        }
        _ => {
            // Maestro's own ranges; the rest of 5 and 6 is too wide to be told from plain numbers.
            const MAESTRO: [u64; 9] = [5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763];
            MAESTRO.contains(&(prefix / 100)) && (12..=19).contains(&length)
        }
    }
}

/// An IBAN: the country's length in the ISO 13616 registry, and ISO 7064 mod 97-10.
pub fn iban(value: &str) -> bool {
    if value.len() < 15 || value.len() > 42 || value.starts_with(' ') || value.ends_with(' ') {
        return false;
    }
    let compact: Vec<u8> =
        value.bytes().filter(|byte| *byte != b' ').map(|byte| byte.to_ascii_uppercase()).collect();
    let (Some(head), Some(body)) = (compact.get(..4), compact.get(4..)) else { return false };
    let digits = head.iter().skip(2).all(u8::is_ascii_digit);
    digits
        && iban_length(head) == Some(compact.len())
        && mod97(body.iter().chain(head).copied()) == Some(1)
}

/// Characters of an IBAN that starts with `head`, by its country.
pub fn iban_length(head: &[u8]) -> Option<usize> {
    Some(match head.get(..2)? {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FI" | b"FO" | b"GL" | b"NL" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"KZ" | b"LT" | b"LU" | b"XK" => 20,
        b"CH" | b"CR" | b"HR" | b"LI" | b"LV" => 21,
        b"BG" | b"BH" | b"DE" | b"GB" | b"GE" | b"IE" | b"ME" | b"RS" | b"VA" => 22,
        b"AE" | b"GI" | b"IL" | b"IQ" | b"TL" => 23,
        b"AD" | b"CZ" | b"ES" | b"MD" | b"PK" | b"RO" | b"SA" | b"SE" | b"SK" | b"TN" | b"VG" => 24,
        b"PT" | b"ST" => 25,
        b"IS" | b"TR" => 26,
        b"FR" | b"GR" | b"IT" | b"MC" | b"MR" | b"SM" => 27,
        b"AL" | b"AZ" | b"BY" | b"CY" | b"DO" | b"GT" | b"HU" | b"LB" | b"PL" | b"SV" => 28,
        b"BR" | b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" | b"MU" => 30,
        b"MT" | b"SC" => 31,
        b"LC" => 32,
        _ => return None,
    })
}

/// A BIC (ISO 9362): four letters, a country (ISO 3166-1), two or five letters or digits.
pub fn bic(value: &str) -> bool {
    let bytes = value.as_bytes();
    let upper = |byte: &u8| byte.is_ascii_uppercase();
    matches!(bytes.len(), 8 | 11)
        && bytes.iter().take(6).all(upper)
        && bytes.iter().skip(6).all(|byte| upper(byte) || byte.is_ascii_digit())
        && value.get(4..6).is_some_and(crate::words::is_country_code)
}

/// An ABA routing number: the Federal Reserve's prefixes, and weights 3-7-1 mod 10.
pub fn aba_routing(value: &str) -> bool {
    let Some(digits) = fixed::<9>(value, "") else { return false };
    let prefix = digits[0] * 10 + digits[1];
    matches!(prefix, 1..=12 | 21..=32 | 61..=72 | 80)
        && weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

/// A Mexican CLABE: eighteen digits, weights 3-7-1 mod 10 (Asociación de Bancos de México).
pub fn clabe(value: &str) -> bool {
    fixed::<18>(value, " ").is_some_and(|digits| {
        let sum: u32 = digits[..17]
            .iter()
            .zip([3, 7, 1].into_iter().cycle())
            .map(|(d, w)| u32::from(*d) * w % 10)
            .sum();
        (10 - sum % 10) % 10 == u32::from(digits[17]) && digits != [0; 18]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn cards() {
        let valid = [
            "4111111111111111",
            "4111 1111 1111 1111",
            "5555-5555-5555-4444",
            "378282246310005",
            "6011111111111117",
            "3530111333300000",
            "30569309025904",
            "2223003122003222",
        ];
        accepts(payment_card, &valid);
        refuses(
            payment_card,
            &["4111111111111112", "1234567812345670", "411111111111111", "", "x"],
        );
        one_change_is_noticed(payment_card, &valid);
    }

    // proves M16
    #[test]
    fn accounts() {
        let ibans = [
            "GB82 WEST 1234 5698 7654 32",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
            "NL91ABNA0417164300",
            "NO9386011117947",
        ];
        accepts(iban, &ibans);
        refuses(iban, &["DE8937040044053201300", "XX89370400440532013000", " DE89", "é"]);
        one_change_is_noticed(iban, &ibans);
        accepts(bic, &["DEUTDEFF", "DEUTDEFF500", "NEDSZAJJXXX"]);
        refuses(bic, &["DEUTXXFF", "deutdeff", "DEUTDEFF5", "ABSOLUTE1"]);
        let routings = ["021000021", "011000015", "122105155"];
        accepts(aba_routing, &routings);
        refuses(aba_routing, &["000000000", "991000021"]);
        one_change_is_noticed(aba_routing, &routings);
        accepts(clabe, &["032180000118359719"]);
        refuses(clabe, &["032180000118359718", "000000000000000000"]);
    }
}
