//! The workspace's own certificate authority: ECDSA P-256, its key beside the workspace's others.
//!
//! After a rotation those who trust the authority before go on: their certificates are believed until
//! they run out, and the server shows the last certificate that the authority before gave it, in
//! whatever name it had then. The key before is destroyed at once, so it certifies nobody else.

mod certificate;
mod earlier;

pub use certificate::{CertificateError, Certified, Issued, stranger};

use certificate::{LEAF_DAYS, issue, root};
use earlier::Earlier;
use rcgen::{
    CertificateParams, CertificateSigningRequestParams, DnType, ExtendedKeyUsagePurpose, Issuer,
    KeyPair,
};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use store::{KeyKind, NewKey, Permit, Rotated, Store};
use terms::{DeviceId, Digest, Timestamp};
use zeroize::Zeroizing;

const KIND: KeyKind = KeyKind::Ca;
const CERTIFICATE: &str = "ca.crt";

/// Signs the certificates of this workspace's server and devices.
pub struct Authority {
    held: RwLock<Arc<Held>>,
    /// How often it was read anew.
    turns: AtomicU64,
}

struct Held {
    key: KeyPair,
    pem: String,
    /// Those before that are still believed, oldest first.
    earlier: Vec<Earlier>,
}

impl Authority {
    /// Reads the authority of a workspace, made the first time.
    ///
    /// # Errors
    /// If its files can't be read or written, are open to others, or are damaged.
    pub async fn open(store: &Store) -> Result<Self, CertificateError> {
        Ok(Self { held: RwLock::new(Arc::new(read(store).await?)), turns: AtomicU64::new(0) })
    }

    /// Reads it again, after one of its keys was changed.
    ///
    /// # Errors
    /// As [`Authority::open`].
    pub async fn read_again(&self, store: &Store) -> Result<(), CertificateError> {
        let held = Arc::new(read(store).await?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
        self.turns.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Another number than before, once it was changed.
    #[must_use]
    pub fn turns(&self) -> u64 {
        self.turns.load(Ordering::SeqCst)
    }

    fn held(&self) -> Arc<Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// SHA-256 of the authority's certificate (DER): what it is known by.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn id(&self) -> Result<Digest, CertificateError> {
        digest(&self.held().pem)
    }

    /// The authority's own certificate.
    #[must_use]
    pub fn own_pem(&self) -> String {
        self.held().pem.clone()
    }

    /// What clients trust: first the authority that the server's certificate is of; and the one that
    /// it will be of, if that is another.
    #[must_use]
    pub fn certificate_pem(&self, now: Timestamp) -> String {
        let held = self.held();
        let earlier = held.earlier.iter().filter(|it| it.is_believed(now));
        earlier.map(|it| it.pem.as_str()).chain([held.pem.as_str()]).collect()
    }

    /// The certificate of every authority whose devices are let in.
    #[must_use]
    pub fn believed(&self, now: Timestamp) -> Vec<String> {
        let held = self.held();
        let earlier = held.earlier.iter().filter(|it| it.is_believed(now));
        earlier.map(|it| it.pem.clone()).chain([held.pem.clone()]).collect()
    }

    /// A certificate for the server: host names and addresses.
    ///
    /// # Errors
    /// If a name is none.
    pub fn server(&self, names: &[String], now: Timestamp) -> Result<Issued, CertificateError> {
        let held = self.held();
        match held.earlier.iter().find(|it| it.is_believed(now)) {
            // Who trusts that one alone knows no other; who came later trusts both.
            Some(earlier) => earlier.server(),
            None => held.server(names, now),
        }
    }

    /// A certificate for a device.
    ///
    /// # Errors
    /// If it can't be made.
    pub fn device(&self, device: &DeviceId, now: Timestamp) -> Result<Issued, CertificateError> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, certificate::common_name(device));
        let held = self.held();
        issue(&held.issuer()?, params, ExtendedKeyUsagePurpose::ClientAuth, now)
    }

    /// A certificate for the key in `request` (PKCS #10, PEM), which says what we say of `device` and nothing
    /// that the request asks for.
    ///
    /// # Errors
    /// If the request is none, is not signed by its own key, or is of another kind than P-256.
    pub fn device_of(
        &self,
        device: &DeviceId,
        request: &str,
        now: Timestamp,
    ) -> Result<Certified, CertificateError> {
        let mut asked = CertificateSigningRequestParams::from_pem(request)?;
        if asked.public_key.algorithm() != &rcgen::PKCS_ECDSA_P256_SHA256 {
            return Err(CertificateError::Made(rcgen::Error::UnsupportedSignatureAlgorithm));
        }
        asked.params = CertificateParams::new(Vec::new())?;
        asked.params.distinguished_name.push(DnType::CommonName, certificate::common_name(device));
        certificate::leaf(&mut asked.params, ExtendedKeyUsagePurpose::ClientAuth, now);
        let held = self.held();
        let issued = asked.signed_by(&held.issuer()?)?;
        Ok(Certified {
            pem: issued.pem(),
            thumbprint: Digest::of(issued.der()),
            expires: now.plus_days(LEAF_DAYS),
        })
    }

    /// What tells whether a device's certificate is of this authority, or of one before that is still
    /// believed. Who shows none is not turned away by it.
    ///
    /// # Errors
    /// If a certificate of an authority is damaged.
    pub fn verifier(
        &self,
        now: Timestamp,
    ) -> Result<Arc<dyn ClientCertVerifier>, CertificateError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        for pem in self.believed(now) {
            let root = CertificateDer::from_pem_slice(pem.as_bytes());
            let root = root.map_err(|_| CertificateError::Damaged)?;
            roots.add(root).map_err(|_| CertificateError::Damaged)?;
        }
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let verifier = verifier.allow_unauthenticated().build();
        verifier.map_err(|_| CertificateError::Damaged)
    }

    /// Puts a new authority in the place of this one, by the permit to rotate it. Devices of the one
    /// before are let in until their certificates run out, and the server is called `names` until then;
    /// or, `at_once`, they have to enrol again.
    ///
    /// # Errors
    /// If the permit is for something else, or it can't be made, entered or kept.
    pub async fn rotate(
        &self,
        store: &Store,
        permit: &Permit,
        names: &[String],
        at_once: bool,
    ) -> Result<Rotated, CertificateError> {
        let (old, key) = (self.held(), KeyPair::generate()?);
        let certificate = root(store.id(), store.now())?.self_signed(&key)?;
        let (before, after) =
            (KIND.named(digest(&old.pem)?), KIND.named(Digest::of(certificate.der())));
        let (secret, pem) = (Zeroizing::new(key.serialize_pem()), certificate.pem());
        let mut files =
            vec![(KIND.file(), secret.as_bytes()), (CERTIFICATE.to_owned(), pem.as_bytes())];
        let (mut kept, mut gone) = (Vec::new(), Vec::new());
        let last = old.server(names, store.now())?.together();
        if at_once {
            gone.extend(old.earlier.iter().flat_map(Earlier::files));
        } else {
            files.push((earlier::server_file(&before), last.as_bytes()));
            kept.push((earlier::certificate_file(&before), old.pem.clone()));
        }
        let new = NewKey { kind: KIND, before, after, files, kept, gone };
        let rotated = store.key_replaced(permit, new).await?;
        self.read_again(store).await?;
        Ok(rotated)
    }
}

impl Held {
    fn issuer(&self) -> Result<Issuer<'_, &KeyPair>, CertificateError> {
        Ok(Issuer::from_ca_cert_pem(&self.pem, &self.key)?)
    }

    fn server(&self, names: &[String], now: Timestamp) -> Result<Issued, CertificateError> {
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "hygeia");
        issue(&self.issuer()?, params, ExtendedKeyUsagePurpose::ServerAuth, now)
    }
}

async fn read(store: &Store) -> Result<Held, CertificateError> {
    let make = || {
        let pem = KeyPair::generate()?.serialize_pem();
        Ok::<_, CertificateError>(Zeroizing::new(pem.into_bytes()))
    };
    let key = store.key(&KIND.file(), make).await?;
    let key = std::str::from_utf8(&key).map_err(|_| CertificateError::Damaged)?;
    let key = KeyPair::from_pem(key).map_err(|_| CertificateError::Damaged)?;
    let make = || {
        let params = root(store.id(), store.now())?;
        let pem = params.self_signed(&key)?.pem();
        Ok::<_, CertificateError>(Zeroizing::new(pem.into_bytes()))
    };
    let pem = store.key(CERTIFICATE, make).await?;
    let pem = String::from_utf8(pem.to_vec()).map_err(|_| CertificateError::Damaged)?;
    Issuer::from_ca_cert_pem(&pem, &key).map_err(|_| CertificateError::Damaged)?;
    let mut earlier = Vec::new();
    for (pem, until) in store.kept_of(KIND).await?.into_iter().rev() {
        let id = KIND.named(digest(&pem)?);
        if let Some(server) = store.key_called(&earlier::server_file(&id)).await? {
            let until = until.plus_days(LEAF_DAYS);
            earlier.push(Earlier { id, pem, server, until });
        }
    }
    Ok(Held { key, pem, earlier })
}

fn digest(pem: &str) -> Result<Digest, CertificateError> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes());
    Ok(Digest::of(&der.map_err(|_| CertificateError::Damaged)?))
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority(..)")
    }
}
