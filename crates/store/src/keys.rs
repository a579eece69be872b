//! The workspace's secrets: files of mode 0600 in a folder of mode 0700.

use crate::{KeyCheck, StoreError};
use files::{Mode, write_whole};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use terms::Digest;
use terms::seal::SealKey;
use zeroize::Zeroizing;

const SEAL: &str = "seal.key";
const LEDGER: &str = "ledger.key";
const KEK: &str = "kek.key";
const TOKEN: &str = "token.key";

/// Key files: names and bytes, zeroised on drop.
pub type KeyFiles = Vec<(String, Zeroizing<Vec<u8>>)>;

/// The keys of a workspace; `Debug` shows none. See [`crate::Store::key`].
pub struct Keys {
    folder: PathBuf,
    seal: SealKey,
    kek: Zeroizing<String>,
    token: Zeroizing<String>,
}

impl Keys {
    /// Draws all keys from the operating system's randomness and writes them.
    pub(crate) fn create(folder: &Path) -> Result<(), StoreError> {
        files::private_folder(folder)?;
        for name in [SEAL, LEDGER] {
            let pem = SealKey::generate()?.to_pem()?;
            write_whole(&folder.join(name), pem.as_bytes(), Mode::Private)?;
        }
        for name in [KEK, TOKEN] {
            write_whole(&folder.join(name), fresh_hex()?.as_bytes(), Mode::Private)?;
        }
        Ok(())
    }

    /// Writes keys that a vault gave back.
    pub(crate) fn import(folder: &Path, files: &KeyFiles) -> Result<(), StoreError> {
        files::private_folder(folder)?;
        for (name, bytes) in files {
            write_whole(&folder.join(plain(name)?), bytes, Mode::Private)?;
        }
        Ok(())
    }

    /// Reads the keys; refuses any that others can read. The ledger's key goes to the ledger alone.
    pub(crate) fn load(folder: &Path) -> Result<(Self, SealKey), StoreError> {
        owner_only(folder)?;
        let seal = read_pem(&folder.join(SEAL))?;
        let ledger = read_pem(&folder.join(LEDGER))?;
        let (kek, token) = (read_hex(&folder.join(KEK))?, read_hex(&folder.join(TOKEN))?);
        Ok((Self { folder: folder.to_owned(), seal, kek, token }, ledger))
    }

    /// Signs receipts and metadata.
    #[must_use]
    pub const fn seal(&self) -> &SealKey {
        &self.seal
    }

    /// The key-encryption key: 64 hexadecimal digits.
    #[must_use]
    pub const fn kek_hex(&self) -> &Zeroizing<String> {
        &self.kek
    }

    /// The secret that token keys are derived from: 64 hexadecimal digits.
    #[must_use]
    pub const fn token_hex(&self) -> &Zeroizing<String> {
        &self.token
    }

    /// The secret in the file called `name`, if there is one.
    pub(crate) fn find(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        plain(name)?;
        let path = self.path(name);
        if path.exists() { read(&path).map(Some) } else { Ok(None) }
    }

    /// Writes a new secret.
    pub(crate) fn keep(&self, name: &str, secret: &[u8]) -> Result<(), StoreError> {
        plain(name)?;
        Ok(write_whole(&self.path(name), secret, Mode::Private)?)
    }

    /// The secret of which `known` is the check value.
    pub(crate) fn checked(&self, known: &KeyCheck) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let path = self.path(&known.name);
        let secret = self.find(&known.name)?.ok_or_else(|| StoreError::LostKey(path.clone()))?;
        if check_value(&known.name, &secret) == known.value {
            Ok(secret)
        } else {
            Err(StoreError::OtherKey(path))
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The names of all files there.
    fn names(&self) -> Result<Vec<String>, StoreError> {
        let files = files_in(&self.folder)?;
        let name = |path: &PathBuf| Some(path.file_name()?.to_str()?.to_owned());
        Ok(files.iter().filter_map(name).collect())
    }

    /// The names of all keys, and of what was certified with one.
    pub(crate) fn made(&self) -> Result<Vec<String>, StoreError> {
        let mut names = self.names()?;
        names.retain(|name| name.ends_with(".key") || name.ends_with(".crt"));
        Ok(names)
    }

    /// All key files, names and bytes.
    pub(crate) fn all(&self) -> Result<KeyFiles, StoreError> {
        self.names()?.into_iter().map(|name| Ok((name.clone(), read(&self.path(&name))?))).collect()
    }

    /// Where they lie.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many key files lie in `folder`, if none of them is open to others.
    pub(crate) fn check_modes(folder: &Path) -> Result<usize, StoreError> {
        owner_only(folder)?;
        let files = files_in(folder)?;
        files.iter().try_for_each(|path| owner_only(path))?;
        Ok(files.len())
    }
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
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
    let path = folder.join(LEDGER);
    let bytes = fs::read(&path).map(Zeroizing::new).map_err(StoreError::io(&path))?;
    pem(&path, &bytes)
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({:?})", self.seal)
    }
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

fn plain(name: &str) -> Result<&str, StoreError> {
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

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    owner_only(path)?;
    fs::read(path).map(Zeroizing::new).map_err(StoreError::io(path))
}

fn read_pem(path: &Path) -> Result<SealKey, StoreError> {
    pem(path, &read(path)?)
}

fn pem(path: &Path, bytes: &[u8]) -> Result<SealKey, StoreError> {
    let pem = std::str::from_utf8(bytes).map_err(|_| StoreError::BadKey(path.to_owned()))?;
    SealKey::from_pem(pem).map_err(|_| StoreError::BadKey(path.to_owned()))
}

fn read_hex(path: &Path) -> Result<Zeroizing<String>, StoreError> {
    let bytes = read(path)?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default().trim();
    let digits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if digits {
        Ok(Zeroizing::new(text.to_owned()))
    } else {
        Err(StoreError::BadKey(path.to_owned()))
    }
}

fn fresh_hex() -> Result<Zeroizing<String>, StoreError> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    getrandom::fill(bytes.as_mut()).map_err(|_| StoreError::Randomness)?;
    Ok(Zeroizing::new(hex::encode(bytes.as_ref())))
}
