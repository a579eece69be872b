//! Digests of many files at once, each read once.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use terms::{Digest, parallel};

/// Length and digest of each file, in their order.
pub(super) fn all(files: &[(String, PathBuf)]) -> Vec<io::Result<(u64, Digest)>> {
    parallel::map(files.iter().collect(), |(_, path)| one(path))
}

/// The length is that of what was hashed, whatever the file says of itself.
fn one(path: &PathBuf) -> io::Result<(u64, Digest)> {
    let mut read = Counted { from: File::open(path)?, bytes: 0 };
    let digest = Digest::of_reader(&mut read)?;
    Ok((read.bytes, digest))
}

struct Counted {
    from: File,
    bytes: u64,
}

impl io::Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(into)?;
        self.bytes += got as u64;
        Ok(got)
    }
}
