//! The folder beside a workspace's place, in which it is restored until it is put there; within it, where that
//! place is a disk of its own.

use crate::VaultError;
use files::{FileError, Folder, Kind};
use std::fs::{self, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The folder within a place that is a file system of its own.
const WITHIN: &str = ".standby";
/// What an empty file system may be made with.
const LOST: &str = "lost+found";
/// Without it a folder is no workspace.
const STATE: &str = "state";

/// `.NAME.standby`, made anew and locked until it is dropped.
pub(crate) struct Aside {
    pub(crate) folder: Folder,
    /// Where the workspace is to be.
    pub(crate) place: PathBuf,
    within: bool,
}

/// A place where a workspace can be put.
struct Vacant {
    place: PathBuf,
    /// Where the folder is that is renamed, and its name.
    parent: PathBuf,
    name: PathBuf,
    /// The place is a file system of its own, such as a fresh disk: nothing can be renamed onto it, so the
    /// workspace is restored within.
    within: bool,
}

impl Aside {
    /// Beside `into`, which has to be empty or not there. What a killed restore left is removed.
    pub(crate) fn make(into: &Path) -> Result<Self, VaultError> {
        let Vacant { place, parent, name, within } = vacant(into)?;
        files::private_folder(&parent)?;
        let parent = Folder::open(&parent)?;
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
        Ok(Self { folder: locked(parent.make(&name)?)?, place, within })
    }

    /// Whether the place is still as it was.
    pub(crate) fn is_vacant(&self) -> Result<(), VaultError> {
        vacant(&self.place).map(drop)
    }

    /// Puts what was restored in its place, durably.
    pub(crate) fn put(&self) -> Result<(), VaultError> {
        let (from, place) = (self.folder.path(), &self.place);
        if !self.within {
            fs::rename(from, place).map_err(VaultError::io(place))?;
            let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty());
            return Ok(files::sync_folder(parent.unwrap_or(Path::new(".")))?);
        }
        let listed = fs::read_dir(from).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut names: Vec<_> =
            listed.map_err(VaultError::io(from))?.iter().map(fs::DirEntry::file_name).collect();
        // The state comes last: what is cut off before is no workspace.
        names.sort_by_key(|name| name == STATE);
        let closed = fs::set_permissions(place, Permissions::from_mode(0o700));
        closed.map_err(VaultError::io(place))?;
        for name in names {
            fs::rename(from.join(&name), place.join(&name)).map_err(VaultError::io(place))?;
        }
        fs::remove_dir(from).map_err(VaultError::io(from))?;
        Ok(files::sync_folder(place)?)
    }

    /// Removes it, with all that was restored.
    pub(crate) fn remove(self) -> Result<(), VaultError> {
        let path = self.folder.path();
        fs::remove_dir_all(path).map_err(VaultError::io(path))
    }
}

/// The folder in which a workspace is restored that is to be at `into`: all of its keys lie there until it is put in
/// place. `None` if it can't be put there.
#[must_use]
pub fn standby(into: &Path) -> Option<PathBuf> {
    vacant(into).ok().map(|vacant| vacant.parent.join(vacant.name))
}

/// The place that `into` names, if a workspace can be put there.
fn vacant(into: &Path) -> Result<Vacant, VaultError> {
    let occupied = || VaultError::Occupied(into.to_owned());
    let name = into.file_name().ok_or_else(occupied)?;
    // Without a slash at its end, which would follow a link.
    let place = into.with_file_name(name);
    let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new(".")).to_owned();
    let aside = PathBuf::from(format!(".{}.standby", name.to_string_lossy()));
    let beside =
        |place: PathBuf| Vacant { place, parent: parent.clone(), name: aside, within: false };
    let found = match fs::symlink_metadata(&place) {
        Ok(found) if found.is_symlink() => return Err(FileError::Link(place).into()),
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(beside(place)),
        Err(source) => return Err(VaultError::Io { path: place, source }),
    };
    let within = fs::metadata(&parent).is_ok_and(|above| above.dev() != found.dev());
    let inside = fs::read_dir(&place).map_err(|_| occupied())?;
    for entry in inside {
        let name = entry.map_err(|_| occupied())?.file_name();
        if !within || (name != LOST && name != WITHIN) {
            return Err(occupied());
        }
    }
    Ok(match within {
        true => Vacant { parent: place.clone(), place, name: WITHIN.into(), within },
        false => beside(place),
    })
}

fn locked(folder: Folder) -> Result<Folder, VaultError> {
    match folder.as_file().try_lock() {
        // Network file systems lock no folder.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(folder),
        Err(TryLockError::WouldBlock) => Err(VaultError::Locked(folder.path().to_owned())),
    }
}
