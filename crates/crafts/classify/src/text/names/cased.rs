//! Names in scripts that have capitals: Latin, Cyrillic, Greek, Armenian.

use super::lists::{Known, bare, is_after, is_before, is_both, is_function, is_other, is_title};
use super::word::{Case, Word};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Words of one name, at most.
const LONGEST: usize = 8;

/// Names among `words` of `text`.
pub fn cased(text: &str, words: &[Word<'_>], found: &mut Vec<(Range<usize>, &'static str)>) {
    let manner = Manner::of(words);
    let read: Vec<Read<'_>> = words.iter().map(|word| Read::of(word, &manner)).collect();
    let mut at = 0;
    while at < read.len() {
        let end = run_end(text, &read, at);
        let Some(run) = read.get(at..end).filter(|run| !run.is_empty()) else {
            at += 1;
            continue;
        };
        let around = Around {
            before: at.checked_sub(1).and_then(|before| read.get(before)),
            after: read.get(end),
            lone: is_alone(text, run),
        };
        found.extend(judge(run, &around, &manner));
        at = end.max(at + 1);
    }
}

/// Words that say that a text is German.
const GERMAN: &str = "der|die|das|und|ist|nicht|ein|eine|einen|mit|fur|auf|von|wurde|hat|bei|zu|den|dem|im|am|ich|wir|sie|wird|sich|zum|zur|des|nach|aus|bitte|war|haben|er|um|ihr|ihre|viele|frau|herr|geehrte|kunde|kundin|kein|keine|vor|seit|mir|uns";

static GERMAN_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| GERMAN.split('|').collect());

/// How a text uses its capitals.
struct Manner {
    /// A capital within a sentence says something.
    telling: bool,
    /// Nouns have capitals, as in German.
    nouns: bool,
    /// There are no capitals, or nothing else.
    flat: bool,
}

impl Manner {
    fn of(words: &[Word<'_>]) -> Self {
        let german = words.iter().filter(|word| GERMAN_SET.contains(word.folded.as_str())).count();
        let count = |case| words.iter().filter(|word| word.case == case).count();
        let (small, capital, capitals) =
            (count(Case::Small), count(Case::Capital), count(Case::Capitals));
        let inner = words.iter().filter(|word| !word.opens && word.case == Case::Capital).count();
        Self {
            telling: small > 0 && inner <= 2 * small,
            nouns: german >= 2 || (german == 1 && words.len() <= 8),
            flat: (capital == 0 && capitals == 0) || (small == 0 && capitals > capital),
        }
    }
}

/// A word, and what is known of it.
struct Read<'a> {
    word: &'a Word<'a>,
    known: Known,
    both: bool,
    /// It is another word, or too often.
    other: bool,
    /// It is part of no name.
    function: bool,
    title: bool,
    /// Whether it is written as a name may be in this text.
    shaped: bool,
}

impl<'a> Read<'a> {
    fn of(word: &'a Word<'a>, manner: &Manner) -> Self {
        let folded = word.folded.as_str();
        let title = is_title(folded);
        let cased = word.case != Case::None;
        let capital = matches!(word.case, Case::Capital | Case::Capitals);
        // In a flat text, each word is looked up; elsewhere those with capitals.
        let looked_up = cased && (capital || manner.flat || word.folded.len() >= 3);
        let known = if looked_up { Known::of(word, folded) } else { Known::default() };
        let month = word.numbered && matches!(folded, "may" | "april" | "june" | "mark");
        let both = is_both(bare(folded)) && !month;
        Self {
            word,
            known,
            both,
            other: (is_other(folded) && !both) || month,
            function: is_function(folded) || month,
            title,
            shaped: cased && (capital && !manner.flat),
        }
    }

    /// An initial: `J.`
    fn is_initial(&self) -> bool {
        self.word.text.chars().count() == 1 && self.shaped
    }

    fn is_listed(&self) -> bool {
        (self.known.any() || self.both) && !self.other
    }
}

/// What stands around a run of words.
struct Around<'a> {
    before: Option<&'a Read<'a>>,
    after: Option<&'a Read<'a>>,
    /// It has a line of its own.
    lone: bool,
}

/// Where the run of words ends that starts at `at` and may be one name; `at` itself if there is none. What
/// has a capital is joined by what has one, small words by small ones.
fn run_end(text: &str, read: &[Read<'_>], at: usize) -> usize {
    let Some(first) = read.get(at) else { return at };
    let small = !first.shaped && !first.title;
    let named =
        |read: &Read<'_>| read.shaped || read.title || (read.is_listed() && (small || first.title));
    let mut end = at;
    while let Some(next) = read.get(end).filter(|_| end - at < LONGEST) {
        let before = end.checked_sub(1).filter(|_| end > at).and_then(|before| read.get(before));
        let joined = before.is_none_or(|before| are_joined(text, before, next));
        let particle = end > at && is_particle(&next.word.folded) && {
            let rest = read.iter().skip(end + 1).take(3);
            rest.clone().find(|read| !is_particle(&read.word.folded)).is_some_and(named)
        };
        if !joined || !(named(next) || particle) {
            break;
        }
        end += 1;
    }
    end
}

fn is_particle(folded: &str) -> bool {
    const PARTICLES: &str = "de|da|do|dos|das|del|della|di|du|la|las|los|le|van|von|vom|der|den|ter|ten|al|el|bin|ibn|bint|y|e|af|av|zu|zum|zur|st|ben|abu|mac|mc|o|d|ul";
    PARTICLES.split('|').any(|particle| particle == folded)
}

/// Whether two words may belong to one name: a space between them, an initial's dot, a comma after a family
/// name, the signs of a file's name.
fn are_joined(text: &str, left: &Read<'_>, right: &Read<'_>) -> bool {
    let between = text.get(left.word.range.end..right.word.range.start).unwrap_or_default();
    match between {
        " " | "  " | "\u{a0}" | "_" | "-" => true,
        "." => true,
        ". " => left.is_initial() || left.title,
        ", " | "," => (left.known.family || left.both) && (right.known.given || right.title),
        _ => false,
    }
}

/// Bytes before and after a run in which its line has to begin and end.
const LINE: usize = 80;

fn is_alone(text: &str, run: &[Read<'_>]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    let from = text.floor_char_boundary(first.word.range.start.saturating_sub(LINE));
    let to = text.floor_char_boundary(last.word.range.end.saturating_add(LINE));
    let before = text.get(from..first.word.range.start).unwrap_or_default();
    let after = text.get(last.word.range.end..to).unwrap_or_default();
    let blank = |text: &str| text.trim_matches([' ', ',', '.', '-', '\t', '\r']).is_empty();
    let above = before.rsplit_once('\n').is_some_and(|(_, line)| blank(line));
    let below = after.split('\n').next().is_some_and(blank);
    above && below && (to == text.len() || after.contains('\n'))
}

/// The name in a run of words, if there is one.
fn judge(
    run: &[Read<'_>],
    around: &Around<'_>,
    manner: &Manner,
) -> Option<(Range<usize>, &'static str)> {
    // What stands before a name is none of it.
    let titles = run.iter().take_while(|read| is_lead(read)).count();
    let lead = run.iter().take(titles).any(|read| read.title);
    let titled = lead || around.before.is_some_and(|before| before.title);
    // What is titled has a name, even if that is a word, too; and so has a given name.
    let skipped = if titled { run.iter().take_while(|read| read.title).count() } else { titles };
    let named = run.get(skipped..).unwrap_or_default();
    let mut given = false;
    let part = |read: &Read<'_>| {
        let follows = std::mem::replace(&mut given, read.known.given && !read.other);
        let whole = !read.function && read.shaped && !read.word.opens;
        !read.other || (whole && (titled || follows) && !is_role(&read.word.folded))
    };
    let parts: Vec<bool> = named.iter().map(part).collect();
    let named = named.get(..parts.iter().rposition(|part| *part).map_or(0, |last| last + 1))?;
    if named.is_empty() {
        return None;
    }
    let announced = around.before.is_some_and(|before| is_before(&before.word.folded));
    let check = why(named, around, manner, titled, announced)?;
    let (first, last) = (named.first()?, named.last()?);
    Some((first.word.range.start..last.word.range.end, check))
}

/// Whom nobody is called: `Dear Customer`.
fn is_role(folded: &str) -> bool {
    const ROLES: &str = "customer|client|sir|madam|team|all|colleague|colleagues|support|service|kunde|kundin|kunden|damen|herren|cliente|clients|klant|klient|equipe|kollegen";
    ROLES.split('|').any(|role| role == folded)
}

/// A word before a name: a title, or one that opens the sentence.
fn is_lead(read: &Read<'_>) -> bool {
    let particle = is_particle(&read.word.folded);
    (read.title && !(read.known.given && read.shaped))
        || (read.other && !read.is_listed())
        || particle
}

fn why(
    named: &[Read<'_>],
    around: &Around<'_>,
    manner: &Manner,
    titled: bool,
    announced: bool,
) -> Option<&'static str> {
    let short = |read: &Read<'_>| read.word.text.chars().count() < 2;
    let given = named.iter().any(|read| read.known.given && !read.other && !short(read));
    let listed = named.iter().filter(|read| read.is_listed() && !short(read)).count();
    if !named.iter().any(|read| read.shaped) {
        // Small letters: only what little else is.
        let pair = listed >= 2 && given;
        return match (pair, titled || announced) {
            (true, _) => Some("names beside one another"),
            (_, true) if listed >= 1 || titled => Some("announced"),
            _ => None,
        };
    }
    if titled {
        return Some("title");
    }
    let surely = named.iter().any(|read| read.shaped && read.known.any() && !read.other);
    if surely || listed >= 2 {
        return Some("list of names");
    }
    if announced {
        return Some("announced");
    }
    let acts = around.after.is_some_and(|after| is_after(&after.word.folded));
    let unknown = |read: &&Read<'_>| {
        read.shaped && !read.other && (read.word.case == Case::Capital || read.both)
    };
    let inner =
        named.iter().filter(unknown).filter(|read| !read.word.opens && !short(read)).count();
    let first = named.first().is_some_and(|read| unknown(&read) && !short(read));
    let closes = named.iter().any(|read| is_before(&read.word.folded));
    match () {
        () if around.lone && first && named.len() <= 4 && !closes => Some("a line of its own"),
        () if acts && first => Some("does something"),
        () if manner.telling && !manner.nouns && inner >= 1 => Some("a capital within a sentence"),
        () if manner.telling && manner.nouns && inner >= 2 => Some("capitals within a sentence"),
        () => None,
    }
}
