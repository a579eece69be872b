//! Evidence that a column tells nothing of anybody. What is merely not recognised has none: it waits for
//! somebody who says what it is.

use crate::check::{contact, time};
use crate::decide::is_called_after_a_thing;
use crate::name::{self, Named};
use crate::number::is_written_number;
use crate::odd::{
    digits, has_long_numbers, has_others, is_of_days, is_somewhere, one_length, places,
};
use crate::profile::Profile;
use crate::share::at_least;
use crate::verdict::plain;
use crate::words;
use crate::words::known::is_known;
use terms::{Class, Evidence, InfoType};

/// The share of values that has to agree, at least, by the lower end of its interval.
const NEARLY_ALL: f64 = 0.9;
/// Digits from which on whole numbers may be somebody's.
const LONG: usize = 8;
/// The share of different values from which on long numbers may be keys.
const KEYS: f64 = 0.2;

/// Why a column is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Flag,
    PublicCode,
    KnownWords,
    Kinds,
    Names,
    MeasureByName,
    Distribution,
    Event,
    Moments,
    RowCount,
    Key,
    Pages,
}

impl Ground {
    /// As evidence is told.
    pub const fn check(self) -> &'static str {
        match self {
            Self::Flag => "harmless: a flag",
            Self::PublicCode => "harmless: a public code",
            Self::KnownWords => "harmless: known words",
            Self::Kinds => "harmless: kinds of a thing",
            Self::Names => "harmless: names of things",
            Self::MeasureByName => "harmless: a measure by its name",
            Self::Distribution => "harmless: a measure with a distribution",
            Self::Event => "harmless: when something happened",
            Self::Moments => "harmless: moments of events",
            Self::RowCount => "harmless: counts the rows",
            Self::Key => "harmless: the key of a thing",
            Self::Pages => "harmless: pages of things",
        }
    }
}

/// Why the values of a column of `info_type` are harmless, with evidence; `None` where there is none.
pub fn proof(
    info_type: InfoType,
    named: &Named,
    profile: &Profile<'_>,
) -> Option<(Ground, Evidence)> {
    use InfoType as T;
    if profile.of == 0 || named.intimate {
        return None;
    }
    // Among codes, flags, moments and numbers, a sentence is what nobody has looked at.
    if info_type != T::Category && profile.values.iter().any(|(value, _)| is_sentence(value)) {
        return None;
    }
    let (ground, matched) = match info_type {
        T::Boolean => (Ground::Flag, profile.of),
        T::Isbn | T::Gtin | T::CompanyNumber | T::Bic | T::AbaRouting | T::UsNpi => {
            (Ground::PublicCode, profile.of)
        }
        T::Category => category(named, profile)?,
        T::Number => measure(named, profile)?,
        T::Date => event(named, profile)?,
        T::RowId => key(named, profile)?,
        T::Uuid if of_a_thing(named) => (Ground::Key, profile.of),
        T::Url => page(named, profile)?,
        _ => return None,
    };
    let evidence = plain(info_type, ground.check(), matched, profile.of);
    // Of twenty values all have to agree; of many, nearly all.
    let sure = at_least(matched, profile.of) >= NEARLY_ALL || matched == profile.of;
    sure.then_some((ground, evidence))
}

type Proven = Option<(Ground, u64)>;

/// A thing, and nobody's.
const fn of_a_thing(named: &Named) -> bool {
    named.thing && !named.person
}

fn category(named: &Named, profile: &Profile<'_>) -> Proven {
    if profile.values.iter().take(LOOKED_AT).any(|(value, _)| name::speaks_of_intimate(value)) {
        return None;
    }
    let is_known = |value: &str| is_known(value) || words::is_country(value);
    let (known, _) = profile.matched(is_known);
    if at_least(known, profile.of) >= NEARLY_ALL || known == profile.of {
        let unknown = |value: &str| !is_known(value) && is_sentence(value);
        let odd = profile.values.iter().any(|(value, _)| unknown(value));
        let rest = has_others(profile, is_known);
        return (!odd && !rest).then_some((Ground::KnownWords, known));
    }
    if named.thing && (names_people(profile) || named.label && is_labelled_with_people(profile)) {
        return None;
    }
    let (called, _) = profile.matched(is_called);
    if called * 5 >= profile.of {
        return None;
    }
    // A code of few letters has no word in it that could be known.
    let few = profile.values.len() <= 1_000 && profile.variety() <= 0.5;
    match (of_a_thing(named), few) {
        (true, true) => Some((Ground::Kinds, profile.of)),
        (true, false) => {
            let (surely, _) = profile.matched(surely_names);
            let (people, _) = profile.matched(words::is_full_name);
            (surely * 5 < profile.of && people * 2 < profile.of)
                .then_some((Ground::Names, profile.of))
        }
        (false, _) => None,
    }
}

fn measure(named: &Named, profile: &Profile<'_>) -> Proven {
    if has_others(profile, is_written_number)
        || has_long_numbers(profile)
        || is_of_days(named, profile)
    {
        return None;
    }
    let whole = profile.fractions * 2 < profile.numbers;
    let long = profile.values.iter().filter(|(value, _)| digits(value) >= LONG).count();
    let like_keys = whole && long * 2 > profile.values.len() && profile.variety() >= KEYS;
    let telling = |hint: InfoType| {
        hint.row().demand.class > Class::Internal && !is_called_after_a_thing(hint, named)
    };
    if named.hint.is_some_and(telling) && !named.measure {
        return None;
    }
    // Numbers that are all different and of one length count nothing, whatever they are called.
    let one_length = like_keys && one_length(profile);
    let counted = named.quantity && !one_length && !is_somewhere(named, profile);
    if (counted || of_a_thing(named))
        && !(like_keys && (named.person || one_length && named.quantity))
    {
        return Some((Ground::MeasureByName, profile.numbers));
    }
    // A distribution: most numbers have a fraction, not all of the same many places, and they are no degrees.
    let varied = profile.values.len() >= 10 && profile.fractions * 2 >= profile.of;
    let degrees = profile.values.iter().filter(|(value, _)| places(value) >= 4).count();
    let spread = degrees * 2 < profile.values.len();
    (varied && spread && !named.neutral && !named.person)
        .then_some((Ground::Distribution, profile.numbers))
}

/// Values that are looked at for people.
const LOOKED_AT: usize = 400;

/// Whether people are named here and there among kinds of a thing: in values that stand once, where kinds
/// come again.
fn names_people(profile: &Profile<'_>) -> bool {
    let once = profile.values.iter().filter(|(_, count)| *count == 1);
    let people = once.take(LOOKED_AT).filter(|(value, _)| speaks_of_somebody(value)).count();
    let coming_again = profile.values.iter().any(|(_, count)| *count > 2);
    coming_again && profile.variety() <= 0.3 && people >= 3 && people as u64 * 100 >= profile.of
}

/// Whether some of what is written on things names people: a few of many values, however often they come.
fn is_labelled_with_people(profile: &Profile<'_>) -> bool {
    let looked_at = profile.values.len().min(LOOKED_AT);
    let values = profile.values.iter().take(looked_at);
    let people = values.filter(|(value, _)| surely_names(value)).count();
    people >= looked_at.clamp(1, 3) && people * 50 >= looked_at
}

/// A person's full name, or what has one in it, or the folder of somebody's account.
fn speaks_of_somebody(value: &str) -> bool {
    surely_names(value) || (words::is_full_name(value) && !is_place(value))
}

/// A given and a family name beside one another, or the folder of somebody's account.
fn surely_names(value: &str) -> bool {
    let home = ["/home/", "/Users/", "\\Users\\"].iter().any(|home| value.contains(home));
    home || (crate::text::has_full_name(value) && !is_place(value))
}

/// What is written as telephones are called from abroad (ITU-T E.123), whatever the number.
fn is_called(value: &str) -> bool {
    let signs = |byte: u8| byte.is_ascii_digit() || b"+ -().".contains(&byte);
    value.starts_with('+') && digits(value) >= 7 && value.bytes().all(signs)
}

/// A place that is called like a person: `San Jose`.
fn is_place(value: &str) -> bool {
    const PLACES: &str = "san|santa|santo|sao|saint|sainte|st|ste|sankt|sant|los|las|el|la|le|port|puerto|fort|new|north|south|east|west|mount|mt|lake|villa|point|cape|bad|nova|novo|ciudad|rio";
    let first = words::fold(value.split([' ', '.', '-']).next().unwrap_or_default());
    PLACES.split('|').any(|place| place == first)
        || value.ends_with([
            '市', '区', '區', '县', '省', '町', '村', '郡', '州', '道', '시', '구', '군', '동',
        ])
}

/// Three words and more, and no number.
fn is_sentence(value: &str) -> bool {
    value.split_whitespace().count() >= 3
        && value.chars().any(char::is_alphabetic)
        && !value.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a part of a code or an address looks drawn at random, as keys and signatures are: letters of both
/// cases and digits, twenty and more of them, or 48 hexadecimal digits.
fn is_drawn_at_random(value: &str) -> bool {
    value.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| {
        let has = |of: fn(&u8) -> bool| part.as_bytes().iter().any(of);
        let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase);
        let hexadecimal = part.bytes().all(|byte| byte.is_ascii_hexdigit());
        (part.len() >= 20 && mixed && has(u8::is_ascii_uppercase))
            || (part.len() >= 48 && hexadecimal)
    })
}

fn event(named: &Named, profile: &Profile<'_>) -> Proven {
    let (timed, _) = profile.matched(time::has_time);
    let years = || profile.values.iter().filter_map(|(value, _)| time::year_of(value));
    let span = years().max().unwrap_or_default().saturating_sub(years().min().unwrap_or_default());
    let (dates, _) = profile
        .matched(|value| time::date(value) || time::compact_date(value) || time::loose_date(value));
    if (named.event || of_a_thing(named)) && !named.person {
        return Some((Ground::Event, dates));
    }
    // Hours, and no lifetime between the first and the last.
    (timed * 2 > profile.of && span <= 15 && !named.person).then_some((Ground::Moments, dates))
}

fn key(named: &Named, profile: &Profile<'_>) -> Proven {
    let marked = |value: &str| value.starts_with(['+', '(']) && contact::phone(value);
    let (phones, _) = profile.matched(marked);
    let (people, _) = profile.matched(surely_names);
    if phones * 10 >= profile.of || people * 10 >= profile.of {
        return None;
    }
    if profile.counts_up && profile.numbers == profile.of {
        return Some((Ground::RowCount, profile.of));
    }
    let (drawn, _) = profile.matched(is_drawn_at_random);
    (of_a_thing(named) && drawn == 0).then_some((Ground::Key, profile.of))
}

fn page(named: &Named, profile: &Profile<'_>) -> Proven {
    let (bare, _) = profile.matched(|value| !value.contains(['?', '@', '=']));
    let (drawn, _) = profile.matched(is_drawn_at_random);
    (of_a_thing(named) && drawn == 0).then_some((Ground::Pages, bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_signatures_look_drawn_and_codes_do_not() {
        for drawn in [
            "https://hooks.example.com/services/T0AB/B0CD/aZ9kQ2wE8rT5yU1iO4pL",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "x7Kd02LmNq81TzVb45Rw",
        ] {
            assert!(is_drawn_at_random(drawn), "{drawn}");
        }
        for plain in [
            "https://shop.example.com/products/4711-garden-chair",
            "550e8400-e29b-41d4-a716-446655440000",
            "OR-100023",
            "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
            "SKU20240001ABCDEFGHIJ",
        ] {
            assert!(!is_drawn_at_random(plain), "{plain}");
        }
    }

    #[test]
    fn a_sentence_has_words_and_no_number() {
        assert!(is_sentence("HIV positive since long"));
        for plain in ["in progress", "3 March 2024", "12 34 56", "OR-1 OR-2 OR-3"] {
            assert!(!is_sentence(plain), "{plain}");
        }
    }
}
