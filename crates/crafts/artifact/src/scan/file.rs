//! A file on disk, digested while it is read: each byte is read once for format, verdict and digest. What
//! fits is read whole; of a larger file windows are read, and what a reader asks for before its turn
//! (directories, trailers) is kept until the digest comes by.

use super::hashing::{Hashing, Window};
use super::source::{Memory, ReadAt, WHOLE};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use terms::Digest;

/// Bytes that are read at once.
const WINDOW: u64 = 256 << 10;
/// Directories and trailers stand here: reading them first leads no digest past the rest.
const TAIL: u64 = 8 << 20;
/// Bytes that are looked at in passing.
const GLANCE: usize = 64;
/// Windows that are kept until their turn comes: all of the tail.
const AHEAD: usize = (TAIL / WINDOW) as usize + 1;

pub(super) struct FileBytes {
    file: File,
    size: u64,
    keep: usize,
    broken: Cell<bool>,
    /// All bytes, of a file that is small enough.
    whole: Option<Vec<u8>>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// The first bytes, as far as somebody wants them.
    kept: Vec<u8>,
    /// Started with the first window.
    hashing: Option<Hashing>,
    /// How much of the file was given to be hashed: whole windows, or all.
    hashed: u64,
    window: Window,
    /// Which window that is.
    at: u64,
    /// The first window: readers come back to it.
    first: Window,
    /// Windows that were asked for before their turn.
    ahead: BTreeMap<u64, Window>,
}

impl FileBytes {
    /// Keeps the first bytes, at most `keep`, so that nobody has to read them again.
    pub fn new(file: File, size: u64, keep: usize) -> Self {
        let (broken, state) = (Cell::new(false), RefCell::default());
        let mut bytes = Self { file, size, keep, broken, whole: None, state };
        if size <= WHOLE {
            bytes.whole = Some(bytes.fill(Vec::new(), 0, size).unwrap_or_else(|_| {
                bytes.broken.set(true);
                Vec::new()
            }));
        }
        bytes
    }

    /// What was kept, once all has been digested.
    pub fn kept(&self) -> Vec<u8> {
        match &self.whole {
            Some(bytes) => bytes.get(..self.keep.min(bytes.len())).unwrap_or_default().to_vec(),
            None => std::mem::take(&mut self.state.borrow_mut().kept),
        }
    }

    /// The digest of all bytes; reads what no reader asked for.
    ///
    /// # Errors
    /// If the file cannot be read, or is no longer as long as it was.
    pub fn digest(&self) -> io::Result<Digest> {
        let digest = match &self.whole {
            Some(bytes) if bytes.len() as u64 == self.size => Digest::of(bytes),
            Some(_) => return Err(shorter()),
            None => {
                let state = &mut *self.state.borrow_mut();
                while state.hashed < self.size {
                    self.load(state, state.hashed / WINDOW)?;
                }
                state.hashing.take().unwrap_or_else(Hashing::start).digest()?
            }
        };
        if self.file.metadata()?.len() != self.size {
            return Err(io::Error::other("it became longer while it was read"));
        }
        Ok(digest)
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        if offset >= self.size {
            return Ok(0);
        }
        let (state, index) = (&mut *self.state.borrow_mut(), offset / WINDOW);
        // A look back at a few bytes (a magic, a number) is no reason to read a window again.
        if into.len() <= GLANCE && offset < state.hashed && state.held(index).is_none() {
            return self.file.read_at(into, offset);
        }
        let held = self.at(state, offset)?;
        let within = usize::try_from(offset % WINDOW).unwrap_or(usize::MAX);
        let mut from = held.get(within..).unwrap_or_default();
        io::Read::read(&mut from, into)
    }

    /// The window that `offset` lies in.
    fn at<'s>(&self, state: &'s mut State, offset: u64) -> io::Result<&'s Window> {
        let index = offset / WINDOW;
        // Whatever lies between is to be digested anyway.
        while state.hashed < index * WINDOW && offset < self.size.saturating_sub(TAIL) {
            self.load(state, state.hashed / WINDOW)?;
        }
        if state.held(index).is_none() {
            self.load(state, index)?;
        }
        state.held(index).ok_or_else(|| io::Error::other("a window of it was not kept"))
    }

    /// Makes the window `index` the one at hand, and digests it if it is its turn.
    fn load(&self, state: &mut State, index: u64) -> io::Result<()> {
        let start = index * WINDOW;
        let hashing = state.hashing.get_or_insert_with(Hashing::start);
        let window = match state.ahead.remove(&index) {
            Some(window) => window,
            None => {
                let length = WINDOW.min(self.size.saturating_sub(start));
                Arc::new(self.fill(hashing.room(), start, length)?)
            }
        };
        if start == state.hashed {
            let room = self.keep.saturating_sub(state.kept.len()).min(window.len());
            state.kept.extend_from_slice(window.get(..room).unwrap_or_default());
            hashing.update(&window)?;
            state.hashed += window.len() as u64;
        } else if start > state.hashed && state.ahead.len() < AHEAD {
            state.ahead.insert(index, window);
            return Ok(());
        }
        if index == 0 {
            state.first = Arc::clone(&window);
        }
        (state.window, state.at) = (window, index);
        Ok(())
    }

    /// Fills `room` with the bytes from `start` on.
    fn fill(&self, mut room: Vec<u8>, start: u64, length: u64) -> io::Result<Vec<u8>> {
        room.resize(usize::try_from(length).map_err(io::Error::other)?, 0);
        self.file.read_exact_at(&mut room, start).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => shorter(),
            _ => error,
        })?;
        Ok(room)
    }
}

fn shorter() -> io::Error {
    io::Error::other("it became shorter while it was read")
}

impl State {
    fn held(&self, index: u64) -> Option<&Window> {
        if index == self.at && !self.window.is_empty() {
            return Some(&self.window);
        }
        if index == 0 && !self.first.is_empty() {
            return Some(&self.first);
        }
        self.ahead.get(&index)
    }
}

impl ReadAt for FileBytes {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> usize {
        if let Some(whole) = &self.whole {
            return Memory(whole).read_at(offset, into);
        }
        self.read(offset, into).unwrap_or_else(|_| {
            self.broken.set(true);
            0
        })
    }

    fn memory(&self) -> Option<&[u8]> {
        self.whole.as_deref()
    }

    fn window(&self, offset: u64) -> Option<(Window, usize)> {
        let state = &mut *self.state.borrow_mut();
        let within = usize::try_from(offset % WINDOW).ok()?;
        // What was passed is read again by who asks for it: the window at hand stays.
        if self.whole.is_some()
            || offset >= self.size
            || offset < state.hashed.saturating_sub(WINDOW)
        {
            return None;
        }
        self.at(state, offset).ok().map(|window| (Arc::clone(window), within))
    }

    fn broken(&self) -> bool {
        self.broken.get()
    }
}
