//! Text made coarse. Each function gives `None` if the value doesn't look like its info type.

use super::DOTS;
use std::net::IpAddr;
use std::ops::Range;

/// `text` with each of `spans` (byte ranges) replaced by `•••`. Spans may overlap; one that ends
/// within a character takes the whole character.
#[must_use]
pub fn mask_spans(text: &str, spans: &[Range<usize>]) -> String {
    let within = |span: &&Range<usize>| span.start < span.end.min(text.len());
    let mut spans: Vec<_> = spans.iter().filter(within).cloned().collect();
    spans.sort_by_key(|span| span.start);
    let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
    for span in spans {
        let start = text.floor_char_boundary(span.start);
        let end = text.ceil_char_boundary(span.end);
        // What overlaps the span before belongs to the same blank.
        if let Some(between) = text.get(at..start) {
            shown.push_str(between);
            shown.push_str(DOTS);
        }
        at = at.max(end);
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

pub(super) fn initials(name: &str) -> Option<String> {
    let initials: Vec<_> = name
        .split_whitespace()
        .filter_map(|word| word.chars().next().filter(|c| c.is_alphabetic()))
        .take(4)
        .map(|first| format!("{first}."))
        .collect();
    (!initials.is_empty()).then(|| initials.join(" "))
}

pub(super) fn email(value: &str) -> Option<String> {
    let (_, domain) = value.split_once('@')?;
    let (_, top) = domain.rsplit_once('.')?;
    let plain = (2..=6).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_alphabetic());
    plain.then(|| format!("{DOTS}@{DOTS}.{top}"))
}

pub(super) fn card(value: &str) -> Option<String> {
    let first = value.chars().next().filter(char::is_ascii_digit)?;
    let digits = value.chars().filter(char::is_ascii_digit).count();
    (12..=19).contains(&digits).then(|| format!("{first}••• •••• •••• ••••"))
}

pub(super) fn iban(value: &str) -> Option<String> {
    let country = value.get(..2).filter(|c| c.bytes().all(|b| b.is_ascii_uppercase()))?;
    let checked = value.get(2..4)?.bytes().all(|b| b.is_ascii_digit());
    checked.then(|| format!("{country}•• {DOTS}"))
}

pub(super) fn bic(value: &str) -> Option<String> {
    let plain = matches!(value.len(), 8 | 11) && value.bytes().all(|b| b.is_ascii_alphanumeric());
    let country = value.get(4..6).filter(|_| plain)?;
    Some(format!("••••{country}{DOTS}"))
}

pub(super) fn ip(value: &str) -> Option<String> {
    Some(match value.parse().ok()? {
        IpAddr::V4(address) => {
            let [a, b, _, _] = address.octets();
            format!("{a}.{b}.•.•")
        }
        IpAddr::V6(address) => {
            let [a, b, ..] = address.segments();
            format!("{a:x}:{b:x}:•")
        }
    })
}

/// The vendor's half of the address (IEEE OUI).
pub(super) fn mac(value: &str) -> Option<String> {
    let pairs: Vec<_> = value.split([':', '-']).collect();
    let plain =
        pairs.iter().all(|pair| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit()));
    match pairs.as_slice() {
        [a, b, c, _, _, _] if plain => Some(format!("{a}:{b}:{c}:•:•:•")),
        _ => None,
    }
}

pub(super) fn url(value: &str) -> Option<String> {
    let (scheme, _) = value.split_once("://")?;
    matches!(scheme, "http" | "https").then(|| format!("{scheme}://{DOTS}"))
}

pub(super) fn postal_code(value: &str) -> Option<String> {
    let start = value.get(..2).filter(|start| start.bytes().all(|b| b.is_ascii_alphanumeric()))?;
    let plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ' || b == b'-');
    (plain && (4..=10).contains(&value.len()) && value.bytes().any(|b| b.is_ascii_digit()))
        .then(|| format!("{start}{DOTS}"))
}

/// The chapter letter of an ICD-10 code.
pub(super) fn health_code(value: &str) -> Option<String> {
    let mut letters = value.chars();
    let chapter = letters.next().filter(char::is_ascii_uppercase)?;
    letters.next().filter(char::is_ascii_digit).map(|_| format!("{chapter}••"))
}

/// The year of a date: four digits from 1800 to 2199, alone or at the start of eight.
pub(super) fn year(value: &str) -> Option<u32> {
    value
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| matches!(run.len(), 4 | 8))
        .find_map(|run| run.get(..4)?.parse().ok().filter(|year| (1800..2200).contains(year)))
}

/// One or two numbers in degrees, to whole degrees.
pub(super) fn coordinates(value: &str) -> Option<String> {
    let parts: Vec<_> = value.split([',', ';', ' ']).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > 2 {
        return None;
    }
    let whole = |part: &&str| {
        let degrees = part.parse::<f64>().ok().filter(|d| d.abs() <= 180.0)?.round();
        // Without this, what is just south of zero would read "-0".
        Some(format!("{}", degrees + 0.0))
    };
    parts.iter().map(whole).collect::<Option<Vec<_>>>().map(|degrees| degrees.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spans_are_blanked_and_nothing_else() {
        let shown = |text: &str, spans: &[(usize, usize)]| {
            mask_spans(text, &spans.iter().map(|&(start, end)| start..end).collect::<Vec<_>>())
        };
        assert_eq!(shown("mail ada@x.org now", &[(5, 14)]), "mail ••• now");
        assert_eq!(shown("abcdef", &[(1, 3), (2, 5)]), "a•••f");
        assert_eq!(shown("abcdef", &[(1, 2), (4, 9)]), "a•••cd•••");
        assert_eq!(shown("äöü", &[(1, 3)]), "•••ü");
        assert_eq!(shown("abc", &[]), "abc");
        assert_eq!(shown("abcdef", &[(1, 5), (2, 3)]), "a•••f");
        assert_eq!(shown("abcdef", &[(1, 3), (3, 5)]), "a••••••f");
        assert_eq!(shown("abc", &[(1, 1), (2, 1)]), "abc");
        assert_eq!(shown("abc", &[(2, 9), (3, 9), (5, 9)]), "ab•••");
    }

    proptest! {
        #[test]
        fn any_spans_are_survived_and_cover_what_they_name(
            text in "\\PC{0,30}",
            spans in proptest::collection::vec((0usize..90, 0usize..90).prop_map(|(a, b)| a..b), 0..6),
        ) {
            let shown = mask_spans(&text, &spans);
            let kept = text.char_indices().filter(|(at, c)| {
                !spans.iter().any(|span| span.start < span.end && at + c.len_utf8() > span.start && *at < span.end)
            });
            let kept: String = kept.map(|(_, c)| c).collect();
            prop_assert_eq!(shown.replace('•', ""), kept.replace('•', ""));
        }
    }
}
