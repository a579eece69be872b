//! The handshake between Erlang nodes (Erlang documentation, "Distribution Protocol", version 6): what
//! RabbitMQ, CouchDB and EMQX join their clusters by. Who knows a node's cookie runs code in it.

use super::bytes::Bytes;
use super::conn::plain;
use super::{Peer, speaks};
use crate::report::{Auth, Service};

/// Capabilities that nodes ask of one another since OTP 25 (its `DFLAG` of the same bits).
const CAPABILITIES: u64 = 0x4_0307_0f94;
/// Who asks. A name is all that is given away; no cookie is tried.
const NAME: &[u8] = b"hygeia@localhost";

/// Gives its name, and hangs up where the node wants to know whether it has the cookie.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let mut conn = peer.open()?;
    conn.say(&name()?).ok()?;
    let heard = conn.hear_until(|heard| challenge(heard).is_some());
    let status = status(&heard)?;
    let mut service = speaks("erlang");
    service.product = Some("Erlang node".to_owned());
    service.encrypted = Some(peer.tls.is_some());
    (service.auth, service.saw) = match challenge(&heard) {
        Some(node) => (
            Auth::Required,
            format!("{node} lets in nodes that know its cookie, and runs what they say"),
        ),
        None => (Auth::Unknown, format!("an Erlang node answers {status:?}, and asks for nothing")),
    };
    Some(service)
}

/// `send_name`: a tag, capabilities, when the node was made, and its name; behind its length.
fn name() -> Option<Vec<u8>> {
    let length = u16::try_from(NAME.len()).ok()?.to_be_bytes();
    let body =
        [&b"N"[..], &CAPABILITIES.to_be_bytes(), &1_u32.to_be_bytes(), &length, NAME].concat();
    Some([&u16::try_from(body.len()).ok()?.to_be_bytes()[..], &body].concat())
}

/// `send_status`: what it says of the name.
pub(super) fn status(heard: &[u8]) -> Option<&'static str> {
    const SAID: [&str; 6] = ["ok", "ok_simultaneous", "nok", "not_allowed", "alive", "named:"];
    let said = message(&mut Bytes(heard))?.strip_prefix(b"s")?;
    SAID.into_iter().find(|word| match word.ends_with(':') {
        true => said.starts_with(word.as_bytes()),
        false => said == word.as_bytes(),
    })
}

/// `send_challenge` after it: the node's name.
pub(super) fn challenge(heard: &[u8]) -> Option<String> {
    let mut rest = Bytes(heard);
    message(&mut rest)?;
    let mut body = Bytes(message(&mut rest)?);
    if body.u8()? != b'N' {
        return None;
    }
    // Capabilities, the challenge, when the node was made.
    body.take(8 + 4 + 4)?;
    let length = usize::from(body.u16_be()?);
    Some(plain(body.take(length)?))
}

/// One message, without its length.
fn message<'a>(bytes: &mut Bytes<'a>) -> Option<&'a [u8]> {
    let length = usize::from(bytes.u16_be()?);
    bytes.take(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &[u8] =
        b"\x00\x03sok\x00\x19N\x00\x00\x00\x0d\x07\xdf\x7f\xbd\xce\x8f\xa7\x71\
        k\x0c\x0f\xc3\x00\x06a@host";

    #[test]
    fn a_node_is_told_by_its_status_and_its_challenge() {
        assert_eq!(status(CHALLENGE), Some("ok"));
        assert_eq!(challenge(CHALLENGE).as_deref(), Some("a@host"));
        assert_eq!(status(b"\x00\x0csnot_allowed"), Some("not_allowed"));
        assert_eq!(status(b"\x00\x0asnamed:xyz"), Some("named:"));
        for stranger in
            [&b"\x00\x03sno"[..], b"\x00\x05sokay", b"\x00\x03xok", b"\x00\x09sok", b"s"]
        {
            assert_eq!(status(stranger), None);
        }
        for cut in 5..CHALLENGE.len() {
            assert_eq!(challenge(&CHALLENGE[..cut]), None);
        }
    }
}
