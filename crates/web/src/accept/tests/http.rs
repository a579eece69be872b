//! What HTTP is spoken, to whom, and within which bounds.

use super::support::{Running, SLACK, ask, closes, is_well, patient, receive};
use crate::accept::{Limits, Origin, Peer};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http2;
use hyper::client::conn::http2::SendRequest;
use hyper::{Request, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, sleep};

const HOME: [u8; 4] = [127, 0, 0, 1];

fn request(path: &str) -> Request<Empty<Bytes>> {
    Request::get(format!("https://localhost{path}")).body(Empty::new()).unwrap()
}

async fn http2(running: &Running) -> SendRequest<Empty<Bytes>> {
    let stream = running.tls(running.tcp(HOME).await, None, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let io = TokioIo::new(stream);
    let (client, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_and_http1_are_negotiated_and_nothing_else() {
    let running = Running::start(patient()).await;
    let answer = http2(&running).await.send_request(request("/health")).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "well");
    for offered in [&[b"http/1.1".as_slice()][..], &[]] {
        let mut stream = running.tls(running.tcp(HOME).await, None, offered).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), offered.first().copied());
        assert!(is_well(&ask(&mut stream, "/health").await), "{offered:?}");
        assert!(is_well(&ask(&mut stream, "/health").await), "kept alive");
    }
    assert!(running.tls(running.tcp(HOME).await, None, &[b"imap"]).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_tells_whom_it_comes_from() {
    let running = Running::start(patient()).await;
    let certificate = running.certificate();
    let stream = running.tcp([127, 0, 0, 7]).await;
    let origin = Origin::Network(stream.local_addr().unwrap());
    let mut stream = running.tls(stream, Some(&certificate), &[]).await.unwrap();
    let peer = Peer { origin, thumbprint: Some(certificate.thumbprint()) };
    for _ in 0..2 {
        assert!(ask(&mut stream, "/peer").await.unwrap().ends_with(&format!("{peer:?}")));
    }
    let answer = http2(&running).await.send_request(request("/peer")).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&body).ends_with("thumbprint: None }"), "{body:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_have_bounds_in_bytes_and_number() {
    let limits = Limits { header_bytes: 16 << 10, headers: 20, ..patient() };
    let running = Running::start(limits).await;
    let large = format!("x: {}\r\n", "y".repeat(17 << 10));
    let many = "x: y\r\n".repeat(21);
    for (headers, status) in [("x: y\r\n", "200"), (&large, "431"), (&many, "431")] {
        let mut stream = running.open(HOME).await.unwrap();
        let request = format!("GET /health HTTP/1.1\r\n{headers}host: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = receive(&mut stream).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    }
    let mut large = request("/health");
    large.headers_mut().insert("x", "y".repeat(17 << 10).parse().unwrap());
    let answer = http2(&running).await.send_request(large).await;
    assert!(
        answer.is_err() || answer.unwrap().status() == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_of_http2_has_so_many_streams() {
    let running = Running::start(Limits { streams: 3, ..patient() }).await;
    let mut client = http2(&running).await;
    // Until it has been answered once, the client does not know the limit.
    assert_eq!(client.send_request(request("/health")).await.unwrap().status(), 200);
    let mut asked = Vec::new();
    for _ in 0..5 {
        let mut client = client.clone();
        let answer = async move { client.send_request(request("/held")).await.unwrap().status() };
        asked.push(tokio::spawn(answer));
    }
    running.begun(3).await;
    sleep(Duration::from_millis(300)).await;
    assert_eq!(running.held.begun.available_permits(), 0, "the others wait for their turn");
    running.held.may_end.add_permits(5);
    for answer in asked {
        assert_eq!(answer.await.unwrap(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_ends_its_own_connection_alone() {
    let running = Running::start(patient()).await;
    let mut other = running.open(HOME).await.unwrap();
    let mut stream = running.open(HOME).await.unwrap();
    assert!(ask(&mut stream, "/panic").await.is_err());
    closes(&mut stream).await;
    assert!(http2(&running).await.send_request(request("/panic")).await.is_err());
    assert!(is_well(&ask(&mut other, "/health").await));
    assert!(is_well(&ask(&mut running.open(HOME).await.unwrap(), "/health").await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_arrives_whole() {
    let running = Running::start(patient()).await;
    let mut stream = running.open(HOME).await.unwrap();
    let head = "POST /length HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; 1_000_000]).await.unwrap();
    assert!(receive(&mut stream).await.unwrap().ends_with("\r\n\r\n1000000"));
}

/// What begins HTTP/2 (RFC 9113, 3.4): the preface, and settings that change nothing.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// A frame of HTTP/2 (RFC 9113, 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// HEADERS: GET of https://x/held (RFC 7541, appendix A), which is all of the request.
fn held(stream: u32) -> Vec<u8> {
    frame(1, 5, stream, b"\x82\x87\x04\x05/held\x41\x01x")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_http2_that_does_not_leave_when_told_to_is_cut() {
    let limit = Duration::from_millis(400);
    let running = Running::start(Limits { idle: limit, leave: limit, ..patient() }).await;
    let mut stream = running.tls(running.tcp(HOME).await, None, &[b"h2"]).await.unwrap();
    stream.write_all(&[PREFACE, &held(1)].concat()).await.unwrap();
    running.held.may_end.add_permits(1);
    running.begun(1).await;
    // GOAWAY comes with a ping (RFC 9113, 6.8), and waits for its answer.
    let took = closes(&mut stream).await;
    assert!((limit..limit * 2 + SLACK).contains(&took), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_http2_that_no_longer_answers_is_given_up() {
    let limit = Duration::from_millis(300);
    let running = Running::start(Limits { ping: limit, pong: limit, ..patient() }).await;
    let idle = Arc::strong_count(&running.held.may_end);
    let mut stream = running.tls(running.tcp(HOME).await, None, &[b"h2"]).await.unwrap();
    stream.write_all(&[PREFACE, &held(1)].concat()).await.unwrap();
    running.begun(1).await;
    assert!(Arc::strong_count(&running.held.may_end) > idle, "the request is being answered");
    let start = Instant::now();
    while Arc::strong_count(&running.held.may_end) > idle {
        assert!(start.elapsed() < limit * 2 + SLACK, "its request is dropped");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_http2_that_only_resets_is_sent_away() {
    let running = Running::start(Limits { resets: 10, ..patient() }).await;
    let mut stream = running.tls(running.tcp(HOME).await, None, &[b"h2"]).await.unwrap();
    let mut frames = PREFACE.to_vec();
    for stream in (1..41).step_by(2) {
        frames.extend([held(stream), frame(3, 0, stream, &8u32.to_be_bytes())].concat());
    }
    stream.write_all(&frames).await.unwrap();
    assert!(closes(&mut stream).await < SLACK);
}
