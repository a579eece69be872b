//! The words of a text.

use super::lists::is_title;
use super::word::{Case, Word};
use crate::words::fold;
use std::ops::Range;

/// The first `most` words of `text`, and where the rest stands, if there is one. Apostrophes and hyphens
/// within a word belong to it, digits to none.
pub fn words(text: &str, most: usize) -> (Vec<Word<'_>>, Option<Range<usize>>) {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut characters = text.char_indices().peekable();
    let mut opens = true;
    while let Some((start, c)) = characters.next() {
        if !is_letter(c) {
            opens = match c {
                '.' => opens || !is_short(words.last(), start),
                '!' | '?' | '…' | '\n' | '\r' | ';' | '•' | '"' | '“' | '„' | '«' | '(' | '['
                | '¿' | '¡' | '|' | '{' | '>' | '،' | '؟' | '。' | '！' | '？' | '।' | ':' => {
                    true
                }
                c if c.is_alphanumeric() => false,
                _ => opens,
            };
            continue;
        }
        if words.len() >= most {
            return (words, Some(start..text.len()));
        }
        let mut end = start + c.len_utf8();
        while let Some((at, next)) = characters.peek().copied() {
            let after = text.get(at + next.len_utf8()..).and_then(|rest| rest.chars().next());
            let within = is_letter(next)
                || (matches!(next, '\'' | '’' | 'ʼ' | '-') && after.is_some_and(is_letter));
            if !within {
                break;
            }
            end = at + next.len_utf8();
            characters.next();
        }
        let word = text.get(start..end).unwrap_or_default();
        words.push(Word {
            text: word,
            folded: fold(word),
            range: start..end,
            case: case(word),
            opens,
            numbered: is_numbered(text, start, end),
        });
        opens = false;
    }
    (words, None)
}

fn is_numbered(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '.', '-', '/']);
    let after = text.get(end..).unwrap_or_default().trim_start_matches([' ', '.', '-', '/']);
    before.ends_with(|c: char| c.is_ascii_digit())
        || after.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a word before the dot at `at` is an initial or an abbreviation, after which no sentence begins.
fn is_short(before: Option<&Word<'_>>, at: usize) -> bool {
    before.is_some_and(|word| {
        word.range.end == at && (word.text.chars().count() == 1 || is_title(&word.folded))
    })
}

/// A letter, or a mark that belongs to the letter before it.
pub fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(u32::from(c),
            0x300..=0x36f | 0x591..=0x5c7 | 0x64b..=0x65f | 0x93c | 0x94d | 0x9bc | 0x9cd | 0xa4d | 0xacd
            | 0xb4d | 0xbcd | 0xc4d | 0xccd | 0xd4d | 0xdca | 0xe47..=0xe4e)
}

fn case(word: &str) -> Case {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters().next() else { return Case::None };
    if !first.is_uppercase() && !first.is_lowercase() {
        return Case::None;
    }
    if first.is_lowercase() {
        return Case::Small;
    }
    let capitals = letters().count() > 1 && letters().all(|c| !c.is_lowercase());
    if capitals { Case::Capitals } else { Case::Capital }
}
