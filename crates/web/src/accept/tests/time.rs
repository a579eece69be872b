//! Whoever says nothing, or says it too slowly, is cut; whoever is merely slow is not.

use super::support::{LARGE, LONG, PAUSE, Running, SLACK, ask, closes, is_well, patient, send};
use crate::accept::Limits;
use bytes::Bytes;
use http_body_util::Empty;
use hyper::Request;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};

const HOME: [u8; 4] = [127, 0, 0, 1];
const LIMIT: Duration = Duration::from_millis(900);

fn in_time(took: Duration) -> bool {
    // The clock starts when the connection is accepted, so before the client's does.
    (LIMIT / 2..LIMIT + SLACK).contains(&took)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_says_nothing_is_closed_before_and_after_the_handshake() {
    let running = Running::start(Limits { opening: LIMIT, ..patient() }).await;
    assert!(in_time(closes(&mut running.tcp(HOME).await).await));
    let start = Instant::now();
    let mut shaken = running.open(HOME).await.unwrap();
    closes(&mut shaken).await;
    assert!(in_time(start.elapsed()));
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_without_a_request_is_closed_whatever_else_is_said() {
    let running = Running::start(Limits { opening: LIMIT, ..patient() }).await;
    let mut stream = running.tls(running.tcp(HOME).await, None, &[b"h2"]).await.unwrap();
    // The preface, and settings that change nothing (RFC 9113, 3.4).
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let (mut reading, mut writing) = tokio::io::split(stream);
    let pings = tokio::spawn(async move {
        trickle(&mut writing, b"\0\0\x08\x06\0\0\0\0\0\0\0\0\0\0\0\0\0").await
    });
    assert!(in_time(closes(&mut reading).await));
    pings.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_trickle_are_cut_in_the_first_request_and_in_later_ones() {
    let limits = Limits { opening: LIMIT, idle: LIMIT, leave: LIMIT / 4, ..patient() };
    let running = Running::start(limits).await;
    for requests in [0, 1] {
        let mut stream = running.open(HOME).await.unwrap();
        for _ in 0..requests {
            assert!(is_well(&ask(&mut stream, "/health").await));
        }
        let (mut reading, mut writing) = tokio::io::split(stream);
        writing.write_all(b"GET /health HTTP/1.1\r\nx: ").await.unwrap();
        let headers = tokio::spawn(async move { trickle(&mut writing, b"x").await });
        assert!(in_time(closes(&mut reading).await), "after {requests}");
        headers.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_is_closed_and_a_busy_one_is_not() {
    let limits = Limits { idle: LIMIT, leave: LIMIT / 4, ..patient() };
    let running = Running::start(limits).await;
    let mut stream = running.open(HOME).await.unwrap();
    for _ in 0..6 {
        assert!(is_well(&ask(&mut stream, "/health").await), "not while it asks");
        sleep(LIMIT / 3).await;
    }
    send(&mut stream, "/held").await.unwrap();
    sleep(LIMIT * 2).await;
    running.held.may_end.add_permits(1);
    let answer = super::support::receive(&mut stream).await.unwrap();
    assert!(answer.ends_with("held"), "not while it is answered");
    assert!(in_time(closes(&mut stream).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_of_http2_is_closed() {
    let limits = Limits { idle: LIMIT, leave: LIMIT / 4, ..patient() };
    let running = Running::start(limits).await;
    let stream = running.tls(running.tcp(HOME).await, None, &[b"h2"]).await.unwrap();
    let io = TokioIo::new(stream);
    let (mut client, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
    let connection = tokio::spawn(connection);
    let request = Request::get("https://localhost/health").body(Empty::<Bytes>::new()).unwrap();
    assert_eq!(client.send_request(request).await.unwrap().status(), 200);
    let start = Instant::now();
    timeout(LONG, connection).await.expect("it ends").unwrap().expect("by GOAWAY");
    assert!(in_time(start.elapsed()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_is_cut() {
    let running = Running::start(Limits { stalled: LIMIT, ..patient() }).await;
    let mut stream = running.open(HOME).await.unwrap();
    let head = "POST /length HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = tokio::io::split(stream);
    let body = tokio::spawn(async move { trickle(&mut writing, b"x").await });
    assert!(in_time(closes(&mut reading).await));
    body.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_the_server_makes_slowly_is_not_cut() {
    let running = Running::start(Limits { stalled: PAUSE / 2, idle: PAUSE / 2, ..patient() }).await;
    let mut stream = running.open(HOME).await.unwrap();
    let answer = ask(&mut stream, "/slow").await.unwrap();
    assert!(answer.ends_with("\r\n\r\nslowslow"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_take_its_answer_is_cut() {
    let limits = Limits { stalled: LIMIT, ..patient() };
    let running = Running::start(limits).await;
    let mut stream = running.open(HOME).await.unwrap();
    send(&mut stream, "/large").await.unwrap();
    sleep(LIMIT + SLACK).await;
    let mut taken = Vec::new();
    let _ = timeout(LONG, stream.read_to_end(&mut taken)).await.expect("it ends");
    assert!(taken.len() < LARGE, "{}", taken.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_its_answer_slowly_gets_all_of_it() {
    let quick = LIMIT / 3;
    let limits = Limits { idle: quick, leave: quick, stalled: LIMIT, ..patient() };
    let running = Running::start(limits).await;
    let mut stream = running.open(HOME).await.unwrap();
    send(&mut stream, "/large").await.unwrap();
    let (start, mut taken, mut buffer) = (Instant::now(), 0, vec![0; 64 << 10]);
    while taken < LARGE {
        let got = timeout(LONG, stream.read(&mut buffer)).await.unwrap().unwrap();
        assert!(got > 0, "cut after {taken} bytes");
        taken += got;
        sleep(Duration::from_millis(4)).await;
    }
    assert!(start.elapsed() > quick * 2 + LIMIT, "slow enough to show it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_ends_with_its_life_but_not_within_a_request() {
    let running = Running::start(Limits { lifetime: LIMIT, ..patient() }).await;
    let mut busy = running.open(HOME).await.unwrap();
    send(&mut busy, "/held").await.unwrap();
    running.begun(1).await;
    let mut stream = running.open(HOME).await.unwrap();
    let start = Instant::now();
    while start.elapsed() < LONG && is_well(&ask(&mut stream, "/health").await) {
        sleep(Duration::from_millis(20)).await;
    }
    assert!(in_time(start.elapsed()));
    sleep(LIMIT).await;
    running.held.may_end.add_permits(1);
    assert!(super::support::receive(&mut busy).await.unwrap().ends_with("held"));
    assert!(closes(&mut busy).await < SLACK);
}

async fn trickle(stream: &mut (impl AsyncWrite + Unpin), drop: &[u8]) {
    while stream.write_all(drop).await.is_ok() && stream.flush().await.is_ok() {
        sleep(Duration::from_millis(50)).await;
    }
}
