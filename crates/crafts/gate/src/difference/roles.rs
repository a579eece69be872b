//! Sets of roles as bits: what is asked of them ten million times has to cost next to nothing.

use crate::Raci;
use crate::read::ROLES;
use std::collections::HashMap;
use terms::RoleId;

const WORDS: usize = 7;
const BITS: usize = 64;
// Two RACIs have no role in common, at worst.
const _: () = assert!(WORDS * BITS >= 2 * ROLES);

/// A set of roles, each by its number in [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Roles([u64; WORDS]);

impl Roles {
    pub(super) fn insert(&mut self, role: usize) {
        if let Some(word) = self.0.get_mut(role / BITS) {
            *word |= 1 << (role % BITS);
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(word, mask)| *word &= mask);
        self
    }

    pub(super) fn without(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(word, mask)| *word &= !mask);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn meets(&self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(word, mask)| word & mask != 0)
    }

    /// The numbers of the roles, lowest first.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(at, word)| {
            let next = |rest: &u64| Some(rest & rest.wrapping_sub(1)).filter(|rest| *rest != 0);
            let bits = std::iter::successors(Some(word).filter(|word| *word != 0), next);
            bits.map(move |rest| at * BITS + rest.trailing_zeros() as usize)
        })
    }
}

/// The roles of two RACIs, numbered.
pub(super) struct Names<'a> {
    numbers: HashMap<&'a RoleId, usize>,
    all: Vec<&'a RoleId>,
}

impl<'a> Names<'a> {
    pub(super) fn of(racis: impl IntoIterator<Item = &'a Raci>) -> Self {
        let mut names = Self { numbers: HashMap::new(), all: Vec::new() };
        for role in racis.into_iter().flat_map(Raci::roles) {
            if !names.numbers.contains_key(role) {
                names.numbers.insert(role, names.all.len());
                names.all.push(role);
            }
        }
        names
    }

    /// The number of `role`; none if neither RACI has it, and then it grants nothing.
    pub(super) fn number(&self, role: &RoleId) -> Option<usize> {
        self.numbers.get(role).copied()
    }

    /// The roles in order of their numbers.
    pub(super) fn all(&self) -> &[&'a RoleId] {
        &self.all
    }

    pub(super) fn set<'b>(&self, roles: impl IntoIterator<Item = &'b RoleId>) -> Roles {
        let mut set = Roles::default();
        roles.into_iter().filter_map(|role| self.number(role)).for_each(|at| set.insert(at));
        set
    }

    /// The names of `roles`, sorted.
    pub(super) fn named(&self, roles: Roles) -> Vec<&'a RoleId> {
        let mut named: Vec<_> = roles.iter().filter_map(|at| self.all.get(at).copied()).collect();
        named.sort();
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_roles_holds_what_was_put_into_it() {
        let mut set = Roles::default();
        assert!(set.is_empty());
        for role in [0, 63, 64, 200, 399] {
            set.insert(role);
        }
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 200, 399]);
        let mut other = Roles::default();
        other.insert(64);
        assert!(set.meets(other) && !set.without(other).meets(other));
        assert_eq!(set.and(other), other);
    }
}
