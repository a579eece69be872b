//! Addresses of houses in sentences: windows of words around a number are held against the forms that
//! addresses have.

use super::Hit;
use crate::words::is_street_address;
use std::ops::Range;
use terms::InfoType;

/// Words of one address, at most.
const LONGEST: usize = 7;
/// Words of a text that are looked at.
const MOST: usize = 50_000;

/// Addresses in `text`. Linear in the text.
pub fn addresses(text: &str, hits: &mut Vec<Hit>) {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    let words: Vec<Range<usize>> = words(text);
    let part = |from: usize, to: usize| {
        let range = words.get(from)?.start..words.get(to)?.end;
        Some((range.clone(), text.get(range)?))
    };
    let numeric = |word: &Range<usize>| {
        text.get(word.clone()).is_some_and(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
    };
    let mut past = 0;
    for at in words.iter().enumerate().filter(|(_, word)| numeric(word)).map(|(at, _)| at) {
        if at < past {
            continue;
        }
        // The longest window with the number first or last.
        let windows = (1..LONGEST).rev().flat_map(|more| {
            let ahead = (at, at + more);
            let behind = (at.checked_sub(more).unwrap_or(usize::MAX), at);
            [ahead, behind]
        });
        let found = windows
            .filter(|(from, _)| *from != usize::MAX && *from >= past)
            .filter_map(|(from, to)| part(from, to).map(|part| (to, part)))
            .find(|(_, (_, text))| text.len() <= 200 && !breaks(text) && is_street_address(text));
        if let Some((to, (range, _))) = found {
            hits.push(Hit {
                info_type: InfoType::StreetAddress,
                range,
                check: "number and street word",
            });
            past = to + 1;
        }
    }
}

/// Words, without the signs around them.
fn words(text: &str) -> Vec<Range<usize>> {
    let bare = |word: &str| {
        let open = word.trim_start_matches(['(', '"', '\'', '[', '<', '„', '“', '«', ':']);
        let start = open.as_ptr().addr() - text.as_ptr().addr();
        start
            ..start
                + open
                    .trim_end_matches([')', '"', '\'', ']', '>', '!', '?', ';', ',', '»', '”', '.'])
                    .len()
    };
    let words = text.split_whitespace().take(MOST).map(bare);
    words.filter(|range| !range.is_empty()).collect()
}

/// Whether a sentence ends within `text`.
fn breaks(text: &str) -> bool {
    let long = |at: usize| {
        let word = text.get(..at).and_then(|before| before.rsplit(' ').next());
        word.is_some_and(|word| word.chars().count() > 4)
    };
    text.contains(['!', '?', ';', '\n', ':']) || text.match_indices(". ").any(|(at, _)| long(at))
}
