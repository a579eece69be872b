//! The folder beside a workspace's place, in which it is restored until it is put there.

use crate::VaultError;
use files::{FileError, Folder, Kind};
use std::fs::{self, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// `.NAME.standby`, made anew and locked until it is dropped.
pub(crate) struct Aside {
    pub(crate) folder: Folder,
    /// Where the workspace is to be.
    pub(crate) place: PathBuf,
}

impl Aside {
    /// Beside `into`, which has to be empty or not there. What a killed restore left is removed.
    pub(crate) fn make(into: &Path) -> Result<Self, VaultError> {
        let (place, name) = vacant(into)?;
        let parent = match place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        files::private_folder(parent)?;
        let parent = Folder::open(parent)?;
        match parent.kind(&name)? {
            Some(Kind::Folder) => {
                // Of a restore that still runs, it is locked.
                let _held = locked(parent.below(&name)?)?;
                let path = parent.path().join(&name);
                fs::remove_dir_all(&path).map_err(VaultError::io(&path))?;
            }
            Some(_) => drop(parent.remove(&name)?),
            None => {}
        }
        Ok(Self { folder: locked(parent.make(&name)?)?, place })
    }

    /// Removes it, with all that was restored.
    pub(crate) fn remove(self) -> Result<(), VaultError> {
        let path = self.folder.path();
        fs::remove_dir_all(path).map_err(VaultError::io(path))
    }
}

/// The place that `into` names, if a workspace can be put there; and the name of the folder beside it.
pub(crate) fn vacant(into: &Path) -> Result<(PathBuf, PathBuf), VaultError> {
    let occupied = || VaultError::Occupied(into.to_owned());
    let name = into.file_name().ok_or_else(occupied)?;
    // Without a slash at its end, which would follow a link.
    let place = into.with_file_name(name);
    match fs::symlink_metadata(&place) {
        Ok(found) if found.is_symlink() => return Err(FileError::Link(place).into()),
        Ok(_) => {
            let mut inside = fs::read_dir(&place).map_err(|_| occupied())?;
            if inside.next().is_some() {
                return Err(occupied());
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(VaultError::Io { path: place, source }),
    }
    let aside = PathBuf::from(format!(".{}.standby", name.to_string_lossy()));
    Ok((place, aside))
}

fn locked(folder: Folder) -> Result<Folder, VaultError> {
    match folder.as_file().try_lock() {
        // Network file systems lock no folder.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(folder),
        Err(TryLockError::WouldBlock) => Err(VaultError::Locked(folder.path().to_owned())),
    }
}
