//! What is left where a process was killed between an object and its record.

use crate::datasets::{commit, receipt};
use crate::support::{Workspace, permit};
use bytes::Bytes;
use hygeia_store::{Store, StoreError};
use ledger::Operation;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use terms::{Action, Digest};

const CHILD: &str = "HYGEIA_TEST_KILLED_BEFORE_ITS_RECORD";
const CUT: &str = "PAREcutPARE";

/// Not a test of its own: the process that the next test kills.
#[tokio::test]
#[ignore = "run by an_object_whose_record_was_never_made_is_swept_and_told"]
async fn child_that_keeps_an_object_and_waits() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let workspace = Workspace::new();
    let clock = workspace.clock.clone();
    let store = Store::open(Path::new(&dir), &workspace.config, clock).await.unwrap();
    let permit = permit(&store, "dana", Action::Ingest, "dataset/loans", None).await;
    let landed = store.dataset_landed(&permit, &receipt(&store, &store.seal())).await.unwrap();
    store.dataset_protected(landed, &permit, Bytes::from(CUT)).await.unwrap();
    println!("kept");
    std::future::pending::<()>().await;
}

// proves M5
#[tokio::test]
async fn an_object_whose_record_was_never_made_is_swept_and_told() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let kept = commit(&store, "kept").await;
    store.close().await;
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "strays::child_that_keeps_an_object_and_waits"]);
    child.args(["--ignored", "--nocapture"]).env(CHILD, workspace.dir.path());
    let mut child = child.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("kept")));

    let cut = Digest::of(CUT.as_bytes());
    let object = workspace.path(&format!("objects/{}/{cut}", &cut.hex()[..2]));
    let beside = object.with_file_name(format!("{cut}#1"));
    assert!(matches!(workspace.try_open().await, Err(StoreError::Locked(_))));
    assert!(object.exists(), "a deed that is under way keeps its object");
    child.kill().unwrap();
    child.wait().unwrap();
    fs::write(&beside, "PAREhalf").unwrap();

    let store = workspace.open().await;
    let objects: Vec<_> = store.objects().list().await.unwrap();
    assert_eq!(objects.iter().map(|(digest, _)| *digest).collect::<Vec<_>>(), [kept]);
    assert!(!object.exists() && !beside.exists());
    let events = store.events(0..u64::MAX).await.unwrap();
    let swept: Vec<_> = events
        .iter()
        .filter(|event| event.api.operation == Operation::ObjectsSwept.as_str())
        .collect();
    assert_eq!(swept.len(), 1);
    assert_eq!(swept[0].unmapped.facts["digests"], serde_json::json!([cut.hex()]));
    store.close().await;

    let size = events.len();
    let store = workspace.open().await;
    assert_eq!(store.events(0..u64::MAX).await.unwrap().len(), size, "there is nothing to tell");
    assert!(store.objects().get(kept).await.is_ok());
}
