//! Who sends what the model itself suspects: searches for adversarial examples leave traces.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use terms::{Finding, Location, PrincipalId, Severity};

/// Below so many rows a share tells nothing.
const ENOUGH_ROWS: u64 = 100;
/// 5 % of honest rows are suspected; five times that is no accident.
const SHARE: f64 = 0.25;
/// Principals that are counted; far above those that hold roles in one workspace.
const MOST_PRINCIPALS: usize = 100_000;

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    rows: u64,
    suspected: u64,
}

/// Counts by principal, since the service began.
#[derive(Debug, Default)]
pub(crate) struct Abuse {
    counts: Mutex<BTreeMap<PrincipalId, Count>>,
    unwatched: AtomicU64,
}

/// What was looked at, since the service began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// Rows that were looked at.
    pub rows: u64,
    /// Rows of models that can't tell an attack.
    pub unwatched: u64,
    /// Principals whose rows were looked at.
    pub principals: u64,
}

impl Abuse {
    /// Counts an answer of which `suspected` rows were above the model's threshold.
    pub(crate) fn note(&self, who: &PrincipalId, rows: usize, suspected: usize) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_PRINCIPALS && !counts.contains_key(who) {
            return self.pass(rows);
        }
        let count = counts.entry(who.clone()).or_default();
        count.rows = count.rows.saturating_add(rows as u64);
        count.suspected = count.suspected.saturating_add(suspected as u64);
    }

    /// Counts rows that nothing is known of.
    pub(crate) fn pass(&self, rows: usize) {
        self.unwatched.fetch_add(rows as u64, Ordering::Relaxed);
    }

    /// How much was looked at.
    pub(crate) fn watched(&self) -> Watched {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        Watched {
            rows: counts.values().map(|count| count.rows).sum(),
            unwatched: self.unwatched.load(Ordering::Relaxed),
            principals: counts.len() as u64,
        }
    }

    /// A finding for each principal of whose rows too many are suspected.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let share = |count: &Count| count.suspected as f64 / count.rows.max(1) as f64;
        counts
            .iter()
            .filter(|(_, count)| count.rows >= ENOUGH_ROWS && share(count) >= SHARE)
            .map(|(who, count)| finding(who, *count))
            .collect()
    }
}

fn finding(who: &PrincipalId, count: Count) -> Finding {
    let Count { rows, suspected } = count;
    Finding::new(
        "serve/probing",
        Severity::High,
        Location::of(who.as_str()),
        format!("{suspected} of {rows} rows look like adversarial examples"),
        "find out what this principal runs, and lower its budget or revoke its token meanwhile",
    )
    .with_references(&["AML.T0043", "AML.T0040"])
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M14
    #[test]
    fn probing_is_found_by_its_share_and_honest_use_is_not() {
        let abuse = Abuse::default();
        let who = |name| PrincipalId::new(name).unwrap();
        abuse.note(&who("honest"), 1_000, 60);
        abuse.note(&who("few"), 10, 10);
        abuse.note(&who("mallory"), 100, 40);
        let found: Vec<_> = abuse.findings().into_iter().map(|f| f.location.subject).collect();
        assert_eq!(found, ["mallory"]);
        abuse.pass(7);
        let watched = Watched { rows: 1_110, unwatched: 7, principals: 3 };
        assert_eq!(abuse.watched(), watched);
    }
}
