//! PostgreSQL, protocol 3.0 (PostgreSQL documentation, chapter "Frontend/Backend Protocol").

use super::bytes::Bytes;
use super::conn::{Conn, plain};
use super::{Peer, speaks};
use crate::report::{Auth, Service};

/// `SSLRequest`: length 8, code 80877103. Answered by one byte, `S` or `N`.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
/// `Terminate`.
const TERMINATE: [u8; 5] = [b'X', 0, 0, 0, 4];

/// Asks for TLS, then signs in as `postgres` without a password and leaves at once.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let mut conn = peer.open()?;
    conn.say(&SSL_REQUEST).ok()?;
    let encrypted = match conn.hear(1).ok()?.first()? {
        b'S' => true,
        b'N' => false,
        _ => return None,
    };
    drop(conn);
    let answer = start(peer)?;
    let mut service = speaks("postgresql");
    service.product = Some("PostgreSQL".to_owned());
    service.encrypted = Some(encrypted);
    service.auth = answer.auth;
    service.saw = answer.saw;
    service.version = answer.version;
    Some(service)
}

pub(super) struct Answer {
    auth: Auth,
    pub saw: String,
    pub version: Option<String>,
}

fn start(peer: Peer<'_>) -> Option<Answer> {
    let mut conn = peer.open()?;
    conn.say(&startup()).ok()?;
    let heard = conn.hear_until(is_settled);
    let answer = read(&heard)?;
    leave(conn, answer.auth);
    Some(answer)
}

fn leave(mut conn: Conn, auth: Auth) {
    if auth == Auth::NotRequired {
        // A server that hangs up first has nothing left to be told.
        let _ = conn.say(&TERMINATE);
    }
}

fn startup() -> Vec<u8> {
    let parameters = b"user\0postgres\0database\0postgres\0application_name\0hygeia\0\0";
    let length = u32::try_from(parameters.len() + 8).unwrap_or_default();
    [&length.to_be_bytes()[..], &196_608_u32.to_be_bytes(), parameters].concat()
}

/// Whether the server waits for us: it asks for a secret, is ready, or has refused.
pub(super) fn is_settled(heard: &[u8]) -> bool {
    let mut rest = Bytes(heard);
    while let Some((kind, body)) = message(&mut rest) {
        match kind {
            b'E' | b'Z' => return true,
            b'R' if body.get(..4) != Some(&[0, 0, 0, 0]) => return true,
            _ => {}
        }
    }
    false
}

/// One message: its kind, and its body without the length.
fn message<'a>(rest: &mut Bytes<'a>) -> Option<(u8, &'a [u8])> {
    let kind = rest.u8()?;
    let length = usize::try_from(rest.u32_be()?).ok()?.checked_sub(4)?;
    Some((kind, rest.take(length)?))
}

pub(super) fn read(heard: &[u8]) -> Option<Answer> {
    let mut rest = Bytes(heard);
    let (kind, body) = message(&mut rest)?;
    match kind {
        b'R' => {
            let method = Bytes(body).u32_be()?;
            let (auth, saw) = method_name(method);
            Some(Answer { auth, saw: saw.to_owned(), version: version(rest) })
        }
        b'E' => Some(refusal(body)),
        _ => None,
    }
}

fn method_name(method: u32) -> (Auth, &'static str) {
    match method {
        0 => (Auth::NotRequired, "signs user postgres in without a password (trust)"),
        3 => (Auth::Required, "asks user postgres for a password in clear"),
        5 => (Auth::Required, "asks user postgres for a password (MD5)"),
        7 | 8 => (Auth::Required, "asks user postgres for a Kerberos ticket"),
        10 => (Auth::Required, "asks user postgres for a password (SCRAM)"),
        _ => (Auth::Unknown, "asks user postgres in a way that is not known here"),
    }
}

/// An `ErrorResponse`: SQLSTATE 28… is a refusal to sign in (no matching rule, or no such user).
fn refusal(body: &[u8]) -> Answer {
    let mut rest = Bytes(body);
    let mut state = String::new();
    while let Some(field) = rest.u8().filter(|&field| field != 0) {
        let Some(value) = rest.until_zero() else { break };
        if field == b'C' {
            state = plain(value);
        }
    }
    let auth = if state.starts_with("28") { Auth::Required } else { Auth::Unknown };
    Answer {
        auth,
        saw: format!("refuses user postgres without a password (SQLSTATE {state})"),
        version: None,
    }
}

/// `server_version` among the parameters that follow a sign-in.
fn version(mut rest: Bytes<'_>) -> Option<String> {
    while let Some((kind, body)) = message(&mut rest) {
        let mut fields = Bytes(body);
        if kind == b'S' && fields.until_zero()? == b"server_version" {
            return fields.until_zero().map(plain);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_way_of_asking_is_told_apart() {
        let asks = |method: u8| read(&[b'R', 0, 0, 0, 8, 0, 0, 0, method]).unwrap().auth;
        assert_eq!(asks(0), Auth::NotRequired);
        assert_eq!(asks(3), Auth::Required);
        assert_eq!(asks(5), Auth::Required);
        assert_eq!(asks(10), Auth::Required);
        assert_eq!(asks(99), Auth::Unknown);
    }

    #[test]
    fn no_rule_for_us_is_a_refusal_and_too_many_clients_is_not() {
        let error = |state: &[u8]| {
            let fields = [b"SFATAL\0C", state, b"\0Mno\0\0"].concat();
            let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
            read(&[&b"E"[..], &length, &fields].concat()).unwrap().auth
        };
        assert_eq!(error(b"28000"), Auth::Required);
        assert_eq!(error(b"53300"), Auth::Unknown);
    }

    proptest! {
        #[test]
        fn no_reply_makes_it_panic(heard: Vec<u8>) {
            let _ = (read(&heard), is_settled(&heard));
        }
    }
}
