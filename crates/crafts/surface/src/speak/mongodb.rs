//! MongoDB wire protocol, `OP_MSG` (MongoDB manual, "Wire Protocol").

use super::bytes::Bytes;
use super::{Peer, speaks};
use crate::report::{Auth, Service};

const OP_MSG: u32 = 2013;
/// `{<command>: 1, $db: "admin"}` for a command whose value is a 32-bit one.
const SAYS_OK: &[u8] = b"\x01ok\x00\x00\x00\x00\x00\x00\x00\xf0\x3f";
const UNAUTHORIZED: &[u8] = b"Unauthorized";

/// Says `hello`, which everybody may, then asks for the names of databases, which only reads.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let mut conn = peer.open()?;
    conn.say(&command("hello")).ok()?;
    let hello = conn.hear_until(is_whole);
    if !is_reply(&hello) || !contains(&hello, b"maxWireVersion") {
        return None;
    }
    let mut service = speaks("mongodb");
    service.product = Some("MongoDB".to_owned());
    service.encrypted = Some(false);
    conn.renew(peer.patience);
    let listed =
        conn.say(&command("listDatabases")).map(|()| conn.hear_until(is_whole)).unwrap_or_default();
    let (auth, saw) = if contains(&listed, SAYS_OK) {
        (Auth::NotRequired, "lists its databases without credentials")
    } else if contains(&listed, UNAUTHORIZED) {
        (Auth::Required, "refuses to list its databases")
    } else {
        (Auth::Unknown, "does not say whether it would list its databases")
    };
    service.auth = auth;
    saw.clone_into(&mut service.saw);
    Some(service)
}

fn command(name: &str) -> Vec<u8> {
    let fields =
        [&[0x10][..], name.as_bytes(), b"\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0"].concat();
    let size = |length: usize| u32::try_from(length).unwrap_or_default().to_le_bytes();
    let document = [&size(fields.len() + 4)[..], &fields].concat();
    let length = 16 + 4 + 1 + document.len();
    [&size(length)[..], &1_u32.to_le_bytes(), &[0; 4], &OP_MSG.to_le_bytes(), &[0; 5], &document]
        .concat()
}

pub(super) fn is_whole(heard: &[u8]) -> bool {
    length(heard).is_some_and(|length| heard.len() >= length)
}

fn length(heard: &[u8]) -> Option<usize> {
    let head: [u8; 4] = Bytes(heard).take(4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(head)).ok()
}

pub(super) fn is_reply(heard: &[u8]) -> bool {
    heard.get(12..16) == Some(&OP_MSG.to_le_bytes()[..])
}

fn contains(heard: &[u8], part: &[u8]) -> bool {
    heard.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_as_long_as_it_says() {
        let message = command("hello");
        assert_eq!(length(&message), Some(message.len()));
        assert!(is_whole(&message) && is_reply(&message));
        assert!(!is_whole(&message[..20]) && !is_reply(b"HTTP/1.1 400 Bad Request"));
    }
}
