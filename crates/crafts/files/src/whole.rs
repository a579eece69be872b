//! Files by their path.

use crate::error::folder_error;
use crate::{FileError, Folder, Mode};
use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Writes `bytes` under another name, syncs, gives the file its name, and syncs the folder, which
/// must exist.
///
/// # Errors
/// [`FileError::Link`] if `path` is a link; if the folder is missing, closed or full. What was there
/// before is unchanged then.
pub fn write_whole(path: &Path, bytes: &[u8], mode: Mode) -> Result<(), FileError> {
    let (folder, name) = split(path)?;
    Folder::open(folder)?.write(name, bytes, mode)
}

/// Like [`write_whole`], but a power cut may bring back the file that was there before, whole: for
/// files that are replaced often and say nothing that is not said elsewhere too.
///
/// # Errors
/// As [`write_whole`].
pub fn replace_whole(path: &Path, bytes: &[u8], mode: Mode) -> Result<(), FileError> {
    let (folder, name) = split(path)?;
    Folder::open(folder)?.place(name.as_os_str(), bytes, mode)
}

/// Makes the names in `folder` durable.
///
/// # Errors
/// If it can't be opened or synced.
pub fn sync_folder(folder: &Path) -> Result<(), FileError> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(folder_error(folder))
}

/// Makes a folder that only its owner can enter (0700), and those above it; one that is there stays
/// as it is.
///
/// # Errors
/// If it can't be made.
pub fn private_folder(folder: &Path) -> Result<(), FileError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(folder_error(folder))
}

/// Removes what a killed process left unfinished in `folder`; gives how many files. Only for who has
/// the folder alone: another's unfinished file looks the same.
///
/// # Errors
/// If the folder can't be read, or a file can't be removed.
pub fn sweep(folder: &Path) -> Result<usize, FileError> {
    Folder::open(folder)?.sweep()
}

/// The folder, and the name in it.
fn split(path: &Path) -> Result<(&Path, &Path), FileError> {
    let no_name = || FileError::NoName(path.to_owned());
    let name = path.file_name().ok_or_else(no_name)?;
    let folder = path.parent().ok_or_else(no_name)?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Ok((folder, Path::new(name)))
}
