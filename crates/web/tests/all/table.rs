//! The table of routes: what it holds, and that none of it can be reached without its permit.

use crate::support::{DANA, Running};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use terms::{Clock, FixedClock, SystemClock};

/// Routes that need no token.
const OPEN: [&str; 15] = [
    "get /health/live",
    "get /health/ready",
    "get /health",
    "get /v2/health/live",
    "get /v2/health/ready",
    "post /v1/device/posture",
    // A code or a certificate is asked for there.
    "get /v1/authority",
    "post /v1/join",
    "post /v1/renew",
    "get /v1/sign-in",
    "post /v1/sign-in",
    "post /v1/sign-in/finish",
    // A token that the identity provider signed is asked for there.
    "post /v1/back-channel-logout",
    "post /v1/device/report",
    "get /metrics",
];
/// Routes that need no cell of the RACI: they tell somebody about themselves, about what they asked
/// for, or nothing.
const NO_CELL: [&str; 6] = [
    "get /v1/whoami",
    "get /v2",
    "get /v1/approvals",
    "get /v1/feed",
    "get /v1/break-glass",
    "get /v1/openapi.json",
];

struct Route {
    method: String,
    path: String,
    operation: String,
}

impl Route {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// With every parameter filled in.
    fn concrete(&self) -> String {
        let path = self.path.replace("{model}", "credit").replace("{version}", "1");
        let path = path.replace("{kind}", "kek");
        match path.replace("{id}", "access-none").as_str() {
            "/v1/datasets" => {
                "/v1/datasets?dataset=loans&owner=olga%40example.org&purpose=x".to_owned()
            }
            "/v1/promote" => "/v1/promote?model=credit".to_owned(),
            "/v1/register" => "/v1/register?model=credit&dataset=loans&label=x".to_owned(),
            other => other.to_owned(),
        }
    }
}

async fn routes(running: &Running) -> Vec<Route> {
    let dana = running.ready(DANA, "reader").await;
    let (status, text) = dana.get("/v1/openapi.json").await;
    assert_eq!(status, 200, "{text}");
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let operation = operation["operationId"].as_str().unwrap().to_owned();
            all.push(Route { method: method.clone(), path: path.clone(), operation });
        }
    }
    all
}

// proves M7, M20
#[tokio::test(flavor = "multi_thread")]
async fn every_route_but_those_listed_by_name_takes_a_token_and_a_cell() {
    let clock = Arc::new(FixedClock::at(SystemClock.now()));
    let running = Running::new(clock.clone()).await;
    let routes = routes(&running).await;
    assert!(routes.len() > 35, "{} routes", routes.len());
    let known: BTreeSet<String> = routes.iter().map(Route::name).collect();
    for open in OPEN {
        assert!(known.contains(open), "{open} is no route");
    }
    // Somebody with a device and a token, who is in no list of people.
    let sign_in = running.enrol(DANA, "laptop").await;
    let stranger = running.ready("svc/loan-desk", "desk-1").await;
    let bare = running.client(None, None);
    for (at, route) in routes.iter().enumerate() {
        // Nobody may fail to sign in for more often than that within a minute.
        if at % 20 == 19 {
            clock.advance(61);
        }
        let path = route.concrete();
        let (anonymous, by_stranger) = match route.method.as_str() {
            "get" => (bare.get(&path).await, stranger.get(&path).await),
            _ => (bare.post(&path, json!({})).await, stranger.post(&path, json!({})).await),
        };
        let name = route.name();
        if OPEN.contains(&name.as_str()) {
            continue;
        }
        assert_eq!(anonymous.0, 401, "{name}: {}", anonymous.1);
        if NO_CELL.contains(&name.as_str()) || route.path.starts_with("/v2/models") {
            continue;
        }
        // In parts, the status is there before the deed: then the last part says it.
        let refused =
            matches!(by_stranger.0, 400 | 403 | 404 | 409) || by_stranger.1.contains("\"failed\"");
        assert!(refused, "{name}: {} {}", by_stranger.0, by_stranger.1);
    }
    drop(sign_in);
}

// proves M22
#[tokio::test(flavor = "multi_thread")]
async fn each_use_case_is_a_route_under_its_own_name() {
    let running = Running::new(Arc::new(SystemClock)).await;
    let routes = routes(&running).await;
    let operations: Vec<&str> = routes.iter().map(|route| route.operation.as_str()).collect();
    let unique: BTreeSet<&str> = operations.iter().copied().collect();
    assert_eq!(operations.len(), unique.len(), "an operationId stands twice");
    for name in [
        "who_am_i",
        "apply",
        "approvals",
        "proposal",
        "approve",
        "refuse",
        "answer",
        "feed",
        "invite",
        "join",
        "confirm",
        "renew",
        "own_report",
        "enrol",
        "keys",
        "rotate",
        "retire_key",
        "devices",
        "report",
        "revoke",
        "locks",
        "lock",
        "lift",
        "break_glass_grants",
        "break_glass",
        "close_break_glass",
        "review_break_glass",
        "ingest",
        "query",
        "export",
        "screen",
        "train",
        "register",
        "promote",
        "retire",
        "admission",
        "delete",
        "detokenise",
        "infer",
        "model_metadata",
        "reviews",
        "review",
        "review_history",
        "unused",
        "who",
        "can",
        "audit",
        "inclusion",
        "consistency",
        "checkpoint",
        "abuse",
        "export_ledger",
        "posture",
        "metrics",
        "health_ready",
        "pull",
    ] {
        assert!(unique.contains(name), "no route is called {name}");
    }
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn errors_of_every_status_are_the_same_json() {
    let running = Running::new(Arc::new(SystemClock)).await;
    let dana = running.ready(DANA, "laptop").await;
    for (status, answer) in [
        dana.get("/nowhere").await,
        dana.post("/v1/whoami", json!({})).await,
        dana.post("/v1/sql", json!({ "sql": 3 })).await,
        dana.post("/v1/sql", json!({ "sql": "SELECT 1", "x": 1 })).await,
        dana.get("/v1/audit?limit=x").await,
        running.client(None, None).get("/v1/whoami").await,
    ] {
        let body: Value = serde_json::from_str(&answer).unwrap_or_default();
        assert!((400..500).contains(&status), "{status} {answer}");
        assert!(body["error"].is_string() && body["kind"].is_string(), "{status} {answer}");
    }
    let (_, secret) = dana.post("/v1/sql", json!({ "sql": { "x": "078-05-1120" } })).await;
    assert!(!secret.contains("078"), "{secret}");
}
