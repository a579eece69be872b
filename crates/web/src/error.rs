use std::net::SocketAddr;
use store::StoreError;

/// Why the way in can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error("{address} is taken by another program: stop it, or choose another port")]
    Taken { address: SocketAddr },
    #[error("can't listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("the server stopped: {0}")]
    Stopped(std::io::Error),
    #[error("the certificate authority: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    #[error("the verifier of client certificates: {0}")]
    Verifier(#[from] rustls::server::VerifierBuilderError),
    #[error("the operating system gives no randomness")]
    Randomness,
    #[error("the key of the certificate authority is damaged: restore it from the vault")]
    Damaged,
    #[error("there is no enrolled device {0}: run `hygeia device enrol`")]
    NoDevice(terms::DeviceId),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Asset(#[from] terms::AssetError),
}
