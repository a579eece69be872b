//! AMQP 0-9-1 (specification, sections 2.2.4 and 4.2): RabbitMQ and its kin.

use super::bytes::Bytes;
use super::conn::{Conn, plain};
use super::{Peer, speaks};
use crate::report::{Auth, Service};

const HEADER: &[u8] = b"AMQP\x00\x00\x09\x01";
const CONNECTION: u16 = 10;
const START: u16 = 10;
const TUNE: u16 = 30;
const CLOSE: u16 = 50;
/// Access refused.
const ACCESS_REFUSED: u16 = 403;

/// Offers the protocol, then tries `guest`/`guest` once and hangs up before anything is opened.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let mut conn = peer.open()?;
    conn.say(HEADER).ok()?;
    let heard = conn.hear_until(|heard| is_other_version(heard) || method(heard).is_some());
    let mut service = speaks("amqp");
    service.encrypted = Some(false);
    if is_other_version(&heard) {
        "speaks another version of AMQP than 0-9-1".clone_into(&mut service.saw);
        return Some(service);
    }
    let start = Start::read(&heard)?;
    service.product = start.property(b"product");
    service.version = start.property(b"version");
    if start.mechanisms.split(|&byte| byte == b' ').any(|name| name == b"PLAIN") {
        conn.renew(peer.patience);
        (service.auth, service.saw) = try_guest(&mut conn);
    } else {
        service.saw = format!("offers no PLAIN sign-in, but {}", plain(start.mechanisms));
    }
    Some(service)
}

/// A server that speaks another version answers with its own header, and closes.
fn is_other_version(heard: &[u8]) -> bool {
    heard.starts_with(b"AMQP") && heard.len() >= 8
}

/// The first method frame: class, method and arguments.
fn method(heard: &[u8]) -> Option<(u16, u16, &[u8])> {
    let mut rest = Bytes(heard);
    if rest.u8()? != 1 || rest.u16_be()? != 0 {
        return None;
    }
    let size = usize::try_from(rest.u32_be()?).ok()?;
    let mut payload = Bytes(rest.take(size)?);
    if rest.u8()? != 0xce {
        return None;
    }
    Some((payload.u16_be()?, payload.u16_be()?, payload.0))
}

/// `Connection.Start`.
pub(super) struct Start<'a> {
    properties: &'a [u8],
    mechanisms: &'a [u8],
}

impl<'a> Start<'a> {
    pub fn read(heard: &'a [u8]) -> Option<Self> {
        let (CONNECTION, START, arguments) = method(heard)? else { return None };
        let mut rest = Bytes(arguments);
        rest.u16_be()?; // major and minor version
        let properties = long(&mut rest)?;
        let mechanisms = long(&mut rest)?;
        Some(Self { properties, mechanisms })
    }

    /// A property of type long string, wherever it stands: what nests before it is not parsed,
    /// as names of properties are short strings that cannot be confused.
    pub fn property(&self, name: &[u8]) -> Option<String> {
        let length = u8::try_from(name.len()).ok()?;
        let key = [&[length][..], name, b"S"].concat();
        let at = self.properties.windows(key.len()).position(|window| window == key)?;
        let mut rest = Bytes(self.properties.get(at + key.len()..)?);
        long(&mut rest).map(plain)
    }
}

fn long<'a>(rest: &mut Bytes<'a>) -> Option<&'a [u8]> {
    let length = usize::try_from(rest.u32_be()?).ok()?;
    rest.take(length)
}

fn try_guest(conn: &mut Conn) -> (Auth, String) {
    if conn.say(&start_ok()).is_err() {
        return (Auth::Unknown, "hangs up before one can sign in".to_owned());
    }
    let heard = conn.hear_until(|heard| method(heard).is_some());
    match method(&heard) {
        Some((CONNECTION, TUNE, _)) => {
            // Signed in. Saying goodbye properly would mean to open a virtual host first: we
            // hang up instead, before the connection counts as one.
            (Auth::DefaultAccepted, "signs in guest with the password guest".to_owned())
        }
        Some((CONNECTION, CLOSE, arguments))
            if Bytes(arguments).u16_be() == Some(ACCESS_REFUSED) =>
        {
            (Auth::Required, "refuses guest with the password guest".to_owned())
        }
        // RabbitMQ closes without a word, unless the client says that it understands refusals.
        _ => (Auth::Unknown, "closes when guest signs in".to_owned()),
    }
}

fn frame(class: u16, method: u16, arguments: &[u8]) -> Vec<u8> {
    let payload = [&class.to_be_bytes()[..], &method.to_be_bytes(), arguments].concat();
    let size = u32::try_from(payload.len()).unwrap_or_default();
    [&[1, 0, 0][..], &size.to_be_bytes(), &payload, &[0xce]].concat()
}

/// `Connection.StartOk` with `guest`/`guest`, saying that we understand a refusal.
fn start_ok() -> Vec<u8> {
    let capability = b"\x1cauthentication_failure_closet\x01";
    let size = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or_default().to_be_bytes();
    let table = [&b"\x0ccapabilitiesF"[..], &size(capability), capability].concat();
    let secret = b"\0guest\0guest";
    frame(
        CONNECTION,
        11,
        &[&size(&table)[..], &table, b"\x05PLAIN", &size(secret), secret, b"\x05en_US"].concat(),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_start_is_read() {
        let table = b"\x07productS\x00\x00\x00\x08RabbitMQ\x07versionS\x00\x00\x00\x063.10.8";
        let size = u32::try_from(table.len()).unwrap().to_be_bytes();
        let arguments =
            [&[0, 9][..], &size, table, b"\x00\x00\x00\x0ePLAIN AMQPLAIN\x00\x00\x00\x05en_US"]
                .concat();
        let heard = frame(CONNECTION, START, &arguments);
        let start = Start::read(&heard).unwrap();
        assert_eq!(start.property(b"product").as_deref(), Some("RabbitMQ"));
        assert_eq!(start.property(b"version").as_deref(), Some("3.10.8"));
        assert_eq!(start.mechanisms, b"PLAIN AMQPLAIN");
        assert!(Start::read(&heard[..heard.len() - 1]).is_none());
    }

    proptest! {
        #[test]
        fn no_reply_makes_it_panic(heard: Vec<u8>) {
            let _ = (method(&heard).is_some(), Start::read(&frame(CONNECTION, START, &heard)).is_some());
        }
    }
}
