//! Files that are there whole or not at all, also after a power cut.

use crate::VaultError;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Writes under a temporary name (mode 0600), syncs, renames, and syncs the folder.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    private_folder(folder)?;
    let temporary = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(VaultError::io(&temporary))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(VaultError::io(&temporary))?;
    fs::rename(&temporary, path).map_err(VaultError::io(path))?;
    sync_folder(folder)
}

/// Makes a folder that only its owner can enter, and those above it.
pub(crate) fn private_folder(path: &Path) -> Result<(), VaultError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(VaultError::io(path))
}

/// Makes the names in `folder` durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), VaultError> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(VaultError::io(folder))
}

/// At most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, VaultError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(VaultError::io(path))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(VaultError::io(path))?;
    if bytes.len() as u64 > limit {
        return Err(VaultError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Regular files under `folder` (links are not followed) to a depth, as sorted paths relative to it.
pub(crate) fn walk(folder: &Path, depth: usize) -> Result<Vec<PathBuf>, VaultError> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), depth)];
    while let Some((next, left)) = open.pop() {
        for entry in fs::read_dir(&next).map_err(VaultError::io(&next))? {
            let entry = entry.map_err(VaultError::io(&next))?;
            let kind = entry.file_type().map_err(VaultError::io(entry.path()))?;
            if kind.is_dir() && left > 0 {
                open.push((entry.path(), left - 1));
            } else if kind.is_file()
                && let Ok(relative) = entry.path().strip_prefix(folder)
            {
                found.push(relative.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}
