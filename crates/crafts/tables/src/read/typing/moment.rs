//! Dates and moments as ISO 8601 and RFC 3339 write them; any other way is text.

use arrow_array::builder::TimestampMicrosecondBuilder;
use arrow_array::{Array, ArrayRef, Date32Array, StringArray, TimestampNanosecondArray};
use std::sync::Arc;

/// What the moments of a column have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MomentKind {
    /// With this zone, or none; `true` if it needs nanoseconds.
    Like(Option<String>, bool),
    /// Some have a zone and some have none.
    Mixed,
}

impl MomentKind {
    pub(super) fn of(cell: &str) -> Option<Self> {
        let moment = parse(cell)?;
        Some(Self::Like(moment.zone.map(name), moment.nanoseconds % 1_000 != 0))
    }

    pub(super) fn given(zone: bool) -> Self {
        Self::Like(zone.then(|| "UTC".to_owned()), false)
    }

    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Like(a, fine), Self::Like(b, finer)) if a == b => Self::Like(a, fine || finer),
            // Of different zones, all are moments: they are told in UTC.
            (Self::Like(Some(_), fine), Self::Like(Some(_), finer)) => {
                Self::Like(Some("UTC".to_owned()), fine || finer)
            }
            _ => Self::Mixed,
        }
    }
}

/// A moment, in local time.
struct Moment {
    days: i32,
    seconds: i64,
    nanoseconds: i64,
    /// Minutes east of Greenwich.
    zone: Option<i64>,
}

fn name(minutes: i64) -> String {
    if minutes == 0 {
        return "UTC".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// Days since 1970-01-01 (proleptic Gregorian; H. Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn digits(text: &str, from: usize, count: usize) -> Option<i32> {
    let part = text.get(from..from + count)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

fn date(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 2)?, digits(text, 8, 2)?);
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=length).contains(&day).then(|| days(year, month, day))
}

/// Whether a cell is a date that there was.
pub(super) fn is_date(cell: &str) -> bool {
    cell.len() == 10 && date(cell).is_some()
}

/// Whether a cell writes a day as `5.3.2024` or `05.03.24`.
pub(super) fn is_pointed_day(cell: &str) -> bool {
    let mut parts = cell.split('.');
    let mut next = |lengths: &[usize]| {
        parts.next().is_some_and(|part| {
            lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    next(&[1, 2]) && next(&[1, 2]) && next(&[2, 4]) && parts.next().is_none()
}

fn parse(cell: &str) -> Option<Moment> {
    if !(16..=40).contains(&cell.len()) || !matches!(cell.as_bytes().get(10), Some(b'T' | b' ')) {
        return None;
    }
    let days = date(cell)?;
    let colon = |at: usize| cell.as_bytes().get(at) == Some(&b':');
    let (hour, minute) = (digits(cell, 11, 2)?, digits(cell, 14, 2)?);
    if !colon(13) || hour > 23 || minute > 59 {
        return None;
    }
    let mut rest = cell.get(16..)?;
    let mut second = 0;
    if rest.starts_with(':') {
        second = digits(rest, 1, 2)?;
        rest = rest.get(3..)?;
    }
    let mut nanoseconds = 0;
    if let Some(after) = rest.strip_prefix('.') {
        let length = after.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=9).contains(&length) {
            return None;
        }
        let fraction: i64 = after.get(..length)?.parse().ok()?;
        nanoseconds = fraction * 10_i64.pow(u32::try_from(9 - length).ok()?);
        rest = after.get(length..)?;
    }
    let zone = match rest {
        "" => None,
        "Z" | "z" => Some(0),
        other => Some(offset(other)?),
    };
    let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    (second <= 59).then_some(Moment { days, seconds, nanoseconds, zone })
}

/// `+02:00`, `+0200`, `+02`.
fn offset(text: &str) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let minutes = match text.len() {
        3 => 0,
        5 => digits(text, 3, 2)?,
        6 if text.as_bytes().get(3) == Some(&b':') => digits(text, 4, 2)?,
        _ => return None,
    };
    let hours = digits(text, 1, 2)?;
    (hours <= 14 && minutes <= 59).then(|| sign * i64::from(hours * 60 + minutes))
}

/// The dates of a column; what is none is missing.
pub(super) fn dates(column: &StringArray) -> ArrayRef {
    let day = |cell: Option<&str>| cell.filter(|cell| cell.len() == 10).and_then(date);
    Arc::new(column.iter().map(day).collect::<Date32Array>())
}

/// The moments of a column; what is none is missing.
pub(super) fn timestamps(column: &StringArray, kind: &MomentKind) -> ArrayRef {
    let MomentKind::Like(zone, fine) = kind else { return Arc::new(column.clone()) };
    let zone: Option<Arc<str>> = zone.as_deref().map(Arc::from);
    let read = |cell: Option<&str>| {
        let moment = cell.and_then(parse)?;
        (moment.zone.is_some() == zone.is_some()).then_some(moment)
    };
    if *fine {
        let value = |moment: Moment| {
            seconds(&moment).checked_mul(1_000_000_000)?.checked_add(moment.nanoseconds)
        };
        let values = column.iter().map(|cell| read(cell).and_then(value));
        let values: TimestampNanosecondArray = values.collect();
        let all = values.null_count() == column.null_count();
        // Nanoseconds of 64 bits reach from 1677 to 2262.
        return if all {
            Arc::new(values.with_timezone_opt(zone))
        } else {
            Arc::new(column.clone())
        };
    }
    let mut values = TimestampMicrosecondBuilder::with_capacity(column.len());
    for cell in column {
        let value = read(cell).map(|m| seconds(&m) * 1_000_000 + m.nanoseconds / 1_000);
        values.append_option(value);
    }
    Arc::new(values.finish().with_timezone_opt(zone))
}

/// Since 1970-01-01 in UTC, or in local time where no zone is known.
fn seconds(moment: &Moment) -> i64 {
    i64::from(moment.days) * 86_400 + moment.seconds - moment.zone.unwrap_or(0) * 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array;
    use arrow_schema::{DataType, TimeUnit};

    #[test]
    fn days_are_counted_as_calendars_do() {
        for (text, day) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2024-05-01", 19_844),
            ("0001-01-01", -719_162),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(date(text), Some(day), "{text}");
        }
        for text in
            ["2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-1-01x", "20240101.."]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn moments_keep_their_zone_and_their_fractions() {
        let column = StringArray::from(vec![Some("2024-05-01T10:00:00.5+02:00"), None]);
        let kind = MomentKind::of(column.value(0)).unwrap();
        let array = timestamps(&column, &kind);
        let zone = Some(Arc::from("+02:00"));
        assert_eq!(array.data_type(), &DataType::Timestamp(TimeUnit::Microsecond, zone));
        let values = arrow_array::cast::AsArray::as_primitive::<
            arrow_array::types::TimestampMicrosecondType,
        >(&array);
        assert_eq!(values.value(0), 1_714_550_400_500_000);
        let local = MomentKind::of("2024-05-01 10:00").unwrap();
        assert_eq!(local, MomentKind::Like(None, false));
        assert_eq!(local.join(kind), MomentKind::Mixed);
        assert!(MomentKind::of("2024-05-01 25:00").is_none());
        assert_eq!(
            MomentKind::of("2024-05-01 10:00:00.123456789Z"),
            Some(MomentKind::Like(Some("UTC".into()), true))
        );
    }
}
