//! Least privilege over time: which cells nobody has needed.

use crate::{Cell, Directory, Raci};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use terms::{CellRef, PrincipalId, RoleId, Timestamp};

/// A grant that nobody has needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unused {
    pub cell: Cell,
    /// Who holds it.
    pub holders: Vec<PrincipalId>,
    /// `None` if it was never used.
    pub last_used: Option<Timestamp>,
}

/// The granting cells that no allow of the ledger has named for `idle_days`, though they stand
/// at least as long (`applied` is when the RACI was applied). `usage` holds the last allow that
/// named each cell. Narrow these first (M7).
#[must_use]
pub fn unused(
    raci: &Raci,
    directory: &Directory,
    usage: &BTreeMap<CellRef, Timestamp>,
    applied: Timestamp,
    now: Timestamp,
    idle_days: u16,
) -> Vec<Unused> {
    let idle_since = now.plus_days(-i64::from(idle_days));
    let mut used: HashMap<_, Vec<(&CellRef, &Timestamp)>> = HashMap::new();
    for named in usage {
        used.entry((&named.0.activity, &named.0.role)).or_default().push(named);
    }
    let mut held: HashMap<&RoleId, Vec<&PrincipalId>> = HashMap::new();
    for (who, roles) in directory.people() {
        roles.iter().for_each(|role| held.entry(role).or_default().push(who));
    }
    let granting = raci.cells().filter(|cell| cell.letters.grants());
    granting
        .filter_map(|cell| {
            let named = used.get(&(&cell.activity, &cell.role)).into_iter().flatten();
            let named = named.filter(|(reference, _)| cell.is_named_by(reference));
            let last_used = named.map(|(_, at)| **at).max();
            let needed = last_used.is_some_and(|at| at > idle_since) || applied > idle_since;
            (!needed).then(|| {
                let holders = held.get(&cell.role).into_iter().flatten();
                let holders = holders.map(|who| (*who).clone()).collect();
                Unused { cell, holders, last_used }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::Asset;

    const DAY: i64 = 86_400;

    fn raci() -> Raci {
        Raci::from_csv(
            "activity,action,asset,owner,scientist,auditor\n\
             query,query,dataset/loans,A,R,I\n\
             screen,screen,dataset/*,A,,\n\
             infer,infer,model/credit,A,,\n",
        )
        .unwrap()
    }

    // proves M7
    #[test]
    fn what_nobody_needs_is_found() {
        let people = Directory::of([
            ("olga@example.org".parse().unwrap(), "owner".parse().unwrap()),
            ("dana@example.org".parse().unwrap(), "scientist".parse().unwrap()),
        ]);
        let now = Timestamp::from_unix(1_000 * DAY);
        let used = |activity: &str, asset: &str, role: &str, day| {
            let reference = CellRef {
                activity: activity.parse().unwrap(),
                asset: Asset::parse(asset).unwrap(),
                role: role.parse().unwrap(),
                letters: "A".to_owned(),
            };
            (reference, Timestamp::from_unix(day * DAY))
        };
        let usage = BTreeMap::from([
            used("query", "dataset/loans", "owner", 990),
            used("query", "dataset/loans", "scientist", 100),
            used("screen", "dataset/cards", "owner", 950),
        ]);
        let old = Timestamp::from_unix(0);
        let found = unused(&raci(), &people, &usage, old, now, 90);
        let named: Vec<_> =
            found.iter().map(|u| (u.cell.activity.as_str(), u.cell.role.as_str())).collect();
        assert_eq!(named, [("query", "scientist"), ("infer", "owner")]);
        assert_eq!(found[0].holders, ["dana@example.org".parse().unwrap()]);
        assert_eq!(found[1].last_used, None);
        // A RACI that was applied yesterday has had no time to be used; one of 90 days ago has.
        for (ago, idle) in [(1, 0), (89, 0), (90, 4)] {
            let found = unused(&raci(), &people, &BTreeMap::new(), now.plus_days(-ago), now, 90);
            assert_eq!(found.len(), idle, "applied {ago} days ago");
        }
        for (ago, idle) in [(89, 3), (90, 4)] {
            let usage = BTreeMap::from([used("infer", "model/credit", "owner", 1_000 - ago)]);
            assert_eq!(unused(&raci(), &people, &usage, old, now, 90).len(), idle, "{ago} days");
        }
    }
}
