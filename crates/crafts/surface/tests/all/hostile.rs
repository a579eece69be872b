//! Services that answer to hurt: whatever they say, talking to them ends soon and in little memory.

use hygeia_surface::{Auth, Service, identify};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_millis(200);

/// Serves every connection with `answer`, until the test's process ends.
fn serve(answer: impl Fn(TcpStream) + Send + Sync + Clone + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || answer(stream));
        }
    });
    address
}

fn told_in_time(address: SocketAddr) -> Service {
    let start = Instant::now();
    let service = identify(address, PATIENCE);
    // Eight turns of patience, the one that had begun, and four for a slow web server.
    assert!(start.elapsed() < PATIENCE * 18, "took {:?}", start.elapsed());
    service
}

#[test]
fn a_banner_of_ten_megabytes_is_cut_off() {
    let address = serve(|mut stream| {
        let block = [b'A'; 65_536];
        for _ in 0..160 {
            if stream.write_all(&block).is_err() {
                return;
            }
        }
    });
    let service = told_in_time(address);
    assert_eq!((service.protocol.as_str(), service.auth), ("unknown", Auth::Unknown));
    assert!(service.saw.len() < 200);
}

#[test]
fn a_server_that_drips_a_byte_at_a_time_does_not_hold_us() {
    let address = serve(|mut stream| {
        while stream.write_all(b"H").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    assert_eq!(told_in_time(address).protocol, "unknown");
}

#[test]
fn a_server_that_says_nothing_does_not_hold_us() {
    let address = serve(|mut stream| {
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
    });
    assert_eq!(told_in_time(address).auth, Auth::Unknown);
}

#[test]
fn garbage_and_lengths_that_lie_are_unknown() {
    let replies: [&[u8]; 7] = [
        b"\xff\xff\xff\x00\x0a8.0\0",
        b"\x01\x00\x00\xff\xff\xff\xff",
        b"AMQP",
        b"INFO {\"version\":",
        b"R\xff\xff\xff\xff",
        b"$99999999999999999999\r\n",
        b"\x16\x03\x03\xff\xff\x02",
    ];
    for reply in replies {
        let address = serve(move |mut stream| {
            let mut first = [0; 4_096];
            let _ = stream.read(&mut first);
            let _ = stream.write_all(reply);
        });
        let service = told_in_time(address);
        assert!(matches!(service.auth, Auth::Unknown), "{reply:?}: {service:?}");
        let address = serve(move |mut stream| {
            let _ = stream.write_all(reply);
        });
        assert!(matches!(told_in_time(address).auth, Auth::Unknown), "{reply:?}");
    }
}

#[test]
fn a_closed_port_is_unknown() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(told_in_time(address).auth, Auth::Unknown);
}

fn http(response: &'static str) -> SocketAddr {
    serve(move |mut stream| {
        let mut request = [0; 4_096];
        let count = stream.read(&mut request).unwrap_or(0);
        if request[..count].starts_with(b"GET ") {
            let _ = stream.write_all(response.as_bytes());
        }
    })
}

#[test]
fn http_is_told_by_its_protocol_on_any_port() {
    let page =
        told_in_time(http("HTTP/1.1 200 OK\r\nServer: made-up\r\nContent-Length: 2\r\n\r\nhi"));
    assert_eq!(
        (page.protocol.as_str(), page.auth, page.encrypted),
        ("http", Auth::Unknown, Some(false)),
        "that there is a page proves nothing"
    );
    assert_eq!(page.product.as_deref(), Some("made-up"));
    let closed = told_in_time(http("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"));
    assert_eq!(closed.auth, Auth::Required);
    let endless = told_in_time(http("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nhi"));
    assert_eq!((endless.protocol.as_str(), endless.auth), ("http", Auth::Unknown));
}

#[test]
fn a_web_server_that_is_slow_is_waited_for() {
    let address = serve(|mut stream| {
        let mut request = [0; 4_096];
        let count = stream.read(&mut request).unwrap_or(0);
        if request[..count].starts_with(b"GET ") {
            thread::sleep(PATIENCE * 5 / 2);
            let _ = stream.write_all(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        }
    });
    assert_eq!(told_in_time(address).auth, Auth::Required);
}

#[test]
fn what_a_service_says_never_holds_an_escape_sequence() {
    let product = told_in_time(http("HTTP/1.1 200 OK\r\nServer: \u{1b}[31mred\u{202e}\r\n\r\nhi"));
    let greeting = told_in_time(serve(|mut stream| {
        let _ = stream.write_all("\u{1b}]0;title\u{7}\u{9b}31m\n".as_bytes());
    }));
    for service in [product, greeting] {
        let told = format!("{}{}", service.saw, service.product.unwrap_or_default());
        assert!(!told.chars().any(|c| c.is_control() || c == '\u{202e}'), "{told:?}");
    }
}
