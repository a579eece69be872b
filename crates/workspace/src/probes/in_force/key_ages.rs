//! Whether a key in use is older than `[keys] rotate_after` allows, and whether that is too long.

use super::Line;
use super::baseline::KEY_DAYS;
use crate::{Context as _, Error, Workspace};
use terms::{Area, Fact, Probed, State, Timestamp};

const AGES: Line = Line {
    id: "encryption/key-age",
    area: Area::Encryption,
    missions: &[5, 18],
    claim: "no key in use is older than [keys] rotate_after",
    remedy: "hygeia keys rotate KIND puts a new one in its place; hygeia keys list shows since when \
             each is used",
};

const DAY: i64 = 86_400;

/// Looks at every key in use.
pub(super) async fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    look(workspace, at).await.unwrap_or_else(|error| AGES.unseen(&error, at))
}

async fn look(workspace: &Workspace, at: Timestamp) -> Result<Probed, Error> {
    let most = workspace.in_force()?.code.config.keys.rotate_after;
    let shown = workspace.store.keys_shown().await.internal("looking at the keys")?;
    let used: Vec<_> = shown.into_iter().filter(|key| key.until.is_none()).collect();
    let age = |since: Timestamp| at.since(since).div_euclid(DAY);
    let mut told: Vec<String> = used
        .iter()
        .filter(|key| age(key.since) > i64::from(most))
        .map(|key| format!("{} is {} days old", key.kind.name(), age(key.since)))
        .collect();
    let old = told.len();
    if most > KEY_DAYS {
        told.push(format!("a key may be used for {most} days, {KEY_DAYS} are the most"));
    }
    let saw = match told.as_slice() {
        [] => format!("{} keys in use, none older than {most} days", used.len()),
        some => format!("{}; {most} days are allowed", some.join("; ")),
    };
    let state = match used.as_slice() {
        [] => State::Unknown,
        _ => State::from_check(told.is_empty()),
    };
    let facts = vec![Fact::new("keys", used.len()), Fact::new("too_old", old)];
    Ok(AGES.saw(state, saw, facts, at))
}
