//! Dates of the proleptic Gregorian calendar, as tables write them, in numbers and in words.

use super::months::{is_weekday, month};
use crate::words::fold;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Bytes of the longest date that is read.
const LONGEST: usize = 80;

/// A date from 1800 to 2299, with or without a time and a day of the week: `2024-02-29`, `29/02/2024`,
/// `2/29/2024`, `29.02.2024`, `29/02/24`, `29-Feb-2024`, `February 29th, 2024`, `29 de febrero de 2024`,
/// `2024年2月29日`, `令和6年2月29日`, `2024-W09-4`, `2024-060`, `Thu, 29 Feb 2024 10:11:12 +0000`,
/// `29/Feb/2024:10:11:12 +0000`.
pub fn date(value: &str) -> bool {
    year_of(value).is_some()
}

/// The year of a date that [`date()`] reads.
pub fn year_of(value: &str) -> Option<u32> {
    if value.len() > LONGEST || value.len() < 6 || !value.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let plain = value.bytes().all(|byte| byte.is_ascii_digit() || b"-/.: T+Z".contains(&byte));
    if plain {
        let (day, time) = match value.split_once([' ', 'T']) {
            Some((day, time)) => (day, Some(time)),
            None => (value, None),
        };
        return time.is_none_or(is_time).then(|| written_date(day)).flatten();
    }
    worded_date(value)
}

/// Whether the value has a time of day beside its date.
pub fn has_time(value: &str) -> bool {
    value.len() <= LONGEST && value.contains(':') && date(value)
}

/// A date written without separators, `20240229`: only a column's name tells it from a number.
pub fn compact_date(value: &str) -> bool {
    let part = |from, to| value.get(from..to).and_then(numeral);
    value.len() == 8
        && matches!((part(0, 4), part(4, 6), part(6, 8)),
            (Some(year), Some(month), Some(day)) if is_date(year, month, day))
}

/// A date of numbers of two digits, `29.02.24` or `24-02-29`, or seconds or milliseconds since 1970: only
/// a column's name tells it from a version, a code or a number.
pub fn loose_date(value: &str) -> bool {
    let epoch = matches!(value.len(), 10 | 13)
        && value.starts_with('1')
        && value.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<u32> =
        value.split(['.', '-', '/']).filter(|p| p.len() <= 2).filter_map(numeral).collect();
    let short = matches!(parts.as_slice(), [a, b, c] if {
        let fits = |y: u32, m: u32, d: u32| y < 100 && is_date(2000 + y, m, d);
        fits(*c, *b, *a) || fits(*c, *a, *b) || fits(*a, *b, *c)
    });
    epoch || (short && value.len() <= 8 && value.split(['.', '-', '/']).count() == 3)
}

/// A year that somebody living may be born in.
pub fn birth_year(value: &str) -> bool {
    numeral(value).is_some_and(|year| value.len() == 4 && (1900..=2030).contains(&year))
}

/// `2024-02-29`, `29.02.2024`, `2/29/2024`, `29/02/24`, `2024-060`.
fn written_date(value: &str) -> Option<u32> {
    ['-', '/', '.'].iter().find_map(|separator| {
        let parts: Vec<&str> = value.trim_end_matches('.').split(*separator).take(4).collect();
        if let [year, day] = parts.as_slice()
            && (year.len(), day.len(), *separator) == (4, 3, '-')
        {
            let (year, day) = (numeral(year)?, numeral(day)?);
            return ((1..=366).contains(&day) && is_date(year, 1, 1)).then_some(year);
        }
        let [a, b, c] = parts.as_slice() else { return None };
        let (first, second, third) = (numeral(a)?, numeral(b)?, numeral(c)?);
        let fits = match (a.len(), c.len()) {
            (4, 1 | 2) => return is_date(first, second, third).then_some(first),
            (1 | 2, 4) => is_date(third, second, first) || is_date(third, first, second),
            (2, 2) if *separator == '/' => {
                let year = short_year(third);
                return (is_date(year, second, first) || is_date(year, first, second))
                    .then_some(year);
            }
            _ => false,
        };
        fits.then_some(third)
    })
}

/// A date with a month's name, or with the signs of Chinese, Japanese and Korean.
fn worded_date(value: &str) -> Option<u32> {
    let folded = fold(value);
    if folded.contains(['年', '년']) {
        return signed_date(&folded);
    }
    if let Some((year, rest)) = folded.split_once("-w") {
        let (week, day) = rest.split_once('-').unwrap_or((rest, "1"));
        let (year, week, day) = (numeral(year)?, numeral(week)?, numeral(day)?);
        return (is_date(year, 1, 1) && (1..=53).contains(&week) && (1..=7).contains(&day))
            .then_some(year);
    }
    // `29/feb/2024:10:11:12`, as web servers log it.
    let folded = match folded.split_once(':') {
        Some((day, time)) if day.len() == 11 && day.contains('/') => format!("{day} {time}"),
        _ => folded,
    };
    let mut parts: Vec<&str> = Vec::new();
    for word in folded.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty()) {
        if is_filler(word) {
            continue;
        }
        let numeric = word.bytes().all(|byte| byte.is_ascii_digit() || b"-/.".contains(&byte));
        if numeric && word.len() >= 6 {
            // A date in numbers beside a day of the week or a half of the day.
            let alone = |other: &str| other == word || is_filler(other) || is_weekday(other);
            let words = || folded.split([' ', ',']).filter(|word| !word.is_empty());
            return words().all(alone).then(|| written_date(word)).flatten();
        }
        parts.extend(word.split(['-', '/']).filter(|part| !part.is_empty()));
        if parts.len() > 6 {
            return None;
        }
    }
    if let [day_of_week, ..] = parts.as_slice()
        && is_weekday(day_of_week)
        && parts.len() > 3
    {
        parts.remove(0);
    }
    let [a, b, c] = parts.as_slice() else { return None };
    let (name, day, year) = match (month(a), month(b)) {
        (Some(name), _) if day_number(b).is_some() => (name, b, c),
        (_, Some(name)) if a.len() == 4 && numeral(a).is_some() => (name, c, a),
        (_, Some(name)) => (name, a, c),
        _ => return None,
    };
    let year = match year.trim_end_matches('.').len() {
        4 => numeral(year.trim_end_matches('.'))?,
        2 => short_year(numeral(year)?),
        _ => return None,
    };
    is_date(year, name, day_number(day)?).then_some(year)
}

/// Whether a word of a text may belong to a date that [`date()`] reads: no date is without one such.
pub fn may_date(word: &str) -> bool {
    let divided =
        word.bytes().filter(|byte| byte.is_ascii_digit() || b"-/.".contains(byte)).count();
    if divided >= 6 || word.contains(['年', '년']) || word.contains("-w") || word.contains("-W") {
        return true;
    }
    let bare = |part: &str| {
        let part = part.trim_matches(|c: char| !c.is_alphanumeric());
        part.chars().any(char::is_alphabetic) && month(&fold(part)).is_some()
    };
    word.split([',', '-', '/', ':', '(', ')', '\u{a0}']).any(bare)
}

/// Words that stand in a date and say nothing of the day.
fn is_filler(word: &str) -> bool {
    const FILLERS: &str = "de|del|of|the|den|der|le|el|il|am|pm|a.m.|p.m.|at|um|г|г.|року|р.|z|utc|gmt|cet|cest|est|edt|cst|cdt|mst|mdt|pst|pdt|bst|ist|jst|uhr";
    static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| FILLERS.split('|').collect());
    SET.contains(word)
        || (word.contains(':') && is_time(word.trim_end_matches(['z', 'h'])))
        || (matches!(word.len(), 5 | 6)
            && word.starts_with(['+', '-'])
            && word.bytes().skip(1).all(|b| b.is_ascii_digit() || b == b':'))
}

/// The number of a day, with what languages put after it.
fn day_number(part: &str) -> Option<u32> {
    let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
    let after = part.get(digits.len()..).unwrap_or_default();
    let known = ["", ".", "st", "nd", "rd", "th", "er", "º", "ª", "o", "a", "e"].contains(&after);
    numeral(digits).filter(|_| known && digits.len() <= 2)
}

/// `2024年2月29日`, `2024년 2월 29일`, with an era before the year or not.
fn signed_date(value: &str) -> Option<u32> {
    const ERAS: [(&str, u32); 7] = [
        ("明治", 1867),
        ("大正", 1911),
        ("昭和", 1925),
        ("平成", 1988),
        ("令和", 2018),
        ("民國", 1911),
        ("民国", 1911),
    ];
    let (from, rest) = ERAS
        .iter()
        .find_map(|(era, year)| value.strip_prefix(era).map(|rest| (*year, rest)))
        .unwrap_or((0, value));
    let mut parts = rest.split(['年', '月', '日', '년', '월', '일']).map(str::trim);
    let year =
        from + parts.next().and_then(|year| if year == "元" { Some(1) } else { numeral(year) })?;
    let (month, day) = (parts.next().and_then(numeral)?, parts.next().and_then(numeral)?);
    is_date(year, month, day).then_some(year)
}

const fn short_year(year: u32) -> u32 {
    if year < 50 { 2000 + year } else { 1900 + year }
}

fn is_time(value: &str) -> bool {
    let plain = value.bytes().all(|byte| byte.is_ascii_digit() || b":.+-Z ".contains(&byte));
    let mut parts = value.split(':');
    let hour = parts.next().and_then(numeral).is_some_and(|hour| hour < 24);
    let minute = parts.next().and_then(|part| part.get(..2)).and_then(numeral);
    plain && hour && minute.is_some_and(|minute| minute < 60)
}

fn numeral(part: &str) -> Option<u32> {
    let digits = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if digits { part.parse().ok() } else { None }
}

/// Whether the calendar has this day; years 1800 to 2299.
pub const fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    year >= 1800 && year <= 2299 && day >= 1 && day <= last
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
