//! A server that answers for a workspace, until it is told to stop.

use crate::failure::{At, Failure};
use axum::Router;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use web::{Server, WebError};
use workspace::Workspace;

/// Where the server listens, once it does: what drills attack.
pub type Address = Arc<OnceLock<SocketAddr>>;

/// A server that answers.
pub struct Running {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Where and how a server listens.
#[derive(Debug, Clone)]
pub struct Listening {
    /// The first of these that no other program has.
    pub addresses: Vec<SocketAddr>,
    /// At the workspace's own socket too.
    pub socket: bool,
}

impl Listening {
    /// On `address`, or on any free port of it if another program has that one.
    #[must_use]
    pub fn near(address: SocketAddr) -> Self {
        Self { addresses: vec![address, SocketAddr::new(address.ip(), 0)], socket: false }
    }
}

/// Serves every promoted model, and what `router` routes. `known` is told where.
///
/// # Errors
/// If the ports are taken; if a promoted model does not verify.
pub async fn serve(
    workspace: &Workspace,
    router: Router,
    known: &Address,
    listening: &Listening,
) -> Result<Running, Failure> {
    workspace.serve_promoted().await?;
    let mut bound = Err(Failure::internal("there is no address to listen on"));
    for &address in &listening.addresses {
        let tried = Server::bind(workspace, router.clone(), address).await;
        let taken = matches!(tried, Err(WebError::Taken { .. }));
        bound = tried.usage();
        if !taken {
            break;
        }
    }
    let mut server = bound?;
    if listening.socket {
        server = server.with_socket(workspace.store.folder()).await.usage()?;
    }
    let address = server.address();
    let _ = known.set(address);
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(server.run(async move {
        let _ = stopped.await;
    }));
    Ok(Running { address, stop, task })
}

impl Running {
    /// Answers what is being answered, then stops.
    ///
    /// # Errors
    /// If the server had broken off.
    pub async fn stop(self) -> Result<(), Failure> {
        let _ = self.stop.send(());
        self.task.await.internal("stopping the server")
    }
}
