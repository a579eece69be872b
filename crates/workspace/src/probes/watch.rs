//! What probes saw last.

use std::sync::{Mutex, PoisonError};
use terms::Probed;

/// What was seen last, and at which generation of the store.
#[derive(Debug, Default)]
pub struct Watch(Mutex<Option<Look>>);

#[derive(Debug, Clone)]
struct Look {
    generation: u64,
    seen: Vec<Probed>,
}

impl Watch {
    /// What was seen last; `None` if nobody looked, or could.
    #[must_use]
    pub fn seen(&self) -> Option<Vec<Probed>> {
        self.lock().as_ref().map(|look| look.seen.clone())
    }

    /// Shows `seen` from now on: probes that were run elsewhere count as well.
    pub fn show(&self, seen: Vec<Probed>) {
        let generation = self.generation().unwrap_or(0);
        self.keep(generation, seen);
    }

    /// What was seen is no longer so: whoever asks next has it looked at.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    pub(super) fn keep(&self, generation: u64, seen: Vec<Probed>) {
        *self.lock() = Some(Look { generation, seen });
    }

    fn generation(&self) -> Option<u64> {
        self.lock().as_ref().map(|look| look.generation)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Look>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
