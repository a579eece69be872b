//! A provider on loopback, whose keys change and whose answers are counted.

use crate::signer::*;
use hygeia_openid::{Fault, Issuer, Polled, Provider, ProviderError, Settings};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use terms::Timestamp;

/// What it was asked, and what it answers by path.
#[derive(Default)]
struct Said {
    asked: Vec<(String, String)>,
    answers: Vec<(String, u16, Value)>,
}

#[derive(Clone, Default)]
struct Fake(Arc<Mutex<Said>>);

impl Fake {
    /// Listens; gives the issuer.
    fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let fake = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                fake.answer(stream.unwrap());
            }
        });
        self.says(
            "/.well-known/openid-configuration",
            200,
            json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/auth"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/keys"),
                "device_authorization_endpoint": format!("{issuer}/device"),
                "userinfo_endpoint": format!("{issuer}/me"),
                "authorization_response_iss_parameter_supported": true,
            }),
        );
        issuer
    }

    fn answer(&self, mut stream: std::net::TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut first, mut length) = (String::new(), 0usize);
        reader.read_line(&mut first).unwrap();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap() <= 2 {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let path = first.split(' ').nth(1).unwrap().to_owned();
        let mut said = self.0.lock().unwrap();
        said.asked.push((path.clone(), String::from_utf8(body).unwrap()));
        let found = said.answers.iter().rev().find(|(at, ..)| *at == path);
        let (status, value) =
            found.map_or((404, Value::Null), |(_, status, v)| (*status, v.clone()));
        let text = value.to_string();
        let head = format!(
            "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            text.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
    }

    fn says(&self, path: &str, status: u16, value: Value) {
        self.0.lock().unwrap().answers.push((path.to_owned(), status, value));
    }

    fn asked(&self, path: &str) -> Vec<String> {
        let said = self.0.lock().unwrap();
        said.asked.iter().filter(|(at, _)| at == path).map(|(_, body)| body.clone()).collect()
    }

    fn keys(&self, all: &[&Signer]) {
        let all: Vec<Value> = all.iter().map(|one| one.jwk()).collect();
        self.says("/keys", 200, json!({ "keys": all }));
    }
}

fn provider(issuer: &str) -> Provider {
    Provider::new(Settings {
        issuer: Issuer::new(issuer).unwrap(),
        client_id: CLIENT.to_owned(),
        secret: None,
        audience: AUDIENCE.to_owned(),
        programs: Vec::new(),
        person: "email".to_owned(),
        groups: "groups".to_owned(),
        scopes: vec!["email".to_owned()],
        ca: None,
    })
    .unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(NOW + seconds)
}

fn of(issuer: &str, mut claims: Value, nonce: Option<&str>) -> Value {
    claims["iss"] = json!(issuer);
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(nonce);
    }
    claims
}

// proves M20
#[test]
fn keys_that_change_are_read_once_and_a_made_up_one_does_not_make_us_ask_again() {
    let (fake, old, new) = (Fake::default(), Signer::new("old"), Signer::new("new"));
    let issuer = fake.listen();
    fake.keys(&[&old]);
    let provider = provider(&issuer);
    let claims = of(&issuer, access_claims(), None);
    let shown = |signer: &Signer, when| provider.bearer(&signer.token(&claims), device(), at(when));
    assert!(shown(&old, 0).is_ok() && shown(&old, 1).is_ok());
    assert_eq!(fake.asked("/keys").len(), 1);
    // The provider signs with another key now: one look at its set, not before half a minute went by.
    fake.keys(&[&new]);
    assert!(matches!(shown(&new, 10), Err(ProviderError::Token(Fault::UnknownKey))));
    assert!(shown(&new, 40).is_ok());
    assert_eq!(fake.asked("/keys").len(), 2);
    assert!(matches!(shown(&old, 41), Err(ProviderError::Token(Fault::UnknownKey))));
    for made_up in 0..50 {
        assert!(shown(&Signer::new("made-up"), 42 + made_up % 20).is_err());
    }
    assert_eq!(fake.asked("/keys").len(), 2);
}

// proves M20
#[test]
fn a_code_is_redeemed_with_its_verifier_and_its_nonce() {
    let (fake, signer) = (Fake::default(), Signer::new("k-1"));
    let issuer = fake.listen();
    fake.keys(&[&signer]);
    let provider = provider(&issuer);
    let begun = provider.begin("http://127.0.0.1:8400/", true, at(0)).unwrap();
    let sent: Vec<(String, String)> =
        url::Url::parse(&begun.url).unwrap().query_pairs().into_owned().collect();
    let sent = |name: &str| sent.iter().find(|(n, _)| n == name).unwrap().1.clone();
    assert_eq!(
        (sent("response_type"), sent("code_challenge_method")),
        ("code".into(), "S256".into())
    );
    assert_eq!((sent("state"), sent("scope")), (begun.state.clone(), "openid email".into()));
    assert_eq!((sent("prompt"), sent("max_age")), ("login".into(), "0".into()));
    let mut right = of(&issuer, id_claims(), Some(&sent("nonce")));
    // What the token leaves out, the provider is asked for, of the same subject.
    right.as_object_mut().unwrap().remove("email");
    fake.says("/token", 200, json!({ "id_token": signer.token(&right), "access_token": "a" }));
    fake.says(
        "/me",
        200,
        json!({ "sub": "auth0|5f7c", "email": "dana@example.org", "email_verified": true }),
    );
    let finish = |issuer: Option<&str>| provider.finish(&begun, ("c-1", issuer), device(), at(5));
    assert_eq!(finish(Some(&issuer)).unwrap().person, "dana@example.org");
    let asked: Vec<(String, String)> =
        serde_urlencoded::from_str(&fake.asked("/token")[0]).unwrap();
    let verifier = &asked.iter().find(|(name, _)| name == "code_verifier").unwrap().1;
    use base64::Engine;
    let digest = terms::Digest::of(verifier.as_bytes());
    let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest.as_bytes());
    assert_eq!(challenge, sent("code_challenge"));

    // It says with each code whose it is: none is taken without, or of another (RFC 9207).
    for other in [None, Some("https://evil.example.org")] {
        assert!(matches!(finish(other), Err(ProviderError::Token(Fault::Issuer))));
    }
    fake.says(
        "/me",
        200,
        json!({ "sub": "another", "email": "sven@example.org", "email_verified": true }),
    );
    assert!(matches!(finish(Some(&issuer)), Err(ProviderError::Token(Fault::Subject))));
    let replayed = of(&issuer, id_claims(), Some("of another sign-in"));
    fake.says("/token", 200, json!({ "id_token": signer.token(&replayed) }));
    assert!(matches!(finish(Some(&issuer)), Err(ProviderError::Token(Fault::Nonce))));
    fake.says("/token", 200, json!({ "access_token": "a" }));
    assert!(matches!(finish(Some(&issuer)), Err(ProviderError::Answer(_))));
    fake.says(
        "/token",
        400,
        json!({ "error": "invalid_grant", "error_description": "used \u{1b}[2J" }),
    );
    let told = finish(Some(&issuer)).unwrap_err().to_string();
    assert!(told.contains("invalid_grant: used") && !told.contains('\u{1b}'), "{told}");
}

// proves M20
#[test]
fn a_device_code_is_asked_for_until_somebody_typed_it() {
    let (fake, signer) = (Fake::default(), Signer::new("k-1"));
    let issuer = fake.listen();
    fake.keys(&[&signer]);
    fake.says(
        "/device",
        200,
        json!({ "device_code": "d", "user_code": "AB-CD",
        "verification_uri": format!("{issuer}/code"), "expires_in": 99_999, "interval": 0 }),
    );
    let provider = provider(&issuer);
    let begun = provider.begin_device(false, at(0)).unwrap();
    assert_eq!((begun.interval, begun.expires_in), (1, 1_800));
    let poll = || provider.poll(&begun, device(), at(5));
    fake.says("/token", 400, json!({ "error": "authorization_pending" }));
    assert!(matches!(poll(), Ok(Polled::Waits)));
    fake.says("/token", 400, json!({ "error": "slow_down" }));
    assert!(matches!(poll(), Ok(Polled::Slower)));
    fake.says("/token", 400, json!({ "error": "access_denied" }));
    assert!(matches!(poll(), Err(ProviderError::Refused(why)) if why == "access_denied"));
    let mut claims = of(&issuer, id_claims(), None);
    claims.as_object_mut().unwrap().remove("nonce");
    fake.says("/token", 200, json!({ "id_token": signer.token(&claims) }));
    assert!(matches!(poll(), Ok(Polled::Done(who)) if who.person == "dana@example.org"));
}

#[test]
fn a_provider_that_is_away_or_says_nonsense_vouches_for_nobody() {
    let away = provider("http://127.0.0.1:9");
    let shown = away.bearer(&Signer::new("k").token(&access_claims()), device(), at(0));
    assert!(matches!(shown, Err(ProviderError::Silent(_))));
    let fake = Fake::default();
    let issuer = fake.listen();
    let token = Signer::new("k-1").token(&of(&issuer, access_claims(), None));
    assert!(matches!(
        provider(&issuer).bearer(&token, device(), at(0)),
        Err(ProviderError::Answer(_))
    ));
    fake.says("/keys", 200, json!("none"));
    assert!(matches!(
        provider(&issuer).bearer(&token, device(), at(0)),
        Err(ProviderError::Answer(_))
    ));
}
