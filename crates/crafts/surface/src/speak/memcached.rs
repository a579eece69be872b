//! memcached, text protocol (`doc/protocol.txt` of memcached).

use super::conn::plain;
use super::{Peer, speaks};
use crate::report::{Auth, Service};

/// Asks for the version.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let mut conn = peer.open()?;
    conn.say(b"version\r\n").ok()?;
    let reply = conn.hear_until(|heard| heard.ends_with(b"\r\n"));
    let (auth, version) = read(&reply)?;
    let mut service = speaks("memcached");
    service.product = Some("memcached".to_owned());
    service.version = version;
    service.auth = auth;
    service.encrypted = Some(false);
    let saw = if auth == Auth::Required {
        "refuses commands before a password is given"
    } else {
        "answers commands without a password"
    };
    saw.clone_into(&mut service.saw);
    Some(service)
}

pub(super) fn read(reply: &[u8]) -> Option<(Auth, Option<String>)> {
    if let Some(version) = reply.strip_prefix(b"VERSION ") {
        return Some((Auth::NotRequired, Some(plain(version))));
    }
    reply.starts_with(b"CLIENT_ERROR unauthenticated").then_some((Auth::Required, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reply_to_version_tells() {
        assert_eq!(
            read(b"VERSION 1.6.18\r\n"),
            Some((Auth::NotRequired, Some("1.6.18".to_owned())))
        );
        assert_eq!(read(b"CLIENT_ERROR unauthenticated\r\n"), Some((Auth::Required, None)));
        assert_eq!(read(b"ERROR\r\n"), None);
    }
}
