//! What stands at one moment, and who may change it.

use crate::{Directory, Letters, Raci, Rules};
use std::collections::BTreeSet;
use terms::{Action, Asset, PrincipalId, RoleId};

/// All that access follows from at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    pub raci: &'a Raci,
    pub people: &'a Directory,
    pub rules: &'a Rules,
}

impl Standing<'_> {
    /// Who may propose changes of access: everybody with a `change-access` cell (R or A).
    #[must_use]
    pub fn may_propose(&self, workspace: &Asset) -> BTreeSet<PrincipalId> {
        self.may_change(workspace, Letters::grants)
    }

    /// Who may agree to changes of access that others propose: everybody with the A.
    #[must_use]
    pub fn may_agree(&self, workspace: &Asset) -> BTreeSet<PrincipalId> {
        self.may_change(workspace, |letters| letters.accountable)
    }

    fn may_change(
        &self,
        workspace: &Asset,
        wanted: impl Fn(Letters) -> bool,
    ) -> BTreeSet<PrincipalId> {
        let rows = self.raci.rows().iter();
        let rows =
            rows.filter(|row| row.action == Action::ChangeAccess && row.asset.matches(workspace));
        let roles: BTreeSet<RoleId> = rows.flat_map(|row| row.roles_where(&wanted)).collect();
        let people = self.people.people().iter();
        people.filter(|(_, held)| !held.is_disjoint(&roles)).map(|(who, _)| who.clone()).collect()
    }
}
