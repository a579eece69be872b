//! Everything that lies in a folder. Links are not followed.

use crate::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Something with a name.
pub(crate) struct Entry {
    pub path: PathBuf,
    /// Below the folder.
    pub relative: PathBuf,
    pub what: What,
}

pub(crate) enum What {
    File,
    /// Where it points is written on the disk as well.
    Link(PathBuf),
    /// A folder, a socket, a pipe.
    NameAlone,
}

/// All entries below `folder` by name, without those in `leave_out` (relative paths).
pub(crate) fn walk(folder: &Path, leave_out: &[&str]) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(|e| Error::io(&next, e))? {
            let path = entry.map_err(|e| Error::io(&next, e))?.path();
            let relative = path.strip_prefix(folder).unwrap_or(&path).to_owned();
            if leave_out.iter().any(|left| relative.starts_with(left)) {
                continue;
            }
            let kind = fs::symlink_metadata(&path).map_err(|e| Error::io(&path, e))?.file_type();
            let what = if kind.is_file() {
                What::File
            } else if kind.is_symlink() {
                What::Link(fs::read_link(&path).map_err(|e| Error::io(&path, e))?)
            } else {
                What::NameAlone
            };
            if kind.is_dir() {
                folders.push(path.clone());
            }
            entries.push(Entry { path, relative, what });
        }
    }
    entries.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(entries)
}
