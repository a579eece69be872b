//! The same signals by Python's `requests`, whose TLS, pool and headers are others than curl's.

use super::{Signals, World, chosen, held};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Stdio};

// proves M20
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs HYGEIA_PYTHON with requests; `cargo xtask test` sets it"]
async fn no_combination_of_bad_signals_lets_anybody_in_by_python_requests() {
    let python = std::env::var("HYGEIA_PYTHON").expect("HYGEIA_PYTHON names a Python");
    let world = World::made().await;
    let all = chosen();
    let requests: Vec<Value> = all.iter().map(|signals| request(&world, signals)).collect();
    let given = json!({ "ca": world.at("ca.crt"), "requests": requests }).to_string();
    let ask = move || {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/all/signals/requests_client.py");
        // -B: nothing is written beside the script.
        let mut client = Command::new(python);
        let client = client.args(["-B", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut client = client.spawn().unwrap();
        client.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
        client.wait_with_output().unwrap()
    };
    let said = tokio::task::spawn_blocking(ask).await.unwrap();
    assert!(said.status.success(), "{said:?}");
    let statuses: Vec<u16> = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(statuses.len(), all.len());
    held(all.iter().zip(statuses));
}

fn request(world: &World, signals: &Signals) -> Value {
    let shown = world.shown(signals);
    let pair = |name| [world.at(&format!("{name}.crt")), world.at(&format!("{name}.key"))];
    json!({
        "url": world.url(),
        "certificate": shown.certificate.map(pair),
        "token": shown.token,
        "source": if signals.elsewhere { "127.0.0.2" } else { "127.0.0.1" },
        "old_tls": signals.old_tls,
    })
}
