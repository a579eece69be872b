//! Days as they are written, and those that there are not.

/// What a cell that looks like a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Day {
    Possible {
        year: i32,
        month: u32,
        day: u32,
    },
    /// In no order of day, month and year.
    Impossible,
}

/// A day of three numbers, by `-`, `/` or `.`, with or without a time behind it; `None` of all else.
pub(crate) fn day(cell: &str) -> Option<Day> {
    let cell = cell.trim();
    let date = cell.split(['T', ' ']).next()?;
    let separator = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| "-/.".contains(*c))?;
    let parts: Vec<&str> = date.split(separator).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![a, b, c].iter().all(|part| digits(part)) {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or(u32::MAX);
    let (first, middle, last) = (number(a), number(b), number(c));
    let lengths = (a.len(), b.len(), c.len());
    match lengths {
        (4, 1..=2, 1..=2) => Some(of(first, middle, last)),
        (1..=2, 1..=2, 4) => match (of(last, middle, first), of(last, first, middle)) {
            (Day::Impossible, other) => Some(other),
            (possible, _) => Some(possible),
        },
        (1..=2, 1..=2, 2) => {
            match (of(2_000 + last, middle, first), of(2_000 + last, first, middle)) {
                (Day::Impossible, other) => Some(other),
                (possible, _) => Some(possible),
            }
        }
        _ => None,
    }
}

fn of(year: u32, month: u32, day: u32) -> Day {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    // What stands for a day that nobody knows is none either.
    if day == 0 || day > days || !(1..9_999).contains(&year) {
        return Day::Impossible;
    }
    Day::Possible { year: i32::try_from(year).unwrap_or(0), month, day }
}

/// The day that a spreadsheet counts as `serial`, as it is written by ISO 8601. Of days since the last of
/// 1899, with a 29 February 1900 that never was (ECMA-376 part 1, 18.17.4.1).
pub(crate) fn of_serial(serial: u32) -> Option<String> {
    if !(61..2_958_466).contains(&serial) {
        return None;
    }
    // Days since 1970-01-01, to a civil date (Hinnant 2013).
    let days = i64::from(serial) - 25_569 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Days from 1970-01-01 to a civil date (Hinnant 2013).
pub(crate) fn since_1970(year: i32, month: u32, day: u32) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month = i64::from(month);
    let of_year =
        (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M4
    #[test]
    fn days_that_there_are_not_are_told_from_those_that_there_are() {
        for (cell, possible) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("31.04.2022", false),
            ("04/31/2022", false),
            ("12/31/2022", true),
            ("31/12/2022", true),
            ("0000-00-00", false),
            ("9999-12-31", false),
            ("2023-13-01T00:00:00Z", false),
            ("1900-02-29", false),
            ("2000-02-29 10:00", true),
        ] {
            let is = matches!(day(cell), Some(Day::Possible { .. }));
            assert!(day(cell).is_some() && is == possible, "{cell}");
        }
        for cell in ["", "12", "1.2.3.4", "192.168.1", "a-b-c", "555-12-3456", "1-2-3"] {
            assert_eq!(day(cell), None, "{cell}");
        }
        assert_eq!(of_serial(44_927).as_deref(), Some("2023-01-01"));
        assert_eq!((since_1970(1970, 1, 1), since_1970(2023, 1, 1)), (0, 19_358));
        assert_eq!(of_serial(61).as_deref(), Some("1900-03-01"));
    }
}
