//! The rows of a table as a step of a plan: decrypted, masked, and handed on in the order of the file.
//!
//! Each partition is a run of row groups of its own, so that as many threads decrypt as the query may
//! have. All that the planner is told of the rows is how many there are: that is what `count(*)` is
//! answered from, and tells no value.

use crate::QueryError;
use crate::scan::Scan;
use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Statistics, internal_err};
use datafusion::error::{DataFusionError, Result as Planned};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use protect::PlanError;
use protect::parquet::Error as ReadError;
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Masked batches that may wait for the query.
const WAITING: usize = 2;

/// The wanted columns of a scan, in their views.
#[derive(Clone)]
pub(crate) struct MaskedExec {
    scan: Scan,
    wanted: Arc<[usize]>,
    schema: SchemaRef,
    /// The row groups of each partition.
    partitions: Vec<Range<usize>>,
    /// Rows after which no more are asked for; then there is one partition.
    limit: Option<usize>,
    properties: Arc<PlanProperties>,
}

impl MaskedExec {
    /// The columns `wanted` of `scan`, in at most `threads` partitions; in one if no more than `limit` rows
    /// are asked for, so that they are always the same.
    pub(crate) fn new(
        scan: Scan,
        wanted: Vec<usize>,
        limit: Option<usize>,
        threads: usize,
    ) -> Planned<Self> {
        let schema = Arc::new(scan.schema.project(&wanted)?);
        let threads = if limit.is_some() { 1 } else { threads };
        let partitions = runs(scan.row_groups(), threads);
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(partitions.len()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        let (wanted, properties) = (wanted.into(), Arc::new(properties));
        Ok(Self { scan, wanted, schema, partitions, limit, properties })
    }

    fn groups(&self, partition: usize) -> Planned<Range<usize>> {
        match self.partitions.get(partition) {
            Some(groups) => Ok(groups.clone()),
            None => internal_err!("there is no partition {partition}"),
        }
    }

    /// Gives each masked batch of `groups` to `take`, until it wants no more.
    fn each(
        &self,
        groups: Range<usize>,
        mut take: impl FnMut(RecordBatch) -> bool,
    ) -> Result<(), QueryError> {
        let damaged = || self.scan.wrong(ReadError::Damaged("data"));
        // `parquet` 59 can panic on a crafted file; to us that is a damaged one.
        let open = AssertUnwindSafe(|| self.scan.reader(&self.wanted, groups, self.limit));
        let mut reader = catch_unwind(open).map_err(|_| damaged())??;
        while let Some(batch) =
            catch_unwind(AssertUnwindSafe(|| reader.next())).map_err(|_| damaged())?
        {
            if !take(self.masked(&batch.map_err(|_| damaged())?)?) {
                break;
            }
        }
        Ok(())
    }

    /// `batch`, whose columns are the wanted ones in the order of the file, as the reader sees it.
    fn masked(&self, batch: &RecordBatch) -> Result<RecordBatch, QueryError> {
        let mut arrays = Vec::with_capacity(self.wanted.len());
        for (&at, field) in self.wanted.iter().zip(self.schema.fields()) {
            let (array, how) = batch
                .column_by_name(field.name())
                .zip(self.scan.columns.get(at))
                .ok_or_else(|| self.scan.wrong(ReadError::Column(field.name().clone())))?;
            let shown = self.scan.viewer.show(how.view, how.info_type, array).map_err(|error| {
                let error = PlanError::View { column: field.name().clone(), error };
                QueryError::View { table: self.scan.name.clone(), error }
            })?;
            arrays.push(shown);
        }
        let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &rows)
            .map_err(|_| self.scan.wrong(ReadError::Damaged("data")))
    }
}

/// `groups` row groups in at most `most` runs, one at least, of lengths that differ by one at most.
fn runs(groups: usize, most: usize) -> Vec<Range<usize>> {
    let count = most.min(groups).max(1);
    let begin = |run: usize| run * groups / count;
    (0..count).map(|run| begin(run)..begin(run + 1)).collect()
}

impl ExecutionPlan for MaskedExec {
    fn name(&self) -> &'static str {
        "MaskedExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Planned<TreeNodeRecursion>,
    ) -> Planned<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Planned<Arc<dyn ExecutionPlan>> {
        if children.is_empty() { Ok(self) } else { internal_err!("a scan has no children") }
    }

    fn execute(&self, partition: usize, _: Arc<TaskContext>) -> Planned<SendableRecordBatchStream> {
        let groups = self.groups(partition)?;
        let mut stream = RecordBatchReceiverStream::builder(Arc::clone(&self.schema), WAITING);
        let (sender, masks) = (stream.tx(), self.clone());
        stream.spawn_blocking(move || {
            masks
                .each(groups, |batch| sender.blocking_send(Ok(batch)).is_ok())
                .map_err(|error| DataFusionError::External(Box::new(error)))
        });
        Ok(stream.build())
    }

    fn statistics_from_inputs(
        &self,
        _: &[Arc<Statistics>],
        of: &StatisticsArgs,
    ) -> Planned<Arc<Statistics>> {
        let rows = match of.partition() {
            Some(partition) => self.scan.rows(self.groups(partition)?),
            None => self.scan.rows(0..self.scan.row_groups()),
        };
        let rows = self.limit.map_or(rows, |limit| rows.min(limit));
        let unknown = Statistics::new_unknown(&self.schema);
        Ok(Arc::new(unknown.with_num_rows(Precision::Exact(rows))))
    }
}

impl DisplayAs for MaskedExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MaskedExec: {:?}, partitions={}", self.scan, self.partitions.len())
    }
}

impl fmt::Debug for MaskedExec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_as(DisplayFormatType::Default, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_hold_every_row_group_once_and_in_order() {
        assert_eq!(runs(5, 2), [0..2, 2..5]);
        assert_eq!((runs(0, 2).len(), runs(1, 4).len()), (1, 1));
        for (groups, most) in [(0, 2), (1, 4), (7, 3), (8, 8), (16, 5)] {
            let all: Vec<usize> = runs(groups, most).into_iter().flatten().collect();
            assert_eq!(all, (0..groups).collect::<Vec<_>>());
        }
    }
}
