//! Which protocol a listener speaks, and whether it lets one in without credentials.
//!
//! A port number or a program's name only decides what is tried first; a service is named only
//! by what it answers. Each dialect is one file: it returns `None` if the other side does not
//! speak it.

mod amqp;
mod banner;
mod bytes;
mod conn;
mod epmd;
mod erlang;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod http;
mod known;
mod memcached;
mod mongodb;
mod mqtt;
mod mysql;
mod nats;
mod postgres;
mod redis;
mod response;
mod sign_in;
mod tls;

use crate::report::{Auth, Service};
use conn::Conn;
use response::get;
use rustls::ClientConfig;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use terms::printable;

/// Where one service is, and how long to wait for a reply.
#[derive(Clone, Copy)]
struct Peer<'c> {
    address: SocketAddr,
    patience: Duration,
    /// Whether it is spoken to inside TLS.
    tls: Option<&'c Arc<ClientConfig>>,
}

impl Peer<'_> {
    fn open(self) -> Option<Conn> {
        match self.tls {
            Some(config) => tls::open(self, config),
            None => Conn::open(self.address, self.patience).ok(),
        }
    }
}

/// Asks a client-first dialect whether it is spoken at the peer.
type Dialect = fn(Peer<'_>) -> Option<Service>;

/// All client-first dialects: the least disturbing to strangers first. (Redis and memcached take
/// lines, so they come before what is binary; HTTP comes before the dialects that HTTP servers
/// would log as garbage.)
const DIALECTS: [(&[u16], Dialect); 10] = [
    (&[5432, 5433, 6432], postgres::ask),
    (&[6379, 6380], redis::ask),
    (&[5672], amqp::ask),
    (&[1883], mqtt::ask),
    (&[80, 8080, 8000, 5000, 8888, 9090, 9200, 2379, 2375, 8265, 6006, 15672, 8222], ask_http),
    (&[443, 8443, 7443, 5671, 8883], tls::ask),
    (&[4369], epmd::ask),
    (&[25672], erlang::ask),
    (&[11211], memcached::ask),
    (&[27017], mongodb::ask),
];

/// Those that are spoken inside TLS from the first byte on, with the ports where they come before
/// HTTP.
const INSIDE: [(&[u16], Dialect); 5] = [
    (&[6379, 6380], redis::ask),
    (&[5671], amqp::ask),
    (&[8883], mqtt::ask),
    (&[11211], memcached::ask),
    (&[27017], mongodb::ask),
];

/// Replies that one service may keep us waiting for, in units of patience.
const TURNS: u32 = 8;
/// How much longer a web server gets that may just be slow, if nothing else answered.
const SLOW: u32 = 4;

/// Identifies the service at `address` by talking to it, changing nothing. `patience` is the time
/// for one conversation, and eight times as much for all protocols that are tried; a web server that
/// is slow gets four times more. What answers in no known protocol is `unknown`.
///
/// Meant for this host's own listeners; [`crate::examine()`] never passes anything else.
#[must_use]
pub fn identify(address: SocketAddr, patience: Duration) -> Service {
    ask(address, patience).unwrap_or_else(|| unknown("takes no connection"))
}

/// As [`identify`]; `None` if nobody takes connections there.
pub(crate) fn ask(address: SocketAddr, patience: Duration) -> Option<Service> {
    let peer = Peer { address, patience, tls: None };
    let until = Instant::now() + patience * TURNS;
    let mut service = match banner::listen(peer) {
        banner::Heard::Refused => return None,
        banner::Heard::Unreached(saw) => return Some(unknown(saw)),
        banner::Heard::Known(service) => service,
        banner::Heard::Stranger(text) => unknown(format!("greets with {text:?}")),
        banner::Heard::Silence => ask_each(peer, until)
            .or_else(|| ask_http(Peer { patience: patience * SLOW, ..peer }))
            .unwrap_or_else(|| unknown("answers in no protocol that is known here")),
    };
    service.saw = printable(&service.saw).into_owned();
    Some(service)
}

/// The dialects that fit the port, then all others.
fn ask_each(peer: Peer<'_>, until: Instant) -> Option<Service> {
    let fits = |ports: &&[u16]| ports.contains(&peer.address.port());
    let first = DIALECTS.iter().filter(|(ports, _)| fits(ports));
    let then = DIALECTS.iter().filter(|(ports, _)| !fits(ports));
    first.chain(then).take_while(|_| Instant::now() < until).find_map(|(_, ask)| ask(peer))
}

/// What the port makes likely inside TLS.
fn ask_inside_first(peer: Peer<'_>) -> Option<Service> {
    let fits = INSIDE.iter().find(|(ports, _)| ports.contains(&peer.address.port()));
    fits.and_then(|(_, ask)| ask(peer)).map(within_tls)
}

/// Whatever else may be inside TLS.
fn ask_inside(peer: Peer<'_>) -> Option<Service> {
    let others = INSIDE.iter().filter(|(ports, _)| !ports.contains(&peer.address.port()));
    others.map(|(_, ask)| ask).find_map(|ask| ask(peer)).map(within_tls)
}

fn within_tls(service: Service) -> Service {
    Service { encrypted: Some(true), ..service }
}

/// Asks for `/` in clear. A server that wants TLS says 400 to that, and is asked again inside TLS.
fn ask_http(peer: Peer<'_>) -> Option<Service> {
    let root = get(&mut peer.open()?, peer.address, "/")?;
    if root.status == 400
        && let Some(service) = tls::ask(peer)
    {
        return Some(service);
    }
    let fetch = |path: &str| get(&mut peer.open()?, peer.address, path);
    Some(http::survey(peer.address, &root, false, fetch))
}

/// A service that does not say what it is.
pub(crate) fn unknown(saw: impl Into<String>) -> Service {
    Service {
        protocol: "unknown".to_owned(),
        product: None,
        version: None,
        auth: Auth::Unknown,
        encrypted: None,
        saw: saw.into(),
    }
}

/// A service of which only the protocol is known.
fn speaks(protocol: &str) -> Service {
    Service { protocol: protocol.to_owned(), ..unknown("") }
}
