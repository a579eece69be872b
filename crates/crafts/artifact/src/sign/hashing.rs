//! Digests of many files at once, each read once.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use terms::Digest;

/// Files that are read at a time.
const THREADS: usize = 8;

/// Length and digest of each file, in their order.
pub(super) fn all(files: &[(String, PathBuf)]) -> Vec<io::Result<(u64, Digest)>> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    if threads.min(files.len()) < 2 {
        return files.iter().map(|(_, path)| one(path)).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(files.len())));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut mine = Vec::new();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((_, path)) = files.get(at) else { break };
                    mine.push((at, one(path)));
                }
                done.lock().unwrap_or_else(PoisonError::into_inner).extend(mine);
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, hashed)| hashed).collect()
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
