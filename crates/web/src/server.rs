//! A server that listens: HTTPS on an address, and a socket in the workspace's state folder.

use crate::accept::{Limits, Listeners, Local, Tls, serve};
use crate::{WebError, tls};
use axum::Router;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tokio::net::TcpListener;
use workspace::Workspace;

/// Where the socket lies, from the workspace's folder: only its owner can enter.
pub const SOCKET: &str = "state/socket";

/// Seconds after which the server takes a fresh certificate: a third of the time that one is good for.
const RENEWED: i64 = 30 * 86_400;

/// A server that listens; connections are answered once it runs.
pub struct Server {
    address: SocketAddr,
    listeners: Listeners,
    router: Router,
}

impl Server {
    /// Listens on `address`, under the workspace's names. When its authority is rotated, connections
    /// are answered by the new one from the next on; by a fresh certificate of the same after a month.
    ///
    /// # Errors
    /// [`WebError::Taken`] if another program has the port; if the certificate can't be made.
    pub async fn bind(
        workspace: &Workspace,
        router: Router,
        address: SocketAddr,
    ) -> Result<Self, WebError> {
        let (names, clock) = (workspace.server_names(), workspace.store.clock());
        let authority = Arc::clone(&workspace.authority);
        let seen = AtomicU64::new(authority.turns());
        let made = AtomicI64::new(clock.now().unix());
        let config = tls::config(&authority, &names, clock.now())?;
        let renew = move || {
            let turns = authority.turns();
            let now = clock.now().unix();
            let old = now.saturating_sub(made.load(Ordering::SeqCst)) >= RENEWED;
            let changed = seen.swap(turns, Ordering::SeqCst) != turns || old;
            if changed {
                made.store(now, Ordering::SeqCst);
            }
            // What can't be made now leaves the door as it was.
            changed.then(|| tls::config(&authority, &names, clock.now()).ok()).flatten()
        };
        let listener = TcpListener::bind(address).await.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => WebError::Taken { address },
            _ => WebError::Listen { address, source },
        })?;
        let bound = listener.local_addr();
        let address = bound.map_err(|source| WebError::Listen { address, source })?;
        let tls = Tls::renewed(listener, config, renew).behind(workspace.passing_on());
        let listeners = Listeners { tls: Some(tls), local: None };
        Ok(Self { address, listeners, router })
    }

    /// Listens on the socket of the workspace in `folder` too, for its own account alone.
    ///
    /// # Errors
    /// If it can't be made, or another server answers there.
    pub async fn with_socket(mut self, folder: &Path) -> Result<Self, WebError> {
        let path = folder.join(SOCKET);
        let local = Local::bind(&path).await;
        self.listeners.local = Some(local.map_err(|source| WebError::Socket { path, source })?);
        Ok(self)
    }

    /// Where it listens: with the port, if 0 was asked for.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` ends; what is being answered then is finished.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) {
        serve(self.listeners, self.router, Limits::default(), stop).await;
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({})", self.address())
    }
}
