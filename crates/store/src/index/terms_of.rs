//! What an entry is found by, read from its bytes: nothing else of them is looked at.

use super::hits::Hits;
use crate::StoreError;
use ledger::{Ended, LedgerError};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The terms of the entries of one bundle, of which the first has the index `first`, and which of them
/// have each.
pub(super) fn hits_of(
    first: u64,
    entries: &[Vec<u8>],
) -> Result<BTreeMap<String, Hits>, StoreError> {
    let mut all: BTreeMap<String, Hits> = BTreeMap::new();
    for (index, entry) in (first..).zip(entries) {
        let entry: Brief<'_> = serde_json::from_slice(entry).map_err(LedgerError::from)?;
        entry.terms(&mut |term| match all.get_mut(term.as_str()) {
            Some(hits) => hits.add(index),
            None => all.entry(term).or_default().add(index),
        });
    }
    Ok(all)
}

/// Of an [`ledger::Event`], what it is found by.
#[derive(Deserialize)]
struct Brief<'a> {
    #[serde(default)]
    action_id: Option<u32>,
    status_id: u32,
    #[serde(borrow)]
    actor: Actor<'a>,
    #[serde(borrow)]
    api: Api<'a>,
    #[serde(borrow)]
    resources: Vec<Uid<'a>>,
    #[serde(borrow)]
    unmapped: Unmapped<'a>,
}

#[derive(Deserialize)]
struct Actor<'a> {
    #[serde(borrow)]
    user: Uid<'a>,
}

#[derive(Deserialize)]
struct Uid<'a> {
    #[serde(borrow)]
    uid: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Api<'a> {
    #[serde(borrow)]
    operation: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Unmapped<'a> {
    #[serde(borrow, default)]
    cells: Vec<Cell<'a>>,
}

#[derive(Deserialize)]
struct Cell<'a> {
    #[serde(borrow)]
    activity: Cow<'a, str>,
    #[serde(borrow)]
    asset: Cow<'a, str>,
    #[serde(borrow)]
    role: Cow<'a, str>,
}

impl Brief<'_> {
    fn terms(&self, take: &mut impl FnMut(String)) {
        let ended = Ended::of(self.action_id, self.status_id);
        take(format!("who:{}", self.actor.user.uid));
        take(format!("what:{}", self.api.operation));
        take(format!("ended:{}", ended.as_str()));
        if ended.denied() {
            take("denied".to_owned());
        }
        for resource in &self.resources {
            take(format!("on:{}", resource.uid));
        }
        for Cell { activity, asset, role } in &self.unmapped.cells {
            take(format!("row:{activity}[{asset}]"));
            take(format!("cell:{activity}[{asset}]\u{d7}{role}"));
        }
    }
}
