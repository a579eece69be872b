//! Keys change: a set is read anew when it is old, and once when a token names a key that is not in it. How
//! often at most is bounded, so that nobody makes a provider be asked by inventing names of keys.

use crate::keys::KeySet;
use terms::Timestamp;

/// Seconds for which a set is believed.
pub(crate) const KEPT: i64 = 3_600;
/// Seconds between two times that a provider is asked for its keys.
pub(crate) const APART: i64 = 30;

/// The keys that were read last.
#[derive(Debug, Default)]
pub(crate) struct Rotation {
    keys: Option<(KeySet, Timestamp)>,
    asked: Option<Timestamp>,
}

impl Rotation {
    /// The set, if it is not too old.
    pub(crate) fn keys(&self, now: Timestamp) -> Option<&KeySet> {
        let (keys, read) = self.keys.as_ref()?;
        (0..KEPT).contains(&now.since(*read)).then_some(keys)
    }

    /// Whether the provider may be asked at `now`; if so, it is taken to be.
    pub(crate) fn ask(&mut self, now: Timestamp) -> bool {
        let may = self.asked.is_none_or(|asked| !(0..APART).contains(&now.since(asked)));
        if may {
            self.asked = Some(now);
        }
        may
    }

    pub(crate) fn read(&mut self, keys: KeySet, now: Timestamp) {
        self.keys = Some((keys, now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_anew_when_they_are_old_and_not_more_often_than_that() {
        let at = |second: i64| Timestamp::from_unix(10_000 + second);
        let mut rotation = Rotation::default();
        assert!(rotation.keys(at(0)).is_none() && rotation.ask(at(0)));
        rotation.read(KeySet::default(), at(0));
        assert!(rotation.keys(at(KEPT - 1)).is_some() && rotation.keys(at(KEPT)).is_none());
        assert!(rotation.keys(at(-1)).is_none(), "a clock that was set back makes nothing younger");
        assert!(!rotation.ask(at(APART - 1)) && rotation.ask(at(APART)));
        assert!(!rotation.ask(at(APART + 1)));
    }
}
