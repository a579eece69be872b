//! The way to a workspace: the server that runs, by its socket; else this process, through the same
//! router.

use super::remote::Remote;
use super::sign_in::Kept;
use crate::failure::Failure;
use crate::server::Address;
use crate::site;
use axum::Router;
use axum::body::Body;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use terms::SystemClock;
use tokio::time::sleep;
use tower::ServiceExt;
use web::{ConnectInfo, Origin, Peer, SOCKET, connect};
use workspace::{Error, Traces, Workspace};

/// How requests reach the workspace.
pub(super) enum Way {
    /// A server has it open.
    Socket(PathBuf),
    /// This process has.
    Here { router: Router, workspace: Arc<Workspace> },
    /// A server on another machine, or on this one, over the network.
    Remote(Remote),
}

/// How long a verb waits for another that has the workspace open in its own process.
const WAIT: Duration = Duration::from_secs(10);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);

impl Way {
    /// The way to the workspace in `folder`. Verbs that come at once take turns, each for a moment; who
    /// has it for longer is told by name.
    pub(super) async fn to(folder: &Path) -> Result<Self, Failure> {
        let asked = Instant::now();
        loop {
            match Self::open(folder).await? {
                Ok(way) => return Ok(way),
                Err(taken) if asked.elapsed() < WAIT && taken.retry_after.is_some() => {
                    sleep(LOOK).await;
                }
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// The way to the server at `url`, showing what `kept` signs in with.
    pub(super) fn over(url: &str, kept: &Kept) -> Result<Self, Failure> {
        Ok(Self::Remote(Remote::at(url, &kept.authority, Some(kept))?))
    }

    /// The way to the server at `url` for somebody who has nothing of it but `authority` (PEM).
    pub(super) fn unknown(url: &str, authority: &str) -> Result<Self, Failure> {
        Ok(Self::Remote(Remote::at(url, authority, None)?))
    }

    /// Whether requests go over the network: there the handshake proves who asks.
    pub(super) const fn is_remote(&self) -> bool {
        matches!(self, Self::Remote(_))
    }

    async fn open(folder: &Path) -> Result<Result<Self, Error>, Failure> {
        let socket = folder.join(SOCKET);
        match connect(&socket).await {
            Ok(_) => return Ok(Ok(Self::Socket(socket))),
            // What a killed server left answers nobody.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {}
            Err(error) => {
                return Err(Failure::usage(format!(
                    "{} cannot be asked: {error}",
                    socket.display()
                ))
                .hint("it is for the account that runs `hygeia up`: act as that one"));
            }
        }
        Ok(Workspace::open(folder, Arc::new(SystemClock)).await.map(|workspace| {
            let workspace = Arc::new(workspace);
            let router = site::router(
                Arc::clone(&workspace).use_cases(),
                Address::default(),
                Traces::default(),
            );
            Self::Here { router, workspace }
        }))
    }

    /// Sends one request.
    pub(super) async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, Failure> {
        match self {
            Self::Here { router, .. } => {
                let uid = rustix::process::getuid().as_raw();
                let peer = Peer { origin: Origin::Local { uid }, thumbprint: None };
                request.extensions_mut().insert(ConnectInfo(peer));
                match router.clone().oneshot(request).await {
                    Ok(response) => Ok(response),
                    Err(never) => match never {},
                }
            }
            Self::Socket(path) => over(path, request).await,
            Self::Remote(remote) => remote.send(request).await,
        }
    }

    /// Closes what this process opened, in order.
    pub(super) async fn close(self) {
        if let Self::Here { router, workspace } = self {
            drop(router);
            workspace.store.close().await;
        }
    }
}

async fn over(socket: &Path, request: Request<Body>) -> Result<Response<Body>, Failure> {
    let broken = |error: &dyn std::error::Error| {
        Failure::from(
            Error::new(
                workspace::Kind::Unavailable,
                format!("the server does not answer: {error}"),
            )
            .remedy("see what `hygeia up` says, or stop it and try again"),
        )
    };
    let stream = connect(socket).await.map_err(|e| broken(&e))?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| broken(&e))?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(|e| broken(&e))?;
    Ok(response.map(Body::new))
}
