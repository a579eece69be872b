//! The workspace's secrets: files of mode 0600 in a folder of mode 0700.

use crate::StoreError;
use files::{Mode, write_whole};
use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use terms::seal::SealKey;
use zeroize::Zeroizing;

const SEAL: &str = "seal.key";
const LEDGER: &str = "ledger.key";
const KEK: &str = "kek.key";
const TOKEN: &str = "token.key";

/// Key files: names and bytes, zeroised on drop.
pub type KeyFiles = Vec<(String, Zeroizing<Vec<u8>>)>;

/// The keys of a workspace; `Debug` shows none.
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

    /// Another secret of the workspace, kept beside the others (a CA's key, a model signer's);
    /// made by `make` the first time. `name` is a plain file name.
    ///
    /// # Errors
    /// If the file can't be read or written, is open to others, or `make` fails.
    pub fn named<E>(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<Zeroizing<Vec<u8>>, E>,
    ) -> Result<Zeroizing<Vec<u8>>, E>
    where
        E: From<StoreError>,
    {
        let path = self.folder.join(plain(name)?);
        if path.exists() {
            return Ok(read(&path)?);
        }
        let secret = make()?;
        write_whole(&path, &secret, Mode::Private).map_err(StoreError::from)?;
        Ok(secret)
    }

    /// All key files, names and bytes: for the vault, which seals them.
    ///
    /// # Errors
    /// If a file can't be read, or is open to others.
    pub fn export(&self) -> Result<KeyFiles, StoreError> {
        let mut files = Vec::new();
        for path in self.files()? {
            if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
                files.push((name.to_owned(), read(&path)?));
            }
        }
        Ok(files)
    }

    /// How many key files there are, if none of them is open to others.
    pub(crate) fn check_modes(&self) -> Result<usize, StoreError> {
        owner_only(&self.folder)?;
        let files = self.files()?;
        files.iter().try_for_each(|path| owner_only(path))?;
        Ok(files.len())
    }

    fn files(&self) -> Result<Vec<PathBuf>, StoreError> {
        let entries = fs::read_dir(&self.folder).map_err(StoreError::io(&self.folder))?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut files: Vec<PathBuf> =
            paths.collect::<Result<_, _>>().map_err(StoreError::io(&self.folder))?;
        // The ledger's head lies there to be out of others' reach; it is no key.
        files.retain(|path| path.extension().is_none_or(|end| end != "new" && end != "head"));
        files.sort();
        Ok(files)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({:?})", self.seal)
    }
}

fn plain(name: &str) -> Result<&str, StoreError> {
    let fits = !name.starts_with('.') && !name.is_empty() && name.len() <= 100;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if fits && name.chars().all(allowed) { Ok(name) } else { Err(StoreError::BadKey(name.into())) }
}

pub(crate) fn owner_only(path: &Path) -> Result<(), StoreError> {
    let mode = fs::metadata(path).map_err(StoreError::io(path))?.permissions().mode() & 0o7777;
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
    let bytes = read(path)?;
    let pem = std::str::from_utf8(&bytes).map_err(|_| StoreError::BadKey(path.to_owned()))?;
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
