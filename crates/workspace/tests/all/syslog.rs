//! Entries go to whoever takes syslog.

use crate::sinks::{applying, sequences, size};
use crate::use_cases::{Home, SECURITY_HEAD};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn syslog_is_told_over_tls_that_it_is_known_by_and_by_this_hosts_socket() {
    let home = Home::applied().await;
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(home.dir.path().join("siem.pem"), made.cert.pem()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(made.signing_key.serialize_pem().as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, receive) = std::sync::mpsc::channel();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut reader = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
            while let Some(message) = framed(&mut reader) {
                send.send(message).unwrap();
            }
        }
    });
    let trusting = format!("[audit.syslog]\nto = \"tls://localhost:{port}\"\ntrust = \"siem.pem\"");
    applying(&home, &trusting).await;
    home.workspace.deliver_now().await.unwrap();
    let mut entries = Vec::new();
    while entries.len() as u64 != size(&home) {
        let wait = std::time::Duration::from_secs(20);
        let message: String = receive.recv_timeout(wait).unwrap();
        assert!(message.starts_with("<110>1 ") || message.starts_with("<108>1 "), "{message}");
        let (_, json) = message.split_once(" - ").unwrap();
        entries.push(serde_json::from_str::<Value>(json).unwrap());
    }
    assert_eq!(sequences(&entries), (0..size(&home)).collect::<Vec<_>>());

    let path = home.dir.path().join("hygeia.toml");
    let text = fs::read_to_string(&path).unwrap();
    let without = text.replace("trust = \"siem.pem\"", "");
    fs::write(&path, without).unwrap();
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    let why = home.workspace.deliver_now().await.unwrap_err();
    assert!(why.message.contains("localhost"), "a stranger's certificate is not trusted: {why}");

    let socket = home.dir.path().join("log");
    let listening = UnixDatagram::bind(&socket).unwrap();
    let to = format!("to = \"unix:{}\"", socket.display());
    fs::write(&path, text.replace(&format!("to = \"tls://localhost:{port}\""), &to)).unwrap();
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    let reads = std::thread::spawn(move || {
        let mut bytes = vec![0; 65_536];
        let length = listening.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    });
    // Whoever stops reading stops the delivery, and no more than that.
    let _ = home.workspace.deliver_now().await;
    assert!(reads.join().unwrap().starts_with("<110>1 "));
}

/// The next message, by the length before it.
fn framed(reader: &mut impl BufRead) -> Option<String> {
    let mut length = Vec::new();
    reader.read_until(b' ', &mut length).ok().filter(|read| *read > 0)?;
    let length: usize = std::str::from_utf8(&length).ok()?.trim().parse().ok()?;
    let mut message = vec![0; length];
    reader.read_exact(&mut message).ok()?;
    String::from_utf8(message).ok()
}
