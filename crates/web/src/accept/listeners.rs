//! Where connections arrive.

use super::local::Local;
use rustls::ServerConfig;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;

/// Protocols on offer, the preferred one first (RFC 7301).
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// TLS over TCP.
pub(crate) struct Tls {
    listener: TcpListener,
    acceptor: Mutex<TlsAcceptor>,
    renew: Renew,
    proxies: Proxies,
}

/// Whether who connects from there passes others on.
type Proxies = Arc<dyn Fn(IpAddr) -> bool + Send + Sync>;

/// The config from now on, if it is another.
type Renew = Box<dyn Fn() -> Option<ServerConfig> + Send + Sync>;

impl Tls {
    /// TLS by `config`, with HTTP/2 and HTTP/1.1 on offer.
    #[cfg(test)]
    pub(crate) fn new(listener: TcpListener, config: ServerConfig) -> Self {
        Self::renewed(listener, config, || None)
    }

    /// The same, where each connection asks first whether the config is another by now.
    pub(crate) fn renewed(
        listener: TcpListener,
        config: ServerConfig,
        renew: impl Fn() -> Option<ServerConfig> + Send + Sync + 'static,
    ) -> Self {
        let (acceptor, renew) = (Mutex::new(acceptor(config)), Box::new(renew));
        Self { listener, acceptor, renew, proxies: Arc::new(|_| false) }
    }

    /// The same, behind balancers that say whom they pass on.
    pub(crate) fn behind(self, proxies: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self { proxies: Arc::new(proxies), ..self }
    }

    fn acceptor(&self) -> TlsAcceptor {
        let mut held = self.acceptor.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = (self.renew)() {
            *held = acceptor(config);
        }
        held.clone()
    }
}

fn acceptor(mut config: ServerConfig) -> TlsAcceptor {
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    TlsAcceptor::from(Arc::new(config))
}

/// All doors of one server.
#[derive(Default)]
pub(crate) struct Listeners {
    pub tls: Option<Tls>,
    pub local: Option<Local>,
}

/// A connection that nothing is known about yet but where it comes from.
pub(super) enum Arrival {
    Network { stream: TcpStream, address: SocketAddr, acceptor: TlsAcceptor, proxied: bool },
    Local { stream: UnixStream, uid: u32 },
}

impl Listeners {
    /// The next connection. Nothing is lost if this is dropped before it ends.
    pub(super) async fn accept(&self) -> io::Result<Arrival> {
        tokio::select! {
            arrival = network(self.tls.as_ref()) => arrival,
            arrival = local(self.local.as_ref()) => arrival,
        }
    }
}

async fn network(tls: Option<&Tls>) -> io::Result<Arrival> {
    let Some(tls) = tls else { return std::future::pending().await };
    let (stream, address) = tls.listener.accept().await?;
    let proxied = (tls.proxies)(address.ip().to_canonical());
    Ok(Arrival::Network { stream, address, acceptor: tls.acceptor(), proxied })
}

async fn local(local: Option<&Local>) -> io::Result<Arrival> {
    let Some(local) = local else { return std::future::pending().await };
    let (stream, uid) = local.accept().await?;
    Ok(Arrival::Local { stream, uid })
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("listener", &self.listener).finish_non_exhaustive()
    }
}
