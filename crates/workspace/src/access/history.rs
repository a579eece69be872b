//! Since when somebody may do something: from every application that there was, newest first.
//!
//! It is asked of people and actions, never of rows and roles: who renames a row or splits a role changes
//! no answer of the gate, takes one person, and must not pass for a review.

use crate::config;
use gate::{Directory, Pattern, Raci};
use std::collections::BTreeMap;
use store::{ConfigVersion, Store, StoreError};
use terms::{Action, PrincipalId, Timestamp};

/// What was applied, newest first.
#[derive(Debug, Default)]
pub struct History(Vec<Standing>);

/// What stood from one application on.
#[derive(Debug)]
struct Standing {
    since: Timestamp,
    raci: Raci,
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
            history.extend(read.map(|(raci, people)| Standing { since, raci, people }));
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
    fn grants(&self, who: &PrincipalId, action: Action, assets: &Pattern) -> bool {
        let rows = self.raci.rows().iter();
        let mut rows = rows.filter(|row| row.action == action && row.asset.covers(assets));
        rows.any(|row| {
            let mut cells = row.cells.iter();
            cells.any(|(role, letters)| letters.grants() && self.people.holds(who, role))
        })
    }
}
