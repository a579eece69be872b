//! Who holds which role.

use std::collections::{BTreeMap, BTreeSet};
use terms::{PrincipalId, RoleId};

/// Which roles people and services hold. It is kept apart from the policies: Cedar proves what a
/// role may do, and nothing proves who is in it but this list and its review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    pub(crate) people: BTreeMap<PrincipalId, BTreeSet<RoleId>>,
}

impl Directory {
    /// From pairs of a principal and a role that it holds.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (PrincipalId, RoleId)>) -> Self {
        let mut people: BTreeMap<PrincipalId, BTreeSet<RoleId>> = BTreeMap::new();
        for (principal, role) in pairs {
            people.entry(principal).or_default().insert(role);
        }
        Self { people }
    }

    /// Everybody, with their roles.
    #[must_use]
    pub const fn people(&self) -> &BTreeMap<PrincipalId, BTreeSet<RoleId>> {
        &self.people
    }

    /// Whether `principal` holds `role`.
    #[must_use]
    pub fn holds(&self, principal: &PrincipalId, role: &RoleId) -> bool {
        self.people.get(principal).is_some_and(|roles| roles.contains(role))
    }

    /// The roles of `principal`; none if it is not listed.
    pub fn roles_of(&self, principal: &PrincipalId) -> impl Iterator<Item = &RoleId> {
        self.people.get(principal).into_iter().flatten()
    }

    /// Everybody who holds `role`.
    pub fn holders<'a>(&'a self, role: &'a RoleId) -> impl Iterator<Item = &'a PrincipalId> {
        self.people.iter().filter(move |(_, roles)| roles.contains(role)).map(|(who, _)| who)
    }
}
