//! Services inside TLS, made by rustls itself.

use hygeia_surface::{Auth, Service, identify};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Serves `answer` to every first request inside TLS; with `mutual`, only to clients with a
/// certificate.
fn serve(answer: &'static str, mutual: bool) -> SocketAddr {
    serve_each(move |_| Some(answer.as_bytes().to_vec()), mutual)
}

/// Answers every request inside TLS as `answer` says, until it says nothing.
fn serve_each(
    answer: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync + Clone + 'static,
    mutual: bool,
) -> SocketAddr {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let certificate: CertificateDer<'static> = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    let builder = if mutual {
        builder.with_client_cert_verifier(verifier.build().unwrap())
    } else {
        builder.with_no_client_auth()
    };
    let config = Arc::new(builder.with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let (config, answer) = (Arc::clone(&config), answer.clone());
            thread::spawn(move || {
                let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
                let mut request = [0; 4_096];
                while let Ok(count @ 1..) = stream.read(&mut request) {
                    let Some(reply) = answer(&request[..count]) else { return };
                    if stream.write_all(&reply).is_err() || reply.starts_with(b"HTTP") {
                        return;
                    }
                }
            });
        }
    });
    address
}

fn told(answer: &'static str, mutual: bool) -> Service {
    identify(serve(answer, mutual), Duration::from_millis(700))
}

#[test]
fn https_is_looked_into() {
    let open = told("HTTP/1.1 200 OK\r\nServer: made-up\r\nContent-Length: 0\r\n\r\n", false);
    assert_eq!(
        (open.protocol.as_str(), open.auth, open.encrypted),
        ("http", Auth::Unknown, Some(true)),
        "{open:?}"
    );
    let closed = told("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", false);
    assert_eq!((closed.auth, closed.encrypted), (Auth::Required, Some(true)));
}

#[test]
fn whoever_asks_for_a_client_certificate_asks_for_credentials() {
    let service = told("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true);
    assert_eq!((service.auth, service.encrypted), (Auth::Required, Some(true)), "{service:?}");
}

#[test]
fn what_is_not_http_inside_tls_is_known_to_be_tls_and_no_more() {
    let service = told("220 mail ESMTP\r\n", false);
    assert_eq!((service.protocol.as_str(), service.auth), ("tls", Auth::Unknown), "{service:?}");
}

// proves M3
#[test]
fn what_speaks_redis_or_mqtt_inside_tls_is_told() {
    let redis = |request: &[u8]| {
        let text = String::from_utf8_lossy(request).to_uppercase();
        match text {
            text if text.contains("PING") => Some(b"+PONG\r\n".to_vec()),
            text if text.contains("INFO") => Some(b"$22\r\nredis_version:7.0.15\r\n\r\n".to_vec()),
            _ => Some(b"-ERR unknown command\r\n".to_vec()),
        }
    };
    let service = identify(serve_each(redis, false), Duration::from_millis(700));
    assert_eq!(
        (service.protocol.as_str(), service.auth, service.encrypted),
        ("redis", Auth::NotRequired, Some(true)),
        "{service:?}"
    );
    assert_eq!(service.version.as_deref(), Some("7.0.15"));
    let mqtt = |request: &[u8]| request.starts_with(&[0x10]).then(|| vec![0x20, 2, 0, 5]);
    let service = identify(serve_each(mqtt, false), Duration::from_millis(700));
    assert_eq!((service.protocol.as_str(), service.auth), ("mqtt", Auth::Required), "{service:?}");
}
