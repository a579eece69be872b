//! Where advisories lie: archives, read as a stream and never unpacked, folders, single files.

use crate::error::SurfaceError;
use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Bytes of one bundle when decompressed.
const BUNDLE_BYTES: u64 = 1 << 30;
/// Members of one bundle.
const MEMBERS: usize = 500_000;
/// Bytes of one advisory, which is cut off there; the longest real ones have 60 kB.
const ADVISORY_BYTES: u64 = 4 << 20;
/// Folders within folders.
const DEPTH: usize = 12;

/// Takes the name and the content of one file.
type Take<'a> = &'a mut dyn FnMut(&str, &[u8]);

/// Gives every file in the bundle at `path` to `take`.
pub(super) fn each_member(path: &Path, take: Take<'_>) -> Result<(), SurfaceError> {
    let unreadable = || SurfaceError::unreadable("advisories", path);
    if fs::metadata(path).map_err(unreadable())?.is_dir() {
        return folder(path, &mut MEMBERS.clone(), DEPTH, take);
    }
    let mut head = Vec::new();
    let start = File::open(path).map_err(unreadable())?;
    start.take(512).read_to_end(&mut head).map_err(unreadable())?;
    let file = BufReader::new(File::open(path).map_err(unreadable())?);
    let done = if head.starts_with(&[0x1f, 0x8b]) {
        archive(MultiGzDecoder::new(file), take)
    } else if head.get(257..262) == Some(b"ustar") {
        archive(file, take)
    } else {
        member(&path.to_string_lossy(), file, take)
    };
    done.map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => too_large(path),
        _ => SurfaceError::unreadable("advisories", path)(error),
    })
}

/// Symbolic links are not followed.
fn folder(at: &Path, left: &mut usize, depth: usize, take: Take<'_>) -> Result<(), SurfaceError> {
    let deeper = depth.checked_sub(1).ok_or_else(|| too_large(at))?;
    for entry in fs::read_dir(at).map_err(SurfaceError::unreadable("advisories", at))? {
        let entry = entry.map_err(SurfaceError::unreadable("advisories", at))?;
        let path = entry.path();
        *left = left.checked_sub(1).ok_or_else(|| too_large(at))?;
        let unreadable = || SurfaceError::unreadable("advisories", &path);
        let kind = entry.file_type().map_err(unreadable())?;
        if kind.is_dir() {
            folder(&path, left, deeper, take)?;
        } else if kind.is_file() {
            let file = File::open(&path).map_err(unreadable())?;
            member(&path.to_string_lossy(), file, take).map_err(unreadable())?;
        }
    }
    Ok(())
}

/// Members are read raw: headers that would hold long names in memory are just skipped, as
/// nothing is ever written to where a name says.
fn archive(reader: impl Read, take: Take<'_>) -> io::Result<()> {
    let mut archive = tar::Archive::new(Bounded { inner: reader, left: BUNDLE_BYTES });
    for (index, entry) in archive.entries()?.raw(true).enumerate() {
        if index >= MEMBERS {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let entry = entry?;
        if entry.header().entry_type().is_file() {
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            member(&name, entry, take)?;
        }
    }
    Ok(())
}

fn member(name: &str, reader: impl Read, take: Take<'_>) -> io::Result<()> {
    let mut bytes = Vec::new();
    reader.take(ADVISORY_BYTES).read_to_end(&mut bytes)?;
    take(name, &bytes);
    Ok(())
}

fn too_large(path: &Path) -> SurfaceError {
    SurfaceError::TooLarge {
        what: "advisory bundle",
        path: path.to_owned(),
        limit: BUNDLE_BYTES,
        entries: MEMBERS,
    }
}

/// A reader that fails at its limit rather than ends there.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}
