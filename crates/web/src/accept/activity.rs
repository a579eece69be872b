//! What a connection is doing, and when it is told to leave or cut. Time comes in as a parameter.

use super::limits::Limits;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// Bytes in which answers are given to HTTP, and that a client has to send or take to count as
/// moving: whoever trickles bytes one by one stands still.
pub(super) const PIECE: usize = 16 << 10;

/// What a connection's time is up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// No more requests; what is in flight is finished.
    Leave,
    /// Closed as it stands.
    Cut,
}

/// The requests of one connection.
#[derive(Debug)]
pub(super) struct Activity {
    connected: Instant,
    /// Since when nothing is in flight, if nothing is.
    quiet: Instant,
    begun: u64,
    in_flight: BTreeMap<u64, Turn>,
    leaving: Option<Instant>,
}

impl Activity {
    pub(super) const fn new(now: Instant) -> Self {
        Self { connected: now, quiet: now, begun: 0, in_flight: BTreeMap::new(), leaving: None }
    }

    /// Since when nothing is in flight; nothing if something is.
    pub(super) fn quiet_since(&self) -> Option<Instant> {
        self.in_flight.is_empty().then_some(self.quiet)
    }

    pub(super) const fn has_begun(&self) -> bool {
        self.begun > 0
    }

    /// The handshake is done.
    pub(super) const fn shaken(&mut self, now: Instant) {
        self.quiet = now;
    }

    /// A request's headers are complete. Nothing if the connection should long have left: a client
    /// of HTTP/2 may take no notice of GOAWAY.
    pub(super) fn begin(&mut self, limits: &Limits, now: Instant) -> Option<u64> {
        if self.leaving.is_some_and(|since| past(since, limits.leave, now)) {
            return None;
        }
        self.begun += 1;
        self.in_flight.insert(self.begun, Turn::default());
        Some(self.begun)
    }

    pub(super) fn turn(&mut self, request: u64) -> Option<&mut Turn> {
        self.in_flight.get_mut(&request)
    }

    pub(super) fn end(&mut self, request: u64, now: Instant) {
        if self.in_flight.remove(&request).is_some() && self.in_flight.is_empty() {
            self.quiet = now;
        }
    }

    pub(super) fn leave(&mut self, now: Instant) {
        self.leaving.get_or_insert(now);
    }

    /// What the time is up for at `now`, if for anything.
    pub(super) fn due(&self, limits: &Limits, now: Instant) -> Option<Due> {
        let out_of_life = past(self.connected, limits.lifetime, now);
        if !self.in_flight.is_empty() {
            let stalled = self.in_flight.values().all(|turn| turn.is_stalled(limits.stalled, now));
            let leave = out_of_life && self.leaving.is_none();
            return if stalled { Some(Due::Cut) } else { leave.then_some(Due::Leave) };
        }
        if let Some(since) = self.leaving {
            return past(since.max(self.quiet), limits.leave, now).then_some(Due::Cut);
        }
        if !self.has_begun() {
            return past(self.connected, limits.opening, now).then_some(Due::Cut);
        }
        (out_of_life || past(self.quiet, limits.idle, now)).then_some(Due::Leave)
    }
}

/// Whose turn it is in a request. The server's takes as long as the handler allows; the client's,
/// while it sends the body or takes the answer, ends.
#[derive(Debug, Default)]
pub(super) struct Turn {
    client_since: Option<Instant>,
    /// What the client took in earlier turns since it last moved a piece.
    waited: Duration,
    moved: usize,
}

impl Turn {
    pub(super) fn server(&mut self, now: Instant) {
        if let Some(since) = self.client_since.take() {
            self.waited += now.saturating_duration_since(since);
        }
    }

    pub(super) fn client(&mut self, now: Instant) {
        self.client_since.get_or_insert(now);
    }

    /// The client sent `bytes`, or may take that many.
    pub(super) const fn moved(&mut self, bytes: usize, now: Instant) {
        self.moved = self.moved.saturating_add(bytes);
        if self.moved >= PIECE {
            self.renew(now);
        }
    }

    /// The client is as good as new: it sent all, or is about to take the answer.
    pub(super) const fn renew(&mut self, now: Instant) {
        self.moved = 0;
        self.waited = Duration::ZERO;
        if let Some(since) = &mut self.client_since {
            *since = now;
        }
    }

    fn is_stalled(&self, limit: Duration, now: Instant) -> bool {
        self.client_since.is_some_and(|since| past(since, limit.saturating_sub(self.waited), now))
    }
}

fn past(since: Instant, limit: Duration, now: Instant) -> bool {
    now.saturating_duration_since(since) >= limit
}
