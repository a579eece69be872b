//! The bytes of a table: digested as they are, decompressed as they pass, never more than allowed.

use super::error::ReadError;
use super::packed;
use bytes::{Buf, Bytes};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use terms::Digest;

/// Decoded bytes that are looked at to find format, delimiter and header.
const HEAD_BYTES: u64 = 256 << 10;

/// Whether bytes come from a file or out of memory, they are digested as they are read.
struct Digesting {
    from: Box<dyn Read + Send>,
    hash: Sha256,
    bytes: u64,
}

/// One source, of which decompression holds one end and the account the other.
#[derive(Clone)]
struct Shared(Arc<Mutex<Digesting>>);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let got = inner.from.read(buffer)?;
        inner.hash.update(buffer.get(..got).unwrap_or_default());
        inner.bytes += got as u64;
        Ok(got)
    }
}

/// The decompressed bytes of a table, from its head on.
pub(super) struct Decoded {
    /// What the table is called in errors.
    pub(super) name: String,
    head: Vec<u8>,
    /// How much of the head has been read.
    at: usize,
    whole: bool,
    stream: Box<dyn Read + Send>,
    source: Shared,
    packing: Vec<&'static str>,
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

    fn of(name: String, from: Box<dyn Read + Send>, limit: u64) -> Result<Self, ReadError> {
        let source =
            Shared(Arc::new(Mutex::new(Digesting { from, hash: Sha256::new(), bytes: 0 })));
        let opened = packed::open(Box::new(source.clone()), limit);
        let (stream, packing) = opened.map_err(|cause| of_io(&name, limit, cause))?;
        let mut decoded = Self {
            name,
            head: Vec::new(),
            at: 0,
            whole: false,
            stream,
            source,
            packing,
            read: 0,
            limit,
        };
        let mut head = Vec::new();
        let taken = (&mut decoded).take(HEAD_BYTES).read_to_end(&mut head);
        taken.map_err(|cause| of_io(&decoded.name, limit, cause))?;
        decoded.whole = (head.len() as u64) < HEAD_BYTES;
        decoded.head = head;
        Ok(decoded)
    }

    /// The first bytes.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the head is all there is.
    pub(super) const fn head_is_whole(&self) -> bool {
        self.whole
    }

    /// How it was compressed, the outermost first.
    pub(super) fn packing(&self) -> &[&'static str] {
        &self.packing
    }

    /// All of it, in memory.
    pub(super) fn all(&mut self) -> Result<Bytes, ReadError> {
        let mut bytes = Vec::new();
        let read = self.read_to_end(&mut bytes);
        read.map_err(|cause| of_io(&self.name, self.limit, cause))?;
        Ok(bytes.into())
    }

    /// Reads what is left, and gives the digest and length of the source as it is.
    pub(super) fn finish(self) -> Result<(Digest, u64), ReadError> {
        let Self { name, mut source, .. } = self;
        io::copy(&mut source, &mut io::sink()).map_err(|cause| ReadError::Io { name, cause })?;
        let inner = source.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((Digest::from_bytes(inner.hash.clone().finalize().into()), inner.bytes))
    }
}

/// What an error while reading the table called `name` means.
pub(super) fn of_io(name: &str, limit: u64, cause: io::Error) -> ReadError {
    let name = name.to_owned();
    match cause.kind() {
        ErrorKind::FileTooLarge => ReadError::TooLarge { name, limit },
        ErrorKind::InvalidInput
        | ErrorKind::InvalidData
        | ErrorKind::UnexpectedEof
        | ErrorKind::Other => ReadError::Damaged { name, cause },
        _ => ReadError::Io { name, cause },
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at < self.head.len() {
            let got = self.head.get(self.at..).unwrap_or_default().read(buffer)?;
            self.at += got;
            return Ok(got);
        }
        let got = self.stream.read(buffer)?;
        self.read += got as u64;
        if self.read > self.limit {
            return Err(io::Error::new(ErrorKind::FileTooLarge, "the limit of a table"));
        }
        Ok(got)
    }
}

/// What `head` is, if it is no text.
pub(super) fn not_text(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 12] = [
        (b"PK\x03\x04", "a ZIP archive that holds no table"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"\x7fELF", "a program"),
        (b"%PDF-", "a PDF document"),
        (b"SQLite format 3\0", "an SQLite database"),
        (&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "an old Office file; save it as .xlsx"),
        (b"PARE", "an encrypted Parquet file; give --parquet-keys"),
        (b"ORC", "an ORC file"),
        (b"Obj\x01", "an Avro file"),
        (&[0x89, b'H', b'D', b'F'], "an HDF5 file"),
        (&[0x89, b'P', b'N', b'G'], "a PNG image"),
        (&[0xff, 0xd8, 0xff], "a JPEG image"),
    ];
    // Three capitals may well begin a header.
    let known = KNOWN.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, what)| *what);
    known.filter(|what| *what != "an ORC file" || head.contains(&0))
}
