//! Messages as in RFC 5424: over TLS (RFC 5425), over TCP at this host (RFC 6587, octet counting), or as
//! datagrams to this host's own.
//!
//! Nobody answers in this protocol: what was on the way when a connection broke may be lost, so that the last
//! batch is sent again after one. Who has to have all takes the file or the webhook.

use super::batch::Batch;
use super::error::SinkError;
use super::{Deliver, trust};
use crate::config::{Syslog, SyslogAddress};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Facility 13, log audit (RFC 5424, table 1).
const FACILITY: u8 = 13;
/// Severities (RFC 5424, table 2).
const WARNING: u8 = 4;
const INFORMATIONAL: u8 = 6;
/// For connecting, and for each write.
const PATIENCE: Duration = Duration::from_secs(10);
/// For the other side to end a connection, and what is read of it until then.
const GOODBYE: Duration = Duration::from_secs(1);
const MOST_UNREAD: u64 = 1 << 20;

/// A connection, made when it is needed.
pub(super) struct Sender {
    to: SyslogAddress,
    trust: Option<PathBuf>,
    host: String,
    open: Option<Open>,
}

enum Open {
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
    Tcp(TcpStream),
    Unix(UnixDatagram),
}

impl Sender {
    pub(super) fn new(folder: &Path, syslog: Syslog) -> Self {
        let trust = syslog.trust.map(|trust| folder.join(trust));
        Self { to: syslog.to, trust, host: host(), open: None }
    }

    fn connect(&self) -> Result<Open, SinkError> {
        let failed = |source| SinkError::Connection { to: self.to.to_string(), source };
        match &self.to {
            SyslogAddress::Unix(path) => {
                let socket = UnixDatagram::unbound().map_err(failed)?;
                socket.set_write_timeout(Some(PATIENCE)).map_err(failed)?;
                socket.connect(path).map_err(failed)?;
                Ok(Open::Unix(socket))
            }
            SyslogAddress::Tcp(address) => connected(*address).map(Open::Tcp).map_err(failed),
            SyslogAddress::Tls { host, port } => {
                let addresses = (host.as_str(), *port).to_socket_addrs().map_err(failed)?;
                let nobody = || io::Error::new(io::ErrorKind::NotFound, "the name has no address");
                let mut tried = Err(failed(nobody()));
                for address in addresses {
                    tried = connected(address).map_err(failed);
                    if tried.is_ok() {
                        break;
                    }
                }
                self.secured(host, tried?).map(|stream| Open::Tls(Box::new(stream)))
            }
        }
    }

    fn secured(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<StreamOwned<ClientConnection, TcpStream>, SinkError> {
        let to = self.to.to_string();
        let wrong = |why: String| SinkError::Tls { to: to.clone(), why };
        let roots = trust::store(&to, self.trust.as_deref())?;
        let config =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|error| wrong(error.to_string()))?
                .with_root_certificates(roots)
                .with_no_client_auth();
        let name =
            ServerName::try_from(host.to_owned()).map_err(|error| wrong(error.to_string()))?;
        let client = ClientConnection::new(Arc::new(config), name);
        Ok(StreamOwned::new(client.map_err(|error| wrong(error.to_string()))?, stream))
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        // Whatever becomes of it, the position says what was taken.
        let _ = self.open.take().map(Open::close);
    }
}

impl Deliver for Sender {
    fn deliver(&mut self, batch: &Batch) -> Result<(), SinkError> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.connect()?,
        };
        for event in batch.events()? {
            let message = message(&self.host, &event);
            let sent = open.send(message.as_bytes());
            sent.map_err(|source| SinkError::Connection { to: self.to.to_string(), source })?;
        }
        let flushed = open.flush();
        flushed.map_err(|source| SinkError::Connection { to: self.to.to_string(), source })?;
        self.open = Some(open);
        Ok(())
    }
}

impl Open {
    fn send(&mut self, message: &[u8]) -> io::Result<()> {
        // Its length before it, so that no line break in it could begin another (RFC 6587, section 3.4.1).
        let framed = || [message.len().to_string().as_bytes(), b" ", message].concat();
        match self {
            Self::Tls(stream) => stream.write_all(&framed()),
            Self::Tcp(stream) => stream.write_all(&framed()),
            Self::Unix(socket) => socket.send(message).map(drop),
        }
    }

    /// Ends the connection in order. One that is dropped with something unread takes back what was sent last
    /// (RFC 9293, section 3.6.1: a reset).
    fn close(self) -> io::Result<()> {
        let drained = |stream: &mut TcpStream| {
            stream.shutdown(Shutdown::Write)?;
            stream.set_read_timeout(Some(GOODBYE))?;
            io::copy(&mut stream.take(MOST_UNREAD), &mut io::sink()).map(drop)
        };
        match self {
            Self::Tls(mut stream) => {
                stream.conn.send_close_notify();
                stream.flush()?;
                drained(&mut stream.sock)
            }
            Self::Tcp(mut stream) => drained(&mut stream),
            Self::Unix(_) => Ok(()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Tls(stream) => stream.flush(),
            Self::Tcp(stream) => stream.flush(),
            Self::Unix(_) => Ok(()),
        }
    }
}

fn connected(address: std::net::SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// `<PRI>1 TIMESTAMP HOST APP PROCID MSGID SD MSG`; the message is the event as JSON, in ASCII alone, so
/// that no reader has to know its encoding.
fn message(host: &str, event: &Value) -> String {
    let denied = event.get("status_id").and_then(Value::as_u64) == Some(2);
    let severity = if denied { WARNING } else { INFORMATIONAL };
    let priority = u16::from(FACILITY) * 8 + u16::from(severity);
    let operation = event.pointer("/api/operation").and_then(Value::as_str).unwrap_or("-");
    let id = named(operation, 32);
    let time = event.get("time").and_then(Value::as_i64).unwrap_or_default();
    let (process, time) = (std::process::id(), moment(time));
    format!("<{priority}>1 {time} {host} hygeia {process} {id} - {}", ascii(&event.to_string()))
}

/// As RFC 3339 with milliseconds.
fn moment(milliseconds: i64) -> String {
    let nanoseconds = i128::from(milliseconds) * 1_000_000;
    let moment = time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds);
    let format = &time::format_description::well_known::Rfc3339;
    moment.ok().and_then(|at| at.format(format).ok()).unwrap_or_else(|| "-".to_owned())
}

/// Printable ASCII without spaces, or a dash (RFC 5424, section 6).
fn named(text: &str, most: usize) -> String {
    let plain: String = text.chars().filter(char::is_ascii_graphic).take(most).collect();
    if plain.is_empty() { "-".to_owned() } else { plain }
}

/// JSON whose every character beyond ASCII is written by its number (RFC 8259, section 7).
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c.is_ascii() {
            true => text.push(c),
            false => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(text, "\\u{unit:04x}");
            }),
        }
    }
    text
}

fn host() -> String {
    let name = rustix::system::uname();
    named(&name.nodename().to_string_lossy(), 255)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_message_is_of_plain_letters_and_says_how_it_ended() {
        let event = serde_json::json!({
            "status_id": 2, "time": 1_700_000_000_123_i64, "api": {"operation": "change access\n"},
            "actor": "jörg 😀",
        });
        let sent = message("host", &event);
        assert!(sent.starts_with("<108>1 2023-11-14T22:13:20.123Z host hygeia "), "{sent}");
        assert!(
            sent.is_ascii() && !sent.contains('\n') && sent.contains(" changeaccess - {"),
            "{sent}"
        );
        let (_, json) = sent.split_once(" - ").unwrap();
        assert_eq!(serde_json::from_str::<Value>(json).unwrap(), event);
        let done = message("host", &serde_json::json!({"status_id": 1}));
        assert!(
            done.starts_with("<110>1 1970-01-01T00:00:00Z host hygeia ") && done.contains(" - - {")
        );
    }
}
