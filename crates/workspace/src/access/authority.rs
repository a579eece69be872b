//! The workspace's own certificate authority: ECDSA P-256, its key beside the workspace's others.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use store::{Store, StoreError};
use terms::{DeviceId, Digest, Timestamp};
use time::OffsetDateTime;
use zeroize::Zeroizing;

const CA_DAYS: i64 = 5 * 365;
/// Of servers (drawn anew at each start) and devices (enrolled anew).
const LEAF_DAYS: i64 = 90;
/// By how much a client's clock may be behind.
const SKEW: i64 = 3_600;

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("the certificate authority: {0}")]
    Made(#[from] rcgen::Error),
    #[error("the key of the certificate authority is damaged: restore it from the vault")]
    Damaged,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Signs the certificates of this workspace's server and devices.
pub struct Authority {
    key: KeyPair,
    pem: String,
}

/// A fresh certificate with its key.
pub struct Issued {
    pub certificate_pem: String,
    pub key_pem: Zeroizing<String>,
    /// SHA-256 of the certificate (DER): what tokens are bound to (RFC 8705, `x5t#S256`).
    pub thumbprint: Digest,
    der: CertificateDer<'static>,
    key_der: Zeroizing<Vec<u8>>,
}

impl Authority {
    /// Reads the authority of a workspace, made the first time.
    ///
    /// # Errors
    /// If its files can't be read or written, are open to others, or are damaged.
    pub async fn open(store: &Store) -> Result<Self, CertificateError> {
        let make = || {
            let pem = KeyPair::generate()?.serialize_pem();
            Ok::<_, CertificateError>(Zeroizing::new(pem.into_bytes()))
        };
        let key = store.key("ca.key", make).await?;
        let key = std::str::from_utf8(&key).map_err(|_| CertificateError::Damaged)?;
        let key = KeyPair::from_pem(key).map_err(|_| CertificateError::Damaged)?;
        let make = || {
            let params = root(store.id(), store.now())?;
            let pem = params.self_signed(&key)?.pem();
            Ok::<_, CertificateError>(Zeroizing::new(pem.into_bytes()))
        };
        let pem = store.key("ca.crt", make).await?;
        let pem = String::from_utf8(pem.to_vec()).map_err(|_| CertificateError::Damaged)?;
        Issuer::from_ca_cert_pem(&pem, &key).map_err(|_| CertificateError::Damaged)?;
        Ok(Self { key, pem })
    }

    /// The authority's certificate, for clients to trust.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for the server: host names and addresses.
    ///
    /// # Errors
    /// If a name is none.
    pub fn server(&self, names: &[String], now: Timestamp) -> Result<Issued, CertificateError> {
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "hygeia");
        self.issue(params, ExtendedKeyUsagePurpose::ServerAuth, now)
    }

    /// A certificate for a device.
    ///
    /// # Errors
    /// If it can't be made.
    pub fn device(&self, device: &DeviceId, now: Timestamp) -> Result<Issued, CertificateError> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, device.as_str());
        self.issue(params, ExtendedKeyUsagePurpose::ClientAuth, now)
    }

    fn issue(
        &self,
        mut params: CertificateParams,
        usage: ExtendedKeyUsagePurpose,
        now: Timestamp,
    ) -> Result<Issued, CertificateError> {
        params.not_before = moment(now.plus_seconds(-SKEW));
        params.not_after = moment(now.plus_days(LEAF_DAYS));
        params.extended_key_usages = vec![usage];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let issuer = Issuer::from_ca_cert_pem(&self.pem, &self.key)?;
        let certificate = params.signed_by(&key, &issuer)?;
        Ok(Issued {
            certificate_pem: certificate.pem(),
            key_pem: Zeroizing::new(key.serialize_pem()),
            thumbprint: Digest::of(certificate.der()),
            der: certificate.der().clone(),
            key_der: Zeroizing::new(key.serialize_der()),
        })
    }
}

impl Issued {
    /// The certificate and its key, as TLS takes them.
    #[must_use]
    pub fn chain(&self) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        let key = PrivatePkcs8KeyDer::from(self.key_der.to_vec());
        (vec![self.der.clone()], PrivateKeyDer::Pkcs8(key))
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority(..)")
    }
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issued({})", self.thumbprint)
    }
}

/// The certificate (PEM) of an authority that has nothing to do with any workspace: what a client
/// trusts that must not be talked to.
///
/// # Errors
/// If it can't be made.
pub fn stranger(now: Timestamp) -> Result<String, CertificateError> {
    let key = KeyPair::generate()?;
    Ok(root("of-a-stranger", now)?.self_signed(&key)?.pem())
}

fn root(workspace: &str, now: Timestamp) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, format!("Hygeia workspace {workspace}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params.not_before = moment(now.plus_seconds(-SKEW));
    params.not_after = moment(now.plus_days(CA_DAYS));
    Ok(params)
}

fn moment(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.unix()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
