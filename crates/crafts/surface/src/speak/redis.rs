//! Redis and its kin (Valkey, KeyDB), RESP 2 (Redis documentation, "Redis serialization protocol").

use super::conn::plain;
use super::{Peer, speaks};
use crate::report::{Auth, Service};

const PING: &[u8] = b"*1\r\n$4\r\nPING\r\n";
const INFO: &[u8] = b"*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n";

/// Sends `PING`, and `INFO server` if that was answered: both only read.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let mut conn = peer.open()?;
    conn.say(PING).ok()?;
    let reply = conn.hear_until(|heard| heard.ends_with(b"\r\n"));
    let (auth, saw) = read(&reply)?;
    let mut service = speaks("redis");
    service.auth = auth;
    service.saw = saw.to_owned();
    service.encrypted = Some(false);
    if auth == Auth::NotRequired && conn.say(INFO).is_ok() {
        let info = conn.hear_until(is_whole);
        (service.product, service.version) = product(&info);
    }
    Some(service)
}

pub(super) fn read(reply: &[u8]) -> Option<(Auth, &'static str)> {
    if reply.starts_with(b"+PONG\r\n") {
        Some((Auth::NotRequired, "answers commands without a password"))
    } else if reply.starts_with(b"-NOAUTH ") || reply.starts_with(b"-WRONGPASS ") {
        Some((Auth::Required, "refuses commands before a password is given"))
    } else if reply.starts_with(b"-DENIED ") {
        Some((
            Auth::Unknown,
            "refuses strangers from this address (protected mode); it has no password set",
        ))
    } else {
        None
    }
}

/// A bulk string says its length first.
pub(super) fn is_whole(heard: &[u8]) -> bool {
    match heard.first() {
        None => false,
        Some(b'$') => {
            heard.len() > 3
                && heard.ends_with(b"\r\n")
                && bulk_length(heard).is_none_or(|l| heard.len() >= l)
        }
        Some(_) => heard.ends_with(b"\r\n"),
    }
}

fn bulk_length(heard: &[u8]) -> Option<usize> {
    let end = heard.iter().position(|&byte| byte == b'\r')?;
    let digits = std::str::from_utf8(heard.get(1..end)?).ok()?;
    digits.parse::<usize>().ok()?.checked_add(end + 4)
}

pub(super) fn product(info: &[u8]) -> (Option<String>, Option<String>) {
    let text = String::from_utf8_lossy(info);
    let field = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(|v| plain(v.as_bytes()))
    };
    match field("valkey_version") {
        Some(version) => (Some("Valkey".to_owned()), Some(version)),
        None => (field("redis_version").map(|_| "Redis".to_owned()), field("redis_version")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_answer_to_ping_tells() {
        assert_eq!(read(b"+PONG\r\n").map(|a| a.0), Some(Auth::NotRequired));
        assert_eq!(
            read(b"-NOAUTH Authentication required.\r\n").map(|a| a.0),
            Some(Auth::Required)
        );
        assert_eq!(read(b"-DENIED Redis is running\r\n").map(|a| a.0), Some(Auth::Unknown));
        assert_eq!(read(b"HTTP/1.1 400 Bad Request\r\n"), None);
    }

    #[test]
    fn the_version_is_read_from_info() {
        let (product, version) =
            product(b"$40\r\n# Server\r\nredis_version:7.0.15\r\nos:Linux\r\n");
        assert_eq!((product.as_deref(), version.as_deref()), (Some("Redis"), Some("7.0.15")));
    }

    proptest! {
        #[test]
        fn no_reply_makes_it_panic(heard: Vec<u8>, tail: Vec<u8>) {
            let bulk = [b"$", &heard[..], b"\r\n", &tail].concat();
            let _ = (read(&heard), is_whole(&bulk), product(&bulk));
        }
    }
}
