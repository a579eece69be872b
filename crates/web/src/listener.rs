//! TLS connections, with handshakes that can't hold up one another.

use crate::{Authority, WebError};
use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use store::Store;
use terms::Digest;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Seconds for a handshake; an honest one takes milliseconds.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// Connections at once, in all and from one address.
const CONNECTIONS: usize = 1_024;
const CONNECTIONS_PER_ADDRESS: usize = 128;

/// Whom a connection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    pub address: SocketAddr,
    /// SHA-256 of the client certificate (DER), if one was shown and verified.
    pub thumbprint: Option<Digest>,
}

/// Gives connections once their handshake is done.
pub(crate) struct Tls {
    address: SocketAddr,
    ready: mpsc::Receiver<(Connection, Peer)>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Tls {
    /// Listens on `address` with a fresh certificate of the workspace's authority for `names`.
    pub(crate) async fn bind(
        store: &Store,
        authority: &Authority,
        address: SocketAddr,
        names: &[String],
    ) -> Result<Self, WebError> {
        let config = config(store, authority, names)?;
        let listener = TcpListener::bind(address).await.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => WebError::Taken { address },
            _ => WebError::Listen { address, source },
        })?;
        let local = listener.local_addr();
        let address = local.map_err(|source| WebError::Listen { address, source })?;
        let (done, ready) = mpsc::channel(CONNECTIONS);
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let accepting = tokio::spawn(accept(listener, acceptor, done));
        Ok(Self { address, ready, accepting })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl axum::serve::Listener for Tls {
    type Io = Connection;
    type Addr = Peer;

    async fn accept(&mut self) -> (Connection, Peer) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        Ok(Peer { address: self.address, thumbprint: None })
    }
}

async fn accept(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    done: mpsc::Sender<(Connection, Peer)>,
) {
    let slots = Arc::new(Slots::default());
    loop {
        let Ok((stream, address)) = listener.accept().await else {
            // Out of file descriptors, most likely: let some close.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        // Over the limit, the connection is dropped, which closes it.
        let Some(slot) = slots.take(address.ip()) else { continue };
        let (acceptor, done) = (acceptor.clone(), done.clone());
        tokio::spawn(async move {
            let shake = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream));
            let Ok(Ok(stream)) = shake.await else { return };
            let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
            let thumbprint = certificate.map(|certificate| Digest::of(certificate));
            let connection = Connection { stream, _slot: slot };
            let _ = done.send((connection, Peer { address, thumbprint })).await;
        });
    }
}

fn config(
    store: &Store,
    authority: &Authority,
    names: &[String],
) -> Result<ServerConfig, WebError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(authority.certificate_pem().as_bytes());
    roots.add(root.map_err(|_| WebError::Damaged)?)?;
    // A certificate may be left out (health, the first look); if shown, it has to be ours.
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .allow_unauthenticated()
        .build()?;
    let (chain, key) = authority.server(names, store.now())?.chain();
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)?;
    Ok(config)
}

/// Who holds how many connections.
#[derive(Debug, Default)]
struct Slots(Mutex<HashMap<IpAddr, usize>>);

#[derive(Debug)]
struct Slot {
    slots: Arc<Slots>,
    address: IpAddr,
}

impl Slots {
    fn take(self: &Arc<Self>, address: IpAddr) -> Option<Slot> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = held.values().sum();
        let its = held.get(&address).copied().unwrap_or(0);
        if all >= CONNECTIONS || its >= CONNECTIONS_PER_ADDRESS {
            return None;
        }
        held.insert(address, its + 1);
        Some(Slot { slots: self.clone(), address })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut held = self.slots.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = held.get(&self.address).map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            held.remove(&self.address);
        } else {
            held.insert(self.address, left);
        }
    }
}

/// A connection; its slot is free again when it closes.
pub(crate) struct Connection {
    stream: TlsStream<TcpStream>,
    _slot: Slot,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_can_not_take_every_connection() {
        let slots = Arc::new(Slots::default());
        let (greedy, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let held: Vec<_> = (0..CONNECTIONS_PER_ADDRESS).map(|_| slots.take(greedy)).collect();
        assert!(held.iter().all(Option::is_some));
        assert!(slots.take(greedy).is_none());
        assert!(slots.take(other).is_some());
        drop(held);
        assert!(slots.take(greedy).is_some());
    }
}
