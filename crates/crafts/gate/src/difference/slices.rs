//! What the rows that speak of one action on one asset give to each role.

use super::roles::{Names, Roles};
use crate::{Pattern, Raci, Row};
use std::collections::{BTreeMap, HashMap};
use terms::Action;

/// What is asked about: an action on a named asset, or on every asset of a kind that no row of
/// this action names.
pub(super) type Target = (Action, Pattern);

/// What each role gets by the rows of one target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Slice {
    /// Roles with an R or an A.
    pub(super) grants: Roles,
    /// Roles with an A.
    pub(super) accountable: Roles,
    /// Roles that are granted it by a row that names the asset.
    pub(super) by_name: Roles,
    /// By the number of a granting role.
    pub(super) duties: BTreeMap<usize, Duties>,
}

/// What comes with a grant to one role: what the rows that grant it demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Duties {
    pub(super) heard: Roles,
    pub(super) told: Roles,
    /// Who answers for it.
    pub(super) answers: Roles,
}

impl Duties {
    pub(super) fn join(&mut self, other: &Self) {
        self.heard.join(other.heard);
        self.told.join(other.told);
        self.answers.join(other.answers);
    }
}

impl Slice {
    fn add(&mut self, row: &Row, names: &Names<'_>) {
        let of = |wanted: fn(crate::Letters) -> bool| {
            let cells = row.cells.iter().filter(move |(_, letters)| wanted(**letters));
            names.set(cells.map(|(role, _)| role))
        };
        let (grants, answers) = (of(|l| l.grants()), of(|l| l.accountable));
        let duties = Duties { heard: of(|l| l.consulted), told: of(|l| l.informed), answers };
        self.grants.join(grants);
        self.accountable.join(answers);
        if matches!(row.asset, Pattern::Named(_)) {
            self.by_name.join(grants);
        }
        for role in grants.iter() {
            self.duties.entry(role).or_default().join(&duties);
        }
    }

    fn join(&mut self, other: &Self) {
        self.grants.join(other.grants);
        self.accountable.join(other.accountable);
        self.by_name.join(other.by_name);
        for (role, duties) in &other.duties {
            self.duties.entry(*role).or_default().join(duties);
        }
    }

    /// All roles whose holders this slice counts: those that are heard, told, or answer.
    pub(super) fn counted(&self) -> Roles {
        let mut all = Duties::default();
        self.duties.values().for_each(|duties| all.join(duties));
        let mut counted = all.heard;
        counted.join(all.told);
        counted.join(all.answers);
        counted
    }
}

/// The slices of a RACI. A row of `KIND/*` is in the slice of every named asset of its kind, too.
#[derive(Default)]
pub(super) struct Slices {
    all: HashMap<Target, Slice>,
    none: Slice,
}

impl Slices {
    pub(super) fn of(raci: &Raci, names: &Names<'_>) -> Self {
        let mut all: HashMap<Target, Slice> = HashMap::new();
        for row in raci.rows() {
            all.entry((row.action, row.asset.clone())).or_default().add(row, names);
        }
        let wide: HashMap<Target, Slice> = all
            .iter()
            .filter(|((_, pattern), _)| matches!(pattern, Pattern::Every(_)))
            .map(|(target, slice)| (target.clone(), slice.clone()))
            .collect();
        for ((action, pattern), slice) in &mut all {
            if let Pattern::Named(asset) = pattern
                && let Some(more) = wide.get(&(*action, Pattern::Every(asset.kind)))
            {
                slice.join(more);
            }
        }
        Self { all, none: Slice::default() }
    }

    pub(super) fn targets(&self) -> impl Iterator<Item = &Target> {
        self.all.keys()
    }

    /// The slice that decides about `target`.
    pub(super) fn get(&self, target: &Target) -> &Slice {
        let (action, pattern) = target;
        let wide = || self.all.get(&(*action, Pattern::Every(pattern.kind())));
        self.all.get(target).or_else(wide).unwrap_or(&self.none)
    }
}
