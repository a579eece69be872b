//! Where advisories lie: archives, read as a stream and never unpacked, folders, single files.

use crate::error::SurfaceError;
use crate::regular;
use flate2::read::MultiGzDecoder;
use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io::{self, BufReader, Read, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use terms::Timestamp;

/// Bytes of one bundle when decompressed.
const BUNDLE_BYTES: u64 = 1 << 30;
/// Members of one bundle.
const MEMBERS: usize = 500_000;
/// Bytes of one advisory, which is cut off there; the longest real ones have 60 kB, and lists of all
/// advisories of an ecosystem a few megabytes.
const MEMBER_BYTES: u64 = 32 << 20;
/// Folders within folders.
const DEPTH: usize = 12;

/// What is met in a bundle.
pub(super) enum Met<'a> {
    /// A file and its content.
    File { name: &'a str, bytes: &'a [u8], written: Option<Timestamp> },
    /// Something with a name that could not be read as a file.
    Skipped { name: &'a str },
}

type Take<'a> = &'a mut dyn FnMut(Met<'_>);

/// Gives everything in the bundle at `path` to `take`. `written` is what an archive says of its
/// members: those made by a forge from one commit all carry that commit's time.
pub(super) fn each_member(path: &Path, take: Take<'_>) -> Result<(), SurfaceError> {
    let unreadable = || SurfaceError::unreadable("advisories", path);
    let metadata = fs::metadata(path).map_err(unreadable())?;
    if metadata.is_dir() {
        let mut walk = Walk { left: MEMBERS, entered: BTreeSet::new(), take };
        return walk.folder(path, &metadata, DEPTH);
    }
    let mut file = regular::open(path).map_err(unreadable())?;
    let mut head = Vec::new();
    file.by_ref().take(512).read_to_end(&mut head).map_err(unreadable())?;
    file.rewind().map_err(unreadable())?;
    let file = BufReader::new(file);
    let done = if head.starts_with(&[0x1f, 0x8b]) {
        archive(MultiGzDecoder::new(file), take)
    } else if head.get(257..262) == Some(b"ustar") {
        archive(file, take)
    } else {
        member(&path.to_string_lossy(), None, file, take)
    };
    done.map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => too_large(path),
        _ => SurfaceError::unreadable("advisories", path)(error),
    })
}

/// A walk through a folder. Links are followed, each folder is entered once.
struct Walk<'a> {
    left: usize,
    entered: BTreeSet<(u64, u64)>,
    take: Take<'a>,
}

impl Walk<'_> {
    fn folder(&mut self, at: &Path, of: &Metadata, depth: usize) -> Result<(), SurfaceError> {
        if !self.entered.insert((of.dev(), of.ino())) {
            return Ok(());
        }
        let deeper = depth.checked_sub(1).ok_or_else(|| too_large(at))?;
        for entry in fs::read_dir(at).map_err(SurfaceError::unreadable("advisories", at))? {
            let entry = entry.map_err(SurfaceError::unreadable("advisories", at))?;
            self.left = self.left.checked_sub(1).ok_or_else(|| too_large(at))?;
            self.entry(&entry.path(), deeper)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, depth: usize) -> Result<(), SurfaceError> {
        let name = path.to_string_lossy();
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path, &metadata, depth),
            Ok(metadata) if metadata.is_file() => {
                let unreadable = || SurfaceError::unreadable("advisories", path);
                let file = regular::open(path).map_err(unreadable())?;
                member(&name, None, file, self.take).map_err(unreadable())
            }
            // A pipe, a device, a link to nothing or to itself.
            _ => {
                (self.take)(Met::Skipped { name: &name });
                Ok(())
            }
        }
    }
}

/// Members are read raw: headers that would hold long names in memory are just skipped, as
/// nothing is ever written to where a name says.
pub(super) fn archive(reader: impl Read, take: Take<'_>) -> io::Result<()> {
    let mut archive = tar::Archive::new(Bounded { inner: reader, left: BUNDLE_BYTES });
    for (index, entry) in archive.entries()?.raw(true).enumerate() {
        if index >= MEMBERS {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let entry = entry?;
        let kind = entry.header().entry_type();
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if kind.is_file() {
            let written = entry.header().mtime().ok().and_then(|at| i64::try_from(at).ok());
            member(&name, written.map(Timestamp::from_unix), entry, take)?;
        } else if kind.is_symlink() || kind.is_hard_link() || kind.is_fifo() {
            take(Met::Skipped { name: &name });
        }
    }
    Ok(())
}

fn member(
    name: &str,
    written: Option<Timestamp>,
    reader: impl Read,
    take: Take<'_>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    reader.take(MEMBER_BYTES).read_to_end(&mut bytes)?;
    take(Met::File { name, bytes: &bytes, written });
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
