//! Whether the lake is a swamp.

use crate::{Entry, list};
use store::Store;
use terms::{Area, Fact, Mission, Probed, State};

/// How long a dataset may lie before it has to be of use.
const IDLE_DAYS: i64 = 90;

/// Looks for datasets without a purpose, datasets that nobody uses, and copies of one another.
pub async fn probes(store: &Store) -> Vec<Probed> {
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
    ]
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
                .map(|entry| entry.dataset.to_string())
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
