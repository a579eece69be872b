//! Files that verbs write and read.

use super::interrupt;
use crate::failure::Failure;
use files::Mode;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use terms::limits;

/// Whether two paths name one file, by whatever links.
#[must_use]
pub fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    one == other || (real(one).is_some() && real(one) == real(other))
}

/// Writes a file whole or not at all. What is no ordinary file (a pipe, a device) is written where
/// it stands: to rename would put a file in its place.
///
/// # Errors
/// If it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => {
            Err(Failure::usage(format!("{} cannot be written: it is a folder", path.display()))
                .hint("name a file in it"))
        }
        Ok(there) if !there.is_file() => OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut to| to.write_all(bytes))
            .map_err(|error| {
                Failure::usage(format!("{} cannot be written: {error}", path.display()))
                    .hint("check the space left there, or name an ordinary file")
            }),
        _ => whole(&placed(path), bytes),
    }
}

/// Writes an ordinary file whole or not at all, and the folders above it.
fn whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::usage(format!("{} cannot be written: {error}", path.display())).hint(
            "check the space left and the rights on that folder; nothing half-written was left",
        )
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|e| failed(&e))?;
    }
    let _uninterrupted = interrupt::kept_out();
    files::write_whole(path, bytes, Mode::Kept).map_err(|e| failed(&e))
}

/// As [`write()`], for what others are meant to read: signatures and public keys.
///
/// # Errors
/// As [`write()`].
pub fn publish(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write(path, bytes)?;
    if !path.is_file() {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(0o644)).map_err(|error| {
        Failure::usage(format!("{} cannot be opened to readers: {error}", path.display()))
            .hint(format!("chmod 644 {}", path.display()))
    })
}

/// Reads a whole file of at most `limit` bytes.
///
/// # Errors
/// If it is no file, larger, or cannot be read.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("{shown} cannot be read: {error}"))
            .hint("check the path and that you may read it")
    };
    let there = fs::metadata(path).map_err(cannot)?;
    if there.is_dir() {
        return Err(Failure::usage(format!("{shown} is a folder")).hint("name a file in it"));
    }
    // A pipe has no length to be asked for: what comes is counted.
    let mut bytes = Vec::new();
    let opened = fs::File::open(path).map_err(cannot)?;
    opened.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > limit {
        return Err(Failure::usage(format!(
            "{shown} has more than {limit} bytes, which are the most"
        ))
        .hint("give a smaller file"));
    }
    Ok(bytes)
}

/// Reads a text file within the limit of a config.
///
/// # Errors
/// If it is missing, not UTF-8, or larger.
pub fn text(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, limits::CONFIG_BYTES)?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{} is no text in UTF-8", path.display()))
            .hint("check the path, and that it is text that you may read")
    })
}

/// Whether `path` is, or would be, below `folder`.
#[must_use]
pub fn lies_in(path: &Path, folder: &Path) -> bool {
    let parent = placed(path).parent().map(Path::to_owned).unwrap_or_default();
    let real = |path: &Path| {
        fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_default()
    };
    real(&parent).starts_with(real(folder))
}

/// The path with its folder, and where a link leads to.
fn placed(path: &Path) -> PathBuf {
    if path.is_symlink()
        && let Ok(real) = fs::canonicalize(path)
    {
        return real;
    }
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new(".").join(path),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stays_a_link_and_a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert!(write(folder.path(), b"new").is_err());
    }

    #[test]
    fn what_lies_in_a_folder_is_told_before_it_exists() {
        let folder = tempfile::tempdir().unwrap();
        assert!(lies_in(&folder.path().join("a.sig"), folder.path()));
        assert!(lies_in(&folder.path().join("sub/../a.sig"), folder.path()));
        assert!(!lies_in(&folder.path().with_extension("sig"), folder.path()));
    }
}
