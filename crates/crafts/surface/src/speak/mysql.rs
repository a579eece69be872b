//! MySQL and MariaDB, protocol 10 (MySQL internals, "Connection Phase").

use super::bytes::Bytes;
use super::conn::{Conn, plain};
use super::speaks;
use crate::report::{Auth, Service};

/// Capability flags that we name: long password, protocol 4.1, secure connection, plugin auth.
const CAPABILITIES: u32 = 0x0000_0001 | 0x0000_0200 | 0x0000_8000 | 0x0008_0000;
const CLIENT_SSL: u16 = 0x0800;
/// `COM_QUIT`, in a packet of its own.
const QUIT: [u8; 5] = [1, 0, 0, 0, 1];

/// Whether a whole packet was heard that may be a greeting.
pub(super) fn is_whole(heard: &[u8]) -> bool {
    packet(&mut Bytes(heard)).is_some()
}

/// Reads the greeting, then makes one attempt to sign in as `root` without a password on the
/// same connection (a second connection would count as an aborted one), and leaves.
pub(super) fn talk(greeting: &[u8], mut conn: Conn) -> Option<Service> {
    let (_, body) = packet(&mut Bytes(greeting))?;
    let mut service = speaks("mysql");
    if let Some(refusal) = refusal(body) {
        service.saw = format!("refuses this host before it greets (error {refusal})");
        return Some(service);
    }
    let greeting = Greeting::read(body)?;
    service.product =
        Some(if greeting.version.contains("MariaDB") { "MariaDB" } else { "MySQL" }.to_owned());
    service.encrypted = Some(greeting.capabilities & CLIENT_SSL != 0);
    (service.auth, service.saw) = sign_in(&mut conn);
    service.version = Some(greeting.version);
    Some(service)
}

pub(super) struct Greeting {
    pub version: String,
    /// The lower half of the server's capability flags.
    capabilities: u16,
}

impl Greeting {
    pub fn read(body: &[u8]) -> Option<Self> {
        let mut rest = Bytes(body);
        if rest.u8()? != 10 {
            return None;
        }
        let version = rest.until_zero()?;
        rest.take(4 + 8 + 1)?; // thread id, scramble, filler
        let capabilities = rest.u16_le()?;
        // MariaDB prefixes a version that old replicas understand.
        let version = plain(version);
        let version = version.strip_prefix("5.5.5-").map_or(version.clone(), str::to_owned);
        Some(Self { version, capabilities })
    }
}

/// One packet: sequence number and body.
pub(super) fn packet<'a>(rest: &mut Bytes<'a>) -> Option<(u8, &'a [u8])> {
    let length = rest.take(3)?;
    let length = match length {
        [a, b, c] => usize::from(*a) | usize::from(*b) << 8 | usize::from(*c) << 16,
        _ => return None,
    };
    let sequence = rest.u8()?;
    Some((sequence, rest.take(length)?))
}

/// The number of an error packet.
pub(super) fn refusal(body: &[u8]) -> Option<u16> {
    let mut rest = Bytes(body);
    (rest.u8()? == 0xff).then(|| rest.u16_le()).flatten()
}

fn sign_in(conn: &mut Conn) -> (Auth, String) {
    let unknown = |saw: &str| (Auth::Unknown, saw.to_owned());
    if conn.say(&login()).is_err() {
        return unknown("hangs up before one can sign in");
    }
    // A server may ask to switch to another method, once; the empty answer is no password.
    for _ in 0..2 {
        let heard = conn.hear_until(is_whole);
        let Some((sequence, body)) = packet(&mut Bytes(&heard)) else {
            return unknown("does not answer a sign-in");
        };
        match body.first() {
            Some(0x00) => {
                let _ = conn.say(&QUIT);
                return (Auth::NotRequired, "signs root in without a password".to_owned());
            }
            Some(0xfe) => {
                if conn.say(&[0, 0, 0, sequence.wrapping_add(1)]).is_err() {
                    return unknown("hangs up while one signs in");
                }
            }
            Some(0xff) => return verdict(refusal(body).unwrap_or_default()),
            _ => return unknown("answers a sign-in in a way that is not known here"),
        }
    }
    unknown("asks for ever more methods of sign-in")
}

/// 1045 and 1698: access denied to the user (1698: by its plugin, such as `unix_socket`).
/// 1044 and 1251: it asks for more than was given. Others say nothing on credentials.
fn verdict(error: u16) -> (Auth, String) {
    let auth =
        if matches!(error, 1044 | 1045 | 1251 | 1698) { Auth::Required } else { Auth::Unknown };
    (auth, format!("refuses root without a password (error {error})"))
}

/// `HandshakeResponse41` of user `root` with an empty password.
fn login() -> Vec<u8> {
    let mut body = CAPABILITIES.to_le_bytes().to_vec();
    body.extend((1_u32 << 20).to_le_bytes()); // largest packet that we would take
    body.push(45); // utf8mb4
    body.extend([0; 23]);
    body.extend(b"root\0\0mysql_native_password\0"); // an empty secret has length 0
    let length = u8::try_from(body.len()).unwrap_or_default();
    [&[length, 0, 0, 1][..], &body].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_greeting_is_read() {
        let body =
            [&b"\x0a5.5.5-10.11.6-MariaDB-0+deb12u1\0"[..], &[0; 13], &[0xfe, 0xff]].concat();
        let greeting = Greeting::read(&body).unwrap();
        assert_eq!(greeting.version, "10.11.6-MariaDB-0+deb12u1");
        assert_ne!(greeting.capabilities & CLIENT_SSL, 0);
        assert_eq!(refusal(&[0xff, 0x6a, 0x04, b'H']), Some(1130));
    }

    #[test]
    fn only_a_denied_user_means_that_credentials_are_asked_for() {
        assert_eq!(verdict(1045).0, Auth::Required);
        assert_eq!(verdict(1698).0, Auth::Required);
        assert_eq!(verdict(1040).0, Auth::Unknown);
    }

    proptest! {
        #[test]
        fn no_reply_makes_it_panic(heard: Vec<u8>) {
            let _ = (packet(&mut Bytes(&heard)), Greeting::read(&heard), refusal(&heard));
            let _ = Greeting::read(&[&[10], &heard[..]].concat());
        }
    }
}
