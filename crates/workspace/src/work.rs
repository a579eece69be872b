//! Long work beside requests: training, screening, probes.

use crate::Error;
use std::thread;
use tokio::sync::{Semaphore, oneshot};

/// By how much long work stands back behind requests, as `nice` counts.
const NICE: i32 = 10;

/// Does one piece of long work for each core but one, and at least one; the rest waits in line.
/// Its threads stand back behind those that answer, whatever is asked.
pub struct Pool {
    places: Semaphore,
}

impl Default for Pool {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self { places: Semaphore::new(cores.saturating_sub(1).max(1)) }
    }
}

impl Pool {
    /// Does `work` on a thread of its own, once there is a place.
    ///
    /// # Errors
    /// If the system gives no thread, or the work did not end.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.places.acquire().await;
        let _place = place.map_err(|_| Error::internal("no work is taken any more"))?;
        let (done, result) = oneshot::channel();
        let started = thread::Builder::new().name("hygeia-work".to_owned()).spawn(move || {
            // Threads that it starts inherit this. Where it is refused, the work is as urgent as
            // everything else, which is no fault.
            let _ = rustix::process::nice(NICE);
            let _ = done.send(work());
        });
        started.map_err(|e| Error::internal(format!("starting a thread for long work: {e}")))?;
        result.await.map_err(|_| Error::internal("long work broke off"))
    }
}
