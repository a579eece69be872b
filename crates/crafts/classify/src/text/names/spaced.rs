//! Names in scripts without capitals that part words by spaces: Arabic, Hebrew, Georgian, those of India;
//! and in Thai, where a title opens them.

use super::lists::{Known, is_before, is_other, is_title};
use super::word::{Case, Word};
use std::ops::Range;

/// What is written as one word with the word behind it: `and`, `to`, `the`.
const PREFIXES: [&str; 13] = ["وال", "و", "ف", "ب", "ل", "ال", "ו", "ה", "ל", "ב", "מ", "ש", "כ"];
/// Thai titles, the longer first: nothing parts them from the name.
const THAI: [&str; 9] = ["นางสาว", "น.ส.", "นาง", "นาย", "คุณ", "ดร.", "เด็กชาย", "เด็กหญิง", "หมอ"];
/// Letters of a word, at least, that is looked up.
const LEAST: usize = 3;

/// Names among `words` of `text`.
pub fn spaced(text: &str, words: &[Word<'_>], found: &mut Vec<(Range<usize>, &'static str)>) {
    let mut at = 0;
    while at < words.len() {
        let Some(word) = words.get(at) else { return };
        if word.case != Case::None || eastern(word.text) {
            at += 1;
            continue;
        }
        if word.text.chars().any(is_thai) {
            found.extend(thai(text, words, at));
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let announced = before.is_some_and(|before| announces(text, before, word));
        let run = words.iter().skip(at).enumerate().take_while(|(place, word)| {
            let before = place.checked_sub(1).and_then(|place| words.get(at + place));
            let beside = *place == 0 || adjoins(text, before, word);
            // A name goes on behind `son of`, and with a family name that has an article.
            let after = before.is_some_and(|before| is_link(&before.folded));
            let goes_on = *place > 0 && may_be(word) && (after || is_family_form(&word.folded));
            let named = is_listed(word) || goes_on || is_link(&word.folded);
            beside && *place < 7 && (named || (announced && *place < 2 && may_be(word)))
        });
        let taken = run.count();
        // What only links names is none.
        let links = words.iter().skip(at).take(taken).all(|word| is_link(&word.folded));
        let taken = if links { 0 } else { taken };
        if taken > 0
            && let Some(last) = words.get(at + taken - 1)
        {
            let check = if announced { "announced" } else { "list of names" };
            found.push((word.range.start..last.range.end, check));
        }
        at += taken.max(1);
    }
}

/// Whether `word` is of a script that is read sign by sign.
fn eastern(word: &str) -> bool {
    word.chars().any(|c| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// `son of`, `father of`, `house of`, `servant of`.
fn is_link(folded: &str) -> bool {
    const LINKS: &str = "بن|ابن|بنت|آل|أبو|أبا|ابو|أبي|أم|عبد|بو|בן|בת|בר|אבו|אבן|אל|ибн";
    LINKS.split('|').any(|link| link == folded)
}

/// A word with the article, as Arabic family names have it, or one of a people's `-ī`.
fn is_family_form(folded: &str) -> bool {
    folded.chars().count() >= 5 && folded.starts_with("ال")
}

fn may_be(word: &Word<'_>) -> bool {
    word.case == Case::None
        && !is_other(&word.folded)
        && !is_title(&word.folded)
        && word.text.chars().count() >= 2
}

fn is_listed(word: &Word<'_>) -> bool {
    let listed = |text: &str| {
        text.chars().count() >= LEAST && {
            let part = Word { text, folded: text.to_owned(), ..word.clone() };
            Known::of(&part, text).any()
        }
    };
    if word.case != Case::None || is_other(&word.folded) || is_title(&word.folded) {
        return false;
    }
    // Without the marks of vowels, which lists do not write.
    let folded: String =
        word.folded.chars().filter(|c| !matches!(c, '\u{64b}'..='\u{652}' | '\u{93c}')).collect();
    let without = PREFIXES.iter().filter_map(|prefix| folded.strip_prefix(prefix));
    listed(&folded)
        || listed(&word.folded)
        || without.filter(|rest| rest.chars().count() > LEAST).any(listed)
}

/// Whether `before` is a title, or a word after which names stand, right before `word`.
fn announces(text: &str, before: &Word<'_>, word: &Word<'_>) -> bool {
    const BEFORE: &str = "اسم|اسمه|اسمها|اسمي|الاسم|العميل|العميلة|المريض|المريضة|الموظف|الموظفة|اتصل|اتصلت|من|מאת|שמי|שמו|שמה|לקוח|לקוחה|הלקוח|הלקוחה|חולה|המטופל|נאם|नाम|ग्राहक|मरीज|रोगी|مشتری|بیمار|نام|نامم|აბონენტი|კლიენტი|პაციენტი";
    let between = text.get(before.range.end..word.range.start).unwrap_or_default();
    let near = between.chars().count() <= 3
        && between.chars().all(|c| c.is_whitespace() || ".:'\"׳״".contains(c));
    let listed = |word: &str| BEFORE.split('|').any(|listed| listed == word);
    let weak = |word: &str| matches!(word, "من" | "اتصل" | "اتصلت" | "מאת");
    let folded = before.folded.as_str();
    near && (is_title(folded) || is_before(folded) || (listed(folded) && !weak(folded)))
}

fn adjoins(text: &str, before: Option<&Word<'_>>, word: &Word<'_>) -> bool {
    let between =
        before.and_then(|before| text.get(before.range.end..word.range.start)).unwrap_or_default();
    matches!(between, " " | "\u{a0}" | "\u{200c}" | "-" | "  ")
}

const fn is_thai(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}')
}

/// A Thai name: what follows a title, and the word after it; or two words that lists have.
fn thai(text: &str, words: &[Word<'_>], at: usize) -> Option<(Range<usize>, &'static str)> {
    let word = words.get(at)?;
    let next = words.get(at + 1).filter(|next| adjoins(text, Some(word), next));
    let end = next.map_or(word.range.end, |next| next.range.end);
    let titled = THAI.iter().find_map(|title| word.text.find(title).map(|at| at + title.len()));
    if let Some(start) = titled {
        return Some((word.range.start + start..end, "title"));
    }
    let next = next?;
    let known = |word: &Word<'_>| Known::of(word, &word.folded);
    // What stands before the given name is written as one word with it.
    let starts = word.text.char_indices().map(|(start, _)| start);
    let given = starts.filter_map(|start| word.text.get(start..).map(|rest| (start, rest)));
    let given = given.filter(|(_, rest)| rest.chars().count() >= LEAST).find(|(_, rest)| {
        let part = Word { text: rest, folded: (*rest).to_owned(), ..word.clone() };
        known(&part).given
    });
    match given {
        Some((start, _)) => Some((word.range.start + start..end, "list of names")),
        None if known(next).family => Some((word.range.start..end, "list of names")),
        None => None,
    }
}
