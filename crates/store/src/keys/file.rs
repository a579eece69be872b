//! Key files: how they are read, written and known.

use crate::StoreError;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use terms::Digest;
use terms::seal::SealKey;
use zeroize::Zeroizing;

pub(super) fn files_in(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = fs::read_dir(folder).map_err(StoreError::io(folder))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut files: Vec<PathBuf> =
        paths.collect::<Result<_, _>>().map_err(StoreError::io(folder))?;
    // The ledger's head lies there to be out of others' reach; it is no key.
    files.retain(|path| path.extension().is_none_or(|end| end != "new" && end != "head"));
    files.sort();
    Ok(files)
}

/// The ledger's key, whoever can read it: a workspace that does not open is looked at all the same.
pub(crate) fn ledger_key(folder: &Path) -> Result<SealKey, StoreError> {
    let path = folder.join("ledger.key");
    let bytes = fs::read(&path).map(Zeroizing::new).map_err(StoreError::io(&path))?;
    pem(&path, &bytes)
}

/// By what a key is known: HMAC-SHA-256 (RFC 2104) under it. The keys are drawn at random, so the
/// value tells nothing of them.
pub(crate) fn check_value(name: &str, secret: &[u8]) -> Digest {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return Digest::of(b"") };
    mac.update(b"hygeia key check value ");
    mac.update(name.as_bytes());
    Digest::from_bytes(mac.finalize().into_bytes().into())
}

pub(super) fn plain(name: &str) -> Result<&str, StoreError> {
    let fits = !name.starts_with('.') && !name.is_empty() && name.len() <= 100;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if fits && name.chars().all(allowed) { Ok(name) } else { Err(StoreError::BadKey(name.into())) }
}

pub(crate) fn owner_only(path: &Path) -> Result<(), StoreError> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => StoreError::LostKey(path.to_owned()),
        _ => StoreError::Io { path: path.to_owned(), source: error },
    })?;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(StoreError::OpenKey { path: path.to_owned(), mode })
    }
}

pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    owner_only(path)?;
    fs::read(path).map(Zeroizing::new).map_err(StoreError::io(path))
}

pub(super) fn read_pem(path: &Path) -> Result<SealKey, StoreError> {
    pem(path, &read(path)?)
}

pub(super) fn pem(path: &Path, bytes: &[u8]) -> Result<SealKey, StoreError> {
    let pem = std::str::from_utf8(bytes).map_err(|_| StoreError::BadKey(path.to_owned()))?;
    SealKey::from_pem(pem).map_err(|_| StoreError::BadKey(path.to_owned()))
}

pub(super) fn read_hex(path: &Path) -> Result<Zeroizing<String>, StoreError> {
    hex_in(path, &read(path)?)
}

pub(super) fn hex_in(path: &Path, bytes: &[u8]) -> Result<Zeroizing<String>, StoreError> {
    let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
    let digits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if digits {
        Ok(Zeroizing::new(text.to_owned()))
    } else {
        Err(StoreError::BadKey(path.to_owned()))
    }
}

pub(crate) fn fresh_hex() -> Result<Zeroizing<String>, StoreError> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    getrandom::fill(bytes.as_mut()).map_err(|_| StoreError::Randomness)?;
    Ok(Zeroizing::new(hex::encode(bytes.as_ref())))
}
