//! Values that hide in free text: mail addresses, cards, accounts, numbers of people, phones, keys, days
//! of birth; in any script and width.

mod addresses;
mod context;
mod days;
mod names;
mod numbers;
mod plain;
mod words;

pub use names::has_full_name;
use plain::Plain;
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

/// What hides in `text`, in order and without overlap; of two readings of the same place, the
/// longer is taken. Bare digits count only where a checksum proves them or a word before them says what
/// they are. Digits and signs of other scripts and widths are read as ASCII, what has no width is passed
/// over. Linear in the text.
#[must_use]
pub fn find_in_text(text: &str) -> Vec<Hit> {
    if text.is_ascii() && !text.contains("\\u") {
        return search(text);
    }
    match Plain::of(text) {
        None => search(text),
        Some(plain) => {
            let place = |hit: Hit| Hit { range: plain.range(&hit.range), ..hit };
            search(plain.text()).into_iter().map(place).collect()
        }
    }
}

/// What to hide of `text` when it is shown to somebody who may not read it as it is: what [`find_in_text`]
/// finds, names of people and addresses of houses, in order and without overlap. What may be a name counts
/// as one, so that this is no evidence of what a text holds. Linear in the text.
#[must_use]
pub fn find_to_hide(text: &str) -> Vec<Hit> {
    let mut hits = find_in_text(text);
    hits.extend(names::names(text));
    addresses::addresses(text, &mut hits);
    merged(hits)
}

/// Hits that overlap as one, of the type of the longer.
fn merged(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end)));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match kept.last_mut() {
            Some(last) if hit.range.start < last.range.end => {
                if hit.range.len() > last.range.len() {
                    (last.info_type, last.check) = (hit.info_type, hit.check);
                }
                last.range.end = last.range.end.max(hit.range.end);
            }
            _ => kept.push(hit),
        }
    }
    kept
}

/// Whether something of somebody's stands in `text`: more than a day.
#[must_use]
pub fn names_somebody(text: &str) -> bool {
    find_in_text(text).iter().any(|hit| hit.info_type != InfoType::Date)
}

fn search(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let signs = Signs::of(text);
    if !signs.worth_searching() {
        return hits;
    }
    if signs.hyphens >= 5 {
        words::private_keys(text, &mut hits);
    }
    words::words(text, &mut hits);
    if signs.colons > 0 || signs.hyphens >= 5 {
        words::colons(text, &mut hits);
    }
    if signs.at {
        words::emails(text, &mut hits);
    }
    if signs.capitals >= 2 && signs.digits >= 8 {
        words::accounts(text, &mut hits);
    }
    if signs.digits >= 7 && (signs.number >= 8 || signs.points >= 3) {
        numbers::numbers(text, &mut hits);
    }
    if signs.letters && (signs.digits >= 4 || signs.colons > 0) {
        context::after_words(text, &mut hits);
    }
    if signs.digits >= 3 {
        days::days(text, &mut hits);
    }
    without_overlaps(hits)
}

/// What one pass over a text sees: most texts hide nothing, and are told by it.
#[derive(Default)]
struct Signs {
    at: bool,
    letters: bool,
    digits: usize,
    capitals: usize,
    hyphens: usize,
    /// Colons and equals signs; those after a letter, which may announce a value, twice.
    colons: usize,
    /// Bytes of the longest word.
    word: usize,
    /// Digits of the longest number, signs between its groups aside: the shortest that is looked for has eight.
    number: usize,
    /// Points: an address of four octets has three.
    points: usize,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        let mut before = b' ';
        let (mut word, mut number) = (0, 0);
        for byte in text.bytes() {
            word += 1;
            match byte {
                b'0'..=b'9' => number += 1,
                b' ' | b'-' | b'.' | b'(' | b')' | b'+' => {}
                _ => number = 0,
            }
            signs.number = signs.number.max(number);
            match byte {
                b'0'..=b'9' => signs.digits += 1,
                b'.' => signs.points += 1,
                b'A'..=b'Z' => signs.capitals += 1,
                b'@' => signs.at = true,
                b'-' => signs.hyphens += 1,
                b':' | b'=' => signs.colons += 1 + usize::from(!before.is_ascii_digit()),
                b' ' | b'\t' | b'\n' | b'\r' => word = 0,
                _ => signs.letters |= byte.is_ascii_alphabetic() || !byte.is_ascii(),
            }
            signs.word = signs.word.max(word);
            before = byte;
        }
        signs.letters |= signs.capitals > 0;
        signs
    }

    /// An `@`, six digits, two colons, or a word of sixteen bytes.
    const fn worth_searching(&self) -> bool {
        self.at || self.digits >= 6 || self.colons >= 2 || self.word >= 16 || self.hyphens >= 5
    }
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
mod tests;
