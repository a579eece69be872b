//! A length of time as people write it: `90m`, `24h`, `7d`.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A length of time, in whole seconds; written in the largest unit that holds it exactly, of days from
/// two on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period(u32);

/// Seconds of each unit, the largest first.
const UNITS: [(char, u32); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];
/// Seconds of the longest period: a year. What lasts longer is no period of waiting.
const LONGEST: u32 = 366 * 86_400;

/// Why a text is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no length of time: write 30m, 24h or 7d, more than nothing and at most 366d")]
pub struct PeriodError(String);

impl Period {
    /// So many hours; nothing and more than a year are held to what there is.
    #[must_use]
    pub const fn hours(hours: u16) -> Self {
        Self::held(hours as u32 * 3_600)
    }

    /// So many days, held as hours are.
    #[must_use]
    pub const fn days(days: u16) -> Self {
        Self::held(days as u32 * 86_400)
    }

    const fn held(seconds: u32) -> Self {
        match seconds {
            0 => Self(1),
            LONGEST.. => Self(LONGEST),
            seconds => Self(seconds),
        }
    }

    /// How long it is.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0 as i64
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let wrong = || PeriodError(text.chars().take(40).collect());
        let unit = |(name, seconds): &(char, u32)| Some((text.strip_suffix(*name)?, *seconds));
        let (count, seconds) = UNITS.iter().find_map(unit).ok_or_else(wrong)?;
        let plain = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
        let count: u32 = count.parse().ok().filter(|_| plain).ok_or_else(wrong)?;
        let all = count.checked_mul(seconds).filter(|all| (1..=LONGEST).contains(all));
        all.map(Self).ok_or_else(wrong)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = |(name, seconds): &&(char, u32)| {
            self.0.is_multiple_of(*seconds) && (*name != 'd' || self.0 > *seconds)
        };
        match UNITS.iter().find(whole) {
            Some((name, seconds)) => write!(f, "{}{name}", self.0 / seconds),
            None => write!(f, "{}s", self.0),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_back_what_it_writes_and_has_an_end() {
        for (text, seconds, written) in [
            ("90m", 5_400, "90m"),
            ("24h", 86_400, "24h"),
            ("1d", 86_400, "24h"),
            ("48h", 172_800, "2d"),
            ("7d", 604_800, "7d"),
            ("61s", 61, "61s"),
            ("366d", 31_622_400, "366d"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!((period.seconds(), period.to_string()), (seconds, written.to_owned()));
            assert_eq!(written.parse(), Ok(period));
        }
        for wrong in ["", "h", "0h", "24", "-1h", "+1h", "1.5h", "367d", "9999999999d", "1 h"] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong:?}");
        }
        assert_eq!((Period::hours(0), Period::days(u16::MAX)), (Period(1), Period(LONGEST)));
    }
}
