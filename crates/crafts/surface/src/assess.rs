//! Installed packages against advisories, and what may be said of them.

use crate::advisory::{Advisory, FRESH_DAYS, Knowledge, Verdict};
use crate::packages::{Inventory, Package};
use crate::report::{AdvisoryData, Ecosystem, Packages, Vulnerable};
use std::collections::BTreeSet;
use terms::State;

/// Undecided packages that are named.
const NAMED: usize = 100;

/// Judges the packages of one ecosystem; `knowledge` is `None` if no advisories were given.
pub(crate) fn assess(
    ecosystem: Ecosystem,
    inventory: &Inventory,
    knowledge: Option<&Knowledge>,
) -> Packages {
    let data =
        knowledge.and_then(|k| k.data.get(&ecosystem)).filter(|data| data.advisories > 0).cloned();
    let (vulnerable, undecided) =
        judge(ecosystem, inventory, knowledge.map_or(&[][..], |k| &k.advisories));
    let (state, saw) = conclude(inventory, data.as_ref(), &vulnerable, undecided.len());
    Packages {
        ecosystem,
        installed: inventory.packages.len() as u64,
        data,
        vulnerable,
        undecided: undecided.into_iter().take(NAMED).collect(),
        state,
        saw,
    }
}

fn judge(
    ecosystem: Ecosystem,
    inventory: &Inventory,
    advisories: &[Advisory],
) -> (Vec<Vulnerable>, BTreeSet<String>) {
    let (mut vulnerable, mut undecided) = (Vec::new(), BTreeSet::new());
    for package in &inventory.packages {
        // The same weakness under another name is one weakness.
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for advisory in advisories {
            match verdict(ecosystem, advisory, package) {
                Some((Verdict::Vulnerable, fixed)) => {
                    let names = || {
                        std::iter::once(&advisory.id).chain(&advisory.aliases).map(String::as_str)
                    };
                    if !names().any(|name| told.contains(name)) {
                        vulnerable.push(found(advisory, package, fixed));
                    }
                    told.extend(names());
                }
                Some((Verdict::Undecided, _)) => {
                    undecided.insert(format!("{} {}", package.name, package.version));
                }
                _ => {}
            }
        }
    }
    vulnerable.sort();
    (vulnerable, undecided)
}

/// What `advisory` says of `package`, and the versions that repair it; the worst, if it speaks of
/// the package more than once.
fn verdict(
    ecosystem: Ecosystem,
    advisory: &Advisory,
    package: &Package,
) -> Option<(Verdict, Vec<String>)> {
    let (name, version) = &package.advised;
    let speaks_of =
        advisory.affected.iter().filter(|a| a.ecosystem == ecosystem && &a.package == name);
    let verdicts = speaks_of.map(|affected| (affected.verdict(version), affected.fixed.clone()));
    verdicts.min_by_key(|(verdict, _)| match verdict {
        Verdict::Vulnerable => 0,
        Verdict::Undecided => 1,
        Verdict::Safe => 2,
    })
}

fn found(advisory: &Advisory, package: &Package, fixed: Vec<String>) -> Vulnerable {
    Vulnerable {
        package: package.name.clone(),
        version: package.version.clone(),
        place: package.place.clone(),
        advisory: advisory.id.clone(),
        aliases: advisory.aliases.clone(),
        title: advisory.title.clone(),
        severity: advisory.severity,
        fixed,
        informational: advisory.informational,
    }
}

/// Silence is *proven* clean only where everything could be read, decided, and is fresh.
fn conclude(
    inventory: &Inventory,
    data: Option<&AdvisoryData>,
    vulnerable: &[Vulnerable],
    undecided: usize,
) -> (State, String) {
    let installed = inventory.packages.len();
    if !inventory.present || (installed == 0 && inventory.gaps.is_empty()) {
        return (State::NotApplicable, "no list of packages here".to_owned());
    }
    let weak = vulnerable.iter().filter(|v| !v.informational).count();
    let Some(data) = data else {
        return (State::Unknown, format!("{installed} installed; no advisories were given"));
    };
    let age = match (data.as_of, data.age_days) {
        (Some(day), Some(age)) => {
            format!("{} advisories as of {day}, {age} days old", data.advisories)
        }
        _ => format!("{} advisories of unknown age", data.advisories),
    };
    let mut saw = format!("{installed} installed, {weak} findings in {age}");
    if weak > 0 {
        return (State::Failed, saw);
    }
    let doubts = [
        (!data.fresh, format!("the data is older than {FRESH_DAYS} days")),
        (data.unreadable > 0, format!("{} advisories could not be read", data.unreadable)),
        (undecided > 0, format!("{undecided} packages could not be decided")),
        (
            !inventory.gaps.is_empty(),
            format!("not all packages could be read: {}", inventory.gaps.join("; ")),
        ),
    ];
    let doubts: Vec<_> =
        doubts.into_iter().filter(|(holds, _)| *holds).map(|(_, doubt)| doubt).collect();
    if doubts.is_empty() {
        return (State::Proven, saw);
    }
    saw.push_str("; unknown: ");
    saw.push_str(&doubts.join("; "));
    (State::Unknown, saw)
}
