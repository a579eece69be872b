//! Budgets, on SQLite and PostgreSQL alike: exact while open, and never more after a crash.

use crate::support::{NOW, Workspace, on_both, who};
use hygeia_store::{BudgetKind, Over, Store};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use std::sync::Arc;
use terms::Timestamp;

// proves M15
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_two_requests_spend_the_same_allowance() {
    on_both(async |workspace| {
        let store = Arc::new(workspace.create().await);
        let spend = |store: Arc<Store>| async move {
            let window = Timestamp::from_unix(NOW);
            store
                .budgets()
                .spend(&who("dana"), BudgetKind::Egress, 7, 100, window)
                .await
                .unwrap()
                .is_ok()
        };
        let tasks: Vec<_> = (0..40).map(|_| tokio::spawn(spend(store.clone()))).collect();
        let mut granted = 0;
        for task in tasks {
            granted += u64::from(task.await.unwrap());
        }
        assert_eq!(granted, 14, "14 times 7 is the most that fits in 100");
        let used = store
            .budgets()
            .used(&who("dana"), BudgetKind::Egress, Timestamp::from_unix(NOW))
            .await
            .unwrap();
        assert_eq!(used, 98);
    })
    .await;
}

#[tokio::test]
async fn a_budget_starts_again_with_its_window_and_is_each_ones_own() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let spend = async |name: &str, kind, amount, window| {
            store
                .budgets()
                .spend(&who(name), kind, amount, 10, Timestamp::from_unix(window))
                .await
                .unwrap()
        };
        assert_eq!(spend("dana", BudgetKind::Query, 8, NOW).await, Ok(8));
        let over = spend("dana", BudgetKind::Query, 3, NOW).await.unwrap_err();
        assert_eq!((over.asked, over.left), (3, 2));
        assert_eq!(spend("dana", BudgetKind::Query, 2, NOW).await, Ok(10));
        assert_eq!(spend("dana", BudgetKind::Egress, 9, NOW).await, Ok(9));
        assert_eq!(spend("eve", BudgetKind::Query, 9, NOW).await, Ok(9));
        assert_eq!(spend("dana", BudgetKind::Query, 4, NOW + 60).await, Ok(4));
        assert!(
            spend("dana", BudgetKind::Query, 7, NOW).await.is_err(),
            "an earlier window counts into the last"
        );
        assert!(spend("new", BudgetKind::Query, 11, NOW).await.is_err());
        assert!(spend("new", BudgetKind::Query, u64::MAX, NOW).await.is_err());
    })
    .await;
}

/// What a principal may do to a budget, and what may happen to the process.
#[derive(Debug, Clone, Copy)]
enum Step {
    Spend {
        who: usize,
        amount: u64,
        limit: u64,
        window: i64,
    },
    Used {
        who: usize,
        window: i64,
    },
    /// Closed in order and opened again.
    Close,
    /// Killed, and opened again.
    Kill,
}

const NAMES: [&str; 2] = ["dana", "eve"];
const LIMITS: [u64; 3] = [10, 1_000, 50_000];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let window = (0..3i64).prop_map(|day| NOW + day * 86_400);
    let limit = prop::sample::select(LIMITS.to_vec());
    let amount = prop_oneof![8 => 0..5u64, 4 => 0..400u64, 1 => 0..60_000u64];
    let spend = (0..2usize, amount, limit, window.clone())
        .prop_map(|(who, amount, limit, window)| Step::Spend { who, amount, limit, window });
    let used = (0..2usize, window).prop_map(|(who, window)| Step::Used { who, window });
    let step = prop_oneof![60 => spend, 10 => used, 1 => Just(Step::Close), 1 => Just(Step::Kill)];
    prop::collection::vec(step, 1..120)
}

/// The budget as a child would count it.
#[derive(Debug, Clone, Copy, Default)]
struct Plain {
    window: i64,
    spent: u64,
    /// Since the process began: what a crash may cost at most, as nobody is lent more.
    here: u64,
}

impl Plain {
    fn used(self, window: i64) -> u64 {
        if self.window >= window { self.spent } else { 0 }
    }
    fn spend(&mut self, amount: u64, limit: u64, window: i64) -> Result<u64, Over> {
        let used = self.used(window);
        if used + amount > limit {
            return Err(Over { asked: amount, left: limit.saturating_sub(used) });
        }
        if window > self.window {
            *self = Self { window, ..Self::default() };
        }
        self.spent += amount;
        self.here += amount;
        Ok(self.spent)
    }
}

async fn used(store: &Store, name: &str, window: i64) -> u64 {
    let window = Timestamp::from_unix(window);
    store.budgets().used(&who(name), BudgetKind::Query, window).await.unwrap()
}

async fn walk(workspace: &Workspace, steps: &[Step]) {
    let mut store = workspace.create().await;
    let mut plain: BTreeMap<usize, Plain> = BTreeMap::new();
    for &step in steps {
        match step {
            Step::Spend { who: name, amount, limit, window } => {
                let expected = plain.entry(name).or_default().spend(amount, limit, window);
                let (name, window) = (who(NAMES[name]), Timestamp::from_unix(window));
                let spent =
                    store.budgets().spend(&name, BudgetKind::Query, amount, limit, window).await;
                assert_eq!(spent.unwrap(), expected, "{step:?} of {steps:?}");
            }
            Step::Used { who, window } => {
                let expected = plain.entry(who).or_default().used(window);
                assert_eq!(used(&store, NAMES[who], window).await, expected, "{step:?}");
            }
            Step::Close => {
                store.close().await;
                store = workspace.open().await;
                for (name, plain) in &mut plain {
                    assert_eq!(used(&store, NAMES[*name], plain.window).await, plain.spent);
                    plain.here = 0;
                }
            }
            Step::Kill => {
                drop(store);
                store = workspace.open().await;
                for (name, plain) in &mut plain {
                    let counted = used(&store, NAMES[*name], plain.window).await;
                    let most = plain.spent + plain.here.min(LIMITS[2] / 64);
                    assert!((plain.spent..=most).contains(&counted), "{counted}: {plain:?}");
                    (plain.spent, plain.here) = (counted, 0);
                }
            }
        }
    }
    store.close().await;
}

// proves M15
#[tokio::test]
async fn a_budget_is_spent_as_a_plain_count_has_it_and_a_crash_never_gives_more() {
    let mut runner = TestRunner::default();
    for _ in 0..12 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        on_both(async |workspace| walk(workspace, &steps).await).await;
    }
}

// proves M15
#[tokio::test]
async fn a_principal_spends_the_whole_budget_one_by_one_and_no_more() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let window = Timestamp::from_unix(NOW);
        let spend = async |store: &Store| {
            store.budgets().spend(&who("dana"), BudgetKind::Query, 1, 1_000, window).await.unwrap()
        };
        for number in 1..=600 {
            assert_eq!(spend(&store).await, Ok(number));
        }
        // Killed in the middle of a lease: a 64th of the budget is the most that it costs.
        drop(store);
        let store = workspace.open().await;
        let counted = used(&store, "dana", NOW).await;
        assert!((600..=615).contains(&counted), "{counted}");
        for number in counted + 1..=1_000 {
            assert_eq!(spend(&store).await, Ok(number));
        }
        assert_eq!(spend(&store).await, Err(Over { asked: 1, left: 0 }));
        store.close().await;
        assert_eq!(used(&workspace.open().await, "dana", NOW).await, 1_000);
    })
    .await;
}

#[tokio::test]
async fn who_spends_once_is_lent_nothing_and_who_spends_often_asks_the_database_seldom() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let window = Timestamp::from_unix(NOW);
        let spend = async |name: &str, amount| {
            let (name, kind) = (who(name), BudgetKind::Query);
            store.budgets().spend(&name, kind, amount, 64_000, window).await.unwrap().unwrap()
        };
        let lent = async || {
            let dump = store.dump_meta().await.unwrap();
            let gone: u64 = dump["budgets"]
                .as_array()
                .unwrap()
                .iter()
                .map(|b| b["used"].as_u64().unwrap())
                .sum();
            gone - used(&store, "once", NOW).await - used(&store, "often", NOW).await
        };
        spend("once", 5_000).await;
        assert_eq!(lent().await, 0);
        for _ in 0..2_000 {
            spend("often", 1).await;
        }
        assert!(lent().await > 0);
        workspace.behind_its_back("ALTER TABLE budgets RENAME TO hidden").await;
        let mut without_the_database = 0;
        while store
            .budgets()
            .spend(&who("often"), BudgetKind::Query, 1, 64_000, window)
            .await
            .is_ok()
        {
            without_the_database += 1;
        }
        assert!((1..=1_000).contains(&without_the_database), "{without_the_database}");
        assert_eq!(used(&store, "often", NOW).await, 2_000 + without_the_database);
        workspace.behind_its_back("ALTER TABLE hidden RENAME TO budgets").await;
        store.budgets().give_back().await.unwrap();
        assert_eq!(lent().await, 0);
        assert_eq!(spend("often", 1).await, 2_001 + without_the_database);
    })
    .await;
}

#[tokio::test]
async fn a_caller_who_goes_away_while_it_is_lent_costs_what_was_asked_and_no_more() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let window = Timestamp::from_unix(NOW);
        for number in 1..=50 {
            let name = who("dana");
            let budgets = store.budgets();
            let mut spend = Box::pin(budgets.spend(&name, BudgetKind::Query, 1, 1_000, window));
            let _ = futures::poll!(&mut spend);
            drop(spend);
            let counted = used(&store, "dana", NOW).await;
            assert!(counted <= number, "{counted} after {number}");
        }
        let counted = used(&store, "dana", NOW).await;
        store.close().await;
        assert_eq!(used(&workspace.open().await, "dana", NOW).await, counted);
    })
    .await;
}

// proves M15
#[tokio::test]
async fn what_the_database_could_not_commit_is_not_spent() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    // The row is written, and the commit behind it fails, as on a disk that is full.
    for sql in [
        "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
        "CREATE TABLE children (id INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TRIGGER cut AFTER INSERT ON budgets BEGIN INSERT INTO children VALUES (9); END",
    ] {
        workspace.behind_its_back(sql).await;
    }
    let window = Timestamp::from_unix(NOW);
    let (dana, budgets) = (who("dana"), store.budgets());
    let spend = || budgets.spend(&dana, BudgetKind::Egress, 7, 100, window);
    assert!(spend().await.is_err(), "nobody is answered for what was not charged");
    workspace.behind_its_back("DROP TRIGGER cut").await;
    assert_eq!(spend().await.unwrap(), Ok(7));
}
