//! Values that hide in free text: mail addresses, cards, accounts, numbers of people, phones, keys.

use crate::check::nation::{europe_south, united_states, world};
use crate::check::{contact, finance, network, secret, wallet};
use std::ops::Range;
use terms::InfoType;

/// A value found inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub info_type: InfoType,
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    /// How the value was judged, as in [`terms::Evidence`].
    pub check: &'static str,
}

/// Groups of digits that one number may be written in.
const GROUPS: usize = 6;
/// Bytes of the longest single word that is judged: what a signed token takes.
const WORD_BYTES: usize = 16 << 10;

/// What hides in `text`, in order and without overlap; of two readings of the same place, the
/// longer is taken. Bare digits count only where a checksum proves them. Linear in the text.
#[must_use]
pub fn find_in_text(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    if !worth_searching(text) {
        return hits;
    }
    private_keys(text, &mut hits);
    words(text, &mut hits);
    emails(text, &mut hits);
    accounts(text, &mut hits);
    numbers(text, &mut hits);
    without_overlaps(hits)
}

/// Most texts hide nothing, and are told by one pass: no `@`, few digits, no long word.
fn worth_searching(text: &str) -> bool {
    let mut digits = 0_usize;
    let mut word = 0_usize;
    text.contains("-----BEGIN ")
        || text.bytes().any(|byte| {
            digits += usize::from(byte.is_ascii_digit());
            word = if byte.is_ascii_whitespace() { 0 } else { word + 1 };
            byte == b'@' || digits >= 7 || word >= 16
        })
}

fn private_keys(text: &str, hits: &mut Vec<Hit>) {
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

fn words(text: &str, hits: &mut Vec<Hit>) {
    type Judge = (InfoType, &'static str, fn(&str) -> bool);
    const JUDGES: [Judge; 5] = [
        (InfoType::Jwt, "jose header", secret::jwt),
        (InfoType::ApiKey, "prefix and entropy", secret::api_key),
        (InfoType::CryptoWallet, "base58check, bech32 or hex", wallet::crypto_wallet),
        (InfoType::ItFiscalCode, "check character", europe_south::fiscal_code),
        (InfoType::EsDni, "letter mod23", europe_south::dni),
    ];
    let part_of_word = |c: char| c.is_alphanumeric() || "._-+/=".contains(c);
    for word in text.split(|c| !part_of_word(c)).map(|word| word.trim_matches(['.', '/', '='])) {
        if !(9..=WORD_BYTES).contains(&word.len()) {
            continue;
        }
        if let Some((info_type, check, _)) = JUDGES.iter().find(|(_, _, judge)| judge(word)) {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            hits.push(Hit { info_type: *info_type, range: start..start + word.len(), check });
        }
    }
}

fn emails(text: &str, hits: &mut Vec<Hit>) {
    for (at, _) in text.match_indices('@') {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let local = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
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

fn accounts(text: &str, hits: &mut Vec<Hit>) {
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

fn numbers(text: &str, hits: &mut Vec<Hit>) {
    let groups = groups_of_digits(text);
    let mut joined_before = false;
    for (first, group) in groups.iter().enumerate() {
        let run = groups.iter().skip(first);
        let joined = |pair: (&Range<usize>, &Range<usize>)| {
            joined(text, pair.0, pair.1).then_some(pair.1.end)
        };
        let mut ends: Vec<usize> = vec![group.end];
        ends.extend(run.clone().zip(run.skip(1)).map_while(joined).take(GROUPS));
        // A run beyond the most groups is a list of numbers: no phone without its sign.
        let alone = !joined_before && ends.len() <= GROUPS;
        let start = opened(text, group.start);
        let hit = ends.iter().enumerate().rev().find_map(|(taken, end)| {
            let (at, judged) = match text.get(group.start..*end).and_then(judge_number) {
                Some(judged) => (group.start, judged),
                None => {
                    let whole = alone && taken + 1 == ends.len();
                    (start, judge_phone(text.get(start..*end)?, whole)?)
                }
            };
            Some(Hit { info_type: judged.0, range: at..*end, check: judged.1 })
        });
        hits.extend(hit);
        joined_before = ends.len() > 1;
    }
}

/// Whether two groups of digits may be parts of one number.
fn joined(text: &str, left: &Range<usize>, right: &Range<usize>) -> bool {
    text.get(left.end..right.start)
        .is_some_and(|between| matches!(between, " " | "-" | "." | ") " | ")" | ")-"))
}

/// Runs of digits that are no part of a word or of a decimal number's fraction.
fn groups_of_digits(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut before = ' ';
    let mut inside = false;
    for (at, c) in text.char_indices() {
        match (c.is_ascii_digit(), inside) {
            (true, false) if !before.is_alphabetic() && before != '_' => {
                groups.push(at..at + 1);
                inside = true;
            }
            (true, true) => groups.last_mut().into_iter().for_each(|group| group.end = at + 1),
            (true, false) => {}
            (false, true) => {
                if c.is_alphabetic() || c == '_' {
                    groups.pop();
                }
                inside = false;
            }
            (false, false) => {}
        }
        // A word that started with a letter goes on through its digits.
        before = if c.is_ascii_digit() && !inside { 'a' } else { c };
    }
    groups
}

/// Where a phone number starts whose first digit is at `at`: its `+` or `(` belongs to it.
fn opened(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let opened = before.len() - usize::from(before.ends_with(['+', '(']));
    opened - usize::from(text.get(..opened).is_some_and(|rest| rest.ends_with('+')))
}

fn judge_number(value: &str) -> Option<(InfoType, &'static str)> {
    if finance::payment_card(value) {
        Some((InfoType::PaymentCard, "brand and luhn"))
    } else if united_states::formatted_ssn(value) {
        Some((InfoType::UsSsn, "AAA-GG-SSSS and area rules"))
    } else if united_states::formatted_itin(value) {
        Some((InfoType::UsItin, "9AA-GG-SSSS and group rules"))
    } else if world::formatted_cpf(value) {
        Some((InfoType::BrCpf, "two digits mod11"))
    } else if network::ip_address(value) {
        Some((InfoType::IpAddress, "octets"))
    } else {
        None
    }
}

/// A phone number in a text: marked by `+` or `(`, or a whole run of groups that starts with a
/// trunk prefix 0 or is written 3-3-4.
fn judge_phone(value: &str, whole_run: bool) -> Option<(InfoType, &'static str)> {
    let lengths: Vec<usize> = value.split([' ', '-', '.']).map(str::len).collect();
    let american = matches!(lengths.as_slice(), [3, 3, 4] | [1, 3, 3, 4]);
    let unmarked = whole_run && (value.starts_with('0') || american);
    let likely = value.starts_with(['+', '(']) || unmarked;
    (likely && contact::phone(value)).then_some((InfoType::Phone, "structure"))
}

fn without_overlaps(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end)));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match kept.last_mut() {
            Some(last) if hit.range.start < last.range.end => {
                if hit.range.len() > last.range.len() {
                    *last = hit;
                }
            }
            _ => kept.push(hit),
        }
    }
    kept
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
