//! The Erlang port mapper (Erlang documentation, "Distribution Protocol", `NAMES_REQ`).

use super::bytes::Bytes;
use super::conn::plain;
use super::{Peer, speaks};
use crate::report::{Auth, Service};

/// Asks for the names of nodes; answered by the mapper's own port and lines of text.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let mut conn = peer.open()?;
    conn.say(&[0, 1, b'n']).ok()?;
    let reply = conn.hear_until(|_| false);
    let nodes = read(&reply, peer.address.port())?;
    let mut service = speaks("epmd");
    service.product = Some("Erlang port mapper".to_owned());
    service.auth = Auth::NotRequired;
    service.encrypted = Some(false);
    service.saw = format!("tells anybody which Erlang nodes run here ({nodes})");
    Some(service)
}

pub(super) fn read(reply: &[u8], port: u16) -> Option<String> {
    let mut rest = Bytes(reply);
    if rest.u32_be()? != u32::from(port) {
        return None;
    }
    Some(plain(rest.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reply_begins_with_the_port() {
        assert_eq!(
            read(b"\x00\x00\x11\x11name rabbit at port 25672\n", 4369).as_deref(),
            Some("name rabbit at port 25672")
        );
        assert_eq!(read(b"\x00\x00\x11\x11", 4370), None);
        assert_eq!(read(b"\x00", 4369), None);
    }
}
