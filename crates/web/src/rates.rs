//! How often one principal may ask, over the network: a token bucket for each (RFC 2697 calls its
//! parameters *information rate* and *burst size*).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use terms::PrincipalId;
use workspace::{Error, Kind};

/// Requests in a second, for as long as one likes.
const RATE: f64 = 2_000.0;
/// Requests at once.
const BURST: f64 = 10_000.0;
/// Principals whose buckets are kept: people and services that the workspace names.
const KEPT: usize = 10_000;

/// The buckets of everybody who asked lately.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rates(Arc<Mutex<HashMap<PrincipalId, Bucket>>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn full(at: Instant) -> Self {
        Self { left: BURST, at }
    }

    fn refilled(self, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        (self.left + seconds * RATE).min(BURST)
    }
}

impl Rates {
    /// Counts one request of `who`.
    ///
    /// # Errors
    /// [`Kind::Exhausted`] if there were too many; what is refused does not count.
    pub(crate) fn count(&self, who: &PrincipalId) -> Result<(), Error> {
        self.count_at(who, Instant::now())
    }

    fn count_at(&self, who: &PrincipalId, now: Instant) -> Result<(), Error> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEPT && !buckets.contains_key(who) {
            buckets.retain(|_, bucket| bucket.refilled(now) < BURST);
        }
        let bucket = buckets.entry(who.clone()).or_insert_with(|| Bucket::full(now));
        let left = bucket.refilled(now);
        let granted = left >= 1.0;
        *bucket = Bucket { left: if granted { left - 1.0 } else { left }, at: now };
        if granted {
            return Ok(());
        }
        Err(Error::new(Kind::Exhausted, format!("more than {RATE} requests in a second"))
            .remedy("ask less often, or for more at once")
            .retry(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_is_answered_and_then_the_rate() {
        let (rates, begin) = (Rates::default(), Instant::now());
        let who = PrincipalId::new("dana@example.org").unwrap();
        let answered = |count: usize, at: Instant| {
            (0..count).filter(|_| rates.count_at(&who, at).is_ok()).count()
        };
        assert_eq!(answered(20_000, begin), 10_000);
        assert_eq!(answered(20_000, begin + Duration::from_secs(1)), 2_000);
        // Somebody else has a bucket of their own.
        let other = PrincipalId::new("olga@example.org").unwrap();
        assert!(rates.count_at(&other, begin).is_ok());
        assert_eq!(answered(20_000, begin + Duration::from_secs(60)), 10_000);
    }
}
