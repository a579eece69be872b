//! Who may do what, read plainly from the applied RACI. It chooses people and explains; what is
//! allowed is the gate's to say.

use crate::{Code, Error};
use gate::{Directory, Letters};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Action, Asset, PrincipalId, RoleId};

/// Everybody who may do `action` to `asset`, and whether they are accountable for it.
#[must_use]
pub fn may(code: &Code, action: Action, asset: &Asset) -> BTreeMap<PrincipalId, bool> {
    let mut all = BTreeMap::new();
    let rows = code.raci.rows().iter();
    for row in rows.filter(|row| row.action == action && row.asset.matches(asset)) {
        for role in row.roles_where(gate::Letters::grants) {
            let accountable = row.cells.get(&role).is_some_and(|letters| letters.accountable);
            for who in code.people.holders(&role) {
                *all.entry(who.clone()).or_insert(false) |= accountable;
            }
        }
    }
    all
}

/// Whether `who` may do `action` to `asset`, and then whether they are accountable for it: as [`may`]
/// says it, without looking at everybody.
#[must_use]
pub fn may_they(code: &Code, action: Action, asset: &Asset, who: &PrincipalId) -> Option<bool> {
    let rows = code.raci.rows().iter();
    let rows = rows.filter(|row| row.action == action && row.asset.matches(asset));
    let cells = rows.flat_map(|row| &row.cells);
    cells
        .filter(|(role, letters)| letters.grants() && code.people.holds(who, role))
        .map(|(_, letters)| letters.accountable)
        .reduce(|one, other| one | other)
}

/// The roles that are heard (C) and told (I) of `action` on `asset`.
#[must_use]
pub fn heard_and_told(code: &Code, action: Action, asset: &Asset) -> [Vec<RoleId>; 2] {
    let rows =
        || code.raci.rows().iter().filter(|row| row.action == action && row.asset.matches(asset));
    [|letters: Letters| letters.consulted, |letters: Letters| letters.informed].map(|wanted| {
        let all: BTreeSet<RoleId> = rows().flat_map(|row| row.roles_where(wanted)).collect();
        all.into_iter().collect()
    })
}

/// Holds `who` against the list of people.
///
/// # Errors
/// If nobody is called so; the hint names who is called nearly so.
pub fn known(people: &Directory, who: &PrincipalId) -> Result<(), Error> {
    if people.people().contains_key(who) {
        return Ok(());
    }
    let near = people
        .people()
        .keys()
        .map(PrincipalId::as_str)
        .min_by_key(|name| strsim::damerau_levenshtein(name, who.as_str()));
    let error = Error::invalid(format!("nobody is called {who} in people.toml, as it was applied"));
    Err(match near.filter(|name| strsim::damerau_levenshtein(name, who.as_str()) <= 4) {
        Some(name) => error.remedy(format!("did you mean {name}?")),
        None => error.remedy("add them to people.toml with a role, then hygeia apply"),
    })
}
