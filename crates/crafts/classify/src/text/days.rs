//! Days in a text: those of birth wherever a word says so, others in sentences, where they may say when
//! somebody was where.

use super::Hit;
use super::context::Near;
use crate::check::time;
use terms::InfoType;

/// Words of a text from which on it is a sentence.
const SENTENCE: usize = 5;
/// Words that a date is written in, at most.
const LONGEST: usize = 5;
/// Words of one text whose dates are looked for.
const MOST: usize = 20_000;

const BIRTH: [&str; 39] = [
    "born",
    "birth",
    "dob",
    "d.o.b",
    "birthday",
    "geb",
    "geboren",
    "geburtsdatum",
    "ne le",
    "nee le",
    "naissance",
    "nacio",
    "nacido",
    "nacida",
    "nacimiento",
    "nato",
    "nata",
    "nascita",
    "nascido",
    "nascida",
    "nascimento",
    "geboortedatum",
    "urodz",
    "urodzon",
    "fodd",
    "fodt",
    "narozen",
    "dogum",
    "syntynyt",
    "szuletett",
    "nascut",
    "род",
    "родился",
    "родилась",
    "рождения",
    "出生",
    "生年月日",
    "생년월일",
    "مواليد",
];

/// Days of birth and other days in `text`.
pub fn days(text: &str, hits: &mut Vec<Hit>) {
    days_where(text, hits, time::may_date);
}

/// As [`days`], where a word that a date has passes `may`.
fn days_where(text: &str, hits: &mut Vec<Hit>, may: fn(&str) -> bool) {
    let words: Vec<&str> = text.split_whitespace().take(MOST).collect();
    let sentence = words.len() >= SENTENCE;
    let has_digit = |word: &&str| word.bytes().any(|byte| byte.is_ascii_digit());
    let numbered: Vec<bool> = words.iter().map(has_digit).collect();
    let mut next = 0;
    while next < words.len() {
        // A date opens with a digit, or has one in the second word after that.
        if !numbered.iter().skip(next).take(3).any(|numbered| *numbered) {
            next += 1;
            continue;
        }
        let found = at(text, &words, next, may);
        let Some((taken, start, end)) = found else {
            next += 1;
            continue;
        };
        if Near::of(text, start).has(&BIRTH) {
            hits.push(Hit { info_type: InfoType::BirthDate, range: start..end, check: "context" });
        } else if sentence {
            hits.push(Hit { info_type: InfoType::Date, range: start..end, check: "calendar" });
        }
        next += taken;
    }
}

/// The longest date that starts with the word at `first`: its words, and where it stands.
fn at(
    text: &str,
    words: &[&str],
    first: usize,
    may: fn(&str) -> bool,
) -> Option<(usize, usize, usize)> {
    let word = words.get(first)?;
    if !opens_date(word, words.get(first + 1), words.get(first + 2)) {
        return None;
    }
    if !words.iter().skip(first).take(LONGEST).any(|word| may(word)) {
        return None;
    }
    let opens = |c: char| "([\"'<:".contains(c);
    let closes = |c: char| ".,;:!?)]\"'>".contains(c);
    let start = offset(text, word.trim_start_matches(opens));

    (1..=LONGEST).rev().find_map(|taken| {
        let last = words.get(first + taken - 1)?;
        let end = offset(text, last) + last.trim_end_matches(closes).len();
        let value = text.get(start..end)?;
        let numbers = value.bytes().filter(u8::is_ascii_digit).count();
        ((3..=20).contains(&numbers) && time::date(value)).then_some((taken, start, end))
    })
}

/// Whether a date may begin with `word`: with a number that is divided by signs, with a short number
/// before a word, or with a word before a short number.
fn opens_date(word: &str, next: Option<&&str>, after: Option<&&str>) -> bool {
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    let short = |word: &str| (1..=4).contains(&digits(word)) && word.len() <= 6;
    let lettered =
        |word: &str| digits(word) == 0 && word.chars().any(char::is_alphabetic) && word.len() <= 24;
    let divided = word.bytes().filter(|byte| b"-/.".contains(byte)).count() >= 2
        || word.contains(['年', '년']);
    let number_first =
        short(word) && next.is_some_and(|next| lettered(next) || next.contains(['월', '月']));
    let word_first = lettered(word)
        && next.is_some_and(|n| short(n) || (lettered(n) && after.is_some_and(|a| short(a))));
    (divided && digits(word) >= 3) || number_first || word_first
}

fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr() - text.as_ptr().addr()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str, may: fn(&str) -> bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        days_where(text, &mut hits, may);
        hits
    }

    const PARTS: [&str; 40] = [
        "born",
        "on",
        "the",
        "12",
        "3",
        "March",
        "(Feb.",
        "29-Feb-2024,",
        "1971",
        "de",
        "febrero",
        "2024-02-29",
        "29.02.2024.",
        "29/Feb/2024:10:11:12",
        "+0000",
        "Thu,",
        "10:11:12",
        "2024年2月29日",
        "2024년",
        "2월",
        "29일",
        "2024-W09-4",
        "2024-060",
        "g.",
        "мая",
        "мар.",
        "May,",
        "5th",
        "24",
        "in",
        "town",
        "for",
        "40",
        "years",
        "AM",
        "12.03.1971",
        "29/02/24",
        "Sept",
        "3.",
        "1999)",
    ];

    proptest! {
        // What is passed over has no date in it.
        #[test]
        fn looking_at_fewer_words_finds_as_many_days(
            places in proptest::collection::vec(0..PARTS.len(), 0..14), joint in "[ \u{a0},-]",
        ) {
            let parts: Vec<&str> = places.iter().filter_map(|at| PARTS.get(*at).copied()).collect();
            for joint in [" ", joint.as_str()] {
                let text = parts.join(joint);
                prop_assert_eq!(found(&text, time::may_date), found(&text, |_| true), "{}", text);
            }
        }

        #[test]
        fn any_text_has_the_same_days(text in "[0-9A-Za-z年月日 ,./:()-]{0,80}") {
            prop_assert_eq!(found(&text, time::may_date), found(&text, |_| true));
        }
    }
}
