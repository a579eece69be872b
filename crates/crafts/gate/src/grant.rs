//! What the cells grant, read plainly. Proofs lean on it, so it shares no code with the compiler and
//! the gate.

use crate::pattern::KINDS;
use crate::{Directory, Pattern, Raci, Row};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use terms::{Action, Asset, PrincipalId, RoleId};

/// Somebody may do something to an asset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grant {
    pub principal: PrincipalId,
    pub action: Action,
    /// `KIND/*` stands for every asset of the kind that is not named beside it.
    pub asset: Pattern,
    /// Whether clear values are shown.
    pub clear: bool,
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clear = if self.clear { " in clear" } else { "" };
        write!(f, "{} may {} {}{clear}", self.principal, self.action, self.asset)
    }
}

/// What there is to ask about: the named assets, and for each kind *any other*.
pub(crate) fn targets(named: impl IntoIterator<Item = Asset>) -> BTreeSet<Pattern> {
    let named = named.into_iter().map(Pattern::Named);
    named.chain(KINDS.into_iter().map(Pattern::Every)).collect()
}

/// The rows of a RACI by what they speak of: no compiler, no Cedar, no gate.
pub(crate) struct Plain<'a>(BTreeMap<(Action, &'a Pattern), Vec<&'a Row>>);

impl<'a> Plain<'a> {
    pub(crate) fn of(raci: &'a Raci) -> Self {
        let mut rows: BTreeMap<_, Vec<&Row>> = BTreeMap::new();
        for row in raci.rows() {
            rows.entry((row.action, &row.asset)).or_default().push(row);
        }
        Self(rows)
    }

    /// The roles that may do `action` to `target`, and whether clear values are shown to them.
    pub(crate) fn granted(&self, action: Action, target: &Pattern) -> BTreeMap<&'a RoleId, bool> {
        let every = match target {
            Pattern::Named(asset) => Some(Pattern::Every(asset.kind)),
            Pattern::Every(_) => None,
        };
        let patterns = [Some(target), every.as_ref()].into_iter().flatten();
        let rows = patterns.filter_map(|pattern| self.0.get(&(action, pattern))).flatten();
        let mut granted = BTreeMap::new();
        for (role, letters) in rows.flat_map(|row| &row.cells) {
            if letters.responsible || letters.accountable {
                let clear = letters.accountable && matches!(action, Action::Query | Action::Infer);
                *granted.entry(role).or_default() |= clear;
            }
        }
        granted
    }
}

/// What the cells grant to people.
pub(crate) fn read_plainly(
    raci: &Raci,
    directory: &Directory,
    targets: &BTreeSet<Pattern>,
) -> BTreeSet<Grant> {
    let plain = Plain::of(raci);
    let mut grants = BTreeSet::new();
    for target in targets {
        for action in Action::ALL {
            let granted = plain.granted(*action, target);
            if granted.is_empty() {
                continue;
            }
            for (principal, roles) in directory.people() {
                let held: Vec<&bool> = roles.iter().filter_map(|role| granted.get(role)).collect();
                if !held.is_empty() {
                    let clear = held.into_iter().any(|clear| *clear);
                    let (principal, action) = (principal.clone(), *action);
                    grants.insert(Grant { principal, action, asset: target.clone(), clear });
                }
            }
        }
    }
    grants
}
