//! Who gets in, and who does not.

use crate::support::{Client, DANA, OMAR, Running, SAM, good_posture, router, who};
use hygeia_web::{Server, WebError};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use terms::{Clock, FixedClock, SystemClock};
use workspace::SignIn;
use workspace::access::{revoke_tokens, stranger};
use zeroize::Zeroizing;

/// Over the real clock, as certificates are checked against that.
async fn running() -> Running {
    Running::new(Arc::new(SystemClock)).await
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_over_its_own_certificate_alone() {
    let running = running().await;
    let laptop = running.enrol(DANA, "laptop").await;
    let thief = running.enrol(DANA, "thief").await;
    let (status, body) = running.client(Some(&laptop), Some(&laptop.token)).get("/v1/whoami").await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("data-scientist") && body.contains("laptop"), "{body}");
    let stolen = running.client(Some(&thief), Some(&laptop.token)).get("/v1/whoami").await;
    let bare = running.client(None, Some(&laptop.token)).get("/v1/whoami").await;
    let wrong = Zeroizing::new("hyg_00".to_owned());
    let guessed = running.client(Some(&laptop), Some(&wrong)).get("/v1/whoami").await;
    let none = running.client(Some(&laptop), None).get("/v1/whoami").await;
    assert_eq!(stolen.0, 401);
    assert!([&bare, &guessed, &none].iter().all(|answer| **answer == stolen), "all read alike");
    let events = running.workspace.store.events(0..u64::MAX).await.unwrap();
    let entries = serde_json::to_string(&events).unwrap();
    assert!(entries.contains("token-over-other-certificate"));
    assert!(!entries.contains(laptop.token.as_str()));
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn what_is_revoked_is_refused_at_the_next_request() {
    let running = running().await;
    let client = running.ready(DANA, "laptop").await;
    assert_eq!(client.get("/v1/whoami").await.0, 200);
    let store = &running.workspace.store;
    assert_eq!(revoke_tokens(store, &who(OMAR), &who(DANA)).await.unwrap(), 1);
    assert_eq!(client.get("/v1/whoami").await.0, 401);
    // Over the API: a device by its owner, on the very connection that it came by.
    let client = running.ready(DANA, "desktop").await;
    let (status, body) = client.post("/v1/revoke", json!({ "device": "desktop" })).await;
    assert_eq!(status, 200, "{body}");
    let begun = Instant::now();
    assert_eq!(client.get("/v1/whoami").await.0, 401);
    assert!(begun.elapsed() < Duration::from_secs(5), "it is asked again, not waited for");
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_when_it_expires() {
    let clock = Arc::new(FixedClock::at(SystemClock.now()));
    let running = Running::new(Arc::clone(&clock) as _).await;
    let client = running.ready(DANA, "desktop").await;
    assert_eq!(client.get("/v1/whoami").await.0, 200);
    clock.advance(8 * 3_600 + 1);
    assert_eq!(client.get("/v1/whoami").await.0, 401);
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn posture_is_asked_of_the_device_and_a_hidden_model_reads_like_none() {
    let running = running().await;
    let sign_in = running.enrol("svc/loan-desk", "desk-1").await;
    let desk = running.client(Some(&sign_in), Some(&sign_in.token));
    let (status, body) = desk.get("/v2/models/credit").await;
    assert_eq!(status, 403, "{body}");
    assert!(body.contains("hygeia device report") && body.contains("\"entry\""), "{body}");
    assert_eq!(desk.post("/v1/device/posture", good_posture()).await.0, 204);
    // Allowed from here on; as no model is promoted, the stage itself finds none.
    assert_eq!(desk.get("/v2/models/credit").await.0, 404);
    let dana = running.ready(DANA, "laptop").await;
    let hidden = dana.get("/v2/models/credit").await;
    assert_eq!(hidden.0, 404);
    assert_eq!(hidden, dana.get("/v2/models/nothing").await);
    assert_eq!(hidden, dana.get("/v2/models/cr%65dit/ready").await);
    // No route is no secret: it says where those are that there are.
    assert_eq!(dana.get("/nowhere").await.0, 404);
}

// proves M1, M20
#[tokio::test(flavor = "multi_thread")]
async fn the_posture_is_for_who_operates_and_can_be_zoomed() {
    let running = running().await;
    let omar = running.ready(OMAR, "console").await;
    let (status, all) = omar.get("/v1/posture").await;
    assert_eq!(status, 200, "{all}");
    let (_, zoomed) = omar.get("/v1/posture?zoom=audit").await;
    let count = |text: &str| text.matches("\"claim\"").count();
    assert!(count(&all) > count(&zoomed) && count(&zoomed) > 0, "{zoomed}");
    assert_eq!(omar.get("/v1/posture?zoom=x").await.0, 400);
    assert_eq!(running.ready(DANA, "laptop").await.get("/v1/posture").await.0, 404);
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn strangers_clear_text_and_slow_handshakes_get_nowhere() {
    let running = running().await;
    let open = running.client(None, None);
    assert_eq!(open.get("/health").await.0, 200);
    let other = Running::new(Arc::new(SystemClock)).await;
    let theirs = other.enrol(DANA, "laptop").await;
    assert!(running.client(Some(&theirs), None).try_get("/health").await.is_err());
    let foreign = stranger(SystemClock.now()).unwrap();
    assert!(Client::new(running.address, &foreign, None, None).try_get("/health").await.is_err());
    let address = running.address;
    let silent = tokio::task::spawn_blocking(move || {
        let mut clear = TcpStream::connect(address).unwrap();
        clear.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        let _ = clear.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP"), "nothing is spoken in clear");
        let mut slow = TcpStream::connect(address).unwrap();
        slow.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        slow.read(&mut [0; 1]).map_or(0, |read| read)
    });
    assert_eq!(open.get("/health").await.0, 200, "a slow handshake holds up nobody");
    assert_eq!(silent.await.unwrap(), 0, "closed by the server");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_is_refused_and_a_taken_port_is_told() {
    let running = running().await;
    let client = running.ready(DANA, "laptop").await;
    let large = json!({ "x": "y".repeat(terms::limits::BODY_BYTES) });
    let (status, body) = client.post("/v1/sql", large).await;
    assert!(status == 413 && body.contains("\"kind\""), "{status} {body}");
    let taken = Server::bind(&running.workspace, router(&running.workspace), running.address).await;
    assert!(matches!(taken, Err(WebError::Taken { .. })));
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn devices_go_on_over_a_new_authority_until_they_have_to_enrol_again() {
    let running = running().await;
    let officer = running.ready(SAM, "officer").await;
    let before = running.enrol(DANA, "before").await;
    // Each time a connection of its own, and what this device trusts, alone.
    let ask = async |device: &SignIn| {
        let client =
            Client::new(running.address, &device.authority, Some(device), Some(&device.token));
        client.try_get("/v1/whoami").await.map(|(status, _)| status).ok()
    };
    assert_eq!(ask(&before).await, Some(200));
    let (status, body) = officer.post("/v1/keys/ca/rotate", json!({})).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("90 days"), "{body}");
    let between = running.enrol(DANA, "between").await;
    assert_ne!(before.authority, between.authority);
    assert_eq!((ask(&before).await, ask(&between).await), (Some(200), Some(200)));
    let (status, body) = officer.post("/v1/keys/ca/rotate", json!({ "now": true })).await;
    assert_eq!(status, 200, "{body}");
    let after = running.enrol(DANA, "after").await;
    assert_eq!(
        (ask(&before).await, ask(&between).await, ask(&after).await),
        (None, None, Some(200))
    );
    let names = std::fs::read_dir(running.workspace.store.folder().join("state/keys")).unwrap();
    let left = names.filter(|name| {
        let name = name.as_ref().unwrap().file_name().into_string().unwrap();
        name.starts_with("ca-")
    });
    assert_eq!(left.count(), 0, "nothing of an earlier one is left");
    let refused = officer.post("/v1/keys/kek/rotate", json!({ "now": true })).await;
    assert_eq!(refused.0, 400);
}
