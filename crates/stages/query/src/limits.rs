//! What one query may take.

use terms::limits::QUERY_MEMORY_BYTES;

/// What one query may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of working memory, and of the answer.
    pub memory_bytes: usize,
    /// Rows of the answer.
    pub rows: usize,
    /// Seconds, looked at whenever the engine yields; a join that multiplies rows may go on longer.
    pub seconds: u64,
    /// Threads that one query works on.
    pub threads: usize,
}

impl Default for Limits {
    /// [`QUERY_MEMORY_BYTES`], 100,000 rows, 30 seconds, 2 threads.
    fn default() -> Self {
        Self { memory_bytes: QUERY_MEMORY_BYTES, rows: 100_000, seconds: 30, threads: 2 }
    }
}
