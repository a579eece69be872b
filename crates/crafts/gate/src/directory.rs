//! Who holds which role, and what else is known of people.

use std::collections::{BTreeMap, BTreeSet};
use terms::{PrincipalId, RoleId, Timestamp};

/// Which roles people and services hold. It is kept apart from the policies: Cedar proves what a
/// role may do, and nothing proves who is in it but this list and its review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    pub(crate) people: BTreeMap<PrincipalId, BTreeSet<RoleId>>,
    pub(crate) known: Known,
}

/// What is known of people beside their roles. None of it grants anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Who acts for somebody who can't.
    pub deputies: BTreeMap<PrincipalId, PrincipalId>,
    /// Who somebody's superior is.
    pub reports_to: BTreeMap<PrincipalId, PrincipalId>,
    /// Who left, on which day, and the roles that they are still listed with. They hold none.
    pub left: BTreeMap<PrincipalId, (String, BTreeSet<RoleId>)>,
    /// The group that gives somebody a role.
    pub through: BTreeMap<(PrincipalId, RoleId), String>,
    /// When a role ends that somebody holds for a time; see [`Directory::at`].
    pub until: BTreeMap<(PrincipalId, RoleId), Timestamp>,
    /// Spellings of one name, where it is listed under several.
    pub spellings: BTreeMap<PrincipalId, Vec<String>>,
}

impl Directory {
    /// From pairs of a principal and a role that it holds.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (PrincipalId, RoleId)>) -> Self {
        let mut people: BTreeMap<PrincipalId, BTreeSet<RoleId>> = BTreeMap::new();
        for (principal, role) in pairs {
            people.entry(principal).or_default().insert(role);
        }
        Self { people, known: Known::default() }
    }

    /// Everybody, with their roles.
    #[must_use]
    pub const fn people(&self) -> &BTreeMap<PrincipalId, BTreeSet<RoleId>> {
        &self.people
    }

    /// What is known of them beside their roles.
    #[must_use]
    pub const fn known(&self) -> &Known {
        &self.known
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
