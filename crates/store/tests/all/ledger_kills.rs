//! Processes that append to the ledger and are killed, or run out of space.

use crate::ledger_faults::{enter, numbers, verified};
use crate::support::{Workspace, asset, who};
use hygeia_store::{Store, StoreError};
use ledger::{Activity, Operation, Outcome};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use terms::Fact;

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
        for number in (first..).step_by(WRITERS) {
            enter(&store, number).await.unwrap();
            println!("acknowledged {number}");
        }
    };
    let tasks: Vec<_> =
        (first..).take(WRITERS).map(|n| tokio::spawn(writer(store.clone(), n))).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let workspace = Workspace::new();
    workspace.create().await.close().await;
    let mut acknowledged = BTreeSet::new();
    for round in 0..6u64 {
        let mut child = child("child_that_appends_until_killed", &workspace, &[]);
        tokio::time::sleep(Duration::from_millis(700 + 37 * round)).await;
        child.kill().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in lines.map_while(Result::ok) {
            if let Some((_, number)) = line.split_once("acknowledged ") {
                acknowledged.insert(number.parse::<u64>().unwrap());
            }
        }
        child.wait().unwrap();
        let store = workspace.open().await;
        let held = numbers(&store).await;
        let lost: Vec<_> = acknowledged.iter().filter(|number| !held.contains(number)).collect();
        assert!(lost.is_empty(), "{lost:?} of {}", acknowledged.len());
        verified(&workspace, &store, held.len() as u64).await;
        store.close().await;
    }
    assert!(acknowledged.len() > 100, "{}", acknowledged.len());
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
    let (operation, outcome) = (Operation::DatasetLanded.as_str(), Outcome::Success);
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
