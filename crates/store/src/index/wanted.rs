//! Which entries somebody wants.

use crate::StoreError;
use ledger::{Ended, Event};
use std::fmt;
use terms::{ActivityId, Asset, CellRef, PrincipalId, RoleId, Timestamp};

/// Entries that fit all that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    pub principal: Option<PrincipalId>,
    pub asset: Option<Asset>,
    /// Allowed by this cell, or by any of this row.
    pub cell: Option<CellName>,
    /// An action of the gate, or an activity.
    pub operation: Option<String>,
    pub ended: Option<Ended>,
    /// Refused or failed.
    pub denied: bool,
    /// Of this moment or later.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// The newest so many; all, if that is not given.
    pub limit: Option<u64>,
}

/// A cell of the RACI, or a whole row of it: `query[dataset/loans] × data-scientist`, or without the
/// role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellName {
    pub activity: ActivityId,
    pub asset: Asset,
    pub role: Option<RoleId>,
}

impl CellName {
    /// Reads a name; `x` stands for `×` as well, and letters after the role (`= R`) are passed over.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (activity, rest) = text.trim().split_once('[')?;
        let (asset, rest) = rest.split_once(']')?;
        let role = rest.split_once('=').map_or(rest, |(role, _)| role).trim();
        let role = match role.strip_prefix(['\u{d7}', 'x']) {
            Some(role) => Some(RoleId::new(role.trim()).ok()?),
            None if role.is_empty() => None,
            None => return None,
        };
        let activity = ActivityId::new(activity.trim()).ok()?;
        Some(Self { activity, asset: Asset::parse(asset.trim()).ok()?, role })
    }

    fn names(&self, cell: &CellRef) -> bool {
        let row = cell.activity == self.activity && cell.asset == self.asset;
        row && self.role.as_ref().is_none_or(|role| cell.role == *role)
    }
}

impl fmt::Display for CellName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.activity, self.asset)?;
        self.role.as_ref().map_or(Ok(()), |role| write!(f, " \u{d7} {role}"))
    }
}

impl Wanted {
    /// Whether the entry is wanted, whenever it was made.
    #[must_use]
    pub fn fits(&self, event: &Event) -> bool {
        let is = |wanted: &Option<PrincipalId>, held: &PrincipalId| {
            wanted.as_ref().is_none_or(|wanted| wanted == held)
        };
        let on = |asset: &Asset| event.resources.iter().any(|resource| resource.uid == *asset);
        let by = |name: &CellName| event.unmapped.cells.iter().any(|cell| name.names(cell));
        is(&self.principal, &event.actor.user.uid)
            && self.asset.as_ref().is_none_or(on)
            && self.cell.as_ref().is_none_or(by)
            && self.operation.as_ref().is_none_or(|wanted| event.api.operation == *wanted)
            && self.ended.is_none_or(|wanted| event.ended() == wanted)
            && (!self.denied || event.denied())
    }

    /// Whether an entry of that moment, in milliseconds since 1970, is wanted.
    #[must_use]
    pub fn in_time(&self, time: i64) -> bool {
        let of = |moment: Timestamp| moment.unix().saturating_mul(1_000);
        self.from.is_none_or(|from| time >= of(from)) && self.to.is_none_or(|to| time < of(to))
    }

    /// The terms that every wanted entry has.
    pub(super) fn terms(&self) -> Vec<String> {
        let cell = |name: &CellName| match &name.role {
            Some(role) => format!("cell:{}[{}]\u{d7}{role}", name.activity, name.asset),
            None => format!("row:{}[{}]", name.activity, name.asset),
        };
        [
            self.principal.as_ref().map(|who| format!("who:{who}")),
            self.asset.as_ref().map(|asset| format!("on:{asset}")),
            self.cell.as_ref().map(cell),
            self.operation.as_ref().map(|what| format!("what:{what}")),
            self.ended.map(|ended| format!("ended:{}", ended.as_str())),
            self.denied.then(|| "denied".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// What is wanted of the ledger can't be read.
pub(super) fn unreadable(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(_) | StoreError::NotWriter(_))
}
