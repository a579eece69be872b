//! Everyday work while the server answers: every verb beside fifty requests a second.

use crate::home::{
    AUDITOR, ENGINEER, Home, KEEPER, LEAD, OPERATOR, OWNER, RISK, RISK_HEAD, SCIENTIST, SECURITY,
    SECURITY_HEAD, STEWARD, VAULT_HEAD,
};
use crate::server::Server;
use crate::support::sample;
use hygeia::https::HttpsClient;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use workspace::SignIn;
use zeroize::Zeroizing;

pub const DESK: &str = "svc/loan-desk";
/// Between two requests: fifty a second.
const PACE: Duration = Duration::from_millis(20);

/// A workspace with data and a live model.
fn lending() -> Home {
    let home = Home::applied();
    for who in [
        SECURITY,
        SECURITY_HEAD,
        OWNER,
        STEWARD,
        SCIENTIST,
        ENGINEER,
        LEAD,
        RISK,
        RISK_HEAD,
        OPERATOR,
        AUDITOR,
        KEEPER,
        VAULT_HEAD,
    ] {
        home.enrol(who);
    }
    enrol_desk(&home);
    sample(&home.path(""), 1_500);
    ingest(&home);
    promote(&home, "credit-1", &train(&home, "credit-1"));
    home
}

/// A device for the loan desk, with its sign-in in `desk`.
pub fn enrol_desk(home: &Home) {
    home.by(SECURITY, &["device", "enrol", "--owner", DESK, "--device", "desk-1", "--out", "desk"])
        .ends(0);
    home.run(&[
        "device",
        "report",
        "--device",
        "desk-1",
        "--disk-encrypted",
        "--firewall-on",
        "--patch-age-days",
        "1",
    ])
    .ends(0);
}

fn ingest(home: &Home) {
    let what = ["ingest", "loans.csv", "--dataset", "loans", "--owner", OWNER];
    let why = ["--purpose", "to decide about loans", "--label", "defaulted"];
    home.by(STEWARD, &[&what[..], &why].concat()).ends(0);
}

fn train(home: &Home, out: &str) -> String {
    let what = ["train", "--dataset", "loans", "--label", "defaulted", "--model", "credit"];
    let told = home.by(ENGINEER, &[&what[..], &["--quick", "--out", out]].concat());
    assert!(matches!(told.code, 0 | 1), "{}", told.err);
    home.path(out).display().to_string()
}

fn promote(home: &Home, out: &str, folder: &str) {
    let what = ["promote", "--model", "credit", "--folder", folder, "--accept-weak"];
    let told = home.by(LEAD, &[&what[..], &["--format", "json"]].concat()).ends(0).json();
    assert!(home.path(out).join("model.sig").is_file());
    home.by(RISK_HEAD, &["approve", told["approval"].as_str().unwrap()]).ends(0);
}

/// What `device enrol` wrote.
pub fn sign_in(home: &Home, folder: &str, principal: &str, device: &str) -> SignIn {
    let read = |name: &str| fs::read_to_string(home.path(folder).join(name)).unwrap();
    SignIn {
        device: terms::DeviceId::new(device).unwrap(),
        principal: terms::PrincipalId::new(principal).unwrap(),
        authority: read("ca.crt"),
        certificate: read("device.crt"),
        key: Zeroizing::new(read("device.key")),
        token: Zeroizing::new(read("token")),
    }
}

/// A row of means and first categories.
fn row(metadata: &Value) -> Value {
    let tensor = |input: &Value| {
        let text = input["datatype"] == "BYTES";
        let value = if text { json!("none") } else { json!(1.0) };
        json!({ "name": input["name"], "datatype": input["datatype"], "shape": [1, 1], "data": [value] })
    };
    let inputs: Vec<Value> = metadata["inputs"].as_array().unwrap().iter().map(tensor).collect();
    json!({ "inputs": inputs })
}

/// How many requests ended in which status, and how long each took.
#[derive(Default)]
struct Load {
    statuses: BTreeMap<u16, usize>,
    millis: Vec<u128>,
}

async fn load(client: HttpsClient, row: Value, until: Arc<AtomicBool>) -> Load {
    let mut load = Load::default();
    let mut due = Instant::now();
    while !until.load(Ordering::Relaxed) {
        due += PACE;
        let begun = Instant::now();
        let reply = client.post("/v2/models/credit/infer", row.clone()).await.unwrap();
        load.millis.push(begun.elapsed().as_millis());
        *load.statuses.entry(reply.status).or_default() += 1;
        tokio::time::sleep(due.saturating_duration_since(Instant::now())).await;
    }
    load.millis.sort_unstable();
    load
}

impl Load {
    fn p99(&self) -> u128 {
        let at = self.millis.len() * 99 / 100;
        self.millis.get(at.min(self.millis.len().saturating_sub(1))).copied().unwrap_or(0)
    }
}

/// Every verb of everyday work, each as it would be typed.
fn work(home: &Home) {
    home.by(SECURITY, &["apply", "--plan"]).ends(0);
    home.by(AUDITOR, &["audit", "query", "--limit", "1"]).ends(0);
    home.by(AUDITOR, &["audit", "export", "ledger-out"]).ends(0);
    home.by(AUDITOR, &["raci", "unused", "--fail-on", "never"]).ends(0);
    home.by(AUDITOR, &["review"]).ends(0);
    home.by(OWNER, &["review", "--done", "query", "--asset", "dataset/loans"]).ends(0);
    home.run(&["device", "list"]).ends(0);
    home.by(SCIENTIST, &["sql", "SELECT count(*) FROM loans"]).ends(0);
    ingest(home);
    let folder = train(home, "credit-2");
    promote(home, "credit-2", &folder);
    let told = home.run(&["posture", "--format", "json"]);
    assert!(matches!(told.code, 1 | 3), "{}", told.err);
    home.run(&["vault", "init", "vault"]).ends(0);
    home.by(KEEPER, &["vault", "pull", "--vault", "vault"]).ends(0);
    // Access widens by two people, and bites at once; so does what is taken back.
    let (alone, both) = ("[\"operations\"]", "[\"operations\", \"data-scientist\"]");
    home.by(OPERATOR, &["sql", "SELECT count(*) FROM loans"]).ends(1).tells(&["not found"]);
    home.edit("people.toml", alone, both);
    let id = home.proposed();
    home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
    home.by(OPERATOR, &["sql", "SELECT count(*) FROM loans"]).ends(0);
    home.edit("people.toml", both, alone);
    home.by(SECURITY, &["apply"]).ends(0);
    home.by(OPERATOR, &["sql", "SELECT count(*) FROM loans"]).ends(1).tells(&["not found"]);
    home.by(SECURITY, &["device", "enrol", "--owner", "nina@example.org"]).ends(2);
    home.by(
        SECURITY,
        &["device", "enrol", "--owner", OPERATOR, "--device", "second", "--out", "o2"],
    )
    .ends(0);
    home.by(OPERATOR, &["device", "revoke", "second"]).ends(0);
}

// proves M7, M20, M22
#[tokio::test(flavor = "multi_thread")]
async fn every_verb_works_beside_a_server_that_answers_fifty_requests_a_second() {
    let home = Arc::new(tokio::task::spawn_blocking(lending).await.unwrap());
    let server = Server::start(&home);
    let desk = sign_in(&home, "desk", DESK, "desk-1");
    let client =
        || HttpsClient::new(server.address, &desk.authority, Some(&desk), Some(&desk)).unwrap();
    let metadata = client().get("/v2/models/credit").await.unwrap();
    assert_eq!(metadata.status, 200, "{}", metadata.body);
    let row = row(&metadata.body);

    let quiet = Arc::new(AtomicBool::new(false));
    let before = tokio::spawn(load(client(), row.clone(), Arc::clone(&quiet)));
    tokio::time::sleep(Duration::from_secs(5)).await;
    quiet.store(true, Ordering::Relaxed);
    let before = before.await.unwrap();

    let over = Arc::new(AtomicBool::new(false));
    let during = tokio::spawn(load(client(), row.clone(), Arc::clone(&over)));
    let at_work = Arc::clone(&home);
    let worked = tokio::task::spawn_blocking(move || work(&at_work)).await;
    over.store(true, Ordering::Relaxed);
    let during = during.await.unwrap();
    worked.unwrap();
    println!(
        "infer p99: {} ms alone ({} requests), {} ms beside every verb ({} requests)",
        before.p99(),
        before.millis.len(),
        during.p99(),
        during.millis.len()
    );
    for load in [&before, &during] {
        assert_eq!(load.statuses.keys().collect::<Vec<_>>(), [&200], "{:?}", load.statuses);
    }

    // Who is revoked is refused at the very next request.
    let revoking = Arc::clone(&home);
    let revoke = move || revoking.by(SECURITY, &["device", "revoke", "desk-1"]).ends(0);
    tokio::task::spawn_blocking(revoke).await.unwrap();
    assert_eq!(client().post("/v2/models/credit/infer", row).await.unwrap().status, 401);
    assert_eq!(server.stop(), Some(0));
    assert!(!home.path("ws/state/socket").exists(), "the socket goes with the server");
}

#[test]
fn what_a_killed_server_left_is_in_nobodys_way() {
    let home = Home::applied();
    home.enrol(SCIENTIST);
    let server = Server::start(&home);
    server.kill();
    assert!(home.path("ws/state/socket").exists(), "it had no time to tidy");
    home.run(&["device", "list"]).ends(0);
    let server = Server::start(&home);
    home.run(&["device", "list"]).ends(0);
    assert_eq!(server.stop(), Some(0));
}
