//! A folder, and what lies below it.

mod listing;

pub use listing::{Kind, Listed};

use crate::error::folder_error;
use crate::unfinished::Unfinished;
use crate::{FileError, Mode, unfinished};
use rustix::fs::{AtFlags, Mode as Bits, OFlags, mkdirat, openat, unlinkat};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// A folder that was opened once. Each part of a path below it is opened from the part before
/// (`openat` with `O_NOFOLLOW`), so that a link is refused wherever it stands, also one that is put
/// there while we look.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    held: File,
}

impl Folder {
    /// Opens the folder at `path`. Links in `path` itself are followed: it is the caller's own word.
    ///
    /// # Errors
    /// If there is none, or it is closed to us.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let held = File::open(path).map_err(folder_error(path))?;
        if held.metadata().map_err(folder_error(path))?.is_dir() {
            return Ok(Self { path: path.to_owned(), held });
        }
        Err(FileError::NotA { path: path.to_owned(), wanted: "folder" })
    }

    /// As it was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder itself, as a file: to lock, to sync or to look at.
    #[must_use]
    pub const fn as_file(&self) -> &File {
        &self.held
    }

    /// The folder at `path` below this one.
    ///
    /// # Errors
    /// If there is none, or a part of the path is a link or no folder.
    pub fn below(&self, path: impl AsRef<Path>) -> Result<Self, FileError> {
        let mut folder = self.again()?;
        for name in self.parts(path.as_ref())? {
            folder = folder.step(name)?;
        }
        Ok(folder)
    }

    /// Like [`Folder::below`]; makes what is missing, for its owner alone (0700), durably.
    ///
    /// # Errors
    /// As [`Folder::below`], or if it can't be made.
    pub fn make(&self, path: impl AsRef<Path>) -> Result<Self, FileError> {
        let mut folder = self.again()?;
        for name in self.parts(path.as_ref())? {
            match mkdirat(&folder.held, name, Bits::from_raw_mode(0o700)) {
                Ok(()) => folder.sync()?,
                Err(Errno::EXIST) => {}
                Err(error) => return Err(folder_error(&folder.path.join(name))(error.into())),
            }
            folder = folder.step(name)?;
        }
        Ok(folder)
    }

    /// The file at `path` below this folder, to be read.
    ///
    /// # Errors
    /// If there is none, a part of the path is a link, or it is no plain file.
    pub fn file(&self, path: impl AsRef<Path>) -> Result<File, FileError> {
        let (folder, name) = self.parent(path.as_ref())?;
        // Not to wait for somebody who writes into a pipe.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = openat(&folder.held, name, flags, Bits::empty());
        let file = File::from(opened.map_err(|error| folder.unfit(name, "plain file", error))?);
        let path = folder.path.join(name);
        match file.metadata() {
            Ok(found) if found.is_file() => Ok(file),
            Ok(_) => Err(FileError::NotA { path, wanted: "plain file" }),
            Err(source) => Err(FileError::Read { path, source }),
        }
    }

    /// The bytes of the file at `path` below this folder, at most `limit`.
    ///
    /// # Errors
    /// As [`Folder::file`], or [`FileError::TooLarge`].
    pub fn read(&self, path: impl AsRef<Path>, limit: u64) -> Result<Vec<u8>, FileError> {
        let file = self.file(path.as_ref())?;
        let path = self.path.join(path);
        let mut bytes = Vec::new();
        match file.take(limit.saturating_add(1)).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > limit => Err(FileError::TooLarge { path, limit }),
            Ok(_) => Ok(bytes),
            Err(source) => Err(FileError::Read { path, source }),
        }
    }

    /// Writes the file at `path` below this folder, as [`crate::write_whole`] does; folders on the
    /// way must be there.
    ///
    /// # Errors
    /// If a part of the path is a link, or it can't be written.
    pub fn write(&self, path: impl AsRef<Path>, bytes: &[u8], mode: Mode) -> Result<(), FileError> {
        let (folder, name) = self.parent(path.as_ref())?;
        folder.place(name, bytes, mode)?;
        folder.sync()
    }

    /// The file at `path` below this folder, to be locked; made if there is none (0600).
    ///
    /// # Errors
    /// As [`Folder::file`], or if it can't be made.
    pub fn lockable(&self, path: impl AsRef<Path>) -> Result<File, FileError> {
        let (folder, name) = self.parent(path.as_ref())?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let opened =
            openat(&folder.held, name, flags | OFlags::CLOEXEC, Bits::from_raw_mode(0o600));
        Ok(File::from(opened.map_err(|error| folder.unfit(name, "plain file", error))?))
    }

    /// Removes the file (or link, or pipe) at `path` below this folder; gives whether there was one.
    ///
    /// # Errors
    /// If a part of the way is a link, or it can't be removed.
    pub fn remove(&self, path: impl AsRef<Path>) -> Result<bool, FileError> {
        let (folder, name) = self.parent(path.as_ref())?;
        match unlinkat(&folder.held, name, AtFlags::empty()) {
            Ok(()) => Ok(true),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => {
                Err(FileError::Write { path: folder.path.join(name), source: error.into() })
            }
        }
    }

    /// As [`crate::sweep`], in this folder.
    ///
    /// # Errors
    /// If it can't be read, or a file can't be removed.
    pub fn sweep(&self) -> Result<usize, FileError> {
        let mut removed = 0;
        for entry in self.list()? {
            if entry.kind == Kind::File && unfinished::is_one(&entry.name.to_string_lossy()) {
                removed += usize::from(self.remove(&entry.name)?);
            }
        }
        Ok(removed)
    }

    /// Makes the names in this folder durable.
    ///
    /// # Errors
    /// If it can't be synced.
    pub fn sync(&self) -> Result<(), FileError> {
        self.held.sync_all().map_err(folder_error(&self.path))
    }

    pub(crate) fn place(&self, name: &OsStr, bytes: &[u8], mode: Mode) -> Result<(), FileError> {
        let failed = |source| FileError::Write { path: self.path.join(name), source };
        let there = match self.stat(name).map_err(failed)? {
            Some((Kind::Link, _)) => return Err(FileError::Link(self.path.join(name))),
            Some((_, mode)) => Some(mode),
            None => None,
        };
        let file = Unfinished::new(&self.held, mode, there).map_err(failed)?;
        file.finish(name, bytes).map_err(failed)
    }

    /// The folder that the file at `path` lies in, and its name.
    fn parent<'a>(&self, path: &'a Path) -> Result<(Self, &'a OsStr), FileError> {
        let mut parts = self.parts(path)?;
        let name = parts.pop().ok_or_else(|| FileError::NoName(path.to_owned()))?;
        let mut folder = self.again()?;
        for part in parts {
            folder = folder.step(part)?;
        }
        Ok((folder, name))
    }

    /// The parts of a path that leads plainly down.
    fn parts<'a>(&self, path: &'a Path) -> Result<Vec<&'a OsStr>, FileError> {
        let plain = |part: Component<'a>| match part {
            Component::Normal(name) => Ok(name),
            _ => Err(FileError::NoName(self.path.join(path))),
        };
        path.components().map(plain).collect()
    }

    fn step(&self, name: &OsStr) -> Result<Self, FileError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let opened = openat(&self.held, name, flags, Bits::empty());
        let held = File::from(opened.map_err(|error| self.unfit(name, "folder", error))?);
        Ok(Self { path: self.path.join(name), held })
    }

    fn again(&self) -> Result<Self, FileError> {
        let held = self.held.try_clone().map_err(folder_error(&self.path))?;
        Ok(Self { path: self.path.clone(), held })
    }
}
