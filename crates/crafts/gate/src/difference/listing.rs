//! What was found, written down for people.

use crate::{Grant, Pattern};
use std::collections::BTreeSet;
use terms::{Action, PrincipalId};

/// Grants that are written out; beyond that nobody reads them, and they are counted.
const LISTED: usize = 20_000;
/// People who are named in one sentence.
const NAMED: usize = 3;

/// What differs.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) gained: Grants,
    pub(super) lost: Grants,
    pub(super) answers: BTreeSet<String>,
}

impl Listing {
    pub(super) fn widens(&self) -> bool {
        self.gained.count > 0 || !self.answers.is_empty()
    }
}

/// Grants of whole groups, up to a limit.
#[derive(Default)]
pub(super) struct Grants {
    listed: Vec<Grant>,
    count: usize,
}

impl Grants {
    pub(super) fn add(
        &mut self,
        people: &[&PrincipalId],
        (action, asset): &(Action, Pattern),
        clear: bool,
    ) {
        self.count += people.len();
        let room = LISTED.saturating_sub(self.listed.len());
        self.listed.extend(people.iter().take(room).map(|who| Grant {
            principal: PrincipalId::clone(who),
            action: *action,
            asset: asset.clone(),
            clear,
        }));
    }

    pub(super) fn unlisted(&self) -> usize {
        self.count - self.listed.len()
    }

    pub(super) fn sorted(mut self) -> Vec<Grant> {
        self.listed.sort();
        self.listed
    }
}

/// `a, b, c and 7 more`.
pub(super) fn named<T: std::fmt::Display>(all: &[T]) -> String {
    let some: Vec<String> = all.iter().take(NAMED).map(ToString::to_string).collect();
    match all.len().saturating_sub(NAMED) {
        0 => some.join(", "),
        more => format!("{} and {more} more", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_are_named_and_the_others_counted() {
        let told = [1, 2, 3, 4, 5].map(|most| named(&(0..most).collect::<Vec<_>>()));
        assert_eq!(told, ["0", "0, 1", "0, 1, 2", "0, 1, 2 and 1 more", "0, 1, 2 and 2 more"]);
    }
}
