//! A server with small limits, and clients that say exactly what a test wants.

use crate::accept::{Limits, Listeners, Local, Peer, Tls, serve};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use hyper::body::{Frame, SizeHint};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use terms::Digest;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, Sleep, sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub const LARGE: usize = 32 << 20;
/// Far more than anything here takes, on however busy a machine.
pub const LONG: Duration = Duration::from_secs(60);
/// Between two pieces of `/slow`.
pub const PAUSE: Duration = Duration::from_millis(900);
/// By how much a limit may strike late on a busy machine.
pub const SLACK: Duration = Duration::from_secs(4);

/// Nothing times out while a test runs.
pub fn patient() -> Limits {
    Limits { opening: LONG, idle: LONG, stalled: LONG, stop: LONG, ..Limits::default() }
}

pub struct Running {
    pub address: SocketAddr,
    authority: Authority,
    pub held: Held,
    pub stop: oneshot::Sender<()>,
    pub serving: JoinHandle<()>,
}

/// Requests for `/held`: how many have begun, and how many may end.
#[derive(Clone)]
pub struct Held {
    pub begun: Arc<Semaphore>,
    pub may_end: Arc<Semaphore>,
}

/// A client's certificate and key.
pub struct Certificate(CertificateDer<'static>, Vec<u8>);

pub type Stream = TlsStream<TcpStream>;

struct Authority {
    root: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Running {
    pub async fn start(limits: Limits) -> Self {
        Self::with(limits, None).await
    }

    pub async fn with(limits: Limits, socket: Option<&Path>) -> Self {
        let authority = Authority::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let tls = Some(Tls::new(listener, authority.server()));
        let local = match socket {
            Some(path) => Some(Local::bind(path).await.unwrap()),
            None => None,
        };
        let held =
            Held { begun: Arc::new(Semaphore::new(0)), may_end: Arc::new(Semaphore::new(0)) };
        let (stop, stopped) = oneshot::channel();
        let router = router(held.clone());
        let serving = tokio::spawn(serve(Listeners { tls, local }, router, limits, async {
            let _ = stopped.await;
        }));
        Self { address, authority, held, stop, serving }
    }

    pub fn certificate(&self) -> Certificate {
        let (certificate, key) = self.authority.issue("a-device");
        Certificate(certificate, key)
    }

    pub async fn tcp(&self, from: [u8; 4]) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((IpAddr::from(from), 0).into()).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// A connection whose handshake is done, without a certificate.
    pub async fn open(&self, from: [u8; 4]) -> io::Result<Stream> {
        self.tls(self.tcp(from).await, None, &[]).await
    }

    pub async fn open_as(&self, from: [u8; 4], certificate: &Certificate) -> io::Result<Stream> {
        self.tls(self.tcp(from).await, Some(certificate), &[]).await
    }

    pub async fn tls(
        &self,
        stream: TcpStream,
        certificate: Option<&Certificate>,
        protocols: &[&[u8]],
    ) -> io::Result<Stream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.root.clone()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match certificate {
            Some(Certificate(certificate, key)) => {
                builder.with_client_auth_cert(vec![certificate.clone()], private(key)).unwrap()
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        timeout(LONG, TlsConnector::from(Arc::new(config)).connect(name, stream)).await?
    }

    /// Waits until `count` more requests for `/held` have begun.
    pub async fn begun(&self, count: u32) {
        let begun = self.held.begun.acquire_many(count);
        timeout(LONG, begun).await.expect("they begin").unwrap().forget();
    }
}

impl Certificate {
    pub fn thumbprint(&self) -> Digest {
        Digest::of(&self.0)
    }
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = params.self_signed(&key).unwrap().der().clone();
        Self { root, issuer: Issuer::new(params, key) }
    }

    fn issue(&self, name: &str) -> (CertificateDer<'static>, Vec<u8>) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.der().clone(), key.serialize_der())
    }

    fn server(&self) -> ServerConfig {
        let provider = Arc::new(default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        let (certificate, key) = self.issue("localhost");
        ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_client_cert_verifier(verifier.allow_unauthenticated().build().unwrap())
            .with_single_cert(vec![certificate], private(&key))
            .unwrap()
    }
}

fn private(key: &[u8]) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_vec()))
}

fn router(held: Held) -> Router {
    let large = Bytes::from(vec![b'x'; LARGE]);
    let hold = async move || {
        held.begun.add_permits(1);
        held.may_end.acquire().await.unwrap().forget();
        "held"
    };
    Router::new()
        .route("/health", get(async || "well"))
        .route("/peer", get(async |ConnectInfo(peer): ConnectInfo<Peer>| format!("{peer:?}")))
        .route("/held", get(hold))
        .route("/large", get(async move || large))
        .route("/length", post(async |body: Bytes| body.len().to_string()))
        .route("/slow", get(async || Body::new(Slow { pieces: 2, pause: Box::pin(sleep(PAUSE)) })))
        .route("/panic", get(async || -> &'static str { panic!("on purpose") }))
}

/// A body of which each piece takes a while to make.
struct Slow {
    pieces: u64,
    pause: Pin<Box<Sleep>>,
}

impl hyper::body::Body for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.pieces == 0 {
            return Poll::Ready(None);
        }
        ready!(self.pause.as_mut().poll(cx));
        self.pause = Box::pin(sleep(PAUSE));
        self.pieces -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"slow")))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.pieces * 4)
    }
}

/// Asks over HTTP/1.1 and gives the answer's head and body.
pub async fn ask<S>(stream: &mut S, path: &str) -> io::Result<String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    send(stream, path).await?;
    timeout(LONG, receive(stream)).await?
}

pub async fn send(stream: &mut (impl AsyncWrite + Unpin), path: &str) -> io::Result<()> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await
}

/// Reads one answer, by its content length.
pub async fn receive(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).await?;
        answer.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&answer).to_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await?;
    answer.append(&mut body);
    Ok(String::from_utf8(answer).unwrap())
}

pub fn is_well(answer: &io::Result<String>) -> bool {
    answer.as_ref().is_ok_and(|text| text.starts_with("HTTP/1.1 200") && text.ends_with("well"))
}

/// Reads on until the server closes; how long that took.
pub async fn closes(stream: &mut (impl AsyncRead + Unpin)) -> Duration {
    let start = Instant::now();
    let mut buffer = [0; 4096];
    let end = async { while !matches!(stream.read(&mut buffer).await, Ok(0) | Err(_)) {} };
    timeout(LONG / 2, end).await.expect("the server closes the connection");
    start.elapsed()
}

/// Whether the server has closed `stream` already, or does so in a moment.
pub async fn is_closed(stream: &mut (impl AsyncRead + Unpin)) -> bool {
    let mut byte = [0];
    let read = timeout(Duration::from_millis(100), stream.read(&mut byte)).await;
    matches!(read, Ok(Ok(0) | Err(_)))
}
