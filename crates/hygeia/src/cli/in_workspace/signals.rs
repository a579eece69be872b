//! How a server is told to stop.

use crate::failure::{At, Failure};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ctrl-C and SIGTERM, listened for from now on: before an address is told, as whoever reads it
/// may stop us at once.
pub struct Signals {
    interrupted: Signal,
    terminated: Signal,
}

impl Signals {
    /// Begins to listen.
    pub fn listen() -> Result<Self, Failure> {
        let heard = |kind| signal(kind).internal("waiting for signals");
        Ok(Self {
            interrupted: heard(SignalKind::interrupt())?,
            terminated: heard(SignalKind::terminate())?,
        })
    }

    /// Waits for the first of them.
    pub async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
    }
}
