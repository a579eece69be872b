//! Text in other encodings becomes UTF-8 as it passes. Which one it is follows from a byte order mark, else
//! from the bytes: UTF-8 if they are valid, UTF-16 and UTF-32 by where their zeros stand, else what
//! `chardetng` holds for most likely, unless it makes more sense in an encoding of old machines.

mod older;
mod utf8;

pub(super) use utf8::Utf8;

use super::error::{Doubt, ReadError};
use encoding_rs::Encoding as Legacy;

/// How text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf32Le,
    Utf32Be,
    /// ASCII, and the upper half of a code page.
    Page(&'static str, &'static str),
    /// Any that `encoding_rs` knows, UTF-16 among them.
    Other(&'static Legacy),
}

impl Encoding {
    /// By a name that somebody gives.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-32le" | "utf32le" | "utf-32" => Some(Self::Utf32Le),
            "utf-32be" | "utf32be" => Some(Self::Utf32Be),
            "ibm437" | "cp437" | "437" | "dos" => Some(Self::Page("IBM437", older::IBM437)),
            "ibm850" | "cp850" | "850" => Some(Self::Page("IBM850", older::IBM850)),
            "macroman" | "mac-roman" | "mac_roman" => Some(Self::Other(encoding_rs::MACINTOSH)),
            other => match Legacy::for_label(other.as_bytes())? {
                utf8 if utf8 == encoding_rs::UTF_8 => Some(Self::Utf8),
                other => Some(Self::Other(other)),
            },
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
            Self::Page(name, _) => name,
            Self::Other(other) => other.name(),
        }
    }
}

/// What is known of how a text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// So, after a byte order mark of this length.
    Encoded(Encoding, usize),
    /// Its letters make sense in both.
    Either(Encoding, Encoding),
}

/// What `head` is encoded in; `None` if it is no text. `whole` says that nothing follows.
pub(super) fn detect(head: &[u8], whole: bool) -> Option<Found> {
    let (guess, mark) = guess(head, whole)?;
    let Encoding::Other(legacy) = guess else { return Some(Found::Encoded(guess, mark)) };
    if mark > 0 || legacy == encoding_rs::UTF_16LE || legacy == encoding_rs::UTF_16BE {
        return Some(Found::Encoded(guess, mark));
    }
    Some(weighed(head, guess))
}

/// What text that is not UTF-8 is encoded in, most likely.
pub(super) fn legacy(text: &[u8]) -> Found {
    weighed(text, likely(text, true))
}

fn weighed(text: &[u8], guess: Encoding) -> Found {
    match older::rival(text, guess) {
        older::Rival::None => Found::Encoded(guess, 0),
        older::Rival::Better(rival) => Found::Encoded(rival, 0),
        older::Rival::Equal(rival) => Found::Either(guess, rival),
    }
}

impl Found {
    /// The encoding of the text called `name`, and the length of its mark, if it is known.
    pub(super) fn settled(self, name: &str) -> Result<(Encoding, usize), ReadError> {
        match self {
            Self::Encoded(encoding, mark) => Ok((encoding, mark)),
            Self::Either(one, other) => {
                let doubt = Doubt::Encoding { one: one.name(), other: other.name() };
                Err(ReadError::Unsure { name: name.to_owned(), doubt })
            }
        }
    }
}

/// The encoding of a text that begins with `head`, and the length of its byte order mark; `None` if it is
/// no text. `whole` says that nothing follows.
fn guess(head: &[u8], whole: bool) -> Option<(Encoding, usize)> {
    let marked = match head {
        [0xff, 0xfe, 0, 0, ..] => Some((Encoding::Utf32Le, 4)),
        [0, 0, 0xfe, 0xff, ..] => Some((Encoding::Utf32Be, 4)),
        [0xff, 0xfe, ..] => Some((Encoding::Other(encoding_rs::UTF_16LE), 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Other(encoding_rs::UTF_16BE), 2)),
        [0xef, 0xbb, 0xbf, ..] => Some((Encoding::Utf8, 3)),
        _ => None,
    };
    if marked.is_some() {
        return marked;
    }
    if head.contains(&0) {
        return wide(head).map(|encoding| (encoding, 0));
    }
    if seems_utf8(head, whole) {
        return Some((Encoding::Utf8, 0));
    }
    let steering = head.iter().filter(|byte| **byte < 32 && !b"\t\n\r\x0c\x1b".contains(byte));
    // Text of whatever encoding has next to no control characters.
    (steering.count() * 100 <= head.len()).then(|| (likely(head, whole), 0))
}

impl Encoding {
    /// As much of `text` as is whole, with replacements for what is no character.
    fn decoded(self, text: &[u8]) -> String {
        match self {
            Self::Other(other) => other.decode_without_bom_handling(text).0.into_owned(),
            Self::Page(_, page) => text.iter().map(|byte| older::letter(page, *byte)).collect(),
            _ => String::from_utf8_lossy(text).into_owned(),
        }
    }
}

/// What `chardetng` holds for most likely, of text that is not UTF-8.
fn likely(text: &[u8], whole: bool) -> Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(text, whole);
    Encoding::Other(detector.guess(None, chardetng::Utf8Detection::Deny))
}

/// Whether `text` is UTF-8, or was: what has sequences of several bytes that are right by the dozen, and few
/// that are not, is damaged UTF-8 and no other encoding.
fn seems_utf8(text: &[u8], whole: bool) -> bool {
    let (valid, broken) = sequences(text, whole);
    broken == 0 || valid >= broken.saturating_mul(3)
}

/// How many characters of several bytes `text` has as UTF-8, and how many pieces that are none.
pub(super) fn sequences(text: &[u8], whole: bool) -> (usize, usize) {
    let (mut valid, mut broken, mut rest) = (0, 0, text);
    loop {
        let (error, good) = match std::str::from_utf8(rest) {
            Ok(good) => (None, good.as_bytes()),
            Err(error) => (Some(error), rest.get(..error.valid_up_to()).unwrap_or_default()),
        };
        valid += good.iter().filter(|byte| **byte >= 0xc0).count();
        let Some(error) = error else { return (valid, broken) };
        let Some(length) = error.error_len() else {
            return (valid, broken + usize::from(whole));
        };
        broken += 1;
        rest = rest.get(error.valid_up_to() + length..).unwrap_or_default();
    }
}

/// UTF-16 or UTF-32 without a mark, by where its zeros stand.
fn wide(head: &[u8]) -> Option<Encoding> {
    let zeros = |phase: usize, of: usize| {
        let bytes = head.iter().skip(phase).step_by(of);
        let (zero, all) = bytes
            .fold((0usize, 0usize), |(zero, all), byte| (zero + usize::from(*byte == 0), all + 1));
        zero as f64 / all.max(1) as f64
    };
    let quarters: [f64; 4] = std::array::from_fn(|phase| zeros(phase, 4));
    match quarters {
        [a, _, c, d] if a < 0.1 && c > 0.9 && d > 0.95 => return Some(Encoding::Utf32Le),
        [a, b, _, d] if d < 0.1 && b > 0.9 && a > 0.95 => return Some(Encoding::Utf32Be),
        _ => {}
    }
    // A few zeros are no alphabet.
    if head.iter().filter(|byte| **byte == 0).count() < 4 {
        return None;
    }
    let (even, odd) = (zeros(0, 2), zeros(1, 2));
    let of = |encoding: &'static Legacy| {
        let even_bytes = head.get(..head.len() - head.len() % 2).unwrap_or_default();
        let text = encoding.decode_without_bom_handling_and_without_replacement(even_bytes)?;
        let plain = text.chars().filter(|letter| letter.is_ascii() && *letter != '\0').count();
        (!text.contains('\0') && plain * 10 >= text.chars().count())
            .then_some(Encoding::Other(encoding))
    };
    if odd > even { of(encoding_rs::UTF_16LE) } else { of(encoding_rs::UTF_16BE) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn wide(text: &str, little: bool) -> Vec<u8> {
        let units = text.chars().map(u32::from);
        units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    fn sixteen(text: &str, little: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    fn decoded(bytes: &[u8]) -> String {
        let Some(Found::Encoded(encoding, mark)) = detect(bytes, true) else { panic!("no text") };
        let mut text = String::new();
        let limit = 1 << 20;
        Utf8::new(bytes, encoding, mark, limit).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    // proves M4
    #[test]
    fn text_of_any_width_is_the_same_text() {
        let text = "name,city\nAnna Müller,Köln\nJosé,León\n佐藤,東京\n".repeat(40);
        for little in [true, false] {
            for mark in ["", "\u{feff}"] {
                let text = format!("{mark}{text}");
                let plain = text.trim_start_matches('\u{feff}');
                assert_eq!(decoded(&wide(&text, little)), plain, "32, {little}, {mark:?}");
                assert_eq!(decoded(&sixteen(&text, little)), plain, "16, {little}, {mark:?}");
            }
        }
        assert_eq!(decoded(text.as_bytes()), text);
        assert_eq!(decoded(format!("\u{feff}{text}").as_bytes()), text);
    }

    #[test]
    fn what_is_damaged_is_no_other_encoding() {
        let mut damaged = "Köln,Müller,José\n".repeat(9).into_bytes();
        damaged.push(0xff);
        assert_eq!(detect(&damaged, true), Some(Found::Encoded(Encoding::Utf8, 0)));
        assert_eq!(detect(b"\x00\x01\x02binary\x00\xff\xff\x00", true), None);
    }
}
