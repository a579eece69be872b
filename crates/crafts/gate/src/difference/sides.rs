//! One standing as it answers: its slices, and how many people hold each role.

use super::roles::{Names, Roles};
use super::slices::{Duties, Slice, Slices};
use crate::{Directory, Raci};

/// What stands, or what would.
pub(super) struct Side {
    pub(super) slices: Slices,
    /// Roles that somebody holds.
    pub(super) held: Roles,
    /// Roles that one person alone holds.
    pub(super) single: Roles,
}

/// What somebody is answered whom a cell lets in.
pub(super) struct Answer {
    /// The roles whose cells let them in.
    pub(super) roles: Roles,
    pub(super) accountable: bool,
    /// By a row that names the asset.
    pub(super) by_name: bool,
    /// Roles that are heard and told: those that somebody else holds.
    pub(super) heard: Roles,
    pub(super) told: Roles,
    /// Somebody is accountable for what they do.
    pub(super) answered: bool,
}

impl Side {
    pub(super) fn of(raci: &Raci, people: &Directory, names: &Names<'_>) -> Self {
        let (mut held, mut single) = (Roles::default(), Roles::default());
        let mut several = Roles::default();
        for roles in people.people().values() {
            let roles = names.set(roles);
            several.join(held.and(roles));
            held.join(roles);
        }
        single.join(held.without(several));
        Self { slices: Slices::of(raci, names), held, single }
    }

    /// The answer to somebody who holds `roles`; `None` if no cell lets them in.
    pub(super) fn answer(&self, slice: &Slice, roles: Roles) -> Option<Answer> {
        let granting = slice.grants.and(roles);
        if granting.is_empty() {
            return None;
        }
        let mut duties = Duties::default();
        let each = granting.iter().filter_map(|role| slice.duties.get(&role));
        each.for_each(|more| duties.join(more));
        // To be heard by oneself alone is to be heard by nobody.
        let others = self.held.without(self.single.and(roles));
        Some(Answer {
            roles: granting,
            accountable: slice.accountable.meets(roles),
            by_name: slice.by_name.meets(roles),
            heard: duties.heard.and(others),
            told: duties.told.and(others),
            answered: duties.answers.meets(self.held),
        })
    }
}
