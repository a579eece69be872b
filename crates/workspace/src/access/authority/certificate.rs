//! Certificates, and how they are made.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use store::StoreError;
use terms::{DeviceId, Digest, Timestamp};
use time::OffsetDateTime;
use zeroize::Zeroizing;

const CA_DAYS: i64 = 5 * 365;
/// Of servers (drawn anew at each start) and devices (enrolled anew).
pub(super) const LEAF_DAYS: i64 = 90;
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

/// A fresh certificate with its key.
pub struct Issued {
    pub certificate_pem: String,
    pub key_pem: Zeroizing<String>,
    /// SHA-256 of the certificate (DER): what tokens are bound to (RFC 8705, `x5t#S256`).
    pub thumbprint: Digest,
    der: CertificateDer<'static>,
    key_der: Zeroizing<Vec<u8>>,
}

/// A fresh certificate for a key that its owner holds.
#[derive(Debug, Clone)]
pub struct Certified {
    pub pem: String,
    /// SHA-256 of the certificate (DER).
    pub thumbprint: Digest,
    pub expires: Timestamp,
}

impl Issued {
    /// The certificate and its key, as TLS takes them.
    #[must_use]
    pub fn chain(&self) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        let key = PrivatePkcs8KeyDer::from(self.key_der.to_vec());
        (vec![self.der.clone()], PrivateKeyDer::Pkcs8(key))
    }

    /// Both in one PEM text.
    pub(super) fn together(&self) -> Zeroizing<String> {
        Zeroizing::new([&self.certificate_pem, self.key_pem.as_str()].concat())
    }

    /// What [`Issued::together`] put into one.
    pub(super) fn apart(text: &[u8]) -> Result<Self, CertificateError> {
        let damaged = |_| CertificateError::Damaged;
        let der = CertificateDer::from_pem_slice(text).map_err(damaged)?.into_owned();
        let key = PrivatePkcs8KeyDer::from_pem_slice(text).map_err(damaged)?;
        let text = std::str::from_utf8(text).map_err(|_| CertificateError::Damaged)?;
        let at = text.find("-----BEGIN PRIVATE KEY").ok_or(CertificateError::Damaged)?;
        let (certificate, secret) = text.split_at_checked(at).ok_or(CertificateError::Damaged)?;
        Ok(Self {
            certificate_pem: certificate.to_owned(),
            key_pem: Zeroizing::new(secret.to_owned()),
            thumbprint: Digest::of(&der),
            key_der: Zeroizing::new(key.secret_pkcs8_der().to_vec()),
            der,
        })
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

/// What a device's certificate calls it. Readers may take no more than 64 characters (RFC 5280, upper
/// bound of a common name): a longer name is cut, and ends in digits of its digest. Who a device is
/// follows from the digest of its certificate, never from this.
pub(super) fn common_name(device: &DeviceId) -> String {
    const LONGEST: usize = 64;
    const DIGITS: usize = 16;
    let name = device.as_str();
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LONGEST - DIGITS - 1).collect();
    let digest: String = Digest::of(name.as_bytes()).hex().chars().take(DIGITS).collect();
    format!("{kept}~{digest}")
}

pub(super) fn root(workspace: &str, now: Timestamp) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, format!("Hygeia workspace {workspace}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params.not_before = moment(now.plus_seconds(-SKEW));
    params.not_after = moment(now.plus_days(CA_DAYS));
    Ok(params)
}

pub(super) fn issue(
    issuer: &Issuer<'_, &KeyPair>,
    mut params: CertificateParams,
    usage: ExtendedKeyUsagePurpose,
    now: Timestamp,
) -> Result<Issued, CertificateError> {
    leaf(&mut params, usage, now);
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, issuer)?;
    Ok(Issued {
        certificate_pem: certificate.pem(),
        key_pem: Zeroizing::new(key.serialize_pem()),
        thumbprint: Digest::of(certificate.der()),
        der: certificate.der().clone(),
        key_der: Zeroizing::new(key.serialize_der()),
    })
}

/// What every certificate says that is no authority's.
pub(super) fn leaf(params: &mut CertificateParams, usage: ExtendedKeyUsagePurpose, now: Timestamp) {
    params.not_before = moment(now.plus_seconds(-SKEW));
    params.not_after = moment(now.plus_days(LEAF_DAYS));
    params.extended_key_usages = vec![usage];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
}

fn moment(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.unix()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
