//! Names of people in sentences, for whoever hides them: what is not sure counts.
//!
//! Three things are heard: lists of given and family names, what stands around a word (titles, greetings,
//! `spoke with`, `name:`), and, where a script has capitals, a capital within a sentence on a word that is
//! no known other. A name that no list has, that opens its sentence and that nothing announces is not found.

mod cased;
mod eastern;
mod keyed;
mod lists;
mod spaced;
mod split;
mod word;

use super::{Hit, plain::Plain};
use terms::InfoType;
use word::Word;

/// Words of a text that are evidence.
const LOOKED_AT: usize = 60;

/// Words of one text that are looked at; what follows is a name as a whole.
const MOST: usize = 200_000;

/// Names of people in `text`, in order and without overlap. Linear in the text.
pub fn names(text: &str) -> Vec<Hit> {
    match Plain::of(text) {
        None => search(text),
        Some(plain) => {
            let place = |hit: Hit| Hit { range: plain.range(&hit.range), ..hit };
            search(plain.text()).into_iter().map(place).collect()
        }
    }
}

/// Whether a given name and a family name of the lists stand beside one another in `text`, or two given names:
/// evidence, where [`names`] is caution.
#[must_use]
pub fn has_full_name(text: &str) -> bool {
    let (words, _) = split::words(text, LOOKED_AT);
    let known: Vec<_> = words.iter().map(lists::surely).collect();
    let beside = |two: &[Word<'_>]| match two {
        [left, right] => text
            .get(left.range.end..right.range.start)
            .is_some_and(|between| between.chars().count() <= 2 && !between.contains(['\n', '/'])),
        _ => false,
    };
    let full = |two: &[lists::Known]| match two {
        [left, right] => {
            (left.given && (right.family || right.given)) || (left.family && right.given)
        }
        _ => false,
    };
    words.windows(2).zip(known.windows(2)).any(|(words, known)| full(known) && beside(words))
}

fn search(text: &str) -> Vec<Hit> {
    let mut found = Vec::new();
    keyed::keyed(text, &mut found);
    eastern::eastern(text, &mut found);
    let (words, rest) = split::words(text, MOST);
    spaced::spaced(text, &words, &mut found);
    cased::cased(text, &words, &mut found);
    found.extend(rest.map(|range| (range, "beyond what is looked at")));
    let hits = found.into_iter().filter(|(range, _)| !range.is_empty()).map(|(range, check)| Hit {
        info_type: InfoType::PersonName,
        range,
        check,
    });
    super::without_overlaps(hits.collect())
}

#[cfg(test)]
mod tests;
