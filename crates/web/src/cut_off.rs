//! Whoever is locked out while they are being answered hears no more of the answer.

use crate::{Api, Failed};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use std::future::pending;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::watch;
use workspace::{Caller, Error};

/// Answers of fewer bytes are on their way at once.
const AT_ONCE: u64 = 16 << 10;

/// Who a request turned out to come from.
#[derive(Debug, Clone)]
pub(crate) struct Answered(Arc<watch::Sender<Option<Caller>>>);

impl Answered {
    /// It is answered to `caller`.
    pub(crate) fn to(&self, caller: &Caller) {
        self.0.send_replace(Some(caller.clone()));
    }
}

/// Ends a request when whoever asks is cut off: before it is answered, with what they are told; after
/// that, in the middle of the answer. What was begun ends as if they had gone away.
pub(crate) async fn cut_off(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let (sender, caller) = watch::channel(None);
    request.extensions_mut().insert(Answered(Arc::new(sender)));
    // From before anybody is let on, so that no lock is missed.
    let told = api.use_cases.workspace().enforcer.locks_told();
    let mut locked_out: LockedOut = Box::pin(locked_out(api, caller, told));
    let response = tokio::select! {
        response = next.run(request) => response,
        error = &mut locked_out => return Failed::from(error).into_response(),
    };
    if response.body().size_hint().exact().is_some_and(|bytes| bytes < AT_ONCE) {
        return response;
    }
    response.map(|body| Body::new(Guarded { body, locked_out: Some(locked_out) }))
}

type LockedOut = Pin<Box<dyn Future<Output = Error> + Send>>;

async fn locked_out(
    api: Api,
    mut caller: watch::Receiver<Option<Caller>>,
    told: watch::Receiver<()>,
) -> Error {
    let caller = match caller.wait_for(Option::is_some).await {
        Ok(caller) => caller.clone(),
        Err(_) => None,
    };
    match caller {
        Some(caller) => api.use_cases.workspace().enforcer.locked_out(&caller, told).await,
        // What is answered to anybody is cut off for nobody.
        None => pending().await,
    }
}

/// An answer that breaks off when whoever hears it is locked out.
struct Guarded {
    body: Body,
    /// Nothing once it broke off.
    locked_out: Option<LockedOut>,
}

impl HttpBody for Guarded {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Some(locked_out) = &mut self.locked_out else { return Poll::Ready(None) };
        if let Poll::Ready(error) = locked_out.as_mut().poll(context) {
            self.locked_out = None;
            return Poll::Ready(Some(Err(io::Error::other(error.message))));
        }
        Pin::new(&mut self.body).poll_frame(context).map_err(io::Error::other)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
