//! OpenSSF Model Signing v1.0: a model's files, their SHA-256 digests, in an in-toto statement in a DSSE
//! envelope in a Sigstore bundle v0.3, signed with ECDSA over P-256, P-384 or P-521 (FIPS 186-5), by a key
//! or by a certificate.
//!
//! The reference implementation (`model_signing` of the OpenSSF AI/ML working group) verifies what
//! [`model`] signs, and [`verify_as`] accepts what it signs with `sign key` and `sign certificate`.

mod authority;
mod bundle;
#[cfg_attr(not(feature = "certificates"), path = "sign/certificate_absent.rs")]
mod certificate;
mod curve;
mod hashing;
mod key;
mod listing;
mod old;
mod pem;
mod public;
mod scope;
mod signer;
#[cfg(feature = "pkcs11")]
mod token;
mod verify;

pub use authority::{CertificateError, SignerCertificate};
#[cfg(any(test, feature = "fuzz"))]
pub(crate) use bundle::write as write_bundle;
pub(crate) use bundle::{decode, pre_authentication};
pub use certificate::Certificates;
pub use curve::{Curve, KeyError};
pub use key::SigningKey;
#[cfg(feature = "pkcs11")]
pub use key::token_key;
pub use listing::{Listed, Listing, Odd, OddKind, in_order, list, look, whole};
pub use public::VerifyKey;
pub use scope::{GIT, Scope, lies_at, within};
pub use signer::Signer;
#[cfg(feature = "pkcs11")]
pub use token::TokenUri;
pub use verify::{
    Looking, Promised, Trust, Verified, VerifyError, promised, verify, verify_as, verify_listing,
};

use std::path::{Path, PathBuf};
use terms::Digest;

/// Why a model cannot be signed, or listed in order to be verified.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("{path} cannot be read: {source}; check that it is there and that you may read it")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{0} is no folder: give the folder that holds the model's files")]
    NotAFolder(PathBuf),
    #[error("{0} is a special file, which a signature cannot cover: take it out of the model")]
    NotAFile(PathBuf),
    #[error(
        "{0} is a symbolic link, which a signature does not cover; replace it by the file itself, or sign with --allow-symlinks"
    )]
    Link(PathBuf),
    #[error(
        "{0} is a symbolic link to a folder or to nothing: what lies behind it would not be signed; replace it by the files themselves"
    )]
    LinkToNoFile(PathBuf),
    #[error("{0} has a name that is not UTF-8: rename it")]
    Name(PathBuf),
    #[error("{path} {why}")]
    Ignored { path: PathBuf, why: &'static str },
    #[error("{0} holds no file to sign")]
    Empty(PathBuf),
    #[error("{path} holds more than {limit} files or folders, or is nested too deeply")]
    TooMany { path: PathBuf, limit: usize },
    #[error("the statement cannot be written: {0}")]
    Statement(#[from] serde_json::Error),
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A model that was signed.
#[derive(Debug)]
pub struct Signed {
    /// Whose signature it is.
    pub key: VerifyKey,
    /// The bundle's JSON, for a file beside the model (`model.sig`).
    pub bundle: String,
    /// The subject: SHA-256 over the files' raw digests in listed order.
    pub digest: Digest,
    pub listing: Listing,
}

/// Signs every file under `root`, but for what lies at or under `ignore` (paths relative to it) and what
/// belongs to Git.
///
/// Returns the bundle's JSON, for a file beside the folder (`model.sig`).
///
/// # Errors
/// If a file cannot be read, is a link or special, or there is none.
pub fn folder(root: &Path, ignore: &[&str], key: &SigningKey) -> Result<String, SignError> {
    if !root.is_dir() {
        return Err(SignError::NotAFolder(root.to_path_buf()));
    }
    let scope = Scope::model().ignoring(ignore);
    let listing = whole(root, &scope)?;
    let payload = payload(root, &listing, &scope)?;
    bundle::write_as(&payload, key, None)
}

/// Signs the model at `root`, a folder or one file, within `scope`. Each byte is read once.
///
/// # Errors
/// If a file cannot be read, is a link or special, there is none, or the key does not sign.
pub fn model(root: &Path, scope: &Scope, signer: &Signer) -> Result<Signed, SignError> {
    let listing = whole(root, scope)?;
    let payload = payload(root, &listing, scope)?;
    let bundle = bundle::write_as(&payload, &signer.key, signer.chain.as_ref())?;
    let (key, digest) = (signer.key.public(), root_digest(&listing.files));
    Ok(Signed { key, bundle, digest, listing })
}

/// SHA-256 over the raw digests of `files` in listed order: what a signature calls the model.
#[must_use]
pub fn root_digest(files: &[Listed]) -> Digest {
    bundle::root_digest(files.iter().map(|file| &file.digest))
}

fn payload(root: &Path, listing: &Listing, scope: &Scope) -> Result<Vec<u8>, SignError> {
    if listing.files.is_empty() {
        return Err(SignError::Empty(root.to_path_buf()));
    }
    let full = root.canonicalize().ok();
    let name = full.as_deref().and_then(Path::file_name);
    let name = name.map_or_else(|| "model".into(), |name| name.to_string_lossy());
    bundle::statement(&name, &listing.files, scope, root)
}
