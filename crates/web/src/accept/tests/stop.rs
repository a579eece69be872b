//! An orderly stop.

use super::support::{LONG, Running, SLACK, ask, closes, is_well, patient, receive, send};
use crate::accept::Limits;
use bytes::Bytes;
use http_body_util::Empty;
use hyper::Request;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

const HOME: [u8; 4] = [127, 0, 0, 1];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_flight_is_finished_and_nobody_else_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hygeia.sock");
    let running = Running::with(patient(), Some(&path)).await;
    assert!(path.exists());
    let mut silent = running.open(HOME).await.unwrap();
    let mut half = running.open(HOME).await.unwrap();
    half.write_all(b"GET /health HTTP/1.1\r\nx: ").await.unwrap();
    let mut unshaken = running.tcp(HOME).await;
    let mut idle = running.open(HOME).await.unwrap();
    assert!(is_well(&ask(&mut idle, "/health").await));
    let mut busy = running.open(HOME).await.unwrap();
    send(&mut busy, "/held").await.unwrap();
    running.begun(1).await;
    running.stop.send(()).unwrap();
    for stream in [&mut silent, &mut half, &mut idle] {
        assert!(closes(stream).await < SLACK);
    }
    assert!(closes(&mut unshaken).await < SLACK);
    assert!(TcpStream::connect(running.address).await.is_err(), "nobody is let in any more");
    assert!(!path.exists(), "the socket is gone");
    assert!(!running.serving.is_finished(), "one is still being answered");
    running.held.may_end.add_permits(1);
    assert!(receive(&mut busy).await.unwrap().ends_with("held"));
    timeout(SLACK, running.serving).await.expect("it ends").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_end_is_cut() {
    let limit = Duration::from_millis(800);
    let running = Running::start(Limits { stop: limit, ..patient() }).await;
    let mut busy = running.open(HOME).await.unwrap();
    send(&mut busy, "/held").await.unwrap();
    let http2 = running.tls(running.tcp(HOME).await, None, &[b"h2"]).await.unwrap();
    let io = TokioIo::new(http2);
    let (mut client, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    let request = Request::get("https://localhost/held").body(Empty::<Bytes>::new()).unwrap();
    let asked = tokio::spawn(async move { client.send_request(request).await });
    running.begun(2).await;
    let start = Instant::now();
    running.stop.send(()).unwrap();
    closes(&mut busy).await;
    timeout(LONG, running.serving).await.expect("it ends").unwrap();
    assert!((limit..limit + SLACK).contains(&start.elapsed()));
    assert!(timeout(SLACK, asked).await.expect("it ends").unwrap().is_err());
    // HTTP/2 answers in tasks of its own: they, too, have an end.
    while Arc::strong_count(&running.held.may_end) > 1 {
        assert!(start.elapsed() < limit + SLACK * 2, "the handlers are dropped");
        sleep(Duration::from_millis(20)).await;
    }
}
