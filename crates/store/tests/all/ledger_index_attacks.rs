//! Whoever can write to the metadata changes the index: nothing is left out of an answer, and it is told.

use crate::ledger_index::{Random, brute, everything, fill, found};
use crate::support::{Workspace, on_both, who};
use hygeia_store::{Store, Wanted};
use std::sync::Arc;
use terms::State;

const TABLES: [&str; 3] = ["ledger_postings", "ledger_terms", "ledger_indexed"];

/// A workspace with nine bundles or more, indexed, and closed.
async fn indexed(workspace: &Workspace) {
    let (mut random, store) = (Random(11), Arc::new(workspace.create().await));
    for _ in 0..2 {
        fill(workspace, &store, &mut random, 1_200).await;
    }
    store.close().await;
    drop(store);
    let store = workspace.open().await;
    found(&store, &by("dana")).await.unwrap();
    store.close().await;
}

fn by(name: &str) -> Wanted {
    Wanted { principal: Some(who(name)), ..Wanted::default() }
}

/// How often the ledger says that the index was changed.
async fn told(store: &Store) -> usize {
    let events = store.events(0..u64::MAX).await.unwrap();
    events.iter().filter(|event| event.api.operation == "ledger-index-rejected").count()
}

/// What was changed, and how.
const ATTACKS: [(&str, &str); 11] = [
    ("hits", "UPDATE ledger_postings SET hits = REPLACE(hits, '8', '0') WHERE term = 'who:dana'"),
    ("no hits", "UPDATE ledger_postings SET hits = '00' WHERE term = 'who:dana'"),
    ("one posting", "DELETE FROM ledger_postings WHERE term = 'who:dana' AND bundle = 3"),
    ("all postings", "DELETE FROM ledger_postings WHERE term = 'who:dana'"),
    (
        "the newest posting",
        "DELETE FROM ledger_postings WHERE term = 'who:dana' AND bundle = \
      (SELECT newest FROM ledger_terms WHERE term = 'who:dana')",
    ),
    ("the term", "DELETE FROM ledger_terms WHERE term = 'who:dana'"),
    ("term and postings", "UPDATE ledger_terms SET newest = 2 WHERE term = 'who:dana'"),
    (
        "another's postings",
        "UPDATE ledger_postings SET hits = (SELECT p.hits FROM ledger_postings p \
      WHERE p.term = 'who:omar' AND p.bundle = ledger_postings.bundle) WHERE term = 'who:dana'",
    ),
    (
        "links",
        "UPDATE ledger_postings SET previous = previous - 1 WHERE term = 'who:dana' AND bundle > 2",
    ),
    ("further", "UPDATE ledger_indexed SET bundles = bundles + 1"),
    ("a seal", "UPDATE ledger_indexed SET seal = 'none'"),
];

// proves M7, M19
#[tokio::test]
async fn a_changed_index_leaves_nothing_out_and_is_told() {
    on_both(async |workspace| {
        indexed(workspace).await;
        for (what, attack) in ATTACKS {
            workspace.behind_its_back(attack).await;
            let store = workspace.open().await;
            let (all, before) = (everything(&store).await, told(&store).await);
            for name in ["dana", "omar", "rare"] {
                let (seen, _) = found(&store, &by(name)).await.unwrap();
                assert_eq!(seen, brute(&by(name), &all), "{what}: {name}");
            }
            assert_eq!(told(&store).await, before + 1, "{what}");
            // Made anew, it is as good as ever.
            found(&store, &by("dana")).await.unwrap();
            assert_eq!(index(&store).await, State::Proven, "{what}");
            store.close().await;
        }
    })
    .await;
}

async fn index(store: &Store) -> State {
    let probes = store.probes().await;
    probes.into_iter().find(|probe| probe.id == "audit/index").unwrap().state
}

// proves M19
#[tokio::test]
async fn a_changed_index_is_seen_by_the_probe_though_nobody_asks() {
    let workspace = Workspace::new();
    indexed(&workspace).await;
    let store = workspace.open().await;
    for (times, attack) in [
        (1, "DELETE FROM ledger_postings WHERE term = 'who:omar' AND bundle = 4"),
        (
            2,
            "INSERT INTO ledger_postings SELECT 'who:nobody', bundle, previous, hits, seal \
             FROM ledger_postings WHERE term = 'who:omar'",
        ),
    ] {
        assert_eq!(index(&store).await, State::Proven);
        workspace.behind_its_back(attack).await;
        assert_eq!(index(&store).await, State::Failed, "{attack}");
        assert_eq!(index(&store).await, State::Proven, "it was made anew");
        assert_eq!(told(&store).await, times);
    }
}

// proves M7
#[tokio::test]
async fn an_index_that_is_changed_under_an_answer_does_not_break_it() {
    let workspace = Workspace::new();
    indexed(&workspace).await;
    let store = workspace.open().await;
    let all = everything(&store).await;
    let mut answer = store.find(by("dana")).await.unwrap();
    let mut seen = Vec::new();
    while let Some(entries) = answer.next().await.unwrap() {
        seen.extend(entries.into_iter().map(|(index, _)| index));
        workspace.behind_its_back("DELETE FROM ledger_postings").await;
        found(&store, &by("omar")).await.unwrap();
    }
    assert_eq!(seen, brute(&by("dana"), &all));
}

// proves M7, M19
#[tokio::test]
async fn an_index_made_anew_is_the_one_that_was_kept() {
    on_both(async |workspace| {
        let (mut random, mut store) = (Random(5), Arc::new(workspace.create().await));
        for _ in 0..4 {
            // Kept up in pieces, each of which begins in another process.
            fill(workspace, &store, &mut random, 600).await;
            store.close().await;
            drop(store);
            store = Arc::new(workspace.open().await);
            found(&store, &by("dana")).await.unwrap();
        }
        store.close().await;
        drop(store);
        for table in TABLES {
            workspace.run(format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
            workspace.run(format!("DELETE FROM {table}")).await;
        }
        let store = workspace.open().await;
        let all = everything(&store).await;
        assert_eq!(found(&store, &by("dana")).await.unwrap().0, brute(&by("dana"), &all));
        assert_eq!(told(&store).await, 0, "one that is missing is no attack");
        for table in TABLES {
            let differing = format!(
                "SELECT (SELECT COUNT(*) FROM (SELECT * FROM {table} EXCEPT SELECT * FROM kept_{table}) a) \
                 + (SELECT COUNT(*) FROM (SELECT * FROM kept_{table} EXCEPT SELECT * FROM {table}) b)"
            );
            assert_eq!(workspace.count(differing).await, 0, "{table}");
            assert!(workspace.count(format!("SELECT COUNT(*) FROM {table}")).await > 0);
        }
        store.close().await;
    })
    .await;
}

// proves M7, M19
#[tokio::test]
async fn an_index_of_before_or_cut_short_is_brought_up_to_the_ledger() {
    on_both(async |workspace| {
        let (mut random, mut store) = (Random(9), Arc::new(workspace.create().await));
        fill(workspace, &store, &mut random, 900).await;
        store.close().await;
        drop(store);
        store = Arc::new(workspace.open().await);
        found(&store, &by("dana")).await.unwrap();
        store.close().await;
        drop(store);
        for table in TABLES {
            workspace.run(format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
        }
        store = Arc::new(workspace.open().await);
        fill(workspace, &store, &mut random, 900).await;
        store.close().await;
        drop(store);
        store = Arc::new(workspace.open().await);
        found(&store, &by("dana")).await.unwrap();
        store.close().await;
        drop(store);
        // As it was when a process was killed after the ledger's bundles, and before the index.
        for table in TABLES {
            workspace.run(format!("DELETE FROM {table}")).await;
            workspace.run(format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
        }
        let store = workspace.open().await;
        let all = everything(&store).await;
        for name in ["dana", "rare"] {
            assert_eq!(found(&store, &by(name)).await.unwrap().0, brute(&by(name), &all));
        }
        assert_eq!(told(&store).await, 0, "an index of before says nothing that is not so");
        assert_eq!(index(&store).await, State::Proven);
        store.close().await;
    })
    .await;
}
