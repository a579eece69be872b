//! Folders and patterns: the parts of one table, where they lie.

use super::archive::is_aside;
use super::error::ReadError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use terms::limits::{ARCHIVE_DEPTH, ARCHIVE_MEMBERS};

/// The files below `root`, by their path from there, in the order of their names.
pub(super) fn files(root: &Path) -> Result<Vec<(String, PathBuf)>, ReadError> {
    let failed = |cause| ReadError::Io { name: root.display().to_string(), cause };
    let mut found = Vec::new();
    walk(root, root, 0, &mut found).map_err(failed)?;
    found.sort();
    if found.is_empty() {
        return Err(ReadError::Empty { name: root.display().to_string() });
    }
    Ok(found)
}

/// A folder that may hold a lake, and the version that is asked for after an at sign: `people@3`.
pub(super) fn versioned(path: &Path) -> (Option<&Path>, Option<String>) {
    if path.is_dir() {
        return (Some(path), None);
    }
    let split = path.to_str().and_then(|text| text.rsplit_once('@'));
    match split.filter(|(folder, version)| !version.is_empty() && Path::new(folder).is_dir()) {
        Some((folder, version)) => (Some(Path::new(folder)), Some(version.to_owned())),
        None => (None, None),
    }
}

/// Whether `path` is the folder of a Delta or Iceberg table, or a version of one: it is not the files that lie there.
#[must_use]
pub fn is_lake(path: &Path) -> bool {
    let (folder, _) = versioned(path);
    folder.is_some_and(|folder| super::lake::is(&super::lake::Files::Folder(folder.to_owned())))
}

/// Levels of folders; partitions by year, month, day and hour have four.
const DEPTH: usize = ARCHIVE_DEPTH * 4;

fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    found: &mut Vec<(String, PathBuf)>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let from_root = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if is_aside(&from_root) || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() && depth < DEPTH {
            walk(root, &path, depth + 1, found)?;
        } else if kind.is_file() {
            found.push((from_root, path));
        }
        if found.len() > ARCHIVE_MEMBERS {
            return Err(io::Error::other(format!("there are more than {ARCHIVE_MEMBERS} files")));
        }
    }
    Ok(())
}

/// The files that `pattern` names, if it is one (`*`, `?`) and no file; in the order of their names.
pub(super) fn matching(pattern: &Path) -> Result<Option<Vec<(String, PathBuf)>>, ReadError> {
    let text = pattern.to_string_lossy().into_owned();
    if !text.contains(['*', '?']) || pattern.exists() {
        return Ok(None);
    }
    let (mut found, mut root) = (vec![PathBuf::new()], true);
    for part in pattern.components() {
        let wanted = part.as_os_str().to_string_lossy().into_owned();
        let mut next = Vec::new();
        for folder in found {
            if !wanted.contains(['*', '?']) {
                next.push(folder.join(&wanted));
                continue;
            }
            let folder_read = if root { Path::new(".") } else { folder.as_path() };
            let Ok(entries) = fs::read_dir(folder_read) else { continue };
            for entry in entries.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if fits(wanted.as_bytes(), name.as_bytes()) && !is_aside(&name) {
                    next.push(folder.join(name));
                }
            }
        }
        if next.len() > ARCHIVE_MEMBERS {
            let cause = io::Error::other(format!("there are more than {ARCHIVE_MEMBERS} files"));
            return Err(ReadError::Io { name: text, cause });
        }
        (found, root) = (next, false);
    }
    let mut files: Vec<(String, PathBuf)> = found
        .into_iter()
        .filter(|path| path.is_file())
        .map(|path| (path.to_string_lossy().into_owned(), path))
        .collect();
    files.sort();
    if files.is_empty() {
        let cause = io::Error::new(io::ErrorKind::NotFound, "no file has such a name");
        return Err(ReadError::Io { name: text, cause });
    }
    Ok(Some(files))
}

/// Whether `name` is of the form `pattern`.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => {
            fits(rest, name) || name.split_first().is_some_and(|(_, name)| fits(pattern, name))
        }
        (Some((b'?', rest)), Some((_, name))) => fits(rest, name),
        (Some((a, rest)), Some((b, name))) => a == b && fits(rest, name),
        _ => false,
    }
}
