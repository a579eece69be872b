//! Who may do what to an asset by its cells, and what somebody lacks: answers for people, not decisions. A decision
//! asks the device, the network and the budget too ([`Gate::decide`](crate::Gate::decide)).

use crate::meaning::{has_meaning, kinds_of, shows_clear};
use crate::{Directory, Letters, Raci, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use terms::{Action, ActivityId, Asset, PrincipalId, RoleId};

/// What a cell makes somebody to an asset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Share {
    pub principal: PrincipalId,
    pub action: Action,
    pub activity: ActivityId,
    /// The role that they hold it by.
    pub role: RoleId,
    pub letters: Letters,
    /// Whether the cell lets them do it, and does not only have them heard or told.
    pub may: bool,
    /// Whether they see clear values.
    pub clear: bool,
}

/// Everything that cells make of people to `asset`, by action and name.
#[must_use]
pub fn who(raci: &Raci, people: &Directory, asset: &Asset) -> Vec<Share> {
    let mut shares = Vec::new();
    for row in raci.rows().iter().filter(|row| row.asset.matches(asset)) {
        for (role, letters) in &row.cells {
            let holders = people.holders(role);
            shares.extend(holders.map(|who| share(who, row, role, *letters)));
        }
    }
    shares.sort_by(|a, b| {
        (a.action, !a.may, &a.principal, &a.activity).cmp(&(
            b.action,
            !b.may,
            &b.principal,
            &b.activity,
        ))
    });
    shares
}

fn share(who: &PrincipalId, row: &Row, role: &RoleId, letters: Letters) -> Share {
    Share {
        principal: who.clone(),
        action: row.action,
        activity: row.activity.clone(),
        role: role.clone(),
        letters,
        may: letters.grants(),
        clear: letters.accountable && shows_clear(row.action),
    }
}

/// Whether somebody may, by which cells, and else what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct May {
    pub may: bool,
    pub clear: bool,
    /// The cells that let them.
    pub cells: Vec<Share>,
    pub missing: Option<Missing>,
}

/// Why somebody may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    #[error("{action} has no meaning on a {kind}: it belongs to a {}", .kinds.join(" or a "))]
    Meaning { action: Action, kind: String, kinds: Vec<String> },
    #[error("no row of the RACI says who may {action} {asset}")]
    Row { action: Action, asset: Asset },
    #[error("{who} left on {day}")]
    Left { who: PrincipalId, day: String },
    #[error("{who} is nobody that people.toml lists")]
    Person { who: PrincipalId },
    #[error("{who} holds no role that may: {} would", list(.roles))]
    Role { who: PrincipalId, roles: Vec<RoleId>, heard: Vec<Share> },
}

fn list(roles: &[RoleId]) -> String {
    if roles.is_empty() {
        return "none has the R or the A, which".to_owned();
    }
    roles.iter().map(RoleId::as_str).collect::<Vec<_>>().join(" or ")
}

/// Whether `principal` may do `action` to `asset` by the cells, and what is missing if not.
#[must_use]
pub fn can(
    raci: &Raci,
    people: &Directory,
    principal: &PrincipalId,
    action: Action,
    asset: &Asset,
) -> May {
    let rows = || raci.rows().iter().filter(|row| row.action == action && row.asset.matches(asset));
    let mut own: Vec<Share> = Vec::new();
    for row in rows() {
        let held = row.cells.iter().filter(|(role, _)| people.holds(principal, role));
        own.extend(held.map(|(role, letters)| share(principal, row, role, *letters)));
    }
    let (cells, heard): (Vec<Share>, Vec<Share>) = own.into_iter().partition(|share| share.may);
    let (may, clear) = (!cells.is_empty(), cells.iter().any(|share| share.clear));
    let missing = (!may).then(|| missing(people, principal, action, asset, rows(), heard));
    May { may, clear, cells, missing }
}

fn missing<'a>(
    people: &Directory,
    who: &PrincipalId,
    action: Action,
    asset: &Asset,
    rows: impl Iterator<Item = &'a Row>,
    heard: Vec<Share>,
) -> Missing {
    if !has_meaning(action, asset.kind) {
        let kinds = kinds_of(action).iter().map(|kind| kind.name().to_owned()).collect();
        return Missing::Meaning { action, kind: asset.kind.name().to_owned(), kinds };
    }
    let rows: Vec<&Row> = rows.collect();
    if rows.is_empty() {
        return Missing::Row { action, asset: asset.clone() };
    }
    if let Some((day, _)) = people.known().left.get(who) {
        return Missing::Left { who: who.clone(), day: day.clone() };
    }
    if !people.people().contains_key(who) {
        return Missing::Person { who: who.clone() };
    }
    let roles: BTreeSet<RoleId> =
        rows.iter().flat_map(|row| row.roles_where(|letters| letters.grants())).collect();
    Missing::Role { who: who.clone(), roles: roles.into_iter().collect(), heard }
}
