//! The ledger's index: what is asked is found, at the price of the answer, whatever the index went through.

use crate::support::{Workspace, asset, decision, denied, on_both, who};
use hygeia_store::{CellName, Store, StoreError, Wanted};
use ledger::{Activity, Ended, Event, Operation, Outcome};
use std::fs;
use std::sync::Arc;
use terms::{Action, Denial, Timestamp};

const PEOPLE: [&str; 5] = ["dana", "olga", "emil", "anna", "omar"];
const ASSETS: [&str; 4] = ["dataset/loans", "dataset/cards", "model/credit", "workspace/main"];
const ACTIONS: [Action; 4] = [Action::Query, Action::Train, Action::Infer, Action::Audit];

/// Small, fast and the same each time (Steele et al., *SplitMix*, 2014).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) == 0).then(|| value(self))
    }
}

/// Makes `count` entries of all kinds; the clock goes on now and then.
pub async fn fill(workspace: &Workspace, store: &Arc<Store>, random: &mut Random, count: usize) {
    for _ in 0..count.div_ceil(50) {
        workspace.clock.advance(random.below(30) as i64);
        let mut tasks = Vec::new();
        for _ in 0..count.min(50) {
            let (name, on, action) =
                (random.one(&PEOPLE), random.one(&ASSETS), random.one(&ACTIONS));
            // Somebody who does little, and somebody who is refused.
            let name = if random.below(97) == 0 { "rare" } else { name };
            let (kind, store) = (random.below(5), store.clone());
            tasks.push(tokio::spawn(async move { enter(&store, kind, name, action, on).await }));
        }
        for task in tasks {
            task.await.unwrap();
        }
    }
}

async fn enter(store: &Store, kind: usize, name: &str, action: Action, on: &str) {
    let allowed = decision(store, name, action, on, None);
    match kind {
        0 => drop(store.passage(&denied(allowed, Denial::NotGranted)).await.unwrap_err()),
        1 | 2 => {
            let (actor, asset) = (who(name), asset(on));
            let outcome = if kind == 1 { Outcome::Success } else { Outcome::Failure };
            let operation = Operation::DatasetLanded;
            let activity =
                Activity { operation, actor: &actor, asset: &asset, outcome, facts: &[] };
            store.record(&activity).await.unwrap();
        }
        _ => drop(store.passage(&allowed).await.unwrap()),
    }
}

fn cell(random: &mut Random) -> CellName {
    let action = random.one(&ACTIONS).name();
    let role = if random.below(2) == 0 { "" } else { " x tester" };
    CellName::parse(&format!("{action}[{}]{role}", random.one(&ASSETS))).unwrap()
}

fn wanted(random: &mut Random, first: Timestamp, last: Timestamp) -> Wanted {
    let span = last.since(first) as usize + 20;
    let moment = |random: &mut Random| first.plus_seconds(random.below(span) as i64 - 10);
    let names = ["rare", "dana", "olga", "emil", "anna", "omar"];
    let operations = ["query", "infer", "dataset-landed", "never"];
    let endings = [Ended::Allowed, Ended::Refused, Ended::Done, Ended::Failed];
    Wanted {
        principal: random.maybe(|random| who(random.one(&names))),
        asset: random.maybe(|random| asset(random.one(&ASSETS))),
        cell: random.maybe(cell),
        operation: random.maybe(|random| random.one(&operations).to_owned()),
        ended: random.maybe(|random| random.one(&endings)),
        denied: random.below(5) == 0,
        from: random.maybe(moment),
        to: random.maybe(moment),
        limit: random.maybe(|random| random.below(60) as u64),
    }
}

/// What a filter over all entries gives.
pub fn brute(wanted: &Wanted, all: &[(u64, Event)]) -> Vec<u64> {
    let fits = |event: &Event| {
        let cells = &event.unmapped.cells;
        let names = |name: &CellName| {
            let role = |role: &terms::RoleId| name.role.as_ref().is_none_or(|own| own == role);
            cells.iter().any(|cell| {
                cell.activity == name.activity && cell.asset == name.asset && role(&cell.role)
            })
        };
        let ended = match (event.action_id, event.status_id) {
            (Some(1), _) => Ended::Allowed,
            (Some(_), _) => Ended::Refused,
            (None, 2) => Ended::Failed,
            (None, _) => Ended::Done,
        };
        wanted.principal.as_ref().is_none_or(|who| event.actor.user.uid == *who)
            && wanted.asset.as_ref().is_none_or(|on| event.resources[0].uid == *on)
            && wanted.cell.as_ref().is_none_or(names)
            && wanted.operation.as_ref().is_none_or(|what| event.api.operation == *what)
            && wanted.ended.is_none_or(|wanted| wanted == ended)
            && (!wanted.denied || event.status_id == 2)
            && wanted.from.is_none_or(|from| event.time >= from.unix() * 1_000)
            && wanted.to.is_none_or(|to| event.time < to.unix() * 1_000)
    };
    let found: Vec<u64> =
        all.iter().filter(|(_, event)| fits(event)).map(|(index, _)| *index).collect();
    let gone = wanted.limit.map_or(0, |limit| found.len().saturating_sub(limit as usize));
    found[gone..].to_vec()
}

pub async fn everything(store: &Store) -> Vec<(u64, Event)> {
    (0..).zip(store.events(0..u64::MAX).await.unwrap()).collect()
}

/// The indexes that are found, and how many bundles were read for them.
pub async fn found(store: &Store, wanted: &Wanted) -> Result<(Vec<u64>, u64), StoreError> {
    let (mut found, mut all) = (store.find(wanted.clone()).await?, Vec::new());
    while let Some(entries) = found.next().await? {
        assert!(!entries.is_empty() && entries.len() <= 256);
        all.extend(entries.into_iter().map(|(index, _)| index));
    }
    Ok((all, found.bundles_read()))
}

// proves M7
#[tokio::test]
async fn what_is_asked_is_what_a_filter_over_all_entries_gives() {
    on_both(async |workspace| {
        let (mut random, mut store) = (Random(7), Arc::new(workspace.create().await));
        let first = store.now();
        for round in 0..4 {
            fill(workspace, &store, &mut random, 700).await;
            if round % 2 == 0 {
                // What is left of the tail goes into bundles.
                store.close().await;
                drop(store);
                store = Arc::new(workspace.open().await);
            }
            let (all, last) = (everything(&store).await, store.now());
            for _ in 0..150 {
                let wanted = wanted(&mut random, first, last);
                let (seen, _) = found(&store, &wanted).await.unwrap();
                assert_eq!(seen, brute(&wanted, &all), "{wanted:?}");
            }
            let each: Vec<Wanted> = (0..40).map(|_| wanted(&mut random, first, last)).collect();
            let newest = store.find_last(&each).await.unwrap();
            for (wanted, newest) in each.iter().zip(newest) {
                let all = brute(&Wanted { limit: None, ..wanted.clone() }, &all);
                assert_eq!(newest.map(|(index, _)| index), all.last().copied(), "{wanted:?}");
            }
        }
        store.close().await;
    })
    .await;
}

// proves M7
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_of_two_hundred_thousand_are_found_by_reading_few_bundles() {
    let workspace = Workspace::new();
    let store = Arc::new(workspace.create().await);
    let writer = |store: Arc<Store>, number: u64| async move {
        for turn in 0..200_000 / 256 {
            let rare = number == 77 && turn % 78 == 5;
            let name = if rare { "rare".to_owned() } else { format!("person-{}", number % 50) };
            drop(
                store.passage(&decision(&store, &name, Action::Query, "dataset/loans", None)).await,
            );
        }
    };
    let writers: Vec<_> = (0..256).map(|n| tokio::spawn(writer(store.clone(), n))).collect();
    for writer in writers {
        writer.await.unwrap();
    }
    store.close().await;
    drop(store);
    let store = workspace.open().await;
    let bundles = store.ledger_size() / 256;
    assert!(bundles > 775, "{bundles}");
    let (rare, read) =
        found(&store, &Wanted { principal: Some(who("rare")), ..Wanted::default() }).await.unwrap();
    assert_eq!(rare.len(), 10);
    assert!(read <= 10 + 1, "{read} bundles were read for 10 entries");
    let newest = Wanted { principal: Some(who("person-3")), limit: Some(10), ..Wanted::default() };
    let (ten, read) = found(&store, &newest).await.unwrap();
    assert_eq!(ten.len(), 10);
    assert!(read <= 10, "{read} bundles were read for 10 entries");
    let both = Wanted { asset: Some(asset("dataset/none")), ..newest };
    let (none, read) = found(&store, &both).await.unwrap();
    // What is not indexed yet is read: the tail, and a bundle that the index did not come to.
    assert!(none.is_empty() && read <= 2, "{read} bundles were read for nothing");
    let plain = Wanted { limit: Some(10), ..Wanted::default() };
    let (last, read) = found(&store, &plain).await.unwrap();
    assert!(last.len() == 10 && read <= 3, "{read} bundles were read for the last ten");
}

// proves M19
#[tokio::test]
async fn a_changed_bundle_is_refused_by_who_reads_it_and_by_nobody_else() {
    let workspace = Workspace::new();
    let (mut random, store) = (Random(3), Arc::new(workspace.create().await));
    fill(&workspace, &store, &mut random, 700).await;
    let single = decision(&store, "once", Action::Query, "dataset/once", None);
    drop(store.passage(&single).await.unwrap());
    fill(&workspace, &store, &mut random, 700).await;
    store.close().await;
    drop(store);
    let path = workspace.path("ledger/tile/entries/000");
    let whole = fs::read(&path).unwrap();
    let store = workspace.open().await;
    let by = |name: &str| Wanted { principal: Some(who(name)), ..Wanted::default() };
    // Indexed before anything is changed.
    found(&store, &by("dana")).await.unwrap();
    let mut changed = whole.clone();
    let at = changed.windows(4).position(|four| four == b"dana").unwrap();
    changed[at + 1] = b'i';
    fs::write(&path, changed).unwrap();
    assert!(matches!(found(&store, &by("dana")).await, Err(StoreError::Tampered { .. })));
    assert_eq!(found(&store, &by("once")).await.unwrap().0, [701]);
    fs::write(&path, whole).unwrap();
    found(&store, &by("dana")).await.unwrap();
}
