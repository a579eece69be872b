//! OpenSSF Model Signing v1.0: a folder's files, their SHA-256 digests, in an in-toto statement in
//! a DSSE envelope in a Sigstore bundle v0.3, signed with ECDSA over P-256 (FIPS 186-5).
//!
//! The reference implementation (`model_signing` of the OpenSSF AI/ML working group) verifies what
//! [`folder`] signs, and [`verify()`] accepts what it signs with `sign key`.

mod bundle;
mod key;
mod listing;
mod verify;

#[cfg(any(test, feature = "fuzz"))]
pub(crate) use bundle::write as write_bundle;
pub use key::{KeyError, SigningKey, VerifyKey};
pub use listing::{Listed, list};
pub use verify::{Verified, VerifyError, verify};

use std::path::{Path, PathBuf};

/// Why a folder cannot be signed, or listed in order to be verified.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("{path} cannot be read: {source}; check that it is there and that you may read it")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{0} is no folder: give the folder that holds the model's files")]
    NotAFolder(PathBuf),
    #[error(
        "{0} is a symbolic link or a special file, which a signature cannot cover: replace it by the file itself"
    )]
    NotAFile(PathBuf),
    #[error("{0} has a name that is not UTF-8: rename it")]
    Name(PathBuf),
    #[error("{0} holds no file to sign")]
    Empty(PathBuf),
    #[error("{path} holds more than {limit} files or folders, or is nested too deeply")]
    TooMany { path: PathBuf, limit: usize },
    #[error("the statement cannot be written: {0}")]
    Statement(#[from] serde_json::Error),
}

/// Signs every file under `root`, but for what lies at or under `ignore` (paths relative to it).
///
/// Returns the bundle's JSON, for a file beside the folder (`model.sig`).
///
/// # Errors
/// If a file cannot be read, is a link or special, or there is none.
pub fn folder(root: &Path, ignore: &[&str], key: &SigningKey) -> Result<String, SignError> {
    let files = listing::list(root, ignore)?;
    if files.is_empty() {
        return Err(SignError::Empty(root.to_path_buf()));
    }
    let name = root
        .canonicalize()
        .ok()
        .and_then(|full| full.file_name().map(|name| name.to_string_lossy().into_owned()));
    let payload = bundle::statement(name.as_deref().unwrap_or("model"), &files, ignore)?;
    bundle::write(&payload, key)
}
