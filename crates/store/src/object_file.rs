//! An object that is read in parts, where it lies, so that nobody holds all of it for the sake of a few
//! columns.
//!
//! Its bytes are not held against its name: that takes all of them. They need not be. A version says the
//! digest of its file's footer; the footer names the keys of all columns and the file's own id, which are fresh
//! for each file, and every page is sealed under those (Parquet Modular Encryption, sections 4.4 and 5). So a
//! page of another file, or of this one at another place, does not open.

use crate::StoreError;
use bytes::Bytes;
use std::fmt;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use terms::{Digest, limits};

/// The length of a footer and the mark behind it.
const TRAILER: usize = 8;

/// An encrypted Parquet file, whose footer is verified. Cheap to clone; it stays what it is, whatever
/// becomes of its name.
#[derive(Clone)]
pub struct ObjectFile {
    from: From,
    length: u64,
    /// Its end, from the footer on, as it was verified.
    end: Bytes,
}

#[derive(Clone)]
enum From {
    File(Arc<File>),
    Memory(Bytes),
}

/// Sizes alone.
impl fmt::Debug for ObjectFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectFile").field("length", &self.length).finish_non_exhaustive()
    }
}

impl ObjectFile {
    /// The object called `name` in `file`, if the digest of its end is `footer`.
    pub(crate) fn open(name: Digest, file: File, footer: Digest) -> Result<Self, StoreError> {
        let broken = |_: io::Error| StoreError::BrokenObject(name);
        let length = file.metadata().map_err(broken)?.len();
        let mut trailer = [0; TRAILER];
        let at = length.checked_sub(TRAILER as u64).ok_or(StoreError::BrokenObject(name))?;
        file.read_exact_at(&mut trailer, at).map_err(broken)?;
        let size = end_of(&trailer).filter(|size| *size as u64 <= length);
        let mut end = vec![0; size.ok_or(StoreError::BrokenObject(name))?];
        let at = length.saturating_sub(end.len() as u64);
        file.read_exact_at(&mut end, at).map_err(broken)?;
        if Digest::of(&end) != footer {
            return Err(StoreError::BrokenObject(name));
        }
        Ok(Self { from: From::File(Arc::new(file)), length, end: end.into() })
    }

    /// An object that is in memory, and was held against its name.
    #[must_use]
    pub const fn in_memory(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, from: From::Memory(bytes), end: Bytes::new() }
    }

    /// In bytes.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The `length` bytes from `start` on.
    ///
    /// # Errors
    /// If there are not as many, or they can't be read.
    pub fn bytes(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let short = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let stop = start.checked_add(length as u64).filter(|stop| *stop <= self.length);
        let stop = stop.ok_or_else(short)?;
        let within = |bytes: &Bytes, begin: u64| {
            let from = usize::try_from(start.checked_sub(begin)?).ok()?;
            let to = usize::try_from(stop.checked_sub(begin)?).ok()?;
            (to <= bytes.len()).then(|| bytes.slice(from..to))
        };
        match &self.from {
            From::Memory(bytes) => within(bytes, 0).ok_or_else(short),
            From::File(file) => {
                // What was verified is not read again.
                let footer = self.length.saturating_sub(self.end.len() as u64);
                if let Some(verified) = within(&self.end, footer) {
                    return Ok(verified);
                }
                let mut bytes = vec![0; length];
                file.read_exact_at(&mut bytes, start)?;
                Ok(bytes.into())
            }
        }
    }
}

/// The digest of the end of an encrypted Parquet file, from its footer on; `None` if it is none.
pub(crate) fn footer(bytes: &[u8]) -> Option<Digest> {
    let trailer = bytes.get(bytes.len().checked_sub(TRAILER)?..)?;
    let size = end_of(trailer.try_into().ok()?)?;
    bytes.get(bytes.len().checked_sub(size)?..).map(Digest::of)
}

/// How long the end of a file is: the footer, its length, and the mark (parquet-format, README, "File
/// format").
fn end_of(trailer: &[u8; TRAILER]) -> Option<usize> {
    let [a, b, c, d, mark @ ..] = trailer;
    let footer = usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?;
    let fits = mark == b"PARE" && footer <= limits::FOOTER_BYTES;
    fits.then_some(footer + TRAILER)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Write;

    /// A body of `a`s, a footer of so many `f`s.
    fn object(footer: usize) -> Vec<u8> {
        let size = u32::try_from(footer).unwrap().to_le_bytes();
        [&b"PARE"[..], &[b'a'; 100], &vec![b'f'; footer], &size, b"PARE"].concat()
    }

    fn opened(bytes: &[u8], footer: Digest) -> Result<ObjectFile, StoreError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        ObjectFile::open(Digest::of(bytes), file, footer)
    }

    // proves M5
    #[test]
    fn a_file_opens_only_with_the_footer_that_its_version_says() {
        let bytes = object(40);
        let signed = footer(&bytes).unwrap();
        let file = opened(&bytes, signed).unwrap();
        for (start, length) in [(0, 4), (90, 30), (0, bytes.len()), (110, 20)] {
            let wanted = bytes.get(start..start + length).unwrap();
            assert_eq!(file.bytes(start as u64, length).unwrap(), wanted);
            let memory = ObjectFile::in_memory(bytes.clone().into());
            assert_eq!(memory.bytes(start as u64, length).unwrap(), wanted);
        }
        assert!(file.bytes(bytes.len() as u64 - 1, 2).is_err());
        assert!(file.bytes(u64::MAX, 1).is_err());

        for at in bytes.len() - 48..bytes.len() {
            let mut changed = bytes.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            let error = opened(&changed, signed).err();
            assert!(matches!(error, Some(StoreError::BrokenObject(_))), "byte {at}");
        }
        for short in [&bytes[..0], &bytes[..7], &bytes[bytes.len() - 8..]] {
            assert!(matches!(opened(short, signed).err(), Some(StoreError::BrokenObject(_))));
        }
    }

    #[test]
    fn a_footer_may_not_claim_what_no_footer_has() {
        let mut bytes = object(8);
        let at = bytes.len() - 8;
        bytes.get_mut(at..at + 4).unwrap().copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(footer(&bytes), None);
        assert_eq!(footer(b"PARE"), None);
    }
}
