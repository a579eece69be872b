//! What is found in a text by words: keys, mail addresses, accounts, addresses of hosts and devices.

use super::Hit;
use crate::check::nation::{americas, asia_east, asia_south, europe_south, nordic};
use crate::check::{connection, finance, network, secret, wallet};
use terms::InfoType;

/// Bytes of the longest single word that is judged: what a signed token takes.
const WORD_BYTES: usize = 16 << 10;

pub fn private_keys(text: &str, hits: &mut Vec<Hit>) {
    let mut from = 0;
    while let Some(start) =
        text.get(from..).and_then(|rest| rest.find("-----BEGIN ")).map(|at| at + from)
    {
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find("-----END ").and_then(|end| {
            let label = rest.get(end + 9..)?.find("-----")?;
            Some(start + end + 9 + label + 5)
        });
        let end = end.unwrap_or(text.len());
        if secret::private_key(rest) {
            hits.push(Hit { info_type: InfoType::PrivateKey, range: start..end, check: "pem" });
        }
        from = end;
    }
}

type Judge = (InfoType, &'static str, fn(&str) -> bool);

pub fn words(text: &str, hits: &mut Vec<Hit>) {
    const JUDGES: [Judge; 12] = [
        (InfoType::Jwt, "jose header", secret::jwt),
        (InfoType::ApiKey, "prefix and entropy", secret::api_key),
        (InfoType::CryptoWallet, "base58check, bech32 or hex", wallet::crypto_wallet),
        (InfoType::ItFiscalCode, "check character", europe_south::fiscal_code),
        (InfoType::EsDni, "letter mod23", europe_south::dni),
        (InfoType::CnResidentId, "date and mod11-2", asia_east::resident_id),
        (InfoType::MxCurp, "date and mod10", americas::curp),
        (InfoType::FiHetu, "date and mod31", nordic::hetu),
        (InfoType::SgNric, "letter mod11", asia_south::nric),
        (InfoType::TwNationalId, "letter and mod10", asia_east::taiwanese_id),
        (InfoType::MxRfc, "letters and date", americas::rfc),
        (InfoType::Password, "stored hash", connection::password_hash),
    ];
    let part_of_word =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '/' | '=' | '$');
    for word in
        text.split(|c: char| !part_of_word(c)).map(|word| word.trim_matches(['.', '/', '=']))
    {
        if !(9..=WORD_BYTES).contains(&word.len()) {
            continue;
        }
        // All have letters, but for numbers of eighteen digits.
        if word.len() != 18 && word.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if let Some((info_type, check, _)) = JUDGES.iter().find(|(_, _, judge)| judge(word)) {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            hits.push(Hit { info_type: *info_type, range: start..start + word.len(), check });
        }
    }
}

/// Addresses of hosts and devices that are written with colons, and what a service is reached by.
pub fn colons(text: &str, hits: &mut Vec<Hit>) {
    const JUDGES: [Judge; 2] = [
        (InfoType::IpAddress, "ipv6", network::ipv6),
        (InfoType::MacAddress, "structure", network::mac_address),
    ];
    let part = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.' | '-');
    for word in text.split(|c: char| !part(c)) {
        let word = word.trim_end_matches([':', '.', '-']).trim_start_matches(['.', '-']);
        let separated = word.bytes().filter(|byte| b":-".contains(byte)).count() >= 2;
        if !separated || !(4..=45).contains(&word.len()) {
            continue;
        }
        if let Some((info_type, check, _)) = JUDGES.iter().find(|(_, _, judge)| judge(word)) {
            hits.push(hit(text, word, *info_type, check));
        }
    }
    for word in text.split_whitespace().filter(|word| word.contains("://")) {
        let word = word.trim_matches(['"', '\'', '(', ')', '<', '>', ',', ';']);
        if connection::connection_string(word) {
            hits.push(hit(text, word, InfoType::ConnectionString, "password within"));
        }
    }
}

/// The hit of `part`, which is a slice of `text`.
fn hit(text: &str, part: &str, info_type: InfoType, check: &'static str) -> Hit {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    Hit { info_type, range: start..start + part.len(), check }
}

pub fn emails(text: &str, hits: &mut Vec<Hit>) {
    for (at, _) in text.match_indices('@') {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let local =
            |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
        let start = before
            .char_indices()
            .rev()
            .take(64)
            .take_while(|(_, c)| local(*c))
            .last()
            .map_or(at, |(start, _)| start);
        let domain = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
        let end = after
            .char_indices()
            .take(253)
            .find(|(_, c)| !domain(*c))
            .map_or(after.len().min(253), |(end, _)| end);
        let Some(found) = text.get(start..at + 1 + end) else { continue };
        let found = found.trim_end_matches(['.', '-']);
        let trimmed = found.trim_start_matches(['.', '-', '\'']);
        if network::email(trimmed) {
            let start = start + found.len() - trimmed.len();
            let range = start..start + trimmed.len();
            hits.push(Hit { info_type: InfoType::Email, range, check: "structure" });
        }
    }
}

pub fn accounts(text: &str, hits: &mut Vec<Hit>) {
    let bytes = text.as_bytes();
    let starts = bytes.windows(4).enumerate().filter(|(at, window)| {
        let preceded =
            at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        !preceded
            && window.iter().take(2).all(u8::is_ascii_uppercase)
            && window.iter().skip(2).all(u8::is_ascii_digit)
    });
    for (start, head) in starts {
        let Some(length) = finance::iban_length(head) else { continue };
        let taken = bytes
            .iter()
            .enumerate()
            .skip(start)
            .take(2 * length)
            .take_while(|(_, byte)| byte.is_ascii_alphanumeric() || **byte == b' ')
            .filter(|(_, byte)| **byte != b' ')
            .take(length)
            .last();
        let Some((last, _)) = taken else { continue };
        if text.get(start..=last).is_some_and(finance::iban) {
            hits.push(Hit { info_type: InfoType::Iban, range: start..last + 1, check: "mod97" });
        }
    }
}
