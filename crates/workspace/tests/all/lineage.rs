//! What is told of lineage, beside the entries themselves.

use crate::sinks::applying;
use crate::use_cases::{Home, STEWARD};
use serde_json::Value;
use std::fs;

fn told(home: &Home) -> Vec<Value> {
    let text = fs::read_to_string(home.dir.path().join("lineage.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

// proves M16
#[tokio::test(flavor = "multi_thread")]
async fn what_came_in_is_told_with_its_version_and_its_columns_and_no_value() {
    let home = Home::applied().await;
    applying(&home, "[audit]\nlineage = \"lineage.jsonl\"").await;
    home.workspace.deliver_now().await.unwrap();
    assert!(told(&home).is_empty(), "what is no lineage is not told");
    home.ingest(STEWARD).await.unwrap();
    home.workspace.deliver_now().await.unwrap();
    let all = told(&home);
    assert_eq!(all.len(), 1, "{all:?}");
    let run = &all[0];
    assert_eq!(run["eventType"], "COMPLETE");
    assert_eq!(run["job"]["name"], "ingest dataset/loans");
    let output = &run["outputs"][0];
    assert_eq!(output["name"], "dataset/loans");
    assert_eq!(output["namespace"], run["job"]["namespace"]);
    let version = output["facets"]["version"]["datasetVersion"].as_str().unwrap();
    assert_eq!(version.len(), 64, "{version}");
    let fields = output["facets"]["schema"]["fields"].as_array().unwrap();
    let tags = output["facets"]["tags"]["tags"].as_array().unwrap();
    assert!(fields.len() > 1 && tags.len() == fields.len() * 2, "{output}");
    assert!(output["outputFacets"]["outputStatistics"]["rowCount"].as_u64().unwrap() > 0);
    // Again, and it is the same run.
    fs::remove_file(home.dir.path().join("state/delivered/lineage-file.json")).unwrap();
    home.workspace.deliver_now().await.unwrap();
    let again = told(&home);
    assert_eq!((again.len(), &again[1]["run"]["runId"]), (2, &run["run"]["runId"]));
}
