//! Dates of the proleptic Gregorian calendar, as tables write them.

/// A date from 1800 to 2299: `2024-02-29` (with or without a time), `29/02/2024`, `2/29/2024`,
/// `29.02.2024`.
pub fn date(value: &str) -> bool {
    if value.len() > 40 || !value.is_ascii() {
        return false;
    }
    let (day, time) = match value.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(time)),
        None => (value, None),
    };
    time.is_none_or(is_time) && written_date(day)
}

/// A date written without separators, `20240229`: only a column's name tells it from a number.
pub fn compact_date(value: &str) -> bool {
    let part = |from, to| value.get(from..to).and_then(numeral);
    value.len() == 8
        && matches!((part(0, 4), part(4, 6), part(6, 8)),
            (Some(year), Some(month), Some(day)) if is_date(year, month, day))
}

fn written_date(value: &str) -> bool {
    ['-', '/', '.'].iter().any(|separator| {
        let parts: Vec<&str> = value.split(*separator).take(4).collect();
        let [a, b, c] = parts.as_slice() else { return false };
        let (Some(first), Some(second), Some(third)) = (numeral(a), numeral(b), numeral(c)) else {
            return false;
        };
        match (a.len(), c.len()) {
            (4, 1 | 2) => is_date(first, second, third),
            (1 | 2, 4) => is_date(third, second, first) || is_date(third, first, second),
            _ => false,
        }
    })
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
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    #[test]
    fn vectors() {
        accepts(
            date,
            &["2024-02-29", "29/02/2024", "2/29/2024", "29.02.2024", "1999-12-31T23:59:59Z"],
        );
        accepts(date, &["2024-02-29 10:11", "2024/2/9"]);
        refuses(
            date,
            &["2023-02-29", "31/31/2024", "2024-13-01", "1.2.3", "2024-02-29 x", "10:11", ""],
        );
        accepts(compact_date, &["20240229"]);
        refuses(compact_date, &["20230229", "99999999", "2024022é"]);
    }
}
