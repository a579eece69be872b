//! The files of a folder, in order, links not followed.

use super::ScanError;
use super::rules;
use super::session::Session;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

/// How deep folders may nest.
const DEPTH: usize = 64;

pub(super) fn walk(session: &mut Session, root: &Path) -> Result<(), ScanError> {
    let kind = fs::metadata(root).map_err(|source| failed(root, source))?;
    if kind.is_dir() {
        return folder(session, root, root, 0);
    }
    let name = root.file_name().map(|name| name.to_string_lossy().into_owned());
    one(session, root, &name.unwrap_or_default());
    Ok(())
}

fn folder(session: &mut Session, root: &Path, at: &Path, depth: usize) -> Result<(), ScanError> {
    let entries = fs::read_dir(at).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = entries.map_err(|source| failed(at, source))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(|source| failed(&path, source))?;
        if !session.take_member(&name) {
            return Ok(());
        }
        if kind.is_symlink() {
            session.add(&rules::LINK, &name, 0, "this is a symbolic link, which was not followed");
        } else if kind.is_dir() && depth < DEPTH {
            folder(session, root, &path, depth + 1)?;
        } else if kind.is_file() {
            one(session, &path, &name);
        } else {
            session.unsure(&name, "it is no file, or nested too deeply");
        }
    }
    Ok(())
}

/// A file that cannot be read whole is unknown, and stops nothing.
fn one(session: &mut Session, path: &Path, name: &str) {
    let limit = session.file_bytes();
    let read = File::open(path).and_then(|file| {
        if !file.metadata()?.is_file() {
            return Err(std::io::Error::other("it is no file"));
        }
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    match read {
        Ok(bytes) if bytes.len() as u64 > limit => {
            session.add(&rules::LIMIT, name, 0, format!("it is larger than {limit} bytes"));
            session.unsure(name, "it is larger than the limit");
        }
        Ok(bytes) => session.file(name, &bytes),
        Err(error) => session.unsure(name, &format!("it cannot be read: {error}")),
    }
}

fn failed(path: &Path, source: std::io::Error) -> ScanError {
    ScanError { path: path.to_path_buf(), source }
}
