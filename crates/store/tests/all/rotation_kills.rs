//! A process that is killed while it rotates keys.

use crate::datasets::commit;
use crate::rotation::{OWN, clean, names, rotate, said};
use crate::support::Workspace;
use hygeia_store::Store;
use ledger::Operation;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const CHILD: &str = "HYGEIA_TEST_KILLED_IN_A_ROTATION";

/// Not a test of its own: the process that the next test kills.
#[tokio::test]
#[ignore = "run by a_process_that_is_killed_in_a_rotation_did_it_or_did_not"]
async fn child_that_rotates_until_killed() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let workspace = Workspace::new();
    let store = Store::open(Path::new(&dir), &workspace.config, workspace.clock.clone());
    let store = store.await.unwrap();
    for number in 0.. {
        rotate(&store, OWN[number % OWN.len()]).await.unwrap();
        println!("acknowledged");
    }
}

// proves M7
#[tokio::test]
async fn a_process_that_is_killed_in_a_rotation_did_it_or_did_not() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    commit(&store, "rows").await;
    store.close().await;
    let mut acknowledged = 0;
    for round in 0..8u64 {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "rotation_kills::child_that_rotates_until_killed"]);
        child.args(["--ignored", "--nocapture"]).env(CHILD, workspace.dir.path());
        let mut child = child.stdout(Stdio::piped()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(300 + 17 * round)).await;
        child.kill().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        acknowledged += lines.filter(|line| line.contains("acknowledged")).count();
        child.wait().unwrap();
        let store = workspace.open().await;
        let rotated = said(&store, Operation::KeyRotated).await;
        assert!(rotated >= acknowledged, "{rotated} of {acknowledged}");
        let keys = store.keys_shown().await.unwrap();
        let earlier = keys.iter().filter(|key| key.until.is_some()).count();
        assert_eq!(earlier, rotated);
        assert!(names(&workspace).iter().all(|name| !name.ends_with(".new")));
        clean(&store).await;
        store.close().await;
    }
    assert!(acknowledged > 0);
}
