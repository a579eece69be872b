//! What the two forms of a RACI have in common: checked rows, whatever they were written as.

use super::{Place, ReadError, nearest};
use crate::{Letters, Pattern, Raci, Row};
use std::collections::{BTreeMap, HashSet};
use terms::{Action, ActivityId, RoleId, limits::CONFIG_BYTES};

/// Rows of one RACI. At half of this, decisions, changes and proofs are measured
/// (`cargo xtask bench access`).
pub(crate) const ACTIVITIES: usize = 20_000;
/// Columns of one RACI.
pub(crate) const ROLES: usize = 200;

/// Refuses what is larger than a config file may be.
pub(super) fn bounded(text: &str) -> Result<&str, ReadError> {
    let found = text.len() as u64;
    if found > CONFIG_BYTES {
        return Err(ReadError::TooLarge { what: "bytes", found, limit: CONFIG_BYTES });
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Gathers rows, and holds the invariants of [`Raci`].
pub(super) struct Builder {
    raci: Raci,
    seen: HashSet<(ActivityId, Pattern)>,
}

impl Builder {
    pub(super) fn new(roles: Vec<(Place, String)>) -> Result<Self, ReadError> {
        if roles.len() > ROLES {
            let found = roles.len() as u64;
            return Err(ReadError::TooLarge { what: "roles", found, limit: ROLES as u64 });
        }
        let mut known = Vec::with_capacity(roles.len());
        let mut seen = HashSet::with_capacity(roles.len());
        let places = roles.iter().map(|(place, _)| (place.line, place.column)).collect();
        for (place, found) in roles {
            let role = RoleId::new(&found).map_err(|why| ReadError::Id {
                place: place.clone(),
                what: "role",
                found,
                why: why.to_string(),
            })?;
            if !seen.insert(role.clone()) {
                return Err(ReadError::Twice { place, what: format!("role {role}") });
            }
            known.push(role);
        }
        let mut raci = Raci { roles: known, ..Raci::default() };
        raci.written.roles(places);
        Ok(Self { raci, seen: HashSet::new() })
    }

    /// The same, of a text whose columns are fields.
    pub(super) const fn in_fields(mut self) -> Self {
        self.raci.written.in_fields();
        self
    }

    /// The roles that are declared, in the order of the columns.
    pub(super) fn roles(&self) -> &[RoleId] {
        &self.raci.roles
    }

    pub(super) fn role(&self, place: &Place, found: &str) -> Result<RoleId, ReadError> {
        let declared = self.raci.roles.iter().find(|role| role.as_str() == found);
        declared.cloned().ok_or_else(|| {
            let roles = self.raci.roles.iter().map(RoleId::as_str);
            let meant = nearest(found, roles).map(str::to_owned);
            ReadError::Role { place: place.clone(), found: found.to_owned(), meant }
        })
    }

    pub(super) fn add(
        &mut self,
        place: &Place,
        (activity, action, assets): (ActivityId, Action, Vec<Pattern>),
        cells: &BTreeMap<RoleId, Letters>,
    ) -> Result<(), ReadError> {
        for asset in assets {
            self.one(place, (activity.clone(), action, asset), cells.clone())?;
        }
        Ok(())
    }

    fn one(
        &mut self,
        place: &Place,
        (activity, action, asset): (ActivityId, Action, Pattern),
        cells: BTreeMap<RoleId, Letters>,
    ) -> Result<(), ReadError> {
        if !self.seen.insert((activity.clone(), asset.clone())) {
            let what = format!("activity {activity} on {asset}");
            return Err(ReadError::Twice { place: place.clone(), what });
        }
        self.raci.written.row(place.line);
        self.raci.rows.push(Row { activity, action, asset, cells });
        let found = self.raci.rows.len() as u64;
        let limit = ACTIVITIES as u64;
        if found > limit {
            return Err(ReadError::TooLarge { what: "activities", found, limit });
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Raci, ReadError> {
        if self.raci.roles.is_empty() {
            return Err(ReadError::Empty { what: "role" });
        }
        if self.raci.rows.is_empty() {
            return Err(ReadError::Empty { what: "activity" });
        }
        Ok(self.raci)
    }
}

pub(super) fn activity(place: Place, found: &str) -> Result<ActivityId, ReadError> {
    ActivityId::new(found).map_err(|why| {
        let (found, why) = (found.to_owned(), why.to_string());
        ReadError::Id { place, what: "activity", found, why }
    })
}

pub(super) fn action(place: Place, found: &str) -> Result<Action, ReadError> {
    Action::parse(found).ok_or_else(|| {
        let names: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
        let meant = nearest(found, names.iter().copied()).map(str::to_owned);
        ReadError::Action { place, found: found.to_owned(), meant, known: names.join(", ") }
    })
}

/// One asset, or several between commas, semicolons or line breaks: a row for each.
pub(super) fn assets(place: &Place, found: &str) -> Result<Vec<Pattern>, ReadError> {
    let names: Vec<&str> =
        found.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty()).collect();
    let names = if names.is_empty() { vec![found] } else { names };
    let pattern = |name: &&str| {
        Pattern::parse(name).map_err(|why| ReadError::Asset { place: place.clone(), why })
    };
    names.iter().map(pattern).collect()
}

pub(super) fn letters(place: Place, role: &RoleId, found: &str) -> Result<Letters, ReadError> {
    Letters::parse(found).map_err(|_| {
        let (role, found) = (role.to_string(), found.to_owned());
        ReadError::Letters { place, role, found }
    })
}
