//! The parts of a table as one archive, to be sent where one file is expected.

use super::error::ReadError;
use super::folder;
use bytes::Bytes;
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The files of a folder, or those that a pattern names, as a ZIP archive in memory: [`super::bytes`] reads it
/// as [`super::table`] reads them. `None` if `path` is a file.
///
/// # Errors
/// If there is no such file, one can't be read, or together they have more than `limit` bytes.
pub fn bundle(path: &Path, limit: u64) -> Result<Option<Bytes>, ReadError> {
    let files = match folder::matching(path)? {
        Some(files) => files,
        None if path.is_dir() => folder::files(path)?,
        None => return Ok(None),
    };
    let name = || path.display().to_string();
    let mut left = limit;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (part, file) in files {
        let failed = |cause| ReadError::Io { name: file.display().to_string(), cause };
        let mut content = Vec::new();
        let from = File::open(&file).map_err(failed)?;
        from.take(left.saturating_add(1)).read_to_end(&mut content).map_err(failed)?;
        let still = left.checked_sub(content.len() as u64);
        left = still.ok_or_else(|| ReadError::TooLarge { name: name(), limit })?;
        let place = part.trim_start_matches(['/', '.']);
        let begun = zip.start_file(place, stored).map_err(io::Error::other);
        begun.and_then(|()| zip.write_all(&content)).map_err(failed)?;
    }
    let archive = zip
        .finish()
        .map_err(|error| ReadError::Io { name: name(), cause: io::Error::other(error) })?;
    Ok(Some(archive.into_inner().into()))
}
