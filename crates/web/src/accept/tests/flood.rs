//! While silent connections hang on, honest clients are answered at once. Nothing times out here,
//! so it is eviction alone that makes room.

use super::support::{
    Certificate, Running, SLACK, Stream, ask, closes, is_closed, is_well, patient, receive, send,
};
use crate::accept::Limits;
use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWriteExt};
use tokio::task::JoinHandle;
use tokio::time::Instant;

const HOME: [u8; 4] = [127, 0, 0, 1];
const ELSEWHERE: [u8; 4] = [127, 0, 0, 9];

fn few() -> Limits {
    Limits { connections: 16, kept: 4, for_each: 8, handshakes: 8, ..patient() }
}

/// A client from `from` is answered, and at once.
async fn answered(running: &Running, from: [u8; 4], certificate: Option<&Certificate>) -> bool {
    let start = Instant::now();
    let opened = match certificate {
        Some(certificate) => running.open_as(from, certificate).await,
        None => running.open(from).await,
    };
    let Ok(mut stream) = opened else { return false };
    is_well(&ask(&mut stream, "/health").await) && start.elapsed() < SLACK
}

async fn all_are_answered(running: &Running, certificate: &Certificate) {
    for from in [HOME, ELSEWHERE] {
        for _ in 0..3 {
            assert!(answered(running, from, None).await, "without a certificate, {from:?}");
            assert!(answered(running, from, Some(certificate)).await, "with one, {from:?}");
        }
    }
}

async fn still_open(streams: &mut [impl AsyncRead + Unpin]) -> usize {
    let mut open = 0;
    for stream in streams {
        open += usize::from(!is_closed(stream).await);
    }
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn handshakes_that_never_end_shut_nobody_out() {
    let running = Running::start(few()).await;
    let certificate = running.certificate();
    let mut silent = Vec::new();
    for _ in 0..64 {
        silent.push(running.tcp(HOME).await);
    }
    assert_eq!(still_open(&mut silent).await, 8, "no more than may shake hands at once");
    all_are_answered(&running, &certificate).await;
    // Not even one that had already begun to connect: the flood's own handshakes give way.
    let begun = running.tcp(ELSEWHERE).await;
    for _ in 0..64 {
        silent.push(running.tcp(HOME).await);
    }
    assert!(running.tls(begun, None, &[]).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_of_one_address_shut_nobody_out() {
    let running = Running::start(few()).await;
    let certificate = running.certificate();
    let mut silent = Vec::new();
    for _ in 0..40 {
        silent.push(running.open(HOME).await.unwrap());
    }
    assert_eq!(still_open(&mut silent).await, 8, "no more than one holder may have");
    all_are_answered(&running, &certificate).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_of_many_addresses_that_asked_once_shut_nobody_out() {
    let running = Running::start(few()).await;
    let certificate = running.certificate();
    let mut idle = Vec::new();
    for host in 0..40 {
        let mut stream = running.open([127, 0, 1, host]).await.unwrap();
        assert!(is_well(&ask(&mut stream, "/health").await));
        idle.push(stream);
    }
    assert_eq!(still_open(&mut idle).await, 12, "no more than is left to the anonymous");
    all_are_answered(&running, &certificate).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_most_gives_way_first() {
    let running = Running::start(few()).await;
    let mut few = running.open(ELSEWHERE).await.unwrap();
    let mut many = Vec::new();
    for from in [HOME, [127, 0, 0, 2]] {
        for _ in 0..8 {
            many.push(running.open(from).await.unwrap());
        }
    }
    assert!(is_well(&ask(&mut few, "/health").await), "the oldest, but its holder's only one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_has_ended_holds_no_slot() {
    let running = Running::start(few()).await;
    let mut quiet = running.open(HOME).await.unwrap();
    for _ in 0..20 {
        let mut stream = running.open(HOME).await.unwrap();
        stream.write_all(b"GET /health HTTP/1.0\r\n\r\n").await.unwrap();
        closes(&mut stream).await;
    }
    assert!(is_well(&ask(&mut quiet, "/health").await), "it has not been evicted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_in_flight_is_never_evicted() {
    let running = Running::start(few()).await;
    let certificate = running.certificate();
    let mut busy = Vec::new();
    for _ in 0..8 {
        busy.push(hold(&running, HOME, None).await);
    }
    assert!(!answered(&running, HOME, None).await, "its address has all that it may");
    for host in 1..=4 {
        busy.push(hold(&running, [127, 0, 2, host], None).await);
    }
    for _ in 0..40 {
        let _ = running.open(HOME).await;
    }
    assert!(!answered(&running, ELSEWHERE, None).await, "the anonymous have all that they may");
    assert!(answered(&running, HOME, Some(&certificate)).await, "the rest is kept");
    for _ in 0..4 {
        busy.push(hold(&running, HOME, Some(&certificate)).await);
    }
    assert!(!answered(&running, HOME, Some(&certificate)).await, "now all are busy");
    running.held.may_end.add_permits(busy.len());
    for mut stream in busy {
        assert!(receive(&mut stream).await.unwrap().ends_with("held"));
    }
    all_are_answered(&running, &certificate).await;
}

async fn hold(running: &Running, from: [u8; 4], certificate: Option<&Certificate>) -> Stream {
    let opened = match certificate {
        Some(certificate) => running.open_as(from, certificate).await,
        None => running.open(from).await,
    };
    let mut stream = opened.unwrap();
    send(&mut stream, "/held").await.unwrap();
    running.begun(1).await;
    stream
}

/// What the shipped limits do with 1,024 silent connections of each kind, and then with a flood
/// that goes on while honest clients come.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "half a minute and 5,000 open files: `cargo xtask test --long` runs it with more allowed"]
async fn a_thousand_silent_connections_shut_nobody_out() {
    let running = Arc::new(Running::start(patient()).await);
    let certificate = running.certificate();
    for addresses in [1, 8, 250] {
        let (start, mut shaken, mut unshaken) = (Instant::now(), Vec::new(), Vec::new());
        for number in 0..1_024u32 {
            let from = Ipv4Addr::from(0x7f00_0001 + number % addresses).octets();
            shaken.push(running.open(from).await);
            unshaken.push(running.tcp(from).await);
        }
        println!("1,024 shaken, 1,024 not, of {addresses}: {:?}", start.elapsed());
        figures(&running, &certificate).await;
    }
    let flood = (0..64u32).map(|number| {
        let running = running.clone();
        tokio::spawn(async move {
            let mut held = VecDeque::new();
            for turn in 0.. {
                let from = Ipv4Addr::from(0x7f00_0001 + (number + turn) % 8).octets();
                held.push_back((running.open(from).await, running.tcp(from).await));
                held.truncate(64);
                held.rotate_right(1);
            }
        })
    });
    let flood: Vec<_> = flood.collect();
    println!("64 clients that open silent connections as fast as they can:");
    figures(&running, &certificate).await;
    flood.iter().for_each(JoinHandle::abort);
}

async fn figures(running: &Running, certificate: &Certificate) {
    for certificate in [None, Some(certificate)] {
        for from in [HOME, ELSEWHERE] {
            let mut took = Vec::new();
            for _ in 0..20 {
                let start = Instant::now();
                assert!(answered(running, from, certificate).await);
                took.push(start.elapsed());
            }
            took.sort();
            let shown = if certificate.is_some() { "with" } else { "without" };
            println!(
                "  {from:?} {shown} a certificate: median {:?}, worst {:?}",
                took[10], took[19]
            );
        }
    }
}
