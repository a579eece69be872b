//! The bytes of a table: digested as they are, decompressed as they pass, never more than allowed.

use super::error::ReadError;
use bytes::{Buf, Bytes};
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::Path;
use terms::Digest;

/// Decoded bytes that are looked at to find format, delimiter and header.
const HEAD_BYTES: u64 = 256 << 10;
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// Whether bytes come from a file or out of memory, they are digested as they are read.
struct Digesting {
    from: Box<dyn Read>,
    hash: Sha256,
    bytes: u64,
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(buffer)?;
        self.hash.update(buffer.get(..got).unwrap_or_default());
        self.bytes += got as u64;
        Ok(got)
    }
}

enum Stream {
    Plain(BufReader<Digesting>),
    Gzip(Box<MultiGzDecoder<BufReader<Digesting>>>),
}

/// The decoded bytes of a table, from its head on.
pub(super) struct Decoded {
    /// What the table is called in errors.
    pub(super) name: String,
    head: Vec<u8>,
    /// How much of the head has been read.
    at: usize,
    stream: Stream,
    read: u64,
    limit: u64,
}

impl Decoded {
    /// A file, where it stands.
    pub(super) fn of_file(path: &Path, limit: u64) -> Result<Self, ReadError> {
        let name = path.display().to_string();
        let failed = |cause| ReadError::Io { name: name.clone(), cause };
        let file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(failed(io::Error::new(ErrorKind::IsADirectory, "it is a folder")));
        }
        Self::of(name, Box::new(file), limit)
    }

    /// What is in memory already.
    pub(super) fn of_bytes(name: String, bytes: Bytes, limit: u64) -> Result<Self, ReadError> {
        Self::of(name, Box::new(bytes.reader()), limit)
    }

    fn of(name: String, from: Box<dyn Read>, limit: u64) -> Result<Self, ReadError> {
        let failed = |cause| ReadError::Io { name: name.clone(), cause };
        let mut raw =
            BufReader::with_capacity(64 << 10, Digesting { from, hash: Sha256::new(), bytes: 0 });
        let gzipped = raw.fill_buf().map_err(failed)?.starts_with(&[0x1f, 0x8b]);
        let stream = if gzipped {
            Stream::Gzip(Box::new(MultiGzDecoder::new(raw)))
        } else {
            Stream::Plain(raw)
        };
        let mut decoded = Self { name, head: Vec::new(), at: 0, stream, read: 0, limit };
        let mut head = Vec::new();
        let taken = (&mut decoded).take(HEAD_BYTES).read_to_end(&mut head);
        taken.map_err(|cause| decoded.error(cause))?;
        decoded.at = if head.starts_with(&BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        decoded.head = head;
        Ok(decoded)
    }

    /// The first bytes, without a byte order mark.
    pub(super) fn head(&self) -> &[u8] {
        self.head.get(self.at..).unwrap_or_default()
    }

    /// Whether the head is all there is.
    pub(super) fn head_is_whole(&self) -> bool {
        (self.head.len() as u64) < HEAD_BYTES
    }

    pub(super) fn gzipped(&self) -> bool {
        matches!(self.stream, Stream::Gzip(_))
    }

    /// Reads what is left, and gives the digest and length of the source as it is.
    pub(super) fn finish(self) -> Result<(Digest, u64), ReadError> {
        let Self { name, stream, .. } = self;
        let mut raw = match stream {
            Stream::Plain(raw) => raw,
            Stream::Gzip(gzip) => gzip.into_inner(),
        };
        io::copy(&mut raw, &mut io::sink()).map_err(|cause| ReadError::Io { name, cause })?;
        let Digesting { hash, bytes, .. } = raw.into_inner();
        Ok((Digest::from_bytes(hash.finalize().into()), bytes))
    }

    /// What an error while reading this means.
    pub(super) fn error(&self, cause: io::Error) -> ReadError {
        of_io(&self.name, self.limit, cause)
    }
}

/// What an error while reading the table called `name` means.
pub(super) fn of_io(name: &str, limit: u64, cause: io::Error) -> ReadError {
    let name = name.to_owned();
    match cause.kind() {
        ErrorKind::FileTooLarge => ReadError::TooLarge { name, limit },
        ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof => {
            ReadError::Damaged { name, cause }
        }
        _ => ReadError::Io { name, cause },
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at < self.head.len() {
            let got = self.head().read(buffer)?;
            self.at += got;
            return Ok(got);
        }
        let got = match &mut self.stream {
            Stream::Plain(raw) => raw.read(buffer)?,
            Stream::Gzip(gzip) => gzip.read(buffer)?,
        };
        self.read += got as u64;
        if self.read > self.limit {
            return Err(io::Error::new(ErrorKind::FileTooLarge, "the limit of a table"));
        }
        Ok(got)
    }
}

/// What `head` is, if it is no text.
pub(super) fn not_text(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 10] = [
        (&[0xff, 0xfe], "UTF-16 text"),
        (&[0xfe, 0xff], "UTF-16 text"),
        (b"PK\x03\x04", "a ZIP archive (as .xlsx files are)"),
        (b"\x7fELF", "a program"),
        (b"%PDF-", "a PDF document"),
        (b"SQLite format 3\0", "an SQLite database"),
        (&[0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd"),
        (b"BZh", "compressed with bzip2"),
        (&[0xfd, b'7', b'z', b'X', b'Z', 0], "compressed with xz"),
        (&[0x89, b'P', b'N', b'G'], "a PNG image"),
    ];
    let known = KNOWN.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, what)| *what);
    known.or_else(|| head.contains(&0).then_some("binary"))
}
