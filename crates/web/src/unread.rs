//! A request that is answered before its body was read: what is on the way is read and forgotten, so that the
//! answer arrives. A connection that is closed over bytes that nobody read is reset, and the answer is lost
//! with it (RFC 9112, section 9.6).

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// Bytes that are read for it.
const MOST: usize = 1 << 20;
/// How long they are waited for.
const WAIT: Duration = Duration::from_secs(1);

/// Answers by `next`, and reads what it left of a body.
pub(crate) async fn forgotten(request: Request, next: Next) -> Response {
    // Who waits to be asked for the body has sent none.
    if request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let left = Left::default();
    let (parts, body) = request.into_parts();
    let body = Body::new(Watched { body: Some(body), left: left.clone() });
    let response = next.run(Request::from_parts(parts, body)).await;
    let unread = left.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(body) = unread {
        let _ = tokio::time::timeout(WAIT, forget(body)).await;
    }
    response
}

async fn forget(mut body: Body) {
    let mut read = 0;
    while read < MOST
        && let Some(Ok(frame)) = body.frame().await
    {
        read += frame.data_ref().map_or(1, |data| data.len().max(1));
    }
}

/// What was dropped before its end.
#[derive(Clone, Default)]
struct Left(Arc<Mutex<Option<Body>>>);

/// A body that is given back when it is dropped before its end.
struct Watched {
    body: Option<Body>,
    left: Left,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.body.as_mut() {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(SizeHint::default, HttpBody::size_hint)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let unread = self.body.take().filter(|body| !body.is_end_stream());
        *self.left.0.lock().unwrap_or_else(PoisonError::into_inner) = unread;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tower::ServiceExt;

    /// A body of so many pieces of a kilobyte, which counts those that were read.
    fn body(pieces: usize, read: &Arc<AtomicUsize>) -> Body {
        let read = Arc::clone(read);
        Body::from_stream(futures::stream::iter((0..pieces).map(move |_| {
            read.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 1 << 10]))
        })))
    }

    async fn asked(pieces: usize, expects: bool) -> (StatusCode, usize) {
        let read = Arc::new(AtomicUsize::new(0));
        let refused = || async { StatusCode::FORBIDDEN };
        let router = Router::new().route("/", post(refused)).layer(from_fn(forgotten));
        let mut request = axum::http::Request::post("/");
        if expects {
            request = request.header(header::EXPECT, "100-continue");
        }
        let request = request.body(body(pieces, &read)).unwrap();
        let response = router.oneshot(request).await.unwrap();
        (response.status(), read.load(Ordering::SeqCst))
    }

    #[tokio::test]
    async fn what_a_refusal_left_unread_is_read_to_a_limit() {
        assert_eq!(asked(3, false).await, (StatusCode::FORBIDDEN, 3));
        let (status, read) = asked(5_000, false).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!((1_000..1_100).contains(&read), "{read}");
        assert_eq!(asked(3, true).await, (StatusCode::FORBIDDEN, 0));
    }
}
