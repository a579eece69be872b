//! What is entered goes out: to people by mail, to systems by file, syslog and webhook; at least once, and
//! nothing of it to a place that one person named.

use crate::use_cases::{Home, SECURITY, SECURITY_HEAD, STEWARD};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use hygeia_workspace::{ApplyRequest, Kind, PostureRequest, UseCases};
use serde_json::Value;
use sha2::Sha256;
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Who is informed of what comes in.
const AUDITOR: &str = "anna@example.org";
const SECRET: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Adds `more` to hygeia.toml, and two people apply it.
pub async fn applying(home: &Home, more: &str) {
    let path = home.dir.path().join("hygeia.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n{more}")).unwrap();
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
}

pub fn size(home: &Home) -> u64 {
    home.workspace.store.ledger_size()
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

pub fn sequences(events: &[Value]) -> Vec<u64> {
    events.iter().map(|event| event["metadata"]["sequence"].as_u64().unwrap()).collect()
}

async fn state(home: &Home, id: &str) -> (String, String) {
    let caller = home.at_terminal(SECURITY).await;
    let table = home.workspace.posture(&caller, PostureRequest::default()).await.unwrap();
    let shown = serde_json::to_value(&table).unwrap();
    let mut found = Vec::new();
    search(&shown, id, &mut found);
    assert_eq!(found.len(), 1, "{id} in {shown}");
    found.remove(0)
}

fn search(value: &Value, id: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) if map.get("id").and_then(Value::as_str) == Some(id) => {
            let text = |key: &str| map[key].as_str().unwrap().to_owned();
            found.push((text("state"), text("saw")));
        }
        Value::Object(map) => map.values().for_each(|one| search(one, id, found)),
        Value::Array(all) => all.iter().for_each(|one| search(one, id, found)),
        _ => {}
    }
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn one_person_alone_sends_nothing_out_and_stops_nothing_that_goes_out() {
    let home = Home::applied().await;
    let path = home.dir.path().join("hygeia.toml");
    let before = fs::read_to_string(&path).unwrap();
    let officer = home.at_terminal(SECURITY).await;
    let sinks = [
        "[notices]\nmails = \"mail\"",
        "[notices.webhook]\nurl = \"https://a.example/\"\nsecret = \"s\"",
        "[audit]\nfile = \"events.jsonl\"",
        "[audit.syslog]\nto = \"tcp://127.0.0.1:514\"",
        "[audit.webhook]\nurl = \"https://a.example/\"\nsecret = \"s\"",
        "[audit]\nlineage = \"lineage.jsonl\"",
        "[audit.openlineage]\nurl = \"https://a.example/\"",
        "[admission]\nfrom = [\"https://a.example/\"]",
    ];
    for sink in sinks {
        fs::write(&path, format!("{before}\n{sink}\n")).unwrap();
        let request = ApplyRequest { texts: home.texts(), plan: false };
        let told = home.workspace.apply(&officer, request).await.unwrap();
        assert!(!told.applied && told.proposal.is_some(), "{sink}");
    }
    fs::write(&path, &before).unwrap();
    applying(&home, sinks[2]).await;
    fs::write(&path, &before).unwrap();
    let request = ApplyRequest { texts: home.texts(), plan: false };
    let told = home.workspace.apply(&officer, request).await.unwrap();
    assert!(!told.applied, "who stops the audit's events takes two, too");
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn every_entry_is_in_the_file_once_more_after_what_was_cut() {
    let home = Home::applied().await;
    applying(&home, "[audit]\nfile = \"events.jsonl\"").await;
    assert_eq!(state(&home, "zero-trust/events").await.0, "unknown", "nothing was delivered yet");
    home.workspace.deliver_now().await.unwrap();
    let file = home.dir.path().join("events.jsonl");
    assert_eq!(sequences(&lines(&file)), (0..size(&home)).collect::<Vec<_>>());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(state(&home, "zero-trust/events").await.0, "proven");

    home.ingest(STEWARD).await.unwrap();
    home.workspace.deliver_now().await.unwrap();
    let all = lines(&file);
    assert_eq!(sequences(&all), (0..size(&home)).collect::<Vec<_>>(), "each once");
    let uids: BTreeSet<&str> =
        all.iter().map(|event| event["metadata"]["uid"].as_str().unwrap()).collect();
    assert_eq!(uids.len(), all.len());

    // Power went in the middle of the last line, and before its position was kept.
    let text = fs::read(&file).unwrap();
    fs::write(&file, &text[..text.len() - 40]).unwrap();
    fs::remove_file(home.dir.path().join("state/delivered/audit-file.json")).unwrap();
    home.workspace.deliver_now().await.unwrap();
    let seen: BTreeSet<u64> = sequences(&lines(&file)).into_iter().collect();
    assert_eq!(seen, (0..size(&home)).collect(), "again, and none is missing");

    // In the place of the file, somebody puts a link to another.
    let elsewhere = home.dir.path().join("elsewhere");
    fs::write(&elsewhere, "").unwrap();
    fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    home.ingest(STEWARD).await.unwrap();
    home.workspace.deliver_now().await.unwrap_err();
    assert_eq!(fs::read(&elsewhere).unwrap(), b"");
    let (state, saw) = state(&home, "zero-trust/events").await;
    assert!(state == "failed" && saw.contains("takes nothing since"), "{saw}");
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn who_is_informed_has_a_mail_of_it_and_whoever_did_it_has_none() {
    let home = Home::applied().await;
    home.ingest(STEWARD).await.unwrap();
    applying(&home, "[notices]\nmails = \"mail\"\nfrom = \"hygeia@bank.example\"").await;
    let before = size(&home);
    // It begins when it is applied, not when somebody delivers first.
    home.ingest(STEWARD).await.unwrap();
    let new = home.dir.path().join("mail/new");
    home.workspace.deliver_now().await.unwrap();
    let read =
        |entry: std::io::Result<fs::DirEntry>| fs::read_to_string(entry.unwrap().path()).unwrap();
    let mails: Vec<String> = fs::read_dir(&new).unwrap().map(read).collect();
    let to =
        |mail: &str| mail.lines().find(|line| line.starts_with("To: ")).map(str::to_owned).unwrap();
    let to: BTreeSet<String> = mails.iter().map(|mail| to(mail)).collect();
    assert_eq!(to.len(), mails.len(), "one for each person");
    assert!(to.iter().any(|to| to.contains(AUDITOR)), "{to:?}");
    assert!(!to.iter().any(|to| to.contains(STEWARD)), "{to:?}");
    for mail in &mails {
        assert!(
            mail.contains("From: <hygeia@bank.example>")
                && mail.contains("Auto-Submitted: auto-generated")
        );
        assert!(mail.contains("dataset/loans") && mail.contains("Message-ID: <"), "{mail}");
        let numbers = mail.split("(notice-").skip(1).map(|rest| rest.split(')').next().unwrap());
        let numbers: Vec<u64> = numbers.map(|number| number.parse().unwrap()).collect();
        assert!(!numbers.is_empty() && numbers.iter().all(|number| *number >= before), "{mail}");
    }
    home.workspace.deliver_now().await.unwrap();
    assert_eq!(fs::read_dir(&new).unwrap().count(), mails.len(), "nobody is told twice");
    // Where it is not known how far that came, nothing is left out unseen.
    let position = home.dir.path().join("state/delivered/notices-mails.json");
    fs::write(&position, "{").unwrap();
    let why = home.workspace.deliver_now().await.unwrap_err();
    assert!(why.message.contains("damaged"), "{why}");
    assert_eq!(state(&home, "least-privilege/notices").await.0, "unknown");
}

/// What a webhook's endpoint was sent.
#[derive(Default)]
struct Seen(Mutex<Vec<(Vec<String>, Vec<u8>)>>);

/// Answers the first messages with 503, the others with 204.
fn endpoint(refusals: usize) -> (u16, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, seen) = (listener.local_addr().unwrap().port(), Arc::new(Seen::default()));
    let keeps = Arc::clone(&seen);
    std::thread::spawn(move || {
        for (at, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let message = message(&stream);
            let refused = at < refusals;
            if !refused {
                keeps.0.lock().unwrap().push(message);
            }
            let answer = if refused { "503 Service Unavailable" } else { "204 No Content" };
            write!(stream, "HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                .unwrap();
        }
    });
    (port, seen)
}

fn message(stream: &TcpStream) -> (Vec<String>, Vec<u8>) {
    let mut reader = BufReader::new(stream);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim() {
            "" => break,
            line => headers.push(line.to_owned()),
        }
    }
    let length = header(&headers, "content-length").parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (headers, body)
}

fn header(headers: &[String], name: &str) -> String {
    let of = |line: &String| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then(|| value.to_owned())
    };
    headers.iter().find_map(of).unwrap_or_else(|| panic!("no {name} in {headers:?}"))
}

// proves M6, M20
#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_gets_signed_messages_until_it_took_them() {
    let home = Home::applied().await;
    let secret = home.dir.path().join("hook.key");
    fs::write(&secret, format!("whsec_{SECRET}\n")).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let ((people, told), (systems, watched)) = (endpoint(0), endpoint(1));
    let hook = |of: &str, port: u16| {
        format!("[{of}.webhook]\nurl = \"http://127.0.0.1:{port}/in/7\"\nsecret = \"hook.key\"\n")
    };
    applying(&home, &format!("{}{}", hook("notices", people), hook("audit", systems))).await;
    let why = home.workspace.deliver_now().await.unwrap_err();
    assert!(why.message.contains("503") && !why.message.contains("/in/7"), "{why}");
    assert_eq!(state(&home, "zero-trust/events").await.0, "failed");
    home.ingest(STEWARD).await.unwrap();
    home.workspace.deliver_now().await.unwrap();
    assert_eq!(state(&home, "zero-trust/events").await.0, "proven");

    let mut entries = Vec::new();
    for (headers, body) in watched.0.lock().unwrap().iter().chain(told.0.lock().unwrap().iter()) {
        let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(SECRET).unwrap()).unwrap();
        let (id, time) = (header(headers, "webhook-id"), header(headers, "webhook-timestamp"));
        mac.update(format!("{id}.{time}.").as_bytes());
        mac.update(body);
        let signed = STANDARD.encode(mac.finalize().into_bytes());
        assert_eq!(header(headers, "webhook-signature"), format!("v1,{signed}"));
        let message: Value = serde_json::from_slice(body).unwrap();
        match message["type"].as_str().unwrap() {
            "hygeia.events" => {
                entries.extend(sequences(message["data"]["events"].as_array().unwrap()))
            }
            "hygeia.notices" => {
                let notices = message["data"]["notices"].as_array().unwrap();
                assert!(
                    notices.iter().any(|one| one["to"].to_string().contains(AUDITOR)),
                    "{message}"
                );
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(entries, (0..size(&home)).collect::<Vec<_>>());

    // A secret that others can read signs nothing.
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    home.ingest(STEWARD).await.unwrap();
    let why = home.workspace.deliver_now().await.unwrap_err();
    assert!(why.message.contains("its owner alone"), "{why}");
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_read_on_the_way_is_no_config() {
    let home = Home::applied().await;
    let path = home.dir.path().join("hygeia.toml");
    let text = fs::read_to_string(&path).unwrap();
    for sink in [
        "[audit.webhook]\nurl = \"http://siem.example/\"\nsecret = \"s\"",
        "[audit.syslog]\nto = \"tcp://192.0.2.1:514\"",
        "[notices]\nmail = \"x\"",
        "[notices]\nmails = \"m\"\nfrom = \"a@b\\r\\nBcc: c@d\"",
    ] {
        fs::write(&path, format!("{text}\n{sink}\n")).unwrap();
        let request = ApplyRequest { texts: home.texts(), plan: true };
        let officer = home.at_terminal(SECURITY).await;
        let refused = home.workspace.apply(&officer, request).await.unwrap_err();
        assert_eq!(refused.kind, Kind::Invalid, "{sink}: {refused}");
    }
}
