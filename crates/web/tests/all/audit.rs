//! The ledger over HTTPS: from where each entry came, answers that are streamed, proofs.

use crate::support::{Client, DANA, OMAR, Running, SAM};
use serde_json::{Value, json};
use std::sync::Arc;
use terms::SystemClock;

const ANNA: &str = "anna@example.org";

async fn running() -> Running {
    Running::new(Arc::new(SystemClock)).await
}

async fn entries(client: &Client, query: &str) -> Vec<Value> {
    let (status, text) = client.get(&format!("/v1/audit?limit=1000&{query}")).await;
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

// proves M7, M20
#[tokio::test(flavor = "multi_thread")]
async fn every_entry_says_from_where_it_came() {
    let running = running().await;
    let laptop = running.enrol(DANA, "laptop").await;
    let dana = running.client(Some(&laptop), Some(&laptop.token));
    let anna = running.ready(ANNA, "desk").await;
    let officer = running.ready(SAM, "officer").await;
    // A decision, a failed sign-in, a stolen token, a deed by a device, and deeds by somebody's word.
    assert_eq!(dana.post("/v1/sql", json!({ "sql": "SELECT 1 FROM loans" })).await.0, 403);
    assert_eq!(running.client(None, None).get("/v1/whoami").await.0, 401);
    assert_eq!(running.client(None, Some(&laptop.token)).get("/v1/whoami").await.0, 401);
    let enrolled = json!({ "device": "phone", "owner": OMAR });
    assert_eq!(officer.post("/v1/devices", enrolled).await.0, 200);
    assert_eq!(officer.post("/v1/revoke", json!({ "device": "phone" })).await.0, 200);
    for (operation, who, device) in [
        ("query", DANA, Some("laptop")),
        ("sign-in-failed", "unauthenticated", None),
        ("token-over-other-certificate", DANA, None),
        ("device-reported", ANNA, Some("desk")),
        ("device-enrolled", SAM, Some("officer")),
        ("token-issued", SAM, Some("officer")),
        ("device-removed", SAM, Some("officer")),
        ("audit", ANNA, Some("desk")),
    ] {
        let found = entries(&anna, &format!("action={operation}&actor={who}")).await;
        let last = found.last().unwrap_or_else(|| panic!("no entry of {operation}"));
        assert_eq!(last["src_endpoint"]["ip"], "127.0.0.1", "{operation}: {last}");
        assert_eq!(last["src_endpoint"].get("name"), None, "{operation}");
        let seen = last["src_endpoint"].get("uid").and_then(Value::as_str);
        assert_eq!(seen, device, "{operation}: {last}");
    }
    // What was done at the terminal says so, and names no address.
    let applied = entries(&anna, "action=access-changed").await;
    assert_eq!(applied[0]["src_endpoint"]["name"], "terminal", "{}", applied[0]);
    assert_eq!(applied[0]["src_endpoint"].get("ip"), None);
    assert!(applied[0]["unmapped"]["facts"]["digest"].is_string(), "of the texts, which are kept");
    // Whoever asks is entered with what they asked for, by digest.
    let asked = entries(&anna, "action=audit&outcome=allowed").await;
    let of = |entry: &Value| entry["unmapped"]["detail"].as_str().unwrap().to_owned();
    assert!(asked.len() > 3 && of(&asked[0]) != of(&asked[1]), "{asked:?}");
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_of_the_ledger_is_found_by_each_of_its_marks() {
    let running = running().await;
    let anna = running.ready(ANNA, "desk").await;
    let dana = running.ready(DANA, "laptop").await;
    for _ in 0..3 {
        dana.post("/v1/sql", json!({ "sql": "SELECT 1 FROM loans" })).await;
        dana.get("/v1/posture").await;
    }
    let count = async |query: &str| entries(&anna, query).await.len();
    assert_eq!(count("actor=dana@example.org&action=operate").await, 3);
    assert_eq!(count("principal=dana@example.org&operation=operate&outcome=refused").await, 3);
    assert_eq!(count("actor=dana@example.org&action=operate&outcome=allowed").await, 0);
    assert_eq!(count("actor=dana@example.org&denied=true&asset=workspace/main").await, 3);
    assert_eq!(count("actor=dana@example.org&from=2999-01-01").await, 0);
    assert_eq!(count("actor=dana@example.org&to=2020-01-01T00:00:00Z").await, 0);
    assert_eq!(
        count("actor=dana@example.org&action=operate&from=2020-01-01&to=2999-01-01").await,
        3
    );
    let cell = "cell=audit%5Bworkspace/main%5D%20x%20auditor";
    let by_cell = entries(&anna, cell).await;
    assert!(
        !by_cell.is_empty() && by_cell.iter().all(|entry| entry["actor"]["user"]["uid"] == ANNA)
    );
    for wrong in ["from=yesterday", "cell=audit", "outcome=maybe", "nothing=1", "limit=-1"] {
        let (status, text) = anna.get(&format!("/v1/audit?{wrong}")).await;
        assert_eq!(status, 400, "{wrong}: {text}");
    }
    assert_eq!(dana.get("/v1/audit").await.0, 404);
}

// proves M19
#[tokio::test(flavor = "multi_thread")]
async fn proofs_come_as_the_document_that_verifies() {
    let running = running().await;
    let anna = running.ready(ANNA, "desk").await;
    let (status, note) = anna.get("/v1/audit/checkpoint").await;
    assert!(status == 200 && note.starts_with("hygeia/"), "{note}");
    let (status, proof) = anna.get("/v1/audit/inclusion?entry=3").await;
    assert_eq!(status, 200, "{proof}");
    let proof: Value = serde_json::from_str(&proof).unwrap();
    assert_eq!((&proof["proof"], &proof["index"]), (&json!("inclusion"), &json!(3)));
    let (status, grown) = anna.post("/v1/audit/consistency", json!({ "checkpoint": note })).await;
    assert!(status == 200 && grown.contains("\"consistency\""), "{grown}");
    assert_eq!(anna.get("/v1/audit/inclusion?entry=999999").await.0, 400);
    let forged = note.replacen("hygeia/", "hygiea/", 1);
    assert_eq!(anna.post("/v1/audit/consistency", json!({ "checkpoint": forged })).await.0, 400);
    let dana = running.ready(DANA, "laptop").await;
    for path in ["/v1/audit/checkpoint", "/v1/audit/inclusion?entry=3", "/v1/abuse"] {
        assert_eq!(dana.get(path).await.0, 404, "{path}");
    }
    assert_eq!(dana.post("/v1/audit/consistency", json!({ "checkpoint": note })).await.0, 404);
}

// proves M14
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_as_attackers_do_is_told_to_who_operates() {
    let running = running().await;
    let omar = running.ready(OMAR, "console").await;
    let (status, text) = omar.get("/v1/abuse").await;
    assert_eq!(status, 200, "{text}");
    let seen: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&seen["rows_watched"], &seen["findings"]), (&json!(0), &json!([])));
}
