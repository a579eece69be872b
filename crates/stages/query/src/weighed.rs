//! The rows of an answer as they come, held against the limits of the query.

use crate::QueryError;
use crate::error::running;
use crate::limits::Limits;
use arrow::array::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use futures::TryStreamExt;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What all partitions of an answer have given so far.
pub(crate) struct Weighed {
    limits: Limits,
    rows: AtomicUsize,
    bytes: AtomicUsize,
}

impl Weighed {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self { limits, rows: AtomicUsize::new(0), bytes: AtomicUsize::new(0) }
    }

    /// The batches of one partition.
    pub(crate) async fn gather(
        &self,
        mut stream: SendableRecordBatchStream,
    ) -> Result<Vec<RecordBatch>, QueryError> {
        let mut batches = Vec::new();
        while let Some(batch) = stream.try_next().await.map_err(|e| running(&e))? {
            self.add(&batch)?;
            batches.push(batch);
        }
        Ok(batches)
    }

    fn add(&self, batch: &RecordBatch) -> Result<(), QueryError> {
        let more = |count: &AtomicUsize, by: usize| {
            count.fetch_add(by, Ordering::Relaxed).saturating_add(by)
        };
        if more(&self.rows, batch.num_rows()) > self.limits.rows {
            return Err(QueryError::Rows(self.limits.rows));
        }
        if more(&self.bytes, batch.get_array_memory_size()) > self.limits.memory_bytes {
            return Err(QueryError::Memory);
        }
        Ok(())
    }
}
