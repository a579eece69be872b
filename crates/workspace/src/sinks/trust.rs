//! The certificates that another's server is held against.

use super::error::SinkError;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::path::Path;

/// Those in the file `trust` (PEM), or those of this host.
pub(super) fn roots(
    to: &str,
    trust: Option<&Path>,
) -> Result<Vec<CertificateDer<'static>>, SinkError> {
    let wrong = |why: String| SinkError::Tls { to: to.to_owned(), why };
    let all = match trust {
        Some(path) => {
            let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
            read.map_err(|error| wrong(format!("reading {}: {error}", path.display())))?
        }
        None => rustls_native_certs::load_native_certs().certs,
    };
    match all.is_empty() {
        true => Err(wrong("there is no certificate to trust: name a file with `trust`".to_owned())),
        false => Ok(all),
    }
}

/// The same, as a client of TLS holds them.
pub(super) fn store(to: &str, trust: Option<&Path>) -> Result<RootCertStore, SinkError> {
    let mut store = RootCertStore::empty();
    let (added, _) = store.add_parsable_certificates(roots(to, trust)?);
    match added {
        0 => {
            Err(SinkError::Tls { to: to.to_owned(), why: "no certificate can be read".to_owned() })
        }
        _ => Ok(store),
    }
}
