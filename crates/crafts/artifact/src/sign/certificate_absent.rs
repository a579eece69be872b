//! In the place of certificates, where what reads them is not built in: nothing is believed.

use super::VerifyKey;
use super::authority::{CertificateError, SignerCertificate};
use terms::Timestamp;

/// As where certificates are built in; there is never one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificates(std::convert::Infallible);

impl Certificates {
    /// # Errors
    /// Always.
    pub fn from_pem<T: AsRef<str>>(_: &[T]) -> Result<Self, CertificateError> {
        Err(CertificateError::Absent)
    }

    pub(super) fn from_ders(_: Vec<Vec<u8>>) -> Result<Self, CertificateError> {
        Err(CertificateError::Absent)
    }

    pub(super) fn ders(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::empty()
    }

    /// # Errors
    /// Always.
    pub fn fits(&self, _: &VerifyKey, _: Timestamp) -> Result<(), CertificateError> {
        Err(CertificateError::Absent)
    }

    /// # Errors
    /// Always.
    pub fn trusted(
        &self,
        _: &Self,
        _: Timestamp,
    ) -> Result<(VerifyKey, SignerCertificate), CertificateError> {
        Err(CertificateError::Absent)
    }
}
