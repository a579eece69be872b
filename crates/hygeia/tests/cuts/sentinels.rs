//! Planted values are searched for in everything that a journey left on disk.

use crate::cut::Cut;
use crate::walk;
use crate::way::Way;
use std::collections::HashSet;
use terms::Class;

/// Values that are planted.
const PLANTED: usize = 200;

/// Walks, and gives the names of the columns of which a value was found.
async fn leaked(cut: Option<Cut>) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let ended = walk(dir.path(), cut, Way::Direct).await;
    if let Ok(up) = ended.outcome {
        up.running.stop().await.unwrap();
    }
    let demo = dir.path().join("demo");
    let classification = ended.report.classification.unwrap();
    let sensitive = classification.columns.iter().filter(|c| c.class >= Class::Confidential);
    let columns: Vec<String> = sensitive.map(|column| column.name.clone()).collect();
    let truth = std::fs::read_to_string(demo.join("evidence/truth.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
    let shifted: HashSet<u64> =
        truth["shifted"].as_array().unwrap().iter().map(|row| row.as_u64().unwrap()).collect();
    let csv = demo.join("input/sample.csv");
    let planted = sentinel::plant(&csv, &columns, PLANTED, &shifted).unwrap();
    assert_eq!(planted.len(), PLANTED);
    let report = sentinel::search(&demo, &planted, &["input"]).unwrap();
    assert!(report.bytes > 400_000, "{report:?}");
    let mut found: Vec<String> = report.hits.into_iter().map(|hit| hit.column).collect();
    found.sort();
    found.dedup();
    found
}

// proves M5
#[tokio::test(flavor = "multi_thread")]
async fn no_planted_value_is_left_on_disk() {
    assert_eq!(leaked(None).await, Vec::<String>::new());
}

// proves M5
#[tokio::test(flavor = "multi_thread")]
async fn the_search_turns_red_when_a_column_is_left_unencrypted() {
    let found = leaked(Some(Cut::LeaveColumnUnencrypted)).await;
    assert_eq!(found.len(), 1, "{found:?}");
}
