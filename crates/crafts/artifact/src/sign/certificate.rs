//! Certificates of signers (RFC 5280): a chain that leads to somebody's own authority, valid now, made to
//! sign code or documents with.

mod p521;
mod path;

use super::authority::{CertificateError, SignerCertificate};
use super::{VerifyKey, pem};
use base64::Engine as _;
use terms::{Digest, Timestamp};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Certificates in one chain, or given as trusted.
const CERTIFICATES: usize = 1_024;

/// A signer's certificate, and those that lead from it to an authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificates(Vec<Vec<u8>>);

impl Certificates {
    /// Reads every certificate of `texts`, in their order: a signer's first.
    ///
    /// # Errors
    /// If there is none, or one cannot be read.
    pub fn from_pem<T: AsRef<str>>(texts: &[T]) -> Result<Self, CertificateError> {
        let mut all = Vec::new();
        for text in texts {
            let blocks = pem::blocks(text.as_ref()).into_iter();
            for block in blocks.filter(|block| block.label.ends_with("CERTIFICATE")) {
                let inner = block.text.lines().filter(|line| !line.contains("-----"));
                let base64: String = inner.flat_map(str::split_whitespace).collect();
                let der = base64::engine::general_purpose::STANDARD
                    .decode(base64)
                    .map_err(|error| CertificateError::Malformed(error.to_string()))?;
                all.push(der);
            }
        }
        Self::from_ders(all)
    }

    pub(super) fn from_ders(ders: Vec<Vec<u8>>) -> Result<Self, CertificateError> {
        if ders.is_empty() {
            return Err(CertificateError::None);
        }
        if ders.len() > CERTIFICATES {
            return Err(CertificateError::Malformed(format!("there are {}", ders.len())));
        }
        for der in &ders {
            parsed(der)?;
        }
        Ok(Self(ders))
    }

    pub(super) fn ders(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// The signer's key.
    ///
    /// # Errors
    /// If it is on none of the curves.
    pub fn key(&self) -> Result<VerifyKey, CertificateError> {
        let leaf = self.leaf()?;
        let key = VerifyKey::from_der(leaf.public_key().raw);
        key.map_err(|_| CertificateError::Key(name(&leaf)))
    }

    /// Whether the signer's certificate is `key`'s, and good for signing at `at`: what is looked at before
    /// somebody signs.
    ///
    /// # Errors
    /// If it is not.
    pub fn fits(&self, key: &VerifyKey, at: Timestamp) -> Result<(), CertificateError> {
        let leaf = self.leaf()?;
        if self.key()? != *key {
            return Err(CertificateError::OtherKey(name(&leaf)));
        }
        timely(&leaf, at)?;
        signs(&leaf)
    }

    /// The signer's key and certificate, if it leads to one of `roots`, all of it valid at `at`.
    ///
    /// # Errors
    /// If it does not.
    pub fn trusted(
        &self,
        roots: &Self,
        at: Timestamp,
    ) -> Result<(VerifyKey, SignerCertificate), CertificateError> {
        let leaf = self.leaf()?;
        timely(&leaf, at)?;
        signs(&leaf)?;
        if !roots.ders().any(|root| root == self.first() && is_root(root)) {
            self.leads_to(roots, at)?;
        }
        Ok((self.key()?, facts(&leaf, self.first())))
    }

    fn leads_to(&self, roots: &Self, at: Timestamp) -> Result<(), CertificateError> {
        let leaf = self.leaf()?;
        let anchors = roots.anchors(at)?;
        let others = self.ders().skip(1).chain(roots.ders());
        let between: Vec<&[u8]> = others.filter(|der| may_issue(der)).collect();
        path::leads(self.first(), &between, &anchors, at.unix())
            .map_err(|why| CertificateError::Untrusted { who: name(&leaf), why })
    }

    /// Those that are roots, and valid at `at`.
    fn anchors(&self, at: Timestamp) -> Result<Vec<&[u8]>, CertificateError> {
        let (mut anchors, mut late) = (Vec::new(), None);
        for der in self.ders().filter(|der| is_root(der)) {
            match timely(&parsed(der)?, at) {
                Ok(()) => anchors.push(der),
                Err(error) => late = Some(error),
            }
        }
        match anchors.is_empty() {
            true => Err(late.unwrap_or(CertificateError::NoRoot)),
            false => Ok(anchors),
        }
    }

    fn first(&self) -> &[u8] {
        self.0.first().map(Vec::as_slice).unwrap_or_default()
    }

    fn leaf(&self) -> Result<X509Certificate<'_>, CertificateError> {
        parsed(self.first())
    }
}

fn parsed(der: &[u8]) -> Result<X509Certificate<'_>, CertificateError> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        Ok(_) => Err(CertificateError::Malformed("bytes follow it".to_owned())),
        Err(error) => Err(CertificateError::Malformed(error.to_string())),
    }
}

fn name(certificate: &X509Certificate<'_>) -> String {
    terms::printable(&certificate.subject().to_string()).into_owned()
}

fn timely(certificate: &X509Certificate<'_>, at: Timestamp) -> Result<(), CertificateError> {
    let (from, until) = validity(certificate);
    if (from..=until).contains(&at) {
        return Ok(());
    }
    Err(CertificateError::Time { who: name(certificate), from, until, at })
}

fn validity(certificate: &X509Certificate<'_>) -> (Timestamp, Timestamp) {
    let validity = certificate.validity();
    let moment = |time: i64| Timestamp::from_unix(time);
    (moment(validity.not_before.timestamp()), moment(validity.not_after.timestamp()))
}

/// The usage has to be said: of a key, of its purpose, or both; and what is said has to allow it.
fn signs(certificate: &X509Certificate<'_>) -> Result<(), CertificateError> {
    let malformed =
        |error: x509_parser::error::X509Error| CertificateError::Malformed(error.to_string());
    let usage = certificate.key_usage().map_err(malformed)?;
    let purpose = certificate.extended_key_usage().map_err(malformed)?;
    let usage = usage.map(|usage| usage.value.digital_signature());
    let purpose = purpose.map(|purpose| purpose.value.code_signing || purpose.value.any);
    let said = usage.is_some() || purpose.is_some();
    let allowed = said && usage != Some(false) && purpose != Some(false);
    allowed.then_some(()).ok_or_else(|| CertificateError::Usage(name(certificate)))
}

fn is_root(der: &[u8]) -> bool {
    parsed(der).is_ok_and(|own| own.subject().as_raw() == own.issuer().as_raw())
}

/// An authority whose usage is said must be allowed to sign certificates.
fn may_issue(der: &[u8]) -> bool {
    parsed(der).is_ok_and(|own| match own.key_usage() {
        Ok(usage) => usage.is_none_or(|usage| usage.value.key_cert_sign()),
        Err(_) => false,
    })
}

fn facts(certificate: &X509Certificate<'_>, der: &[u8]) -> SignerCertificate {
    let (not_before, not_after) = validity(certificate);
    SignerCertificate {
        subject: name(certificate),
        issuer: terms::printable(&certificate.issuer().to_string()).into_owned(),
        serial: certificate.serial.to_str_radix(16),
        fingerprint: Digest::of(der),
        not_before,
        not_after,
    }
}
