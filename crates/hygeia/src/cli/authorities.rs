//! Which authorities are trusted for HTTPS: those of a file, or the system's own.

use super::file;
use crate::failure::Failure;
use std::path::{Path, PathBuf};
use ureq::tls::{Certificate, PemItem, parse_pem};

/// Bytes of a file of certificates.
const CERTIFICATES: u64 = 8 << 20;
/// Where systems keep the authorities that they trust.
const AUTHORITIES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Those of `given`; else of `SSL_CERT_FILE`, else the system's.
///
/// # Errors
/// If there are none.
pub fn trusted(given: Option<&Path>) -> Result<Vec<Certificate<'static>>, Failure> {
    if let Some(path) = given {
        return certificates(path);
    }
    let own = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    let usual = AUTHORITIES.iter().map(PathBuf::from);
    let path = own.into_iter().chain(usual).find(|path| path.is_file());
    let path = path.ok_or_else(|| {
        Failure::usage("this machine trusts no authority").hint("give one with --ca FILE")
    })?;
    certificates(&path)
}

/// The certificates of a file in PEM.
///
/// # Errors
/// If it can't be read, or holds none.
pub fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, Failure> {
    let pem = file::read(path, CERTIFICATES)?;
    let items = parse_pem(&pem).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    let found: Vec<Certificate<'static>> = items.collect();
    if found.is_empty() {
        return Err(Failure::usage(format!("{} holds no certificate", path.display()))
            .hint("give certificates in PEM"));
    }
    Ok(found)
}
