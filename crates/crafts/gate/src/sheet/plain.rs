//! Text of a cell without what only shows it nicely.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text without emphasis of Markdown and wikis, macros and odd white space; line breaks stay. What
/// marks a footnote (`I*`) or strikes out (`~~R~~`) is no emphasis.
pub(super) fn bare(text: &str) -> String {
    // What is longer is no name and no letter.
    const LONG: usize = 1_000;
    if text.len() > LONG {
        return text.trim().to_owned();
    }
    let spaced: String = text
        .chars()
        .map(|c| if c != '\n' && c.is_whitespace() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}' | '\u{fe0f}'))
        .collect();
    let mut shown = links(&macros(&spaced));
    for sign in ["**", "__", "`", "*", "_", "+", "'''", "''"] {
        if shown.contains(sign) {
            shown = unmarked(&shown, sign);
        }
    }
    let lines = shown.lines().map(|line| line.split(' ').filter(|word| !word.is_empty()));
    let lines: Vec<String> = lines.map(|words| words.collect::<Vec<_>>().join(" ")).collect();
    lines.join("\n").trim().to_owned()
}

/// Without pairs of `sign` around a run of text: what opens stands before a letter and after none, what
/// closes the other way round.
fn unmarked(text: &str, sign: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once(sign) {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let opens =
            edge(before.chars().last()) && after.chars().next().is_some_and(|c| !c.is_whitespace());
        let closing = after.match_indices(sign).find(|(at, _)| {
            let (inner, behind) = after.split_at(*at);
            let behind = behind.get(sign.len()..).unwrap_or_default();
            inner.chars().last().is_some_and(|c| !c.is_whitespace()) && edge(behind.chars().next())
        });
        shown.push_str(before);
        match closing {
            Some((at, _)) if opens && at > 0 => {
                let (inner, behind) = after.split_at(at);
                shown.push_str(inner);
                rest = behind.get(sign.len()..).unwrap_or_default();
            }
            _ => {
                shown.push_str(sign);
                rest = after;
            }
        }
    }
    shown.push_str(rest);
    shown
}

/// Without `{color:red}` and its like.
fn macros(text: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('{') {
        let inner = after.split_once('}').filter(|(inner, _)| {
            inner.starts_with(|c: char| c.is_ascii_alphabetic())
                && inner.chars().all(|c| c.is_ascii_alphanumeric() || ":#=|-_ ".contains(c))
        });
        shown.push_str(before);
        match inner {
            Some((_, behind)) => rest = behind,
            None => {
                shown.push('{');
                rest = after;
            }
        }
    }
    shown.push_str(rest);
    shown
}

/// `[text](address)`, `[text|address]` and `[[page|text]]` as their text.
fn links(text: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('[') {
        shown.push_str(before);
        let link = after.split_once(']').and_then(|(inner, behind)| {
            if let Some((_, behind)) = behind.strip_prefix('(').and_then(|b| b.split_once(')')) {
                return Some((inner, behind));
            }
            if let (Some(inner), Some(behind)) = (inner.strip_prefix('['), behind.strip_prefix(']'))
            {
                return Some((inner.rsplit('|').next().unwrap_or(inner), behind));
            }
            inner.split_once('|').map(|(text, _)| (text, behind))
        });
        match link {
            Some((inner, behind)) => {
                shown.push_str(inner);
                rest = behind;
            }
            None => {
                shown.push('[');
                rest = after;
            }
        }
    }
    shown.push_str(rest);
    shown
}

/// What two spellings of the same words have in common: lower case, without accents, one space between
/// words, no full stop, colon or star at the end.
pub(super) fn key(text: &str) -> String {
    let bare = bare(text);
    if bare.is_ascii() {
        return words(&bare.to_ascii_lowercase());
    }
    let lower: String = bare.to_lowercase().replace('\u{df}', "ss");
    let plain: String = lower.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    words(&plain)
}

fn words(text: &str) -> String {
    let dashed = text.replace(['\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}'], "-");
    let words: Vec<&str> = dashed.split_whitespace().collect();
    words.join(" ").trim_matches([':', '.', '*', ' ']).to_owned()
}
