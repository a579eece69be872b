//! When each dataset was last used, as the ledger says.

use std::collections::HashMap;
use store::{Store, StoreError};
use terms::{Action, Asset, Timestamp};

/// Entries that are read at a time.
const PIECE: u64 = 4_096;
/// OCSF: the request was allowed.
const ALLOWED: u32 = 1;

pub(crate) async fn last_used(store: &Store) -> Result<HashMap<Asset, Timestamp>, StoreError> {
    let mut used: HashMap<Asset, Timestamp> = HashMap::new();
    let mut start = 0u64;
    loop {
        let events = store.events(start..start.saturating_add(PIECE)).await?;
        for event in &events {
            if event.action_id != Some(ALLOWED) || !is_use(&event.api.operation) {
                continue;
            }
            let at = Timestamp::from_unix(event.time / 1_000);
            for resource in &event.resources {
                let last = used.entry(resource.uid.clone()).or_insert(at);
                *last = at.max(*last);
            }
        }
        start = start.saturating_add(events.len() as u64);
        if (events.len() as u64) < PIECE {
            return Ok(used);
        }
    }
}

fn is_use(operation: &str) -> bool {
    let uses = [Action::Query, Action::Export, Action::Screen, Action::Train];
    Action::parse(operation).is_some_and(|action| uses.contains(&action))
}
