//! Processes that append to the ledger and are killed, or run out of space.

use crate::ledger_faults::{attested, enter, numbers, verified};
use crate::support::{Workspace, asset, who};
use hygeia_store::{Store, StoreError};
use ledger::{Activity, Operation, Outcome};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use terms::Fact;

/// Entries of one process, at most.
const MOST: u64 = 3_000;
/// Who append at once.
const WRITERS: usize = 16;
const CHILD: &str = "HYGEIA_TEST_KILLED_WORKSPACE";

/// This program again, to run one of the tests that are none, behind the words of `before`.
fn child(test: &str, workspace: &Workspace, before: &[&str]) -> Child {
    let program = std::env::current_exe().unwrap();
    let words = before.iter().map(|word| (*word).into()).chain([program.into_os_string()]);
    let mut words = words.collect::<Vec<_>>().into_iter();
    let mut command = Command::new(words.next().unwrap());
    command.args(words).args([
        "--exact",
        &format!("ledger_kills::{test}"),
        "--ignored",
        "--nocapture",
    ]);
    command.env(CHILD, workspace.dir.path()).stdout(Stdio::piped()).spawn().unwrap()
}

/// Not a test of its own: the process that the next test kills.
#[tokio::test]
#[ignore = "run by a_killed_process_loses_nothing_that_it_acknowledged"]
async fn child_that_appends_until_killed() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let workspace = Workspace::new();
    let store =
        Store::open(Path::new(&dir), &workspace.config, workspace.clock.clone()).await.unwrap();
    let store = Arc::new(store);
    let first = store.ledger_size();
    let writer = |store: Arc<Store>, first: u64| async move {
        for number in (first..first + MOST).step_by(WRITERS) {
            match enter(&store, number).await {
                Ok(_) => println!("acknowledged {number}"),
                // A sync failed: whatever goes well afterwards, nothing more is acknowledged.
                Err(StoreError::LedgerClosed(_)) => {
                    assert!(enter(&store, number).await.is_err());
                    return println!("stopped");
                }
                Err(other) => panic!("{other}"),
            }
        }
    };
    let tasks: Vec<_> =
        (first..).take(WRITERS).map(|n| tokio::spawn(writer(store.clone(), n))).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

// proves M9
#[tokio::test]
async fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let workspace = Workspace::new();
    workspace.create().await.close().await;
    let mut acknowledged = BTreeSet::new();
    for round in 0..6u64 {
        let mut child = child("child_that_appends_until_killed", &workspace, &[]);
        tokio::time::sleep(Duration::from_millis(700 + 37 * round)).await;
        child.kill().unwrap();
        let told = acknowledged.len();
        still_there(&workspace, child, &mut acknowledged).await;
        assert!(acknowledged.len() > told);
    }
}

/// Notes what the process acknowledged before it ended, and looks for all of it; gives what it said.
async fn still_there(
    workspace: &Workspace,
    child: Child,
    acknowledged: &mut BTreeSet<u64>,
) -> String {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // The last line may be cut.
    let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let numbers_of = |line: &str| line.split_once("acknowledged ")?.1.parse::<u64>().ok();
    acknowledged.extend(whole.lines().filter_map(numbers_of));
    let store = workspace.open().await;
    let held: BTreeSet<_> = numbers(&store).await.into_iter().collect();
    let lost: Vec<_> = acknowledged.difference(&held).collect();
    assert!(lost.is_empty(), "{lost:?} of {}: {said}", acknowledged.len());
    let entered = store.ledger_size() - 1 - attested(&store).await;
    verified(workspace, &store, entered).await;
    store.close().await;
    said
}

/// The process under `strace`, which does what `inject` says at one of its calls.
fn injected(workspace: &Workspace, inject: &str) -> Child {
    let inject = format!("inject={inject}");
    let strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &inject];
    child("child_that_appends_until_killed", workspace, &strace)
}

#[tokio::test]
async fn a_process_killed_at_any_call_loses_nothing_that_it_acknowledged() {
    let workspace = Workspace::new();
    workspace.create().await.close().await;
    let mut acknowledged = BTreeSet::new();
    // Syncs of tail, head, bundles and folders; tails, checkpoints and bundles that get their names.
    let calls = [("fdatasync", 7), ("pwrite64", 23), ("fsync", 1), ("fsync", 9), ("fsync", 17)];
    let more = [("rename", 1), ("rename", 3), ("renameat", 2), ("ftruncate", 1), ("write", 40)];
    for (call, when) in calls.into_iter().chain(more) {
        // Where it comes to fewer calls, it ends by itself.
        let child = injected(&workspace, &format!("{call}:signal=KILL:when={when}"));
        still_there(&workspace, child, &mut acknowledged).await;
    }
    assert!(acknowledged.len() > 100, "{}", acknowledged.len());
}

#[tokio::test]
async fn a_sync_that_fails_once_stops_all_who_append() {
    let workspace = Workspace::new();
    workspace.create().await.close().await;
    let mut acknowledged = BTreeSet::new();
    for when in [1, 2, 5, 11] {
        let child = injected(&workspace, &format!("fdatasync:error=EIO:when={when}"));
        let said = still_there(&workspace, child, &mut acknowledged).await;
        assert_eq!(said.matches("stopped").count(), WRITERS, "{when}: {said}");
    }
}

/// Bytes that a file may have, in the process that runs out of space.
const ROOM: u64 = 300_000;

/// Not a test of its own: the process whose files may not grow.
#[tokio::test]
#[ignore = "run by a_disk_that_is_full_refuses_and_goes_on_when_there_is_space"]
async fn child_that_runs_out_of_space() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let workspace = Workspace::new();
    let store =
        Store::open(Path::new(&dir), &workspace.config, workspace.clock.clone()).await.unwrap();
    // The first entry is the store's own.
    let mut number = store.ledger_size() - 1;
    // Less than a bundle: they stay in the tail.
    while number < 250 {
        match large(&store, number).await {
            Ok(_) => number += 1,
            Err(StoreError::LedgerClosed(why)) if why.contains("File too large") => break,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(number > 10 && number < 250, "{number}");
    assert!(large(&store, number).await.is_err(), "still full");
    let lifted = format!("--pid={}", std::process::id());
    assert!(
        Command::new("prlimit").args([&lifted, "--fsize=unlimited"]).status().unwrap().success()
    );
    for number in number..number + 5 {
        large(&store, number).await.unwrap();
    }
    println!("acknowledged {}", number + 5);
    store.close().await;
}

async fn large(store: &Store, number: u64) -> Result<u64, StoreError> {
    let facts = [Fact::new("number", number), Fact::new("long", "x".repeat(10_000))];
    let (actor, asset) = (who("dana"), asset("dataset/loans"));
    let (operation, outcome) = (Operation::DatasetLanded, Outcome::Success);
    let activity = Activity { operation, actor: &actor, asset: &asset, outcome, facts: &facts };
    store.record(&activity).await
}

#[tokio::test]
async fn a_disk_that_is_full_refuses_and_goes_on_when_there_is_space() {
    let workspace = Workspace::new();
    workspace.create().await.close().await;
    // Beyond the limit a write fails in the middle, as on a full disk (EFBIG); SIGXFSZ is ignored.
    let limited = format!("trap '' XFSZ; exec prlimit --fsize={ROOM}:unlimited \"$0\" \"$@\"");
    let child = child("child_that_runs_out_of_space", &workspace, &["bash", "-c", &limited]);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let count: u64 =
        said.split_once("acknowledged ").unwrap().1.lines().next().unwrap().parse().unwrap();
    let store = workspace.open().await;
    assert_eq!(numbers(&store).await, (0..count).collect::<Vec<_>>());
    verified(&workspace, &store, count).await;
}
