//! A stack that a statement can't exhaust. Long chains such as `1+1+1…` nest as deeply as they are
//! long, and parser, planner and the plan's own clean-up walk them by recursion: on a server's
//! small stacks, one request could end the process.

use crate::QueryError;
use std::future::Future;
use std::thread;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// Bytes of stack; only what is touched takes memory. A statement of the most tokens needs a tenth.
const STACK: usize = 256 << 20;
/// Seconds for which who asked waits longer than the work may take.
const GRACE: Duration = Duration::from_secs(2);

/// Does `work` on a deep stack, and waits for it.
pub(crate) fn now<T: Send>(
    work: impl FnOnce() -> Result<T, QueryError> + Send,
) -> Result<T, QueryError> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("parse".to_owned()).stack_size(STACK);
        let started = thread.spawn_scoped(scope, work).map_err(|_| QueryError::Setup)?;
        started.join().map_err(|_| QueryError::Failed)?
    })
}

/// Does the asynchronous `work` on deep stacks, in a runtime of its own with so many `threads`, for at most
/// `seconds`.
pub(crate) async fn run<T, F>(
    seconds: u64,
    threads: usize,
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<T, QueryError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, QueryError>>,
{
    let within = Duration::from_secs(seconds);
    let (done, waiting) = oneshot::channel();
    let thread = thread::Builder::new().name("query".to_owned()).stack_size(STACK);
    thread
        .spawn(move || {
            let outcome = match runtime(threads) {
                Ok(runtime) => {
                    let outcome = runtime.block_on(async {
                        let late = |_| QueryError::Timeout(seconds);
                        tokio::time::timeout(within, work()).await.map_err(late)?
                    });
                    // Work that never yields is not waited for.
                    runtime.shutdown_background();
                    outcome
                }
                Err(_) => Err(QueryError::Setup),
            };
            // Whoever asked may have gone.
            let _ = done.send(outcome);
        })
        .map_err(|_| QueryError::Setup)?;
    // Work that never yields is not stopped, but nobody has to wait for it.
    match tokio::time::timeout(within + GRACE, waiting).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(QueryError::Failed),
        Err(_) => Err(QueryError::Timeout(seconds)),
    }
}

fn runtime(threads: usize) -> std::io::Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(threads.max(1)).thread_name("query").thread_stack_size(STACK);
    builder.enable_time().build()
}
