//! Ctrl-C: exit 130, with no file half-written.

#[cfg(feature = "scan")]
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Held while a file is put in its place: who interrupts waits for it, or comes before it has begun.
static WRITING: Mutex<()> = Mutex::new(());
/// Folders that are not whole yet: whoever interrupts takes them away.
#[cfg(feature = "scan")]
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Keeps an interruption out, as long as it lives.
pub fn kept_out() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder that goes when somebody interrupts, as long as this lives.
#[cfg(feature = "scan")]
pub struct Leaving(PathBuf);

/// Says that `folder` is not whole yet.
#[cfg(feature = "scan")]
pub fn leaving(folder: &Path) -> Leaving {
    unfinished().push(folder.to_owned());
    Leaving(folder.to_owned())
}

#[cfg(feature = "scan")]
impl Drop for Leaving {
    fn drop(&mut self) {
        unfinished().retain(|folder| *folder != self.0);
    }
}

#[cfg(feature = "scan")]
fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, Ctrl-C ends the program with 130, between two files, and a request to end or the end of the terminal
/// as shells tell of those. Only for verbs that work alone: what serves ends in an orderly way of its own.
#[cfg(feature = "platform")]
pub fn listen() {
    use tokio::signal::unix::{SignalKind, signal};
    /// As shells tell that a program ended by a signal.
    const BY_SIGNAL: i32 = 128;
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        // What can't be listened to keeps the system's own way, which ends the program too.
        return;
    };
    // Listened to before anything else is done, and not only once the thread gets its turn.
    let heard = {
        let _inside = runtime.enter();
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        kinds.map(|kind| signal(kind).map(|heard| (kind, heard)))
    };
    let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = heard else { return };
    // A thread of its own: a verb may be busy on all others.
    let _ = std::thread::Builder::new().name("interrupt".to_owned()).spawn(move || {
        let kind = runtime.block_on(async {
            tokio::select! {
                _ = interrupt.1.recv() => interrupt.0,
                _ = terminate.1.recv() => terminate.0,
                _ = hangup.1.recv() => hangup.0,
            }
        });
        let _guard = kept_out();
        unfinished().iter().for_each(|folder| remove(folder));
        super::output::note("interrupted; nothing half-written was left");
        std::process::exit(BY_SIGNAL + kind.as_raw_value());
    });
}

/// Removes a folder that somebody may be writing to at this moment: what comes meanwhile is removed again.
#[cfg(feature = "platform")]
fn remove(folder: &Path) {
    const TRIES: usize = 100;
    for _ in 0..TRIES {
        if std::fs::remove_dir_all(folder).is_ok() || !folder.exists() {
            return;
        }
    }
}
