//! An authority that another took the place of, while those who trust it go on.

use super::certificate::{CertificateError, Issued};
use terms::Timestamp;
use zeroize::Zeroizing;

/// What is left of it: its key is not.
pub(super) struct Earlier {
    pub id: String,
    /// Its certificate.
    pub pem: String,
    /// The last certificate that it gave the server, with the key of that.
    pub server: Zeroizing<Vec<u8>>,
    /// When whatever it certified has run out.
    pub until: Timestamp,
}

impl Earlier {
    pub(super) fn is_believed(&self, now: Timestamp) -> bool {
        now < self.until
    }

    pub(super) fn server(&self) -> Result<Issued, CertificateError> {
        Issued::apart(&self.server)
    }

    /// The names of its files.
    pub(super) fn files(&self) -> [String; 2] {
        [certificate_file(&self.id), server_file(&self.id)]
    }
}

pub(super) fn certificate_file(id: &str) -> String {
    format!("{id}.crt")
}

/// A key: with the server's certificate before it.
pub(super) fn server_file(id: &str) -> String {
    format!("{id}-server.key")
}
