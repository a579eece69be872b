//! Time is a parameter, never ambient: tests replay a year in a second.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment, in whole seconds of UTC; written as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// 9999-12-31T23:59:59Z, the last second that RFC 3339 can write.
const LAST: i64 = 253_402_300_799;

impl Timestamp {
    /// From seconds since 1970, held within the years 1970 to 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(0, LAST))
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This moment and `seconds` more (or fewer, if negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix(self.0.saturating_add(seconds))
    }

    /// This moment and `days` more.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Seconds from `earlier` to this moment; negative if it is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = OffsetDateTime::from_unix_timestamp(self.0)
            .ok()
            .and_then(|moment| moment.format(&Rfc3339).ok());
        f.write_str(text.as_deref().unwrap_or("1970-01-01T00:00:00Z"))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = time::error::Parse;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        OffsetDateTime::parse(&text, &Rfc3339).map(|m| Self::from_unix(m.unix_timestamp()))
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> Self {
        moment.to_string()
    }
}

/// Whatever tells the time.
pub trait Clock: Send + Sync {
    /// The moment that it is.
    fn now(&self) -> Timestamp;

    /// The same in milliseconds since 1970, as fine as the clock is.
    fn now_milliseconds(&self) -> i64 {
        self.now().unix().saturating_mul(1_000)
    }
}

/// The clock of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(OffsetDateTime::now_utc().unix_timestamp())
    }

    fn now_milliseconds(&self) -> i64 {
        let now = OffsetDateTime::now_utc();
        now.unix_timestamp().saturating_mul(1_000).saturating_add(i64::from(now.millisecond()))
    }
}

/// A clock that stands until somebody moves it.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that stands at `moment`.
    #[must_use]
    pub const fn at(moment: Timestamp) -> Self {
        Self(AtomicI64::new(moment.unix()))
    }

    /// Moves the clock by `seconds`.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_back_what_it_writes() {
        let moment = Timestamp::from_unix(1_700_000_000);
        assert_eq!(moment.to_string(), "2023-11-14T22:13:20Z");
        assert_eq!(Timestamp::try_from(moment.to_string()).ok(), Some(moment));
        assert_eq!(Timestamp::from_unix(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn milliseconds_are_of_the_same_moment() {
        let (before, now) = (SystemClock.now(), SystemClock.now_milliseconds());
        assert!((before.unix()..=SystemClock.now().unix()).contains(&(now / 1_000)));
    }

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let clock = FixedClock::at(Timestamp::from_unix(10));
        assert_eq!(clock.now(), clock.now());
        clock.advance(5);
        assert_eq!((clock.now().unix(), clock.now_milliseconds()), (15, 15_000));
    }
}
