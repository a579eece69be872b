//! The accept loop: TLS over TCP and a Unix socket, HTTP/2 and HTTP/1.1, and limits that begin at
//! the first byte.
//!
//! `axum::serve` has none: whoever connects and says nothing keeps a slot for ever. Here each
//! connection has a slot with a clock ([`Activity`](activity::Activity)), and slots are given and
//! taken away by who holds most of them ([`Slots`]).

mod activity;
mod body;
mod connection;
mod limits;
mod listeners;
mod local;
mod peer;
mod proxied;
mod slots;
#[cfg(test)]
mod tests;

pub(crate) use limits::Limits;
pub(crate) use listeners::{Listeners, Tls};
pub(crate) use local::Local;
pub use local::connect;
pub use peer::{Origin, Peer};

use axum::Router;
use connection::Host;
use slots::Slots;
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

/// What accepting waits when the system has nothing left to give.
const PAUSE: Duration = Duration::from_millis(50);
/// ENFILE and EMFILE of errno(3), which have no [`ErrorKind`].
const OUT_OF_FILES: [i32; 2] = [23, 24];

/// Answers by `router` until `stop` ends. Then nobody is let in any more, what is in flight is
/// finished within [`Limits::stop`], and the rest is cut. Dropped, it cuts everything at once.
///
/// Each request carries a `ConnectInfo<Peer>`.
pub(crate) async fn serve(
    listeners: Listeners,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let limits = fitting(limits);
    let host = Host::new(router, &limits);
    let slots = Slots::new(limits.clone());
    let mut connections = JoinSet::new();
    let mut look = interval(limits.look);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            _ = look.tick() => slots.look(Instant::now()),
            Some(ended) = connections.join_next() => reap(ended),
            arrival = listeners.accept() => match arrival {
                Ok(arrival) => {
                    if let Some(connection) = host.meet(arrival, &slots) {
                        connections.spawn(connection);
                    }
                }
                Err(error) => back_off(&error, &slots).await,
            },
        }
    }
    // Closed before anything else, so that a newcomer is refused instead of kept waiting.
    drop(listeners);
    slots.leave();
    let mut end = pin!(sleep(limits.stop));
    loop {
        tokio::select! {
            () = &mut end => break,
            _ = look.tick() => slots.look(Instant::now()),
            ended = connections.join_next() => match ended {
                Some(ended) => reap(ended),
                None => break,
            },
        }
    }
    connections.shutdown().await;
}

/// A panic ends its own connection and no other; it is still a fault of ours.
fn reap(ended: Result<(), JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("a connection ended in a panic");
    }
}

async fn back_off(error: &io::Error, slots: &Arc<Slots>) {
    // The newcomer hung up before it was accepted: accept(2).
    let its_own =
        [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::Interrupted];
    if its_own.contains(&error.kind()) {
        return;
    }
    tracing::warn!(%error, "a connection can't be accepted");
    if error.raw_os_error().is_some_and(|number| OUT_OF_FILES.contains(&number)) {
        slots.relieve();
    }
    sleep(PAUSE).await;
}

fn fitting(limits: Limits) -> Limits {
    let wanted = limits.connections;
    let limits = limits::open_files().map_or(limits.clone(), |files| limits.within(files));
    if limits.connections < wanted {
        tracing::warn!(
            connections = limits.connections,
            "few files may be open, so there are few connections: raise `ulimit -n` to 4096"
        );
    }
    limits
}
