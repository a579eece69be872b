//! One process writes: the other is told which.

use crate::memory::device;
use crate::support::{Workspace, on_postgres, who};
use hygeia_store::{BudgetKind, EnrolledDevice, Store, StoreError};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Ends the session that holds the lock, as a restart of the server or a lost network does.
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_locks \
     WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

fn names_this_process(error: &StoreError) {
    let (text, pid) = (error.to_string(), std::process::id());
    assert!(text.contains("is in use by hygeia on "), "{text}");
    assert!(text.contains(&format!(", process {pid}")), "{text}");
}

async fn within(seconds: u64, what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let asked = Instant::now();
    while !holds().await {
        assert!(asked.elapsed() < Duration::from_secs(seconds), "not within {seconds} s: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn writes(store: &Store) -> bool {
    match store.device_enrolled(&who("omar"), &device("mine")).await {
        Ok(_) => true,
        Err(
            StoreError::NotWriter(_) | StoreError::Unfinished { .. } | StoreError::Blocked { .. },
        ) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_folder_in_use_names_who_has_it() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let refused = workspace.try_open().await.err().unwrap();
    assert!(matches!(refused, StoreError::Locked(_)));
    names_this_process(&refused);
    assert!(refused.to_string().contains(workspace.dir.path().to_str().unwrap()), "{refused}");
    store.close().await;
    workspace.open().await.close().await;
    std::fs::write(workspace.path("lock"), "some older text").unwrap();
    let _store = workspace.open().await;
    names_this_process(&workspace.try_open().await.err().unwrap());
}

#[tokio::test]
async fn a_second_process_on_one_database_is_told_who_has_it() {
    on_postgres(async |workspace| {
        let store = workspace.create().await;
        let twin = workspace.twin();
        let refused = twin.try_open().await.err().unwrap();
        assert!(matches!(refused, StoreError::Locked(_)), "{refused}");
        names_this_process(&refused);
        assert!(refused.to_string().contains(store.id()), "{refused}");
        assert!(writes(&store).await, "the first goes on");
        store.close().await;
        let refused = twin.try_open().await.err().unwrap();
        assert!(matches!(refused, StoreError::OtherRecords { .. }), "its ledger is an older one");
        let twin = workspace.twin();
        let store = twin.open().await;
        assert!(writes(&store).await);
        drop(store);
        assert!(writes(&twin.open().await).await, "who was dropped holds nothing");
    })
    .await;
}

#[tokio::test]
async fn who_lost_the_lock_writes_nothing_until_it_is_taken_again() {
    on_postgres(async |workspace| {
        let store = workspace.create().await;
        assert!(writes(&store).await);
        workspace.behind_its_back(CUT).await;
        within(5, "it notices", async || !writes(&store).await).await;
        let refused = store.tokens_revoked(&who("omar"), &who("dana")).await.unwrap_err();
        assert!(refused.to_string().contains("may not write"), "{refused}");
        let spent = store.budgets().spend(&who("dana"), BudgetKind::Query, 1, 9, store.now()).await;
        assert!(matches!(spent, Err(StoreError::NotWriter(_))));
        assert!(store.docs::<EnrolledDevice>().get("mine").await.unwrap().is_some());
        assert_eq!(
            store.budgets().used(&who("dana"), BudgetKind::Query, store.now()).await.unwrap(),
            0
        );
        within(5, "it takes the lock again", async || writes(&store).await).await;
        assert!(workspace.twin().try_open().await.is_err());
    })
    .await;
}

#[tokio::test]
async fn who_was_overtaken_writes_nothing_and_forgets_what_it_knew() {
    on_postgres(async |workspace| {
        let store = workspace.create().await;
        assert!(writes(&store).await);
        let now = store.now();
        for _ in 0..500 {
            let spent = store.budgets().spend(&who("dana"), BudgetKind::Query, 1, 1_000, now).await;
            spent.unwrap().unwrap();
        }
        let twin = workspace.twin();
        workspace.behind_its_back(CUT).await;
        // The first has not noticed yet, or just now: either way it writes nothing from here on.
        let second = twin.open().await;
        let enrolled = EnrolledDevice { owner: who("eve"), ..device("mine") };
        second.device_enrolled(&who("omar"), &enrolled).await.unwrap();
        assert!(!writes(&store).await, "the token that it holds is not the last one");
        let read = async || store.docs::<EnrolledDevice>().require("mine").await;
        assert!(
            matches!(read().await, Err(StoreError::NotFresh { .. })),
            "its ledger knows another"
        );
        let told = async || {
            let done = store.device_enrolled(&who("omar"), &device("mine")).await;
            done.unwrap_err().to_string()
        };
        within(5, "it says who took over", async || told().await.contains("in use by")).await;

        let mut spent = 0;
        while second
            .budgets()
            .spend(&who("dana"), BudgetKind::Query, 1, 1_000, now)
            .await
            .unwrap()
            .is_ok()
        {
            spent += 1;
        }
        assert!((485..=500).contains(&spent), "{spent}: both together spend no more than there is");
        second.close().await;
        let refused = async || told().await.contains("the metadata are not as entry");
        within(5, "what another wrote is not in its ledger", refused).await;
        assert!(matches!(read().await, Err(StoreError::NotFresh { .. })));
        let over =
            store.budgets().spend(&who("dana"), BudgetKind::Query, 1, 1_000, now).await.unwrap();
        assert!(over.is_err(), "what it was lent before is spent");
    })
    .await;
}

#[tokio::test]
async fn a_database_belongs_to_one_workspace() {
    on_postgres(async |workspace| {
        workspace.create().await.close().await;
        let mut other = Workspace::new();
        other.config = workspace.config.clone();
        let refused = Store::create(other.dir.path(), &other.config, other.clock.clone()).await;
        let refused = refused.err().unwrap();
        assert!(matches!(refused, StoreError::OtherWorkspace { .. }), "{refused}");
        let store = workspace.open().await;
        let refused = Store::create(other.dir.path(), &other.config, other.clock.clone()).await;
        assert!(matches!(refused, Err(StoreError::OtherWorkspace { .. } | StoreError::Exists(_))));
        assert!(writes(&store).await, "while it is in use, too");
    })
    .await;
}

#[tokio::test]
async fn a_file_of_another_workspace_is_refused_by_name() {
    let (own, other) = (Workspace::new(), Workspace::new());
    own.create().await.close().await;
    let id = {
        let other = other.create().await;
        other.close().await;
        other.id().to_owned()
    };
    std::fs::copy(other.path("meta.sqlite"), own.path("meta.sqlite")).unwrap();
    let refused = own.try_open().await.err().unwrap();
    assert!(
        matches!(&refused, StoreError::OtherWorkspace { found, .. } if *found == id),
        "{refused}"
    );
}

// proves M7
#[tokio::test]
async fn a_config_that_names_another_database_opens_none_in_silence() {
    let own = Workspace::new();
    let store = own.create().await;
    store.device_enrolled(&who("omar"), &device("laptop")).await.unwrap();
    store.close().await;
    let id = store.id().to_owned();
    on_postgres(async |empty| {
        let edited =
            Workspace { config: empty.config.clone(), dir: own.twin().dir, ..Workspace::new() };
        let refused = edited.try_open().await.err().unwrap();
        assert!(matches!(refused, StoreError::OtherRecords { .. }), "{refused}");
    })
    .await;
    on_postgres(async |foreign| {
        foreign.create().await.close().await;
        let edited =
            Workspace { config: foreign.config.clone(), dir: own.twin().dir, ..Workspace::new() };
        let refused = edited.try_open().await.err().unwrap();
        let named = matches!(&refused, StoreError::OtherWorkspace { own, .. } if *own == id);
        assert!(named, "{refused}");
    })
    .await;
    assert_eq!(own.open().await.docs::<EnrolledDevice>().list().await.unwrap().len(), 1);
}

// proves M22
#[tokio::test]
async fn a_database_goes_to_the_next_where_nothing_became_of_a_workspace() {
    on_postgres(async |workspace| {
        let mut other = Workspace::new();
        other.config.meta_url.clone_from(&workspace.config.meta_url);
        // It was bound, and then making it failed: before it had a record, and after.
        let store = workspace.create().await;
        assert!(
            Store::unmake(workspace.dir.path(), &workspace.config).await.is_err(),
            "it is open"
        );
        store.close().await;
        let there = workspace.open().await;
        assert!(!there.docs::<hygeia_store::KeyCheck>().list().await.unwrap().is_empty());
        there.close().await;
        let refused = Store::create(other.dir.path(), &other.config, other.clock.clone()).await;
        let refused = refused.err().unwrap();
        assert!(matches!(refused, StoreError::OtherWorkspace { .. }), "a workspace lives in it");
        Store::unmake(workspace.dir.path(), &workspace.config).await.unwrap();
        let next = Workspace::new();
        let open = Store::create(next.dir.path(), &workspace.config, next.clock.clone()).await;
        open.unwrap().close().await;
        // Without a record it is nobody's.
        for gone in ["DELETE FROM documents", "DELETE FROM outbox"] {
            workspace.behind_its_back(gone).await;
        }
        let last = Workspace::new();
        let open = Store::create(last.dir.path(), &workspace.config, last.clock.clone()).await;
        open.unwrap().close().await;
        let refused = Store::open(next.dir.path(), &workspace.config, next.clock.clone()).await;
        assert!(matches!(refused.err(), Some(StoreError::OtherWorkspace { .. })));
    })
    .await;
}
