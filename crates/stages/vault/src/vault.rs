//! A vault's folder, and the age files in it.

use crate::keyring::Keyring;
use crate::{Entry, Point, VaultError};
use files::{FileError, Folder, Mode};
use std::fmt;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use terms::Digest;
use terms::seal::SealPublic;
use zeroize::Zeroizing;

/// The largest age file that is read back.
pub(crate) const OBJECT_BYTES: u64 = 8 << 30;
/// How often a file is encrypted anew because its place is taken by something else.
const PLACES: usize = 8;

/// An open vault; `Debug` shows no key.
pub struct Vault {
    pub(crate) folder: Folder,
    pub(crate) keys: Keyring,
}

impl Vault {
    /// Makes a vault in `dir`: draws its keys.
    ///
    /// # Errors
    /// [`VaultError::NotEmpty`] if something is there; if files can't be written.
    pub fn init(dir: &Path) -> Result<Self, VaultError> {
        files::private_folder(dir)?;
        let folder = Folder::open(dir)?;
        if !folder.list()?.is_empty() {
            return Err(VaultError::NotEmpty(dir.to_owned()));
        }
        folder.make("points")?;
        folder.make("objects")?;
        Keyring::create(&folder)?;
        Self::open(dir)
    }

    /// Opens the vault in `dir`. Nothing is written: read-only media open too.
    ///
    /// # Errors
    /// If there is none, or others can read its keys.
    pub fn open(dir: &Path) -> Result<Self, VaultError> {
        let folder = match Folder::open(dir) {
            Err(error) if error.is_missing() => return Err(VaultError::NotAVault(dir.to_owned())),
            other => other?,
        };
        let keys = Keyring::load(&folder)?;
        Ok(Self { folder, keys })
    }

    /// The vault's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Verifies the vault's points.
    #[must_use]
    pub const fn public(&self) -> SealPublic {
        self.keys.public
    }

    /// One pull at a time; until the file is dropped. Who only reads takes no lock.
    pub(crate) fn lock(&self) -> Result<File, VaultError> {
        let held = File::open(self.folder()).map_err(VaultError::io(self.folder()))?;
        match held.try_lock() {
            Ok(()) => return Ok(held),
            Err(TryLockError::WouldBlock) => return Err(VaultError::Locked(self.folder().into())),
            Err(TryLockError::Error(_)) => {}
        }
        // Network file systems lock no folder.
        let held = self.folder.lockable("lock")?;
        match held.try_lock() {
            Ok(()) => Ok(held),
            Err(TryLockError::WouldBlock) => Err(VaultError::Locked(self.folder().into())),
            Err(TryLockError::Error(source)) => {
                Err(VaultError::Io { path: self.folder().join("lock"), source })
            }
        }
    }

    /// Encrypts `plain` to the vault's own recipient and keeps it, durably.
    pub(crate) fn keep(&self, path: String, plain: &[u8]) -> Result<Entry, VaultError> {
        let mut tries = PLACES;
        loop {
            let sealed = age::encrypt(&self.keys.identity.to_public(), plain)?;
            let age_sha256 = Digest::of(&sealed);
            match self.put(age_sha256, &sealed) {
                Ok(()) => {
                    let (sha256, size) = (Digest::of(plain), plain.len() as u64);
                    return Ok(Entry { path, sha256, size, age_sha256 });
                }
                // Something that is not ours stands in one of 256 places. Encrypted again, the same
                // file has another name.
                Err(FileError::Link(_) | FileError::NotA { .. }) if tries > 0 => tries -= 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn put(&self, digest: Digest, sealed: &[u8]) -> Result<(), FileError> {
        let path = place(digest);
        if let Some(shard) = path.parent() {
            self.folder.make(shard)?;
        }
        self.folder.write(&path, sealed, Mode::Private)
    }

    /// Whether the age file of `entry` is there, unchanged.
    pub(crate) fn holds(&self, entry: &Entry) -> bool {
        let found = self.folder.file(place(entry.age_sha256)).map(Digest::of_reader);
        matches!(found, Ok(Ok(digest)) if digest == entry.age_sha256)
    }

    /// The plaintext of `entry`, once both digests are right.
    pub(crate) fn take(
        &self,
        point: &Point,
        entry: &Entry,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let broken =
            |why: String| VaultError::Broken { point: point.digest, path: entry.path.clone(), why };
        let at = place(entry.age_sha256);
        let shown = at.display();
        let sealed = match self.folder.read(&at, OBJECT_BYTES) {
            Err(error) if error.is_missing() => {
                return Err(broken(format!("its age file {shown} is missing")));
            }
            Err(error) if !error.is_unseen() => return Err(broken(error.to_string())),
            other => other?,
        };
        if Digest::of(&sealed) != entry.age_sha256 {
            return Err(broken(format!("its age file {shown} was changed")));
        }
        let plain = age::decrypt(&self.keys.identity, &sealed);
        let plain = plain.map_err(|_| broken(format!("its age file {shown} does not decrypt")))?;
        let plain = Zeroizing::new(plain);
        if Digest::of(&plain) == entry.sha256 && plain.len() as u64 == entry.size {
            Ok(plain)
        } else {
            Err(broken(format!("what {shown} decrypts to is something else")))
        }
    }
}

/// Where the age file of that digest lies: `objects/ab/abcd….age`.
pub(crate) fn place(digest: Digest) -> PathBuf {
    let hex = digest.hex();
    Path::new("objects").join(hex.get(..2).unwrap_or_default()).join(hex + ".age")
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({}, {})", self.folder().display(), self.public().id())
    }
}
