//! Whether the lake is a swamp.

use crate::{Entry, list};
use std::collections::BTreeSet;
use store::Store;
use terms::{Area, Fact, Mission, PrincipalId, Probed, State};

/// How long a dataset may lie before it has to be of use.
const IDLE_DAYS: i64 = 90;
/// How long the live version may lie before somebody reads it.
const UNREAD_DAYS: i64 = 30;
/// The share of rows in common from which on two datasets are near-copies.
const NEAR: f64 = 0.7;

/// Looks for datasets without a purpose, datasets that nobody uses, and copies of one another.
/// `known` says who answers in this workspace: a dataset whose owner does not has none.
pub async fn probes(store: &Store, known: &(dyn Fn(&PrincipalId) -> bool + Sync)) -> Vec<Probed> {
    let entries = list(store).await.map_err(|why| why.to_string());
    let idle = |entry: &Entry| {
        let last = entry.last_used.unwrap_or(entry.created);
        store.now() > last.plus_days(IDLE_DAYS)
    };
    let copy = |entry: &Entry, all: &[Entry]| {
        let same = |other: &&Entry| other.content.is_some() && other.content == entry.content;
        all.iter().filter(same).count() > 1
    };
    let entries = entries.as_deref().map_err(String::as_str);
    vec![
        probed(
            store,
            "data-quality/purpose",
            "every dataset says what it is kept for",
            "ask its owner for a purpose, or delete it",
            entries,
            |entry, _| entry.purpose.trim().is_empty(),
        ),
        probed(
            store,
            "data-quality/use",
            "every dataset older than 90 days was used in the last 90",
            "ask its owner whether it can be deleted",
            entries,
            |entry, _| idle(entry),
        ),
        probed(
            store,
            "data-quality/copies",
            "no dataset holds the same values as another",
            "keep one, and grant access to it instead",
            entries,
            copy,
        ),
        compared(
            probed(
                store,
                "data-quality/near-copies",
                "no dataset holds most rows of another",
                "ask both owners which of them is kept, and grant access to it instead",
                entries,
                near,
            ),
            entries,
        ),
        probed(
            store,
            "data-quality/owner",
            "every dataset has an owner who answers in this workspace",
            "have somebody else answer for it: hygeia ingest --owner",
            entries,
            |entry, _| !known(&entry.owner),
        ),
        probed(
            store,
            "data-quality/unread",
            "every version that is older than 30 days was read",
            "ask its owner whether deliveries are still needed",
            entries,
            |entry, _| unread(store, entry),
        ),
    ]
}

/// Of datasets whose rows can't be compared nothing is proven.
fn compared(probe: Probed, entries: Result<&[Entry], &str>) -> Probed {
    let held: Vec<&Entry> =
        entries.iter().flat_map(|all| all.iter()).filter(|entry| entry.content.is_some()).collect();
    let keys: BTreeSet<Option<&str>> =
        held.iter().map(|entry| entry.sketch.as_ref().map(|sketch| sketch.key.as_str())).collect();
    if probe.state != State::Proven || held.len() < 2 || (keys.len() == 1 && !keys.contains(&None))
    {
        return probe;
    }
    let saw = format!(
        "the rows of {} datasets can't all be compared: they came in before, or under another key",
        held.len()
    );
    let remedy = Some("take those in again that matter".to_owned());
    Probed { state: State::Unknown, saw, remedy, ..probe }
}

/// Whether it has most rows of another one, or another of it, and they are not the same.
fn near(entry: &Entry, all: &[Entry]) -> bool {
    let like = |other: &Entry| {
        let sketches = entry.sketch.as_ref().zip(other.sketch.as_ref());
        other.dataset != entry.dataset
            && other.content != entry.content
            && sketches.and_then(|(one, two)| one.likeness(two)).is_some_and(|share| share >= NEAR)
    };
    all.iter().any(like)
}

/// Whether nobody read the live version, which is here for long.
fn unread(store: &Store, entry: &Entry) -> bool {
    entry.delivered.is_some_and(|at| {
        let used = entry.last_used.is_some_and(|used| used >= at);
        store.now() > at.plus_days(UNREAD_DAYS) && !used
    })
}

fn probed(
    store: &Store,
    id: &str,
    claim: &str,
    remedy: &str,
    entries: Result<&[Entry], &str>,
    wrong: impl Fn(&Entry, &[Entry]) -> bool,
) -> Probed {
    let (state, saw, count) = match entries {
        Err(why) => (State::Failed, format!("the catalogue can't be read: {why}"), 0),
        Ok([]) => (State::NotApplicable, "there are no datasets".to_owned(), 0),
        Ok(all) => {
            let found: Vec<String> = all
                .iter()
                .filter(|entry| wrong(entry, all))
                .map(|entry| format!("{} (ask {})", entry.dataset, entry.owner))
                .collect();
            let saw = match found.is_empty() {
                true => format!("none of {} datasets", all.len()),
                false => found.join(", "),
            };
            (State::from_check(found.is_empty()), saw, found.len())
        }
    };
    Probed {
        id: id.to_owned(),
        area: Area::DataQuality,
        missions: vec![Mission(4)],
        claim: claim.to_owned(),
        state,
        saw,
        facts: vec![Fact::new("datasets", count)],
        remedy: (state == State::Failed).then(|| remedy.to_owned()),
        at: store.now(),
    }
}
