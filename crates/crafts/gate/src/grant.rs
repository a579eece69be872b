//! What the cells grant, read plainly. Proofs lean on it, so it shares no code with the compiler and
//! the gate.

use crate::pattern::KINDS;
use crate::{Directory, Pattern, Raci};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use terms::{Action, Asset, PrincipalId};

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

/// What the cells grant, read plainly: no compiler, no Cedar, no gate.
pub(crate) fn read_plainly(
    raci: &Raci,
    directory: &Directory,
    targets: &BTreeSet<Pattern>,
) -> BTreeSet<Grant> {
    let mut grants = BTreeSet::new();
    for (principal, roles) in directory.people() {
        for target in targets {
            for action in Action::ALL {
                let speaks = |row: &&crate::Row| {
                    let matches = match target {
                        Pattern::Named(asset) => row.asset.matches(asset),
                        Pattern::Every(_) => row.asset == *target,
                    };
                    row.action == *action && matches
                };
                let rows = raci.rows().iter().filter(speaks);
                let held: Vec<_> = rows
                    .flat_map(|row| roles.iter().filter_map(|role| row.cells.get(role)))
                    .collect();
                if held.iter().any(|letters| letters.responsible || letters.accountable) {
                    let accountable = held.iter().any(|letters| letters.accountable);
                    let clear = accountable && matches!(action, Action::Query | Action::Infer);
                    let (principal, action) = (principal.clone(), *action);
                    grants.insert(Grant { principal, action, asset: target.clone(), clear });
                }
            }
        }
    }
    grants
}
