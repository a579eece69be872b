//! The workspace's secrets: files of mode 0600 in a folder of mode 0700.

mod file;
mod kind;
mod moves;
mod secrets;

pub(crate) use file::{check_value, fresh_hex, ledger_key, owner_only};
pub use kind::KeyKind;
pub(crate) use moves::KeyMove;
pub use secrets::{Secret, Secrets};

use crate::{KeyCheck, KeysUsed, StoreError};
use file::{files_in, hex_in, pem, plain, read, read_hex, read_pem};
use files::{Mode, write_whole};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use terms::seal::{SealKey, SealPublic};
use zeroize::Zeroizing;

const SEAL: &str = "seal.key";
const LEDGER: &str = "ledger.key";
const KEK: &str = "kek.key";
const TOKEN: &str = "token.key";

/// Key files: names and bytes, zeroised on drop.
pub type KeyFiles = Vec<(String, Zeroizing<Vec<u8>>)>;

/// The keys of a workspace, as they are now: rotation changes them. `Debug` shows none. See
/// [`crate::Store::key`].
pub struct Keys {
    folder: PathBuf,
    seal: RwLock<Signer>,
    secrets: RwLock<Secrets>,
}

/// What signs records.
#[derive(Clone)]
struct Signer {
    key: Arc<SealKey>,
    /// The key before, while this process has known both, and the entry of the rotation.
    before: Option<(SealPublic, u64)>,
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
        // Which of their kind they are, their check values say.
        let secret = |kind: KeyKind| Secret::of(kind, 1, read_hex(&folder.join(kind.file()))?);
        let secrets = Secrets::new(secret(KeyKind::Kek)?, secret(KeyKind::Token)?);
        let (seal, secrets) = (Signer { key: Arc::new(seal), before: None }, RwLock::new(secrets));
        let seal = RwLock::new(seal);
        Ok((Self { folder: folder.to_owned(), seal, secrets }, ledger))
    }

    /// Signs receipts and metadata.
    #[must_use]
    pub fn seal(&self) -> Arc<SealKey> {
        self.signer().key
    }

    /// The key that signed before, if this process saw it rotated, and the entry that says so.
    pub(crate) fn seal_before(&self) -> Option<(SealPublic, u64)> {
        self.signer().before
    }

    fn signer(&self) -> Signer {
        self.seal.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The key in the file: it may be that of a deed that is not through yet.
    pub(crate) fn seal_at_rest(&self) -> Result<Arc<SealKey>, StoreError> {
        read_pem(&self.path(SEAL)).map(Arc::new)
    }

    /// The secrets that data at rest need.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        self.secrets.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The public half of the key of `check`, or what is left of it.
    pub(crate) fn public_of(
        &self,
        kind: KeyKind,
        check: &KeyCheck,
    ) -> Result<Option<String>, StoreError> {
        let public = [".pub", ".crt"].iter().any(|end| check.name.ends_with(end));
        if !matches!(kind, KeyKind::Seal | KeyKind::Ledger) && !public {
            return Ok(None);
        }
        let (bytes, path) = (self.checked(check)?, self.path(&check.name));
        if check.until.is_some() {
            return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
        }
        Ok(Some(pem(&path, &bytes)?.public().to_pem()?))
    }

    /// Refuses what was made with a key that is here no more.
    pub(crate) fn holds(&self, used: &KeysUsed) -> Result<(), StoreError> {
        let secrets = self.secrets();
        for (held, id) in
            [(secrets.kek_of(Some(used)), &used.kek), (secrets.token_of(Some(used)), &used.token)]
        {
            held.ok_or_else(|| StoreError::RetiredKey(id.clone()))?;
        }
        Ok(())
    }

    /// Reads the key file of `check` anew, which is what it says; it was changed by the entry called
    /// `entry`, if it was.
    pub(crate) fn hold(&self, check: &KeyCheck, entry: u64) -> Result<(), StoreError> {
        let bytes = self.checked(check)?;
        match KeyKind::of_file(&check.name) {
            Some(KeyKind::Kek | KeyKind::Token) => {
                let hex = hex_in(&self.path(&check.name), &bytes)?;
                self.secrets.write().unwrap_or_else(PoisonError::into_inner).hold(check, hex)
            }
            Some(KeyKind::Seal) if check.name == SEAL => {
                let key = pem(&self.path(SEAL), &bytes)?;
                let mut signer = self.seal.write().unwrap_or_else(PoisonError::into_inner);
                let before = signer.key.public();
                if before != key.public() {
                    *signer = Signer { key: Arc::new(key), before: Some((before, entry)) };
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The key file called `name` is gone.
    pub(crate) fn forget(&self, name: &str) {
        self.secrets.write().unwrap_or_else(PoisonError::into_inner).forget(name);
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
        let kept = [".key", ".crt", ".pub"];
        names.retain(|name| kept.iter().any(|end| name.ends_with(end)));
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

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({:?})", self.seal())
    }
}
