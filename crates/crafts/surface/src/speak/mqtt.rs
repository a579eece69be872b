//! MQTT 3.1.1 (OASIS standard, sections 3.1 and 3.2).

use super::{Peer, speaks};
use crate::report::{Auth, Service};

/// `CONNECT`: clean session, no name, no password, empty client id (so that no other client is
/// ever replaced), keep-alive 10 s.
const CONNECT: &[u8] = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x0a\x00\x00";
const DISCONNECT: [u8; 2] = [0xe0, 0];

/// Connects without credentials, and disconnects.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let mut conn = peer.open()?;
    conn.say(CONNECT).ok()?;
    let (auth, saw) = read(&conn.hear(4).ok()?)?;
    let mut service = speaks("mqtt");
    service.auth = auth;
    saw.clone_into(&mut service.saw);
    service.encrypted = Some(false);
    if auth == Auth::NotRequired {
        let _ = conn.say(&DISCONNECT);
    }
    Some(service)
}

/// `CONNACK`: return codes of table 3.1.
pub(super) fn read(reply: &[u8]) -> Option<(Auth, &'static str)> {
    let [0x20, 2, _, code] = reply else { return None };
    match code {
        0 => Some((Auth::NotRequired, "connects a client without credentials")),
        4 | 5 => Some((Auth::Required, "refuses a client without credentials")),
        1..=3 => Some((Auth::Unknown, "refuses for a reason other than credentials")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_return_code_tells() {
        assert_eq!(read(&[0x20, 2, 0, 0]).map(|a| a.0), Some(Auth::NotRequired));
        assert_eq!(read(&[0x20, 2, 0, 5]).map(|a| a.0), Some(Auth::Required));
        assert_eq!(read(&[0x20, 2, 0, 3]).map(|a| a.0), Some(Auth::Unknown));
        assert_eq!(read(&[0x20, 2, 0, 77]), None);
        assert_eq!(read(b"HTTP"), None);
    }
}
