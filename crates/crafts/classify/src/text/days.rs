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
    let words: Vec<&str> = text.split_whitespace().take(MOST).collect();
    let sentence = words.len() >= SENTENCE;
    let mut next = 0;
    while next < words.len() {
        let found = at(text, &words, next);
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
fn at(text: &str, words: &[&str], first: usize) -> Option<(usize, usize, usize)> {
    let word = words.get(first)?;
    if !opens_date(word, words.get(first + 1), words.get(first + 2)) {
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
