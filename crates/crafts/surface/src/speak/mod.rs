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
mod tls;

use crate::report::{Auth, Service};
use conn::Conn;
use response::get;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Where one service is, and how long to wait for a reply.
#[derive(Clone, Copy)]
struct Peer {
    address: SocketAddr,
    patience: Duration,
}

impl Peer {
    fn open(self) -> Option<Conn> {
        Conn::open(self.address, self.patience).ok()
    }
}

/// Asks a client-first dialect whether it is spoken at the peer.
type Dialect = fn(Peer) -> Option<Service>;

/// All client-first dialects: the least disturbing to strangers first. (Redis and memcached take
/// lines, so they come before what is binary; HTTP comes before the dialects that HTTP servers
/// would log as garbage.)
const DIALECTS: [(&[u16], Dialect); 9] = [
    (&[5432, 5433, 6432], postgres::ask),
    (&[6379, 6380], redis::ask),
    (&[5672], amqp::ask),
    (&[1883], mqtt::ask),
    (&[80, 8080, 8000, 5000, 8888, 9090, 9200, 2379, 2375, 8265, 6006, 15672, 8222], ask_http),
    (&[443, 8443, 7443, 5671, 8883], tls::ask),
    (&[4369], epmd::ask),
    (&[11211], memcached::ask),
    (&[27017], mongodb::ask),
];

/// Replies that one service may keep us waiting for, in units of patience.
const TURNS: u32 = 8;

/// Identifies the service at `address` by talking to it, changing nothing. `patience` is the time
/// for one conversation; eight times as much is the time for all of them. What answers in no
/// known protocol is `unknown`.
///
/// Meant for this host's own listeners; [`crate::examine`] never passes anything else.
#[must_use]
pub fn identify(address: SocketAddr, patience: Duration) -> Service {
    let peer = Peer { address, patience };
    let until = Instant::now() + patience * TURNS;
    let spoken_first = match banner::listen(peer) {
        banner::Heard::Refused(saw) => return unknown(saw),
        banner::Heard::Known(service) => return service,
        banner::Heard::Stranger(text) => return unknown(format!("greets with {text:?}")),
        banner::Heard::Silence => None,
    };
    spoken_first
        .or_else(|| ask_each(peer, until))
        .unwrap_or_else(|| unknown("answers in no protocol that is known here"))
}

/// The dialects that fit the port, then all others.
fn ask_each(peer: Peer, until: Instant) -> Option<Service> {
    let port = peer.address.port();
    let fits = |ports: &&[u16]| ports.contains(&port);
    let first = DIALECTS.iter().filter(|(ports, _)| fits(ports));
    let then = DIALECTS.iter().filter(|(ports, _)| !fits(ports));
    first.chain(then).take_while(|_| Instant::now() < until).find_map(|(_, ask)| ask(peer))
}

/// Asks for `/` in clear. A server that wants TLS says 400 to that, and is asked again inside TLS.
fn ask_http(peer: Peer) -> Option<Service> {
    let root = get(&mut peer.open()?, peer, "/")?;
    if root.status == 400
        && let Some(service) = tls::ask(peer)
    {
        return Some(service);
    }
    let fetch = |path: &str| get(&mut peer.open()?, peer, path);
    Some(http::survey(&root, false, fetch))
}

fn unknown(saw: impl Into<String>) -> Service {
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
