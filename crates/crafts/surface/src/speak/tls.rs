//! TLS 1.2 and 1.3, to see what is inside. Whose certificate it is doesn't matter here: nothing
//! secret is said, and what is heard is not believed beyond "this is what listens".

use super::conn::Conn;
use super::response::get;
use super::{Peer, http, speaks};
use crate::report::{Auth, Service};
use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shakes hands, then asks for `/` inside.
pub(super) fn ask(peer: Peer) -> Option<Service> {
    let asked = Arc::new(Asked::default());
    let config = Arc::new(config(&asked)?);
    let mut stream = match shake_hands(peer, &config) {
        Ok(stream) => stream,
        Err(Failure::NoTls) => return None,
        Err(Failure::Alert) => return Some(refused("refuses our handshake")),
    };
    if let Some(root) = get(&mut stream, peer, "/") {
        let fetch = |path: &str| get(&mut shake_hands(peer, &config).ok()?, peer, path);
        return Some(http::survey(&root, true, fetch));
    }
    Some(inside(&mut stream, &asked))
}

/// What is inside, if it is not HTTP. Under TLS 1.3 a server refuses a client without a
/// certificate only after the handshake, by an alert, which may get lost when it closes at once;
/// one that asked for a certificate and then says nothing more has refused us too.
fn inside(stream: &mut StreamOwned<ClientConnection, Conn>, asked: &Asked) -> Service {
    let mut byte = [0];
    let closed = match io::Read::read(stream, &mut byte) {
        Ok(count) => count == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    };
    if closed && asked.0.load(Ordering::Relaxed) {
        let mut service = refused("asks for a client certificate");
        service.auth = Auth::Required;
        return service;
    }
    refused("speaks TLS; what is inside does not answer HTTP")
}

/// Whether the server asked for a client certificate. There is none to show.
#[derive(Debug, Default)]
struct Asked(AtomicBool);

impl ResolvesClientCert for Asked {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        true
    }
}

fn refused(saw: &str) -> Service {
    let mut service = speaks("tls");
    service.encrypted = Some(true);
    saw.clone_into(&mut service.saw);
    service
}

enum Failure {
    NoTls,
    Alert,
}

fn shake_hands(
    peer: Peer,
    config: &Arc<ClientConfig>,
) -> Result<StreamOwned<ClientConnection, Conn>, Failure> {
    let mut conn = peer.open().ok_or(Failure::NoTls)?;
    let name = ServerName::IpAddress(peer.address.ip().into());
    let mut client = ClientConnection::new(Arc::clone(config), name).map_err(|_| Failure::NoTls)?;
    while client.is_handshaking() {
        if let Err(error) = client.complete_io(&mut conn) {
            let inner = error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>());
            let alert = matches!(inner, Some(rustls::Error::AlertReceived(_)));
            return Err(if alert { Failure::Alert } else { Failure::NoTls });
        }
    }
    Ok(StreamOwned::new(client, conn))
}

fn config(asked: &Arc<Asked>) -> Option<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let anybody = Arc::new(Anybody(Arc::clone(&provider)));
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let builder = builder.dangerous().with_custom_certificate_verifier(anybody);
    Some(builder.with_client_cert_resolver(Arc::<Asked>::clone(asked)))
}

/// Accepts every certificate: see the head of this file.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
