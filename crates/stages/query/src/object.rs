//! An object of the store as the Parquet reader wants it: in parts, of which it asks for those that a
//! statement needs.

use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::reader::{ChunkReader, Length};
use bytes::{Buf, Bytes};
use std::io::{self, BufReader, Read};
use store::ObjectFile;

/// Bytes that are read at once where it is not known how many are wanted: the header of a page.
const AHEAD: usize = 4 << 10;

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Object(pub(crate) ObjectFile);

impl Length for Object {
    fn len(&self) -> u64 {
        self.0.length()
    }
}

impl ChunkReader for Object {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let from = From { object: self.0.clone(), at: start };
        Ok(BufReader::with_capacity(AHEAD, from))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.0.bytes(start, length).map_err(|error| ParquetError::External(Box::new(error)))
    }
}

/// The bytes of an object from some place on.
pub(crate) struct From {
    object: ObjectFile,
    at: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.object.length().saturating_sub(self.at));
        let wanted = buffer.len().min(left.unwrap_or(usize::MAX));
        let mut bytes = self.object.bytes(self.at, wanted)?;
        if let Some(to) = buffer.get_mut(..wanted) {
            bytes.copy_to_slice(to);
        }
        self.at += wanted as u64;
        Ok(wanted)
    }
}
