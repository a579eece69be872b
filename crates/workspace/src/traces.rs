//! Spans of requests, on their way to whoever collects traces (`[traces]`).
//!
//! A span says which route answered, how and for how long; no path that somebody made up, no name and no value.
//! What nobody takes in time is dropped, and how much is told: an answer never waits for it.

pub(crate) mod span;

pub use span::Span;

use crate::sinks::otlp;
use crate::{Applied, Workspace};
use std::mem::take;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::Boxed;

/// How often spans go out.
const PAUSE: Duration = Duration::from_secs(2);
/// Spans that wait, at most.
const MOST: usize = 4_096;

/// Spans that wait to be sent; every copy is the same queue.
#[derive(Debug, Clone, Default)]
pub struct Traces(Arc<Queue>);

#[derive(Debug, Default)]
struct Queue {
    /// Somebody collects them.
    on: AtomicBool,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    spans: Vec<Span>,
    dropped: u64,
}

impl Traces {
    /// Lets `span` go out with the next batch, if anybody collects them.
    pub fn push(&self, span: Span) {
        if !self.0.on.load(Ordering::Relaxed) {
            return;
        }
        let mut waiting = self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.spans.len() < MOST {
            true => waiting.spans.push(span),
            false => waiting.dropped += 1,
        }
    }

    fn collected(&self, on: bool) {
        self.0.on.store(on, Ordering::Relaxed);
    }

    /// What waits, and how many were dropped since the last time.
    fn taken(&self) -> (Vec<Span>, u64) {
        let waiting = take(&mut *self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        (waiting.spans, waiting.dropped)
    }
}

impl Workspace {
    /// Sends spans to whoever the config in force names, again and again; never ends.
    pub fn keep_sending_traces<'a>(&'a self, traces: &'a Traces) -> Boxed<'a, ()> {
        Box::pin(async move {
            loop {
                if let Ok(applied) = self.in_force() {
                    self.send_traces(traces, &applied).await;
                }
                tokio::time::sleep(PAUSE).await;
            }
        })
    }

    async fn send_traces(&self, traces: &Traces, applied: &Applied) {
        let to = applied.code.config.traces.clone();
        traces.collected(to.is_some());
        let (spans, dropped) = traces.taken();
        let Some(to) = to.filter(|_| !spans.is_empty()) else { return };
        if dropped > 0 {
            tracing::warn!(target: "hygeia", dropped, "spans that nobody took in time");
        }
        let (folder, name) =
            (self.store.folder().to_owned(), applied.code.config.workspace.name.clone());
        let count = spans.len();
        let sent = move || otlp::send(&folder, &to, &name, &spans);
        match tokio::task::spawn_blocking(sent).await {
            Ok(Ok(())) => {}
            Ok(Err(why)) => tracing::warn!(target: "hygeia", count, "spans are lost: {why}"),
            Err(why) => tracing::warn!(target: "hygeia", count, "spans are lost: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn nothing_waits_where_nobody_collects_and_what_is_too_much_is_counted() {
        let traces = Traces::default();
        let at = SystemTime::UNIX_EPOCH;
        let span = Span {
            trace: [1; 16],
            id: [2; 8],
            parent: None,
            route: "/v1/sql".to_owned(),
            method: "POST",
            status: 200,
            began: at,
            ended: at,
        };
        traces.push(span.clone());
        assert_eq!(traces.taken(), (Vec::new(), 0));
        traces.collected(true);
        let copy = traces.clone();
        for _ in 0..MOST + 3 {
            copy.push(span.clone());
        }
        let (spans, dropped) = traces.taken();
        assert_eq!((spans.len(), dropped), (MOST, 3));
        assert_eq!(traces.taken(), (Vec::new(), 0));
    }
}
