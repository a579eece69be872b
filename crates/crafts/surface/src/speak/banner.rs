//! Services that greet before they are asked: MySQL, NATS, SSH, SMTP, FTP.

use super::conn::{Conn, plain};
use super::{Peer, mysql, nats, speaks};
use crate::report::{Auth, Service};
use std::io::ErrorKind;

/// What a fresh connection brings.
pub(super) enum Heard {
    /// A greeting that is understood.
    Known(Service),
    /// A greeting in no known protocol.
    Stranger(String),
    /// Nothing: the service waits for us.
    Silence,
    /// Nobody takes connections there.
    Refused,
    /// No connection, for another reason.
    Unreached(String),
}

/// Ports of services that greet, for which it is worth to wait longer.
const GREETERS: [u16; 5] = [21, 22, 25, 3306, 4222];

/// Connects and waits for a greeting: half of the patience, except on a greeter's port.
pub(super) fn listen(peer: Peer<'_>) -> Heard {
    let greets = GREETERS.contains(&peer.address.port());
    let wait = if greets { peer.patience } else { peer.patience / 2 };
    let mut conn = match Conn::open(peer.address, wait) {
        Ok(conn) => conn,
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => return Heard::Refused,
        Err(error) => return Heard::Unreached(format!("takes no connection ({})", error.kind())),
    };
    let greeting = conn.hear_until(is_whole);
    if greeting.is_empty() {
        return Heard::Silence;
    }
    conn.renew(peer.patience);
    match known(&greeting, conn) {
        Some(service) => Heard::Known(service),
        None => Heard::Stranger(plain(&greeting)),
    }
}

fn is_whole(heard: &[u8]) -> bool {
    heard.contains(&b'\n') || mysql::is_whole(heard)
}

fn known(greeting: &[u8], conn: Conn) -> Option<Service> {
    nats::read(greeting).or_else(|| line(greeting)).or_else(|| mysql::talk(greeting, conn))
}

/// Line protocols that always ask before they let anybody do anything of consequence, or where
/// asking would take more than one attempt: their `auth` stays *unknown*, except SSH.
pub(super) fn line(greeting: &[u8]) -> Option<Service> {
    let text = plain(greeting);
    if let Some(rest) = text.strip_prefix("SSH-2.0-").or_else(|| text.strip_prefix("SSH-1.99-")) {
        let mut service = speaks("ssh");
        let (product, version) = rest.split_once('_').unwrap_or((rest, ""));
        service.product = Some(product.to_owned());
        service.version = Some(version.to_owned()).filter(|version| !version.is_empty());
        service.auth = Auth::Required;
        service.encrypted = Some(true);
        "SSH signs nobody in before authentication (RFC 4252); which methods it takes was not tried"
            .clone_into(&mut service.saw);
        return Some(service);
    }
    let upper = text.to_ascii_uppercase();
    if text.starts_with("220") && (upper.contains("SMTP") || upper.contains("FTP")) {
        let mut service = speaks(if upper.contains("SMTP") { "smtp" } else { "ftp" });
        service.saw = format!("greets with {text:?}; signing in was not tried");
        return Some(service);
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn line_greetings_are_told_apart() {
        let ssh = line(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n").unwrap();
        assert_eq!((ssh.product.as_deref(), ssh.auth), (Some("OpenSSH"), Auth::Required));
        assert_eq!(line(b"220 mail ESMTP Postfix\r\n").unwrap().protocol, "smtp");
        assert_eq!(line(b"220 (vsFTPd 3.0.3)\r\n").unwrap().protocol, "ftp");
        assert_eq!(line(b"hello\r\n"), None);
    }
}
