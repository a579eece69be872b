//! How much a probe saw: what makes *proven* reachable, or not.

use crate::{Fact, State, printable};
use std::fmt;

/// Things not seen that are named; more are counted.
const NAMED: usize = 20;

/// What a probe saw, of how much, and what it left out. *Proven* comes from [`Sight::judge`] alone
/// where a room holds to it: not from nothing seen, not from a part, not past something left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight {
    seen: u64,
    of: Option<u64>,
    skipped: Vec<String>,
    unnamed: u64,
}

impl Sight {
    /// Nothing seen yet, of nobody knows how much.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing seen yet, of `count` things that are surely all there are.
    #[must_use]
    pub fn of(count: usize) -> Self {
        Self { of: Some(count as u64), ..Self::default() }
    }

    /// `count` more things were seen.
    pub fn see(&mut self, count: usize) {
        self.seen = self.seen.saturating_add(count as u64);
    }

    /// Something was not seen; `what` says what, and why.
    pub fn skip(&mut self, what: impl Into<String>) {
        if self.skipped.len() < NAMED {
            self.skipped.push(printable(&what.into()).into_owned());
        } else {
            self.unnamed += 1;
        }
    }

    /// Things that were seen.
    #[must_use]
    pub const fn seen(&self) -> u64 {
        self.seen
    }

    /// Things that are known to have been left out.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        let missing = self.of.map_or(0, |of| of.saturating_sub(self.seen));
        missing.max(self.skipped.len() as u64 + self.unnamed)
    }

    /// Whether something was seen, and nothing left out.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.seen > 0 && self.skipped() == 0
    }

    /// *Failed* if there are faults, whatever was not seen; *not applicable* only where it is sure
    /// that nothing is there; *proven* only if all of something was seen; else *unknown*.
    #[must_use]
    pub fn judge(&self, faults: usize) -> State {
        if faults > 0 {
            State::Failed
        } else if self.of == Some(0) && self.skipped() == 0 {
            State::NotApplicable
        } else if self.is_whole() {
            State::Proven
        } else {
            State::Unknown
        }
    }

    /// `seen`, `of` and `skipped`, for programs; `of` is null if nobody knows.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        vec![
            Fact::new("seen", self.seen),
            Fact::new("of", self.of),
            Fact::new("skipped", self.skipped()),
        ]
    }
}

/// `not seen: a; b; and 3 more`; empty if nothing was left out.
impl fmt::Display for Sight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = self.skipped() - self.skipped.len() as u64;
        match (self.skipped.as_slice(), more) {
            ([], 0) if self.seen == 0 && self.of != Some(0) => f.write_str("nothing was seen"),
            ([], 0) => Ok(()),
            ([], more) => write!(f, "not seen: {more}"),
            (named, 0) => write!(f, "not seen: {}", named.join("; ")),
            (named, more) => write!(f, "not seen: {}; and {more} more", named.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proven_takes_something_seen_and_nothing_left_out() {
        let mut sight = Sight::new();
        assert_eq!(sight.judge(0), State::Unknown);
        sight.see(2);
        assert_eq!(sight.judge(0), State::Proven);
        assert_eq!(sight.judge(1), State::Failed);
        sight.skip("a link");
        assert_eq!(sight.judge(0), State::Unknown);
        assert_eq!(sight.to_string(), "not seen: a link");
    }

    #[test]
    fn a_part_of_a_known_number_is_not_the_whole() {
        let mut sight = Sight::of(4_097);
        sight.see(4_096);
        assert_eq!((sight.judge(0), sight.skipped()), (State::Unknown, 1));
        assert_eq!(sight.to_string(), "not seen: 1");
        sight.see(1);
        assert_eq!(sight.judge(0), State::Proven);
        assert_eq!(Sight::of(0).judge(0), State::NotApplicable);
        let mut nothing = Sight::of(0);
        nothing.skip("a folder");
        assert_eq!(nothing.judge(0), State::Unknown);
    }

    #[test]
    fn what_is_left_out_is_named_up_to_a_limit_and_never_raw() {
        let mut sight = Sight::new();
        for number in 0..25 {
            sight.skip(format!("{number}\u{1b}[31m"));
        }
        let told = sight.to_string();
        assert!(told.ends_with("and 5 more") && !told.contains('\u{1b}'), "{told}");
        assert_eq!(sight.skipped(), 25);
    }
}
