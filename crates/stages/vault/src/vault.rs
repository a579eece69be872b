//! A vault's folder, and the age files in it.

use crate::keyring::Keyring;
use crate::{Entry, Point, VaultError, files};
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use terms::Digest;
use terms::seal::SealPublic;
use zeroize::Zeroizing;

/// The largest age file that is read back.
const OBJECT_BYTES: u64 = 8 << 30;

/// An open vault; `Debug` shows no key.
pub struct Vault {
    pub(crate) folder: PathBuf,
    pub(crate) keys: Keyring,
}

impl Vault {
    /// Makes a vault in `dir`: draws its keys.
    ///
    /// # Errors
    /// [`VaultError::NotEmpty`] if something is there; if files can't be written.
    pub fn init(dir: &Path) -> Result<Self, VaultError> {
        files::private_folder(dir)?;
        if fs::read_dir(dir).map_err(VaultError::io(dir))?.next().is_some() {
            return Err(VaultError::NotEmpty(dir.to_owned()));
        }
        files::private_folder(&dir.join("points"))?;
        files::private_folder(&dir.join("objects"))?;
        Keyring::create(dir)?;
        Self::open(dir)
    }

    /// Opens the vault in `dir`.
    ///
    /// # Errors
    /// If there is none, or others can read its keys.
    pub fn open(dir: &Path) -> Result<Self, VaultError> {
        Ok(Self { folder: dir.to_owned(), keys: Keyring::load(dir)? })
    }

    /// The vault's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Verifies the vault's points.
    #[must_use]
    pub fn public(&self) -> SealPublic {
        self.keys.signing.public()
    }

    /// One pull or activation at a time; until the file is dropped.
    pub(crate) fn lock(&self) -> Result<File, VaultError> {
        let path = self.folder.join("lock");
        let file = File::options().create(true).append(true).open(&path);
        let file = file.map_err(VaultError::io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(VaultError::Locked(self.folder.clone())),
            Err(fs::TryLockError::Error(source)) => Err(VaultError::Io { path, source }),
        }
    }

    pub(crate) fn age_file(&self, digest: Digest) -> PathBuf {
        let hex = digest.hex();
        self.folder.join("objects").join(hex.get(..2).unwrap_or_default()).join(hex + ".age")
    }

    /// Encrypts `plain` to the vault's own recipient and keeps it, durably.
    pub(crate) fn keep(&self, path: String, plain: &[u8]) -> Result<Entry, VaultError> {
        let sealed = age::encrypt(&self.keys.identity.to_public(), plain)?;
        let age_sha256 = Digest::of(&sealed);
        files::write(&self.age_file(age_sha256), &sealed)?;
        Ok(Entry { path, sha256: Digest::of(plain), size: plain.len() as u64, age_sha256 })
    }

    /// Whether the age file of `entry` is there, unchanged.
    pub(crate) fn holds(&self, entry: &Entry) -> bool {
        File::open(self.age_file(entry.age_sha256))
            .and_then(Digest::of_reader)
            .is_ok_and(|digest| digest == entry.age_sha256)
    }

    /// The plaintext of `entry`, once both digests are right.
    pub(crate) fn take(
        &self,
        point: &Point,
        entry: &Entry,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let broken = |why: &str| VaultError::Broken {
            point: point.digest,
            path: entry.path.clone(),
            why: why.to_owned(),
        };
        let sealed = match files::read(&self.age_file(entry.age_sha256), OBJECT_BYTES) {
            Err(VaultError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                return Err(broken("its age file is missing"));
            }
            other => other?,
        };
        if Digest::of(&sealed) != entry.age_sha256 {
            return Err(broken("its age file was changed"));
        }
        let plain = age::decrypt(&self.keys.identity, &sealed);
        let plain = Zeroizing::new(plain.map_err(|_| broken("it does not decrypt"))?);
        if Digest::of(&plain) == entry.sha256 && plain.len() as u64 == entry.size {
            Ok(plain)
        } else {
            Err(broken("what it decrypts to is something else"))
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({}, {})", self.folder.display(), self.public().id())
    }
}
