//! What is asked from elsewhere: who may not change access learns nothing of it, who left is let in no more,
//! and nobody fills the ledger or the disk by asking.

use crate::support::{DANA, OMAR, Running, SAM, network, trial, who};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;
use terms::{Clock, FixedClock, SystemClock};
use utoipa_axum::router::OpenApiRouter;
use workspace::access::terminal;
use workspace::{ApplyRequest, Caller, Origin, Texts, UseCases, Workspace};

const SVEN: &str = "sven@example.org";
const DAY: i64 = 86_400;

fn texts(workspace: &Workspace) -> Texts {
    workspace.in_force().unwrap().code.texts.clone()
}

/// Lets the officer propose the same with this text of people.
async fn applied(running: &Running, people: String) -> bool {
    let officer = terminal(&running.workspace.store, &who(SAM)).await.unwrap();
    let texts = Texts { people, ..texts(&running.workspace) };
    let request = ApplyRequest { texts, plan: false };
    running.workspace.apply(&officer, request).await.unwrap().applied
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_and_what_is_asked_for_is_for_who_may_change_it() {
    let running = Running::new(Arc::new(SystemClock)).await;
    let dana = running.ready(DANA, "laptop/dana").await;
    let sam = running.ready(SAM, "laptop/sam").await;
    let mut own = texts(&running.workspace);
    own.people = own.people.replace(SVEN, "svena@example.org");
    let plan = json!({ "texts": own, "plan": true });
    let (status, body) = dana.post("/v1/apply", plan.clone()).await;
    assert_eq!(status, 404, "{body}");
    assert!(!body.contains(SVEN), "{body}");
    let (status, body) = sam.post("/v1/apply", plan).await;
    assert!(status == 200 && body.contains(SVEN), "{status} {body}");

    let texts = Texts { people: own.people.clone(), ..own };
    let officer = terminal(&running.workspace.store, &who(SAM)).await.unwrap();
    let request = ApplyRequest { texts, plan: false };
    let asked = running.workspace.apply(&officer, request).await.unwrap().proposal.unwrap();
    for id in [asked.as_str(), "access-0"] {
        let (status, body) = dana.post(&format!("/v1/approvals/{id}/approve"), json!({})).await;
        assert_eq!(status, 404, "{body}");
        assert!(!body.contains("access-") && !body.contains(SAM), "{body}");
        let refusal = json!({ "id": id, "reason": "" });
        assert_eq!(dana.post("/v1/approvals/refuse", refusal).await.0, 404);
    }
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn access_is_changed_over_a_device_in_order_from_a_known_network_alone() {
    let running = Running::new(Arc::new(SystemClock)).await;
    let sign_in = running.enrol(SAM, "laptop/sam").await;
    let workspace = &running.workspace;
    let people = texts(workspace).people.replace("\"oona@example.org\" = [\"operations\"]", "");
    let texts = Texts { people, ..texts(workspace) };
    let apply = async |origin: Origin| {
        let (principal, device) = (who(SAM), Some(sign_in.device.clone()));
        let request = ApplyRequest { texts: texts.clone(), plan: false };
        workspace.apply(&Caller { principal, device, origin }, request).await
    };
    let near = Origin::Network([127, 0, 0, 1].into());
    let silent = apply(near).await.unwrap_err();
    assert!(silent.remedy.unwrap().contains("device report"), "it has never said how it is");
    let client = running.client(Some(&sign_in), Some(&sign_in.token));
    let well = json!({ "disk_encrypted": true, "firewall_on": true, "patch_age_days": 3 });
    assert_eq!(client.post("/v1/device/posture", well).await.0, 204);
    let far = apply(Origin::Network([192, 0, 2, 7].into())).await.unwrap_err();
    assert!(far.remedy.unwrap().contains("[zones]"));
    assert!(apply(near).await.unwrap().applied, "it narrows");
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn whoever_left_is_let_in_no_more() {
    let running = Running::new(Arc::new(SystemClock)).await;
    let (dana, omar) =
        (running.ready(DANA, "laptop/dana").await, running.ready(OMAR, "laptop/omar").await);
    assert_eq!(dana.get("/v1/whoami").await.0, 200);
    let people =
        format!("{}\n[left]\n\"{DANA}\" = \"2026-03-31\"\n", texts(&running.workspace).people);
    assert!(applied(&running, people).await, "it takes one person");
    let (status, body) = dana.get("/v1/whoami").await;
    assert!(status == 403 && body.contains("list of people"), "{status} {body}");
    assert_ne!(dana.post("/v1/renew", json!({})).await.0, 200);
    assert_ne!(dana.get("/v1/feed").await.0, 200);
    assert_eq!(omar.get("/v1/whoami").await.0, 200);
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_token_is_entered_and_does_not_fill_the_ledger() {
    let running = Running::new(Arc::new(SystemClock)).await;
    let dana = running.enrol(DANA, "laptop/dana").await;
    let omar = running.enrol(OMAR, "laptop/omar").await;
    let thief = running.client(Some(&omar), Some(&dana.token));
    let before = running.workspace.store.ledger_size();
    for _ in 0..40 {
        assert_eq!(thief.get("/v1/whoami").await.0, 401);
    }
    let entries = running.workspace.store.events(before..u64::MAX).await.unwrap();
    let stolen = entries.iter().filter(|event| event.actor.user.uid == who(DANA)).count();
    assert!((1..=5).contains(&stolen), "{stolen} entries");
    assert!(entries.len() < 12, "{}", entries.len());
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_balancer_that_two_people_named_passes_others_on_and_nobody_else_does() {
    let Some(mut curl) = needs::program("curl") else { return };
    let mut config = trial();
    config.server.proxies = vec![network("127.0.0.0/8")];
    let routes = |api| hygeia_web::router(api, OpenApiRouter::new());
    let running = Running::of(config, Arc::new(SystemClock), routes).await;
    let mut plain = needs::program("curl").unwrap();
    let root = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(root.path(), running.workspace.trusted()).unwrap();
    let url = format!("https://127.0.0.1:{}/v1/whoami", running.address.port());
    let root = root.path().display().to_string();
    let asked = ["--silent", "--max-time", "20", "--cacert", &root, "--write-out", "%{http_code}"];
    // curl speaks version 1 alone, which nobody asked for; whoever says nothing is answered nothing.
    for command in
        [curl.args(asked).args(["--haproxy-protocol", &url]), plain.args(asked).arg(&url)]
    {
        let told = command.output().unwrap().stdout;
        assert!(String::from_utf8_lossy(&told).ends_with("000"), "{told:?}");
    }
    let from = "192.0.2.77";
    let before = running.workspace.store.ledger_size();
    assert_eq!(passed_on(&running, from).unwrap(), *b"HTTP/1.1 401");
    let entries = running.workspace.store.events(before..u64::MAX).await.unwrap();
    let seen = entries.iter().find(|event| event.api.operation == "sign-in-failed").unwrap();
    assert_eq!(seen.src_endpoint.ip.map(|ip| ip.to_string()).as_deref(), Some(from));

    // Where nobody passes others on, what says so is no TLS.
    let running = Running::new(Arc::new(SystemClock)).await;
    assert!(passed_on(&running, from).is_err());
}

/// Asks who one is, as a balancer passes somebody on.
fn passed_on(running: &Running, from: &str) -> std::io::Result<[u8; 12]> {
    let address = |text: &str| text.parse::<std::net::Ipv4Addr>().unwrap().octets();
    let mut header = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c".to_vec();
    header.extend(address(from));
    header.extend(address("127.0.0.1"));
    header.extend([0x12, 0x67, 0x1d, 0x13]);
    let mut stream = TcpStream::connect(running.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(&header).unwrap();
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_slice_iter(running.workspace.trusted().as_bytes()) {
        roots.add(root.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, stream);
    let request = "GET /v1/whoami HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes())?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stays_up_takes_a_fresh_certificate_in_time() {
    let clock = Arc::new(FixedClock::at(SystemClock.now().plus_seconds(-100 * DAY)));
    let running = Running::new(Arc::clone(&clock) as Arc<dyn Clock>).await;
    let before = running.client(None, None).try_get("/health").await;
    assert!(before.is_err(), "by this host's clock its certificate ran out");
    clock.advance(100 * DAY);
    assert_eq!(running.client(None, None).get("/health").await.0, 200);
}
