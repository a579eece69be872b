//! The files of a lake: of a folder, or of an archive that is in memory.

use super::super::error::ReadError;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use terms::limits::ARCHIVE_MEMBERS;

/// Paths are relative to where the table lies, with slashes.
pub(in super::super) enum Files {
    Folder(PathBuf),
    Memory(BTreeMap<String, Bytes>),
}

impl Files {
    /// Those of an archive whose table lies in its root, or in the one folder there.
    pub(in super::super) fn of_archive(files: &[(String, Bytes)]) -> Self {
        let marks = ["_delta_log/", "metadata/"];
        let root = files.iter().find_map(|(path, _)| {
            marks.iter().find_map(|mark| {
                let at = path.find(mark)?;
                path.get(..at).filter(|root| root.is_empty() || root.ends_with('/'))
            })
        });
        let root = root.unwrap_or_default().to_owned();
        let below = files.iter().filter_map(|(path, bytes)| {
            Some((path.strip_prefix(&root)?.to_owned(), bytes.clone()))
        });
        Self::Memory(below.collect())
    }

    /// The names in a folder, in order; none if there is no such folder.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        match self {
            Self::Folder(root) => {
                let entries = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
                let names = entries
                    .take(ARCHIVE_MEMBERS)
                    .map(|e| e.file_name().to_string_lossy().into_owned());
                let mut names: Vec<String> = names.collect();
                names.sort();
                names
            }
            Self::Memory(files) => {
                let below =
                    files.keys().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
                below.filter(|name| !name.contains('/')).map(str::to_owned).collect()
            }
        }
    }

    /// One file of at most `limit` bytes, never one beyond the table's folder.
    pub(super) fn get(&self, path: &str, limit: u64) -> Result<Bytes, ReadError> {
        let failed = |cause| ReadError::Io { name: path.to_owned(), cause };
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            let why = "it lies outside of the table's folder";
            return Err(failed(io::Error::new(io::ErrorKind::PermissionDenied, why)));
        }
        match self {
            Self::Folder(root) => {
                let mut bytes = Vec::new();
                let file = fs::File::open(root.join(path)).map_err(failed)?;
                file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
                if bytes.len() as u64 > limit {
                    return Err(ReadError::TooLarge { name: path.to_owned(), limit });
                }
                Ok(bytes.into())
            }
            Self::Memory(files) => {
                let gone =
                    || failed(io::Error::new(io::ErrorKind::NotFound, "the file is not there"));
                files.get(path).cloned().ok_or_else(gone)
            }
        }
    }
}
