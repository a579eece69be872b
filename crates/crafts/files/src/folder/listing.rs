//! What lies in a folder, and as what.

use super::Folder;
use crate::FileError;
use crate::error::folder_error;
use rustix::fs::{AtFlags, Dir, FileType, Mode as Bits, statat};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// A name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub name: OsString,
    pub kind: Kind,
}

impl Folder {
    /// What is at `path` below this folder; `None` if nothing is.
    ///
    /// # Errors
    /// If a part of the way is a link, or nobody can look.
    pub fn kind(&self, path: impl AsRef<Path>) -> Result<Option<Kind>, FileError> {
        let (folder, name) = match self.parent(path.as_ref()) {
            Err(error) if error.is_missing() => return Ok(None),
            other => other?,
        };
        let failed = |source| FileError::Read { path: folder.path.join(name), source };
        Ok(folder.stat(name).map_err(failed)?.map(|(kind, _)| kind))
    }

    /// The names in this folder, sorted.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn list(&self) -> Result<Vec<Listed>, FileError> {
        let failed = |error: Errno| folder_error(&self.path)(error.into());
        let mut listed = Vec::new();
        for entry in Dir::read_from(&self.held).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems don't say.
                FileType::Unknown => {
                    let Some((kind, _)) = self.stat(name).map_err(folder_error(&self.path))? else {
                        continue;
                    };
                    kind
                }
                known => kind_of(known),
            };
            listed.push(Listed { name: name.to_owned(), kind });
        }
        listed.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(listed)
    }

    /// Why `name` does not open as what it should be.
    pub(super) fn unfit(&self, name: &OsStr, wanted: &'static str, error: Errno) -> FileError {
        let path = self.path.join(name);
        match self.stat(name) {
            Ok(Some((Kind::Link, _))) => FileError::Link(path),
            Ok(Some((Kind::File, _))) if wanted == "folder" => FileError::NotA { path, wanted },
            Ok(Some((Kind::Folder, _))) if wanted != "folder" => FileError::NotA { path, wanted },
            Ok(Some((Kind::Other, _))) => FileError::NotA { path, wanted },
            _ => FileError::Read { path, source: error.into() },
        }
    }

    /// What `name` is, and its mode; `None` if nothing is called so.
    pub(super) fn stat(&self, name: &OsStr) -> io::Result<Option<(Kind, u32)>> {
        match statat(&self.held, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(found) => {
                let kind = kind_of(FileType::from_raw_mode(found.st_mode));
                Ok(Some((kind, Bits::from_raw_mode(found.st_mode).bits())))
            }
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

const fn kind_of(found: FileType) -> Kind {
    match found {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Link,
        _ => Kind::Other,
    }
}
