//! A file on disk, read in windows, and digested on the way: a byte that a reader asks for in its
//! turn is read once for reader and digest.

use super::source::ReadAt;
use sha2::{Digest as _, Sha256};
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use terms::Digest;

/// Bytes that are read at once.
const WINDOW: usize = 256 << 10;
/// Directories and trailers stand here: reading them first leads no digest past the rest.
const TAIL: u64 = 8 << 20;

pub(super) struct FileBytes {
    file: File,
    size: u64,
    broken: Cell<bool>,
    state: RefCell<State>,
}

struct State {
    /// The first bytes, as far as somebody wants them.
    kept: Vec<u8>,
    keep: usize,
    hash: Sha256,
    /// How much of the file is in `hash`.
    hashed: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl FileBytes {
    /// Keeps the first bytes, at most `keep`, so that nobody has to read them again.
    pub fn new(file: File, size: u64, keep: usize) -> Self {
        let (kept, window) = (Vec::new(), Vec::new());
        let state = State { kept, keep, hash: Sha256::new(), hashed: 0, window, window_at: 0 };
        Self { file, size, broken: Cell::new(false), state: RefCell::new(state) }
    }

    /// What was kept, once all has been digested.
    pub fn kept(&self) -> Vec<u8> {
        std::mem::take(&mut self.state.borrow_mut().kept)
    }

    /// The digest of all bytes; reads what no reader asked for.
    ///
    /// # Errors
    /// If the file cannot be read, or is no longer as long as it was.
    pub fn digest(&self) -> io::Result<Digest> {
        let state = &mut *self.state.borrow_mut();
        while state.hashed < self.size {
            state.load(&self.file, state.hashed, self.size)?;
            if state.window.is_empty() {
                return Err(io::Error::other("it became shorter while it was read"));
            }
        }
        if self.file.metadata()?.len() != self.size {
            return Err(io::Error::other("it became longer while it was read"));
        }
        let hash = std::mem::take(&mut state.hash);
        Ok(Digest::from_bytes(hash.finalize().into()))
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let state = &mut *self.state.borrow_mut();
        if offset >= self.size {
            return Ok(0);
        }
        // Whatever lies between is to be digested anyway.
        while state.hashed < offset && offset < self.size.saturating_sub(TAIL) {
            state.load(&self.file, state.hashed, self.size)?;
            if state.window.is_empty() || state.holds(offset) {
                break;
            }
        }
        if !state.holds(offset) {
            state.load(&self.file, offset, self.size)?;
        }
        let from = usize::try_from(offset.saturating_sub(state.window_at)).unwrap_or(usize::MAX);
        let mut from = state.window.get(from..).unwrap_or_default();
        io::Read::read(&mut from, into)
    }
}

impl State {
    fn holds(&self, offset: u64) -> bool {
        (self.window_at..self.window_at + self.window.len() as u64).contains(&offset)
    }

    /// Reads the window that starts at `at`, and digests what of it is in turn.
    fn load(&mut self, file: &File, at: u64, size: u64) -> io::Result<()> {
        let length = WINDOW.min(usize::try_from(size - at).unwrap_or(WINDOW));
        self.window.resize(length, 0);
        self.window_at = at;
        let mut got = 0;
        while got < length {
            let Some(rest) = self.window.get_mut(got..) else { break };
            match file.read_at(rest, at + got as u64) {
                Ok(0) => break,
                Ok(more) => got += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.window.clear();
                    return Err(error);
                }
            }
        }
        self.window.truncate(got);
        let fresh = self.hashed.checked_sub(at).and_then(|from| usize::try_from(from).ok());
        if let Some(fresh) = fresh.and_then(|from| self.window.get(from..)) {
            let room = self.keep.saturating_sub(self.kept.len()).min(fresh.len());
            self.kept.extend_from_slice(fresh.get(..room).unwrap_or_default());
            self.hash.update(fresh);
            self.hashed = at + got as u64;
        }
        Ok(())
    }
}

impl ReadAt for FileBytes {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> usize {
        self.read(offset, into).unwrap_or_else(|_| {
            self.broken.set(true);
            0
        })
    }

    fn broken(&self) -> bool {
        self.broken.get()
    }
}
