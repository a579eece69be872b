//! Installed packages against advisories, and what may be said of them.

use crate::advisory::{FRESH_DAYS, Knowledge};
use crate::packages::Inventory;
use crate::report::{AdvisoryData, Ecosystem, Packages, Vulnerable};
use crate::weakness::judge;
use std::collections::BTreeSet;
use terms::{Sight, State, printable};

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
    let advisories = knowledge.map_or(&[][..], |k| &k.advisories);
    let (vulnerable, undecided) = judge(ecosystem, inventory, advisories);
    let (state, saw) = conclude(inventory, data.as_ref(), &vulnerable, &undecided);
    Packages {
        ecosystem,
        installed: inventory.packages.len() as u64,
        data,
        vulnerable,
        undecided: undecided.iter().take(NAMED).map(|name| printable(name).into_owned()).collect(),
        state,
        saw: printable(&saw).into_owned(),
    }
}

/// Silence is *proven* clean only where everything could be read, decided, and the advisories are
/// all there are, up to a day not long ago.
fn conclude(
    inventory: &Inventory,
    data: Option<&AdvisoryData>,
    vulnerable: &[Vulnerable],
    undecided: &BTreeSet<String>,
) -> (State, String) {
    let installed = inventory.packages.len();
    let weak = vulnerable.iter().filter(|v| !v.informational).count();
    let mut sight = if installed == 0 { Sight::of(0) } else { Sight::new() };
    for gap in &inventory.gaps {
        sight.skip(gap.clone());
    }
    if !undecided.is_empty() {
        sight.skip(format!("{} packages could not be decided", undecided.len()));
    }
    // A package is seen when there was something to hold it against.
    if let Some(data) = data.filter(|_| installed > 0) {
        sight.see(installed);
        doubts_of(data).into_iter().for_each(|doubt| sight.skip(doubt));
    }
    let state = sight.judge(weak);
    let places: BTreeSet<&str> = inventory.packages.iter().map(|p| p.place.as_str()).collect();
    let places = match places.len() {
        1 => "one place".to_owned(),
        count => format!("{count} places"),
    };
    let saw = match data {
        _ if state == State::NotApplicable => "no packages at the usual places".to_owned(),
        None => format!("{installed} installed in {places}; no advisories were given"),
        Some(data) => {
            format!("{installed} installed in {places}, {weak} findings in {}", extent(data))
        }
    };
    let unseen = if sight.skipped() > 0 { format!("; {sight}") } else { String::new() };
    (state, format!("{saw}{unseen}"))
}

fn extent(data: &AdvisoryData) -> String {
    match (data.as_of, data.age_days) {
        (Some(day), Some(age)) => {
            format!("{} advisories as of {day}, {age} days old", data.advisories)
        }
        _ => format!("{} advisories of unknown age", data.advisories),
    }
}

fn doubts_of(data: &AdvisoryData) -> Vec<String> {
    let doubts = [
        (!data.complete, "other advisories: nothing says that these are all".to_owned()),
        (data.complete && !data.fresh, format!("what was found in over {FRESH_DAYS} days")),
        (data.unreadable > 0, format!("{} advisories could not be read", data.unreadable)),
    ];
    doubts.into_iter().filter(|(holds, _)| *holds).map(|(_, doubt)| doubt).collect()
}
