//! Since when somebody may do something: from every application that there was, newest first.
//!
//! It is asked of people and actions, never of rows and roles: who renames a row or splits a role changes
//! no answer of the gate, takes one person, and must not pass for a review.

use crate::config;
use gate::{Directory, Pattern, Raci};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{ConfigVersion, Store, StoreError};
use terms::{Action, PrincipalId, RoleId, Timestamp};

/// What was applied, newest first.
#[derive(Debug, Default)]
pub struct History(Vec<Standing>);

/// What stood from one application on.
#[derive(Debug)]
struct Standing {
    since: Timestamp,
    /// The roles that each action on each asset, or on all of a kind, is granted to: asked for every holder of every
    /// cell, so no row is read twice.
    granted: HashMap<Action, HashMap<Pattern, BTreeSet<RoleId>>>,
    people: Directory,
}

impl History {
    /// Reads every application that there was.
    ///
    /// # Errors
    /// If a record does not verify.
    pub async fn read(store: &Store) -> Result<Self, StoreError> {
        let all = store.docs::<ConfigVersion>().list().await?;
        let mut texts: BTreeMap<u32, [Option<&ConfigVersion>; 2]> = BTreeMap::new();
        for version in &all {
            let [raci, people] = texts.entry(version.number).or_default();
            match version.name.as_str() {
                config::RACI => *raci = Some(version),
                config::PEOPLE => *people = Some(version),
                _ => {}
            }
        }
        let mut history = Vec::new();
        let mut before = None;
        // The texts of one application have one number; what broke off was never applied.
        for (raci, people) in texts.into_values().filter_map(|[raci, people]| raci.zip(people)) {
            let both = (&raci.text, &people.text);
            if before.replace(both) == Some(both) {
                continue;
            }
            let read = Raci::from_csv(&raci.text).ok().zip(Directory::from_toml(&people.text).ok());
            let since = raci.applied;
            history.extend(read.map(|(raci, people)| Standing::of(since, &raci, people)));
        }
        history.reverse();
        Ok(Self(history))
    }

    /// Since when `who` may do `action` to all that `assets` means, without a break; `None` if they may
    /// not.
    #[must_use]
    pub fn granted_since(
        &self,
        who: &PrincipalId,
        action: Action,
        assets: &Pattern,
    ) -> Option<Timestamp> {
        let granted = self.0.iter().take_while(|then| then.grants(who, action, assets));
        granted.last().map(|then| then.since)
    }
}

impl Standing {
    fn of(since: Timestamp, raci: &Raci, people: Directory) -> Self {
        let mut granted: HashMap<Action, HashMap<Pattern, BTreeSet<RoleId>>> = HashMap::new();
        for row in raci.rows() {
            let of_action = granted.entry(row.action).or_default();
            let roles = of_action.entry(row.asset.clone()).or_default();
            let granting = row.cells.iter().filter(|(_, letters)| letters.grants());
            roles.extend(granting.map(|(role, _)| role.clone()));
        }
        Self { since, granted, people }
    }

    fn grants(&self, who: &PrincipalId, action: Action, assets: &Pattern) -> bool {
        let Some(granted) = self.granted.get(&action) else { return false };
        // What covers an asset names it, or all of its kind.
        let covering = [assets, &Pattern::Every(assets.kind())];
        let mut roles = covering.into_iter().filter_map(|one| granted.get(one)).flatten();
        roles.any(|role| self.people.holds(who, role))
    }
}
