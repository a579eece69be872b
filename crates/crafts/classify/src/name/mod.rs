//! What a column's name says about its values: a second witness. A telling name is believed; what
//! makes a name harmless only stops other witnesses from being taken for more than they are, and
//! never lowers what the values say.

mod phrases;
mod plain;
mod vocabulary;
mod words;

pub use phrases::Phrases;
pub use vocabulary::{PEOPLE, THINGS};

use crate::recognisers::Recognisers;
use crate::words::fold;
use phrases::Phrase;
use std::cmp::Reverse;
use std::sync::LazyLock;
use terms::InfoType as T;
use terms::{Class, InfoType};
use vocabulary::{AXES, EVENTS, GENERIC, INTIMATE, LABELS, List, MEASURES, PERSONS, QUANTITIES};
use words::Words;

/// What columns of each info type are called.
static KNOWN: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::of(InfoType::ALL.iter().map(|known| (*known, known.row().words))));
/// What only people have.
static TELLING: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::of([(InfoType::Unknown, INTIMATE)].into_iter()));

/// What a name says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Named {
    /// The info type whose words it has.
    pub hint: Option<InfoType>,
    /// Whether those words mean little else, so that the values need not agree.
    pub strong: bool,
    /// It speaks of a number, a state or a property of what it names, not of the thing itself.
    pub measure: bool,
    /// It speaks of a quantity.
    pub quantity: bool,
    /// It speaks of goods, places, machines, papers: of no person.
    pub thing: bool,
    /// It speaks of what people write on things, or call files.
    pub label: bool,
    /// It speaks of when something happened.
    pub event: bool,
    /// It speaks of somebody.
    pub person: bool,
    /// It speaks of what only people have, and would not tell everybody.
    pub intimate: bool,
    /// It says nothing at all: `c1`, `col_7`, `x`.
    pub neutral: bool,
    /// It may speak of a latitude or a longitude: of an axis, or by German's words for width and length.
    pub axis: bool,
    /// All of its words speak of trade, places or the keeping of records, and none of what somebody is.
    pub plain: bool,
}

/// Reads `name`, by the words of `recognisers`.
pub fn read(name: &str, recognisers: &Recognisers) -> Named {
    let words = words(name);
    let all = |list: &List| {
        let listed = |word: &String| list.contains(word.as_str());
        words.split.iter().all(|word| listed(word) || word.bytes().all(|b| b.is_ascii_digit()))
    };
    let (hint, strong, phrase) = match hint(&words, recognisers) {
        Some((T::Age, ..)) if !all(&PERSONS) => (None, false, ""),
        Some((info_type, strong, phrase)) => (Some(info_type), strong, phrase),
        None => (None, false, ""),
    };
    // The words that made the hint are no words for something else.
    let rest = |word: &&String| !phrase.split(' ').any(|taken| taken == word.as_str());
    let any = |list: &List| {
        let mut words = words.split.iter().chain(&words.whole).filter(rest);
        words.any(|word| list.contains(word.as_str()))
    };
    // What a browser says of itself.
    let agent = words.glued.contains("useragent");
    Named {
        hint,
        strong,
        measure: any(&MEASURES),
        quantity: any(&QUANTITIES),
        thing: any(&THINGS) || agent,
        label: any(&LABELS),
        event: any(&EVENTS),
        person: any(&PEOPLE) && !agent,
        intimate: TELLING.any(&words),
        neutral: all(&GENERIC),
        axis: any(&AXES),
        plain: plain::is_plain(&words.split) || plain::is_plain(&words.whole),
    }
}

/// Whether `text` has words of what only people have, and would not tell everybody.
pub fn speaks_of_intimate(text: &str) -> bool {
    TELLING.any(&words(text))
}

/// The words of `name`, folded: split at signs, digits and changes of case.
pub fn plain_words(name: &str) -> Vec<String> {
    let mut words = words(name);
    words.split.append(&mut words.whole);
    words.split.push(words.glued);
    words.split
}

/// What makes one phrase of a name count more than another: that there is something to protect, its length, whether it
/// needs no values, and whose it is and where it stands.
type Rank = (bool, usize, bool, Reverse<(usize, usize)>);

/// The info type of the longest phrase that the name has, whether it needs no values to agree, and the
/// phrase. A user's own come first.
fn hint<'a>(words: &Words, recognisers: &'a Recognisers) -> Option<(InfoType, bool, &'a str)> {
    let mut best: Option<(Rank, &'a Phrase)> = None;
    for (set, phrases) in [recognisers.phrases(), &KNOWN].into_iter().enumerate() {
        phrases.each(words, &mut |phrase, length| {
            // A word that means little else outweighs a longer one that does, if there is something to protect.
            let protects = phrase.strong && phrase.info_type.row().demand.class > Class::Internal;
            let rank = (protects, length, phrase.strong, Reverse((set, phrase.place)));
            if best.is_none_or(|(highest, _)| rank > highest) {
                best = Some((rank, phrase));
            }
        });
    }
    best.map(|(_, phrase)| (phrase.info_type, phrase.strong, phrase.text.as_str()))
}

/// The folded words of a name: split at signs, and where the case changes, as in `CCNumber`, `dateOfBirth`.
fn words(name: &str) -> Words {
    let characters: Vec<char> = name.chars().take(200).collect();
    let mut whole = vec![String::new()];
    for (at, c) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at)).copied().unwrap_or(' ');
        let next = characters.get(at + 1).copied().unwrap_or(' ');
        let hump = c.is_uppercase()
            && (before.is_lowercase() || (before.is_uppercase() && next.is_lowercase()));
        let part = c.is_alphanumeric()
            || (!c.is_ascii() && !c.is_whitespace() && !c.is_ascii_punctuation());
        if hump || !part {
            whole.push(String::new());
        }
        if part {
            whole.last_mut().into_iter().for_each(|word| word.push(*c));
        }
    }
    let mut whole: Vec<String> =
        whole.iter().map(|word| fold(word)).filter(|word| !word.is_empty()).collect();
    // Where two tables are joined on a key, pandas calls what both have `age_x` and `age_y`.
    if whole.len() > 1 && whole.last().is_some_and(|last| last == "x" || last == "y") {
        whole.pop();
    }
    let split =
        whole.iter().flat_map(|word| at_digits(word)).flat_map(|word| at_suffix(&word)).collect();
    Words { glued: whole.concat(), whole, split }
}

/// `orderkey` as `order` and `key`, where both are words that are known.
fn at_suffix(word: &str) -> Vec<String> {
    const ENDS: [&str; 25] = [
        "key", "id", "no", "nr", "num", "number", "date", "time", "name", "code", "type", "mode",
        "flag", "status", "priority", "price", "cost", "qty", "count", "instruct", "segment",
        "size", "total", "address", "phone",
    ];
    let known = |part: &str| {
        [&THINGS, &QUANTITIES, &EVENTS, &PEOPLE].iter().any(|list| list.contains(part))
    };
    let parts = ENDS
        .iter()
        .find_map(|end| word.strip_suffix(end).filter(|part| known(part)).map(|part| (part, *end)));
    match parts {
        Some((part, end)) => vec![part.to_owned(), end.to_owned()],
        None => vec![word.to_owned()],
    }
}

fn at_digits(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = None;
    for c in word.chars() {
        let digit = c.is_ascii_digit();
        if before.is_some_and(|before| before != digit) {
            parts.push(String::new());
        }
        before = Some(digit);
        parts.last_mut().into_iter().for_each(|part| part.push(c));
    }
    parts
}

#[cfg(test)]
#[path = "../name_tests.rs"]
mod tests;
