//! The digest of a file, taken beside what reads it: windows are hashed by a thread of their own while readers go on, and
//! come back to be filled again. Where no thread is to be had they are hashed on the spot.

use sha2::{Digest as _, Sha256};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};
use terms::Digest;

/// Windows that may wait to be hashed.
const WAITING: usize = 8;

/// Bytes that readers and the digest look at together.
pub(super) type Window = Arc<Vec<u8>>;

pub(super) struct Hashing {
    /// What is hashed here, if there is no thread.
    own: Sha256,
    beside: Option<Beside>,
    /// Windows that were hashed: one that nobody looks at any more is filled again.
    done: Vec<Window>,
}

struct Beside {
    windows: SyncSender<Window>,
    back: Receiver<Window>,
    thread: JoinHandle<Sha256>,
}

impl Hashing {
    pub fn start() -> Self {
        let several = thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
        let beside = several.then(Beside::start).and_then(Result::ok);
        Self { own: Sha256::new(), beside, done: Vec::new() }
    }

    /// Room for a window.
    pub fn room(&mut self) -> Vec<u8> {
        if let Some(beside) = &self.beside {
            self.done.extend(beside.back.try_iter());
        }
        let free = self.done.iter().position(|window| Arc::strong_count(window) == 1);
        let window = free.map(|place| self.done.swap_remove(place));
        window.and_then(|window| Arc::try_unwrap(window).ok()).unwrap_or_default()
    }

    /// Takes the next window into the digest.
    ///
    /// # Errors
    /// If the thread has ended, which it does not do by itself.
    pub fn update(&mut self, window: &Window) -> io::Result<()> {
        match &self.beside {
            Some(beside) => beside.windows.send(Arc::clone(window)).map_err(|_| ended()),
            None => {
                self.own.update(window.as_slice());
                self.done.push(Arc::clone(window));
                Ok(())
            }
        }
    }

    /// The digest of all windows.
    ///
    /// # Errors
    /// As [`Hashing::update`].
    pub fn digest(self) -> io::Result<Digest> {
        let sum = match self.beside {
            Some(Beside { windows, thread, .. }) => {
                drop(windows);
                thread.join().map_err(|_| ended())?
            }
            None => self.own,
        };
        Ok(Digest::from_bytes(sum.finalize().into()))
    }
}

impl Beside {
    fn start() -> io::Result<Self> {
        let (windows, waiting) = sync_channel::<Window>(WAITING);
        let (hashed, back) = channel();
        let thread = thread::Builder::new().name("digest".to_owned()).spawn(move || {
            let mut sum = Sha256::new();
            for window in waiting {
                sum.update(window.as_slice());
                // Nobody takes it back once all is read.
                let _ = hashed.send(window);
            }
            sum
        })?;
        Ok(Self { windows, back, thread })
    }
}

fn ended() -> io::Error {
    io::Error::other("the digest of it could not be taken")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_digest_of_all_windows_with_a_thread_and_without() {
        let alone = Hashing { own: Sha256::new(), beside: None, done: Vec::new() };
        let beside = Hashing { beside: Some(Beside::start().unwrap()), ..Hashing::start() };
        for mut hashing in [alone, beside] {
            let mut all = Vec::new();
            for number in 0..100u8 {
                let mut window = hashing.room();
                window.clear();
                window.resize(1_000, number);
                all.extend_from_slice(&window);
                hashing.update(&Arc::new(window)).unwrap();
            }
            assert_eq!(hashing.digest().unwrap(), Digest::of(&all));
        }
    }
}
