//! What is delivered at once.

use crate::Applied;
use ledger::Event;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use terms::{Asset, PrincipalId, RoleId, Timestamp};

/// Entries of the ledger in order, and what is to be known of their workspace.
pub(super) struct Batch {
    /// The workspace's id.
    pub workspace: String,
    pub name: String,
    pub url: String,
    /// Who holds which role now: they are told, wherever they were when it happened.
    pub applied: Arc<Applied>,
    pub now: Timestamp,
    /// Each with its number.
    pub entries: Vec<(u64, Event)>,
    /// What lineage is told of them, for sinks that tell nothing else.
    pub runs: Vec<Value>,
}

/// An entry that somebody is consulted on or informed of.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Told {
    /// `notice-` and the number of the entry, as in `hygeia feed`.
    pub id: String,
    pub at: String,
    pub who: PrincipalId,
    /// An action of the RACI, or what was done.
    pub action: String,
    pub asset: Asset,
    /// `allowed`, `done`, `refused` or `failed`.
    pub ended: String,
    pub consulted: Vec<RoleId>,
    pub informed: Vec<RoleId>,
    /// Who holds these roles, but for who did it.
    pub to: Vec<PrincipalId>,
}

impl Batch {
    /// The numbers of its first and last entry.
    pub fn span(&self) -> (u64, u64) {
        let number = |entry: Option<&(u64, Event)>| entry.map_or(0, |(number, _)| *number);
        (number(self.entries.first()), number(self.entries.last()))
    }

    /// What people are told of; what drills do concerns nobody.
    pub fn told(&self) -> Vec<Told> {
        let people = self.applied.code.people.people();
        let concerns = |(number, event): &(u64, Event)| {
            let (consulted, informed) = (&event.unmapped.consult, &event.unmapped.inform);
            let actor = &event.actor.user.uid;
            let named = |role: &RoleId| consulted.contains(role) || informed.contains(role);
            let to: Vec<PrincipalId> = people
                .iter()
                .filter(|(who, roles)| *who != actor && roles.iter().any(named))
                .map(|(who, _)| who.clone())
                .collect();
            let asset = event.resources.first()?.uid.clone();
            (!to.is_empty() && !event.actor.is_drill()).then(|| Told {
                id: format!("notice-{number}"),
                at: event.at().to_string(),
                who: actor.clone(),
                action: event.api.operation.clone(),
                asset,
                ended: event.ended().as_str().to_owned(),
                consulted: consulted.clone(),
                informed: informed.clone(),
                to,
            })
        };
        self.entries.iter().filter_map(concerns).collect()
    }

    /// Each entry as the ledger has it, with its number as OCSF's `metadata.sequence`, and a
    /// `metadata.uid` that no other entry of any workspace has.
    pub fn events(&self) -> Result<Vec<Value>, serde_json::Error> {
        let numbered = |(number, event): &(u64, Event)| {
            let mut value = serde_json::to_value(event)?;
            if let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) {
                metadata.insert("sequence".to_owned(), Value::from(*number));
                let uid = format!("{}/{number}", self.workspace);
                metadata.insert("uid".to_owned(), Value::from(uid));
            }
            Ok(value)
        };
        self.entries.iter().map(numbered).collect()
    }
}
