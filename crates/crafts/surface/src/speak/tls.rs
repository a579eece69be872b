//! TLS 1.2 and 1.3, to see what is inside. Whose certificate it is doesn't matter here: nothing
//! secret is said, and what is heard is not believed beyond "this is what listens".

use super::conn::Conn;
use super::response::{Response, get};
use super::{Peer, SLOW, ask_inside, ask_inside_first, http, speaks};
use crate::report::{Auth, Service};
use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme};
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shakes hands, then asks for `/` inside, then what else may be spoken there.
pub(super) fn ask(peer: Peer<'_>) -> Option<Service> {
    let asked = Arc::new(Asked::default());
    let config = Arc::new(config(&asked)?);
    let inside = Peer { tls: Some(&config), ..peer };
    let mut conn = match shake_hands(peer, &config) {
        Ok(conn) => conn,
        Err(Failure::NoTls) => return None,
        Err(Failure::Alert) if asked.0.load(Ordering::Relaxed) => return Some(wants_certificate()),
        Err(Failure::Alert) => return Some(refused("refuses our handshake")),
    };
    if let Some(service) = ask_inside_first(inside) {
        return Some(service);
    }
    if let Some(root) = get(&mut conn, peer.address, "/") {
        return Some(survey(&root, inside));
    }
    if asked.0.load(Ordering::Relaxed) && has_closed(&mut conn) {
        return Some(wants_certificate());
    }
    let other = ask_inside(inside).or_else(|| {
        let slow = Peer { patience: peer.patience * SLOW, ..inside };
        Some(survey(&get(&mut slow.open()?, peer.address, "/")?, slow))
    });
    Some(other.unwrap_or_else(|| refused("speaks TLS; what is inside is in no known protocol")))
}

fn survey(root: &Response, inside: Peer<'_>) -> Service {
    http::survey(inside.address, root, true, |path| get(&mut inside.open()?, inside.address, path))
}

/// Under TLS 1.3 a server refuses a client without a certificate only after the handshake, by an
/// alert, which may get lost when it closes at once; one that asked for a certificate and then says
/// nothing more has refused us too.
fn has_closed(conn: &mut Conn) -> bool {
    match conn.some(1) {
        Ok(heard) => heard.is_empty(),
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

fn wants_certificate() -> Service {
    let mut service = refused("asks for a client certificate");
    service.auth = Auth::Required;
    service
}

/// Shakes hands on a connection of its own.
pub(super) fn open(peer: Peer<'_>, config: &Arc<ClientConfig>) -> Option<Conn> {
    shake_hands(peer, config).ok()
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

fn shake_hands(peer: Peer<'_>, config: &Arc<ClientConfig>) -> Result<Conn, Failure> {
    let conn = Conn::open(peer.address, peer.patience).map_err(|_| Failure::NoTls)?;
    let name = ServerName::IpAddress(peer.address.ip().into());
    let client = ClientConnection::new(Arc::clone(config), name).map_err(|_| Failure::NoTls)?;
    conn.secured(client).map_err(|error| {
        let inner = error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>());
        let alert = matches!(inner, Some(rustls::Error::AlertReceived(_)));
        if alert { Failure::Alert } else { Failure::NoTls }
    })
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
