//! Bodies that tell whether the server waits for its client.

use super::activity::{PIECE, Turn};
use super::slots::InFlight;
use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// What the client sends.
pub(super) struct Upload {
    pub body: Incoming,
    pub request: Arc<InFlight>,
}

impl HttpBody for Upload {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        self.request.note(|turn, now| match &polled {
            Poll::Pending => turn.client(now),
            Poll::Ready(Some(Ok(frame))) => {
                turn.server(now);
                turn.moved(frame.data_ref().map_or(0, Bytes::len), now);
            }
            Poll::Ready(_) => {
                turn.server(now);
                turn.renew(now);
            }
        });
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// What the client takes: in small pieces, as HTTP asks for the next one only when the client took
/// most of those before. An answer of one large piece would seem to be over at once.
pub(super) struct Download {
    body: Body,
    rest: Bytes,
    request: Arc<InFlight>,
}

impl Download {
    pub(super) fn new(body: Body, request: Arc<InFlight>) -> Self {
        request.note(|turn, now| {
            turn.client(now);
            turn.renew(now);
        });
        Self { body, rest: Bytes::new(), request }
    }

    fn piece(&mut self) -> Frame<Bytes> {
        let piece = self.rest.split_to(self.rest.len().min(PIECE));
        self.request.note(|turn, now| {
            turn.client(now);
            turn.moved(piece.len(), now);
        });
        Frame::data(piece)
    }
}

impl HttpBody for Download {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.piece())));
        }
        // From here on it is the server that has to go on.
        self.request.note(Turn::server);
        match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => {
                    self.rest = data;
                    Poll::Ready(Some(Ok(self.piece())))
                }
                Err(trailers) => Poll::Ready(Some(Ok(trailers))),
            },
            end => Poll::Ready(end),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower().saturating_add(rest));
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}
