//! Over the loopback, with real handshakes and real client certificates.

use crate::support::{DANA, OMAR, Place, who};
use hygeia_web::{Authority, Issued, Server, Site, WebError, enrol, issue_token, revoke_tokens};
use rustls::crypto::ring;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};
use terms::{Area, Clock, DeviceId, Mission, Probed, State, SystemClock};
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};
use zeroize::Zeroizing;

struct Running {
    place: Place,
    authority: Authority,
    address: SocketAddr,
}

/// A server over the real clock, as certificates are checked against that.
async fn running() -> Running {
    let place = Place::at(SystemClock.now()).await;
    let authority = Authority::open(place.store()).unwrap();
    let service = Arc::new(serve::Service::new(place.store().clone(), serve::Guard::default()));
    let at = place.store().now();
    let probe = move |id: &str, area| Probed {
        id: id.into(),
        area,
        missions: vec![Mission(1)],
        claim: "it holds".into(),
        state: State::Proven,
        saw: "it".into(),
        facts: Vec::new(),
        remedy: None,
        at,
    };
    let posture = move || vec![probe("a", Area::Audit), probe("b", Area::Surface)];
    let site = Site {
        enforcer: place.enforcer.clone(),
        stages: serve::router(service),
        posture: Arc::new(posture),
    };
    let server = Server::bind(site, &authority, ([127, 0, 0, 1], 0).into(), &[]).await.unwrap();
    let address = server.address();
    tokio::spawn(server.run(std::future::pending()));
    Running { place, authority, address }
}

struct Client {
    agent: ureq::Agent,
    base: String,
    token: Option<Zeroizing<String>>,
}

impl Running {
    async fn device(&self, name: &str) -> Issued {
        let id = DeviceId::new(name).unwrap();
        let store = self.place.store();
        enrol(store, &self.authority, &who(OMAR), id, who(DANA)).await.unwrap()
    }

    async fn token(&self, principal: &str, device: &str) -> Zeroizing<String> {
        let device = DeviceId::new(device).unwrap();
        let store = self.place.store();
        issue_token(store, &who(OMAR), who(principal), &device, 600).await.unwrap()
    }

    fn client(&self, device: Option<&Issued>, token: Option<&Zeroizing<String>>) -> Client {
        let root = Certificate::from_pem(self.authority.certificate_pem().as_bytes()).unwrap();
        client(self.address, root, device, token)
    }

    /// A client on an enrolled device with a fresh posture.
    async fn ready(&self, principal: &str, device: &str) -> Client {
        let issued = self.device(device).await;
        let client = self.client(Some(&issued), Some(&self.token(principal, device).await));
        assert_eq!(client.post("/v1/device/posture", good_posture()).await.0, 204);
        client
    }
}

fn client(
    address: SocketAddr,
    root: Certificate<'static>,
    device: Option<&Issued>,
    token: Option<&Zeroizing<String>>,
) -> Client {
    let certificate = device.map(|issued| {
        let chain = Certificate::from_pem(issued.certificate_pem.as_bytes()).unwrap();
        let key = PrivateKey::from_pem(issued.key_pem.as_bytes()).unwrap();
        ClientCert::new_with_certs(&[chain], key)
    });
    let tls = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .root_certs(RootCerts::new_with_certs(&[root]))
        .client_cert(certificate)
        .build();
    let config = ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build();
    let base = format!("https://127.0.0.1:{}", address.port());
    Client { agent: config.into(), base, token: token.cloned() }
}

impl Client {
    async fn get(&self, path: &str) -> (u16, String) {
        self.try_get(path).await.unwrap()
    }

    async fn try_get(&self, path: &str) -> Result<(u16, String), ureq::Error> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        tokio::task::spawn_blocking(move || read(request.call()?)).await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> (u16, String) {
        // The server may refuse a body before it is sent.
        let request = self.agent.post(format!("{}{path}", self.base));
        let mut request = request.header("expect", "100-continue");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.as_str()));
        }
        let send = move || read(request.send_json(body)?);
        tokio::task::spawn_blocking(send).await.unwrap().unwrap()
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<(u16, String), ureq::Error> {
    let status = response.status().as_u16();
    Ok((status, response.body_mut().read_to_string()?))
}

fn good_posture() -> Value {
    json!({ "disk_encrypted": true, "firewall_on": true, "patch_age_days": 3 })
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_over_its_own_certificate_alone() {
    let running = running().await;
    let (laptop, thief) = (running.device("laptop").await, running.device("thief").await);
    let token = running.token(DANA, "laptop").await;
    let own = running.client(Some(&laptop), Some(&token));
    let (status, body) = own.get("/v1/whoami").await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("data-scientist") && body.contains("laptop"), "{body}");
    let stolen = running.client(Some(&thief), Some(&token)).get("/v1/whoami").await;
    let bare = running.client(None, Some(&token)).get("/v1/whoami").await;
    let wrong = Zeroizing::new("hyg_00".to_owned());
    let guessed = running.client(Some(&laptop), Some(&wrong)).get("/v1/whoami").await;
    let none = running.client(Some(&laptop), None).get("/v1/whoami").await;
    assert_eq!(stolen.0, 401);
    assert!([&bare, &guessed, &none].iter().all(|answer| **answer == stolen), "all read alike");
    let events = running.place.store().events(0..u64::MAX).await.unwrap();
    let entries = serde_json::to_string(&events).unwrap();
    assert!(entries.contains("token-over-other-certificate"));
    assert!(!entries.contains(token.as_str()));
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_when_it_expires_or_is_revoked() {
    let running = running().await;
    let client = running.ready(DANA, "laptop").await;
    assert_eq!(client.get("/v1/whoami").await.0, 200);
    let revoked = revoke_tokens(running.place.store(), &who(OMAR), &who(DANA)).await.unwrap();
    assert_eq!((revoked, client.get("/v1/whoami").await.0), (1, 401));
    let client = running.ready(DANA, "desktop").await;
    assert_eq!(client.get("/v1/whoami").await.0, 200);
    running.place.clock.advance(601);
    assert_eq!(client.get("/v1/whoami").await.0, 401);
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn posture_is_asked_of_the_device_and_a_hidden_model_reads_like_none() {
    let running = running().await;
    let issued = running.device("laptop").await;
    let token = running.token("svc/loan-desk", "laptop").await;
    let desk = running.client(Some(&issued), Some(&token));
    let (status, body) = desk.get("/v2/models/credit").await;
    assert_eq!(status, 403, "{body}");
    assert!(body.contains("hygeia device report"), "{body}");
    assert_eq!(desk.post("/v1/device/posture", good_posture()).await.0, 204);
    // Allowed from here on; as no model is promoted, the stage itself finds none.
    assert_eq!(desk.get("/v2/models/credit").await.0, 404);
    let dana = running.client(Some(&issued), Some(&running.token(DANA, "laptop").await));
    let hidden = dana.get("/v2/models/credit").await;
    assert_eq!(hidden.0, 404);
    assert_eq!(hidden, dana.get("/v2/models/nothing").await);
    assert_eq!(hidden, dana.get("/v2/models/cr%65dit/ready").await);
    assert_eq!(hidden, dana.get("/nowhere").await);
}

// proves M1, M20
#[tokio::test(flavor = "multi_thread")]
async fn the_posture_is_for_who_operates_and_can_be_zoomed() {
    let running = running().await;
    let omar = running.ready(OMAR, "console").await;
    let (status, all) = omar.get("/v1/posture").await;
    assert_eq!((status, all.matches("\"claim\"").count()), (200, 2));
    let (_, zoomed) = omar.get("/v1/posture?zoom=audit").await;
    assert_eq!(zoomed.matches("\"claim\"").count(), 1);
    assert_eq!(omar.get("/v1/posture?zoom=x").await.0, 400);
    assert_eq!(running.ready(DANA, "laptop").await.get("/v1/posture").await.0, 404);
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn strangers_clear_text_and_slow_handshakes_get_nowhere() {
    let running = running().await;
    let open = running.client(None, None);
    assert_eq!(open.get("/health").await.0, 200);
    let other = Place::at(SystemClock.now()).await;
    let foreign = Authority::open(other.store()).unwrap();
    let theirs = foreign.device(&DeviceId::new("laptop").unwrap(), SystemClock.now()).unwrap();
    assert!(running.client(Some(&theirs), None).try_get("/health").await.is_err());
    let root = Certificate::from_pem(foreign.certificate_pem().as_bytes()).unwrap();
    assert!(client(running.address, root, None, None).try_get("/health").await.is_err());
    let address = running.address;
    let silent = tokio::task::spawn_blocking(move || {
        let mut clear = TcpStream::connect(address).unwrap();
        clear.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        let _ = clear.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP"), "nothing is spoken in clear");
        let mut slow = TcpStream::connect(address).unwrap();
        slow.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        let start = Instant::now();
        assert_eq!(slow.read(&mut [0; 1]).unwrap(), 0, "closed by the server");
        start.elapsed()
    });
    assert_eq!(open.get("/health").await.0, 200, "a slow handshake holds up nobody");
    assert!(silent.await.unwrap() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_is_refused_and_a_taken_port_is_told() {
    let running = running().await;
    let client = running.ready(DANA, "laptop").await;
    let large = json!({ "x": "y".repeat(terms::limits::BODY_BYTES) });
    assert_eq!(client.post("/v1/device/posture", large).await.0, 413);
    let site = Site {
        enforcer: running.place.enforcer.clone(),
        stages: axum::Router::new(),
        posture: Arc::new(Vec::new),
    };
    let taken = Server::bind(site, &running.authority, running.address, &[]).await;
    assert!(matches!(taken, Err(WebError::Taken { .. })));
}
