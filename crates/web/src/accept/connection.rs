//! One connection, from its first byte to its last.

use super::body::{Download, Upload};
use super::limits::Limits;
use super::listeners::Arrival;
use super::peer::{Origin, Peer, canonical};
use super::proxied::From;
use super::slots::{InFlight, Slot, Slots};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use terms::Digest;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// Bytes that HTTP/2 takes of one request's body, and of all of a connection's, before they are
/// read; and that it buffers of one answer.
const STREAM_WINDOW: u32 = 256 << 10;
const CONNECTION_WINDOW: u32 = 1 << 20;
const SEND_BUFFER: usize = 64 << 10;

/// What all connections share.
#[derive(Clone)]
pub(super) struct Host {
    router: Router,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
}

impl Host {
    pub(super) fn new(router: Router, limits: &Limits) -> Self {
        Self { router, http1: http1(limits), http2: http2(limits) }
    }

    /// The task of one connection that has just arrived. Nothing if there is no room for it.
    pub(super) fn meet(
        &self,
        arrival: Arrival,
        slots: &Arc<Slots>,
    ) -> Option<impl Future<Output = ()> + Send + use<>> {
        let slot = match &arrival {
            Arrival::Network { address, .. } => slots.network(address.ip()),
            Arrival::Local { .. } => slots.local()?,
        };
        let host = self.clone();
        Some(async move {
            match arrival {
                Arrival::Network { stream, address, acceptor, proxied } => {
                    let address = canonical(address);
                    let from = if proxied { From::Proxy(address) } else { From::Itself(address) };
                    host.network(stream, from, &acceptor, slot).await;
                }
                Arrival::Local { stream, uid } => {
                    let peer = Peer { origin: Origin::Local { uid }, thumbprint: None };
                    host.converse(stream, peer, slot, false).await;
                }
            }
        })
    }

    async fn network(&self, mut stream: TcpStream, from: From, acceptor: &TlsAcceptor, slot: Slot) {
        // Answers are written whole; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        let mut orders = slot.orders();
        let shaken = tokio::select! {
            biased;
            _ = orders.changed() => return,
            shaken = async {
                let address = from.address(&mut stream).await?;
                Ok::<_, io::Error>((acceptor.accept(stream).await?, address))
            } => shaken,
        };
        let Ok((stream, address)) = shaken else { return };
        let tls = stream.get_ref().1;
        let certificate = tls.peer_certificates().and_then(<[_]>::first);
        let thumbprint = certificate.map(|certificate| Digest::of(certificate));
        let speaks_http2 = tls.alpn_protocol() == Some(b"h2");
        if slot.shaken(thumbprint) {
            let peer = Peer { origin: Origin::Network(address), thumbprint };
            self.converse(stream, peer, slot, speaks_http2).await;
        }
    }

    async fn converse<S>(&self, stream: S, peer: Peer, slot: Slot, speaks_http2: bool)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (io, orders) = (TokioIo::new(stream), slot.orders());
        let router = self.router.clone();
        let service = service_fn(move |request| {
            let in_flight = slot.begin();
            let router = router.clone();
            async move {
                let in_flight = in_flight.ok_or(io::ErrorKind::ConnectionAborted)?;
                let Ok(response) = answer(router, peer, request, in_flight).await;
                Ok::<_, io::Error>(response)
            }
        });
        if speaks_http2 {
            carry_out(self.http2.serve_connection(io, service), orders).await;
        } else {
            carry_out(self.http1.serve_connection(io, service), orders).await;
        }
    }
}

async fn answer(
    router: Router,
    peer: Peer,
    request: Request<Incoming>,
    in_flight: InFlight,
) -> Result<Response<Download>, Infallible> {
    let in_flight = Arc::new(in_flight);
    let upload = in_flight.clone();
    let mut request = request.map(|body| Body::new(Upload { body, request: upload }));
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = router.oneshot(request).await?;
    Ok(response.map(|body| Download::new(body, in_flight)))
}

/// Drives a connection to its end, or until it is cut.
async fn carry_out<C: GracefulConnection>(connection: C, mut orders: watch::Receiver<()>) {
    let mut connection = pin!(connection);
    loop {
        tokio::select! {
            biased;
            order = orders.changed() => match order {
                Ok(()) => connection.as_mut().graceful_shutdown(),
                Err(_) => return,
            },
            // A client's fault ends its own connection, and is told to it by HTTP.
            _ = connection.as_mut() => return,
        }
    }
}

fn http1(limits: &Limits) -> http1::Builder {
    let mut http1 = http1::Builder::new();
    http1
        .timer(TokioTimer::new())
        // Runs from the end of the request before, so it is the time to be idle.
        .header_read_timeout(limits.idle)
        .half_close(false)
        .max_headers(limits.headers)
        .max_header_size(limits.header_bytes)
        .max_buf_size(limits.header_bytes.max(SEND_BUFFER));
    http1
}

fn http2(limits: &Limits) -> http2::Builder<TokioExecutor> {
    let mut http2 = http2::Builder::new(TokioExecutor::new());
    http2
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
        .max_pending_accept_reset_streams(limits.resets)
        .max_local_error_reset_streams(limits.resets)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(limits.ping)
        .keep_alive_timeout(limits.pong);
    http2
}
