//! NATS (NATS documentation, "Client Protocol"): the server greets with `INFO {json}`.

use super::conn::plain;
use super::speaks;
use crate::report::{Auth, Service};
use serde::Deserialize;

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    version: String,
    #[serde(default)]
    auth_required: bool,
    #[serde(default)]
    tls_required: bool,
    #[serde(default)]
    tls_available: bool,
    #[serde(default)]
    tls_verify: bool,
}

/// The greeting alone tells; nothing is said, so no client is ever registered.
pub(super) fn read(greeting: &[u8]) -> Option<Service> {
    let line = greeting.strip_prefix(b"INFO ")?;
    let end = line.iter().position(|&byte| byte == b'\n').unwrap_or(line.len());
    let info: Info = serde_json::from_slice(line.get(..end)?).ok()?;
    let mut service = speaks("nats");
    service.product = Some("NATS".to_owned());
    service.version = Some(plain(info.version.as_bytes()));
    service.encrypted = Some(info.tls_required || info.tls_available);
    let (auth, saw) = match (info.auth_required, info.tls_verify) {
        (true, _) => (Auth::Required, "announces auth_required"),
        (false, true) => (Auth::Required, "announces that it asks for a client certificate"),
        (false, false) => {
            (Auth::NotRequired, "announces no auth_required: anybody may publish and subscribe")
        }
    };
    service.auth = auth;
    saw.clone_into(&mut service.saw);
    Some(service)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_announcement_tells() {
        let open =
            read(b"INFO {\"server_id\":\"N\",\"version\":\"2.9.10\",\"max_payload\":1048576} \r\n")
                .unwrap();
        assert_eq!((open.auth, open.encrypted), (Auth::NotRequired, Some(false)));
        let closed =
            read(b"INFO {\"version\":\"2.9\",\"auth_required\":true,\"tls_required\":true}\r\n")
                .unwrap();
        assert_eq!((closed.auth, closed.encrypted), (Auth::Required, Some(true)));
        assert_eq!(read(b"INFO nothing\r\n"), None);
    }

    proptest! {
        #[test]
        fn no_greeting_makes_it_panic(heard: Vec<u8>) {
            let _ = (read(&heard), read(&[b"INFO ", &heard[..]].concat()));
        }
    }
}
