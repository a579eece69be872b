//! A text as it reads when every digit, sign and space is ASCII, and where each byte of it stood.

use crate::words::narrow;
use std::ops::Range;

/// A text without the differences of script and width.
pub struct Plain {
    text: String,
    /// For each byte of `text`, where the character that it comes from starts.
    starts: Vec<usize>,
    /// Bytes of the text that it comes from.
    end: usize,
    /// For each byte of `text`, where that character ends.
    ends: Vec<usize>,
}

impl Plain {
    /// `text` in plain signs; `None` if it is in such signs already.
    pub fn of(text: &str) -> Option<Self> {
        if !text.contains("\\u") && text.chars().all(|c| plain(c) == Some(c)) {
            return None;
        }
        let mut made = Self {
            text: String::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len()),
            ends: Vec::with_capacity(text.len()),
            end: text.len(),
        };
        let mut passed = 0;
        for (at, c) in text.char_indices() {
            if at < passed {
                continue;
            }
            let (c, length) = match text.get(at..).and_then(escaped) {
                Some(escaped) => (escaped, ESCAPE),
                None => (c, c.len_utf8()),
            };
            passed = at + length;
            let Some(plain) = plain(c) else { continue };
            made.text.push(plain);
            for _ in 0..plain.len_utf8() {
                made.starts.push(at);
                made.ends.push(passed);
            }
        }
        Some(made)
    }

    /// The plain text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the plain text stands in the text that it comes from.
    pub fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.starts.get(range.start).copied().unwrap_or(self.end);
        let last = range.end.saturating_sub(1);
        let end = self.ends.get(last).copied().unwrap_or(self.end);
        start..end.max(start)
    }
}

/// Bytes of an escaped character.
const ESCAPE: usize = 6;

/// The character that `text` begins with as JSON may write it: `\u0040` (RFC 8259, section 7). One half of a
/// pair is none.
fn escaped(text: &str) -> Option<char> {
    let digits = text.strip_prefix("\\u")?.get(..ESCAPE - 2)?;
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| hex)?)
}

/// What stands for `c`; `None` if it has no width.
fn plain(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c);
    }
    /// Zeroes of the decimal digits of scripts (Unicode, general category Nd).
    const ZEROES: [u32; 16] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
        0xed0, 0xf20, 0x17e0,
    ];
    let code = u32::from(c);
    Some(match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => return None,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2024}' | '\u{3002}' => '.',
        '\u{1d7ce}'..='\u{1d7ff}' => digit((code - 0x1d7ce) % 10),
        '\u{2460}'..='\u{2468}' => digit(code - 0x2460 + 1),
        '\u{2070}' | '\u{2074}'..='\u{2079}' => digit(code - 0x2070),
        '\u{2080}'..='\u{2089}' => digit(code - 0x2080),
        c => match ZEROES.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
            Some(zero) => digit(code - zero),
            None => narrow(c),
        },
    })
}

fn digit(number: u32) -> char {
    char::from_digit(number, 10).unwrap_or('0')
}
