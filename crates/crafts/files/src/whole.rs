use crate::FileError;
use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

/// How a file is called until it is whole. Hidden, and with an ending that listings can leave out.
const UNFINISHED: (&str, &str) = (".unfinished-", ".new");

/// Who may read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// 0600: its owner alone.
    Private,
    /// 0644, less what the umask takes away.
    Readable,
    /// As the file that it replaces; 0600 if there is none.
    Kept,
}

/// Writes `bytes` under another name, syncs, gives the file its name, and syncs the folder, which
/// must exist.
///
/// # Errors
/// [`FileError::Link`] if `path` is a link; if the folder is missing, closed or full. What was there
/// before is unchanged then.
pub fn write_whole(path: &Path, bytes: &[u8], mode: Mode) -> Result<(), FileError> {
    let folder = folder_of(path)?;
    // Opened before anything is written: the folder that is synced is the one that was written to.
    let held = File::open(folder).map_err(folder_error(folder))?;
    place(folder, path, bytes, mode)?;
    held.sync_all().map_err(folder_error(folder))
}

/// Like [`write_whole`], but a power cut may bring back the file that was there before, whole: for
/// files that are replaced often and say nothing that is not said elsewhere too.
///
/// # Errors
/// As [`write_whole`].
pub fn replace_whole(path: &Path, bytes: &[u8], mode: Mode) -> Result<(), FileError> {
    place(folder_of(path)?, path, bytes, mode)
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
    let mut removed = 0;
    for entry in fs::read_dir(folder).map_err(folder_error(folder))? {
        let entry = entry.map_err(folder_error(folder))?;
        let (name, file) = (entry.file_name(), entry.file_type().is_ok_and(|kind| kind.is_file()));
        let name = name.to_string_lossy();
        if file && name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) {
            fs::remove_file(entry.path()).map_err(folder_error(folder))?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn place(folder: &Path, path: &Path, bytes: &[u8], mode: Mode) -> Result<(), FileError> {
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let there = existing(path)?;
    let mut file = unfinished(folder, mode).map_err(failed)?;
    if let (Mode::Kept, Some(kept)) = (mode, there) {
        file.as_file().set_permissions(kept).map_err(failed)?;
    }
    let whole = file.as_file_mut();
    whole.write_all(bytes).and_then(|()| whole.sync_all()).map_err(failed)?;
    // A link that was put there since is replaced by this, and not followed: rename(2) works on
    // names.
    file.persist(path).map(drop).map_err(|error| failed(error.error))
}

/// The mode of what is at `path`, if anything is; no link is.
fn existing(path: &Path) -> Result<Option<Permissions>, FileError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(FileError::Link(path.to_owned())),
        Ok(found) => Ok(Some(Permissions::from_mode(found.permissions().mode() & 0o777))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError::Write { path: path.to_owned(), source }),
    }
}

/// A new file (`O_EXCL`) that is removed when it is dropped.
fn unfinished(folder: &Path, mode: Mode) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    if mode == Mode::Readable {
        builder.permissions(Permissions::from_mode(0o644));
    }
    builder.tempfile_in(folder)
}

fn folder_of(path: &Path) -> Result<&Path, FileError> {
    let no_name = || FileError::NoName(path.to_owned());
    path.file_name().ok_or_else(no_name)?;
    let folder = path.parent().ok_or_else(no_name)?;
    Ok(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
}

fn folder_error(folder: &Path) -> impl Fn(io::Error) -> FileError {
    move |source| FileError::Folder { path: folder.to_owned(), source }
}
