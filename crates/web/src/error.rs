use std::net::SocketAddr;
use std::path::PathBuf;
use workspace::access::CertificateError;

/// Why the way in can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error("{address} is taken by another program: stop it, or choose another port")]
    Taken { address: SocketAddr },
    #[error("can't listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("can't listen on the socket {path}: {source}")]
    Socket { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    #[error("the verifier of client certificates: {0}")]
    Verifier(#[from] rustls::server::VerifierBuilderError),
}
