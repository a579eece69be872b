//! A table whose only values are those of a view.

use crate::QueryError;
use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use ::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Field, Schema, SchemaRef};
use async_trait::async_trait;
use bytes::Bytes;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::{DataFusionError, Result as Planned};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use protect::parquet::Error as ReadError;
use protect::{Kek, PlanError, Viewer, shown_type};
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use terms::{InfoType, View};

/// Rows decoded and masked at once.
const BATCH_ROWS: usize = 8_192;
/// Masked batches that may wait for the query.
const WAITING: usize = 2;

/// How one column is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) view: View,
    pub(crate) info_type: InfoType,
}

/// A dataset, decrypted in memory and shown column by column. It takes no filters and has no statistics.
#[derive(Clone)]
pub(crate) struct Scan {
    name: String,
    object: Bytes,
    file: ArrowReaderMetadata,
    viewer: Viewer,
    columns: Vec<Shown>,
    schema: SchemaRef,
}

impl Scan {
    /// Opens the footer, and finds for each column of the file how it is shown.
    pub(crate) fn new(
        name: String,
        object: Bytes,
        kek: &Kek,
        viewer: Viewer,
        shown: Arc<BTreeMap<String, Shown>>,
    ) -> Result<Self, QueryError> {
        let wrong = |error| QueryError::Read { table: name.clone(), error };
        let properties = protect::parquet::decryption(&name, kek).map_err(wrong)?;
        let options = ArrowReaderOptions::new().with_file_decryption_properties(properties);
        let file = catch_unwind(AssertUnwindSafe(|| ArrowReaderMetadata::load(&object, options)))
            .ok()
            .and_then(Result::ok)
            .ok_or_else(|| wrong(ReadError::Damaged("footer")))?;
        let (mut columns, mut fields) = (Vec::new(), Vec::new());
        for field in file.schema().fields() {
            // A column that nobody classified is never shown.
            let column = shown
                .get(field.name())
                .ok_or_else(|| wrong(ReadError::Unplanned(field.name().clone())))?;
            fields.push(match column.view {
                View::Clear => field.as_ref().clone(),
                view => {
                    let shown = shown_type(view, column.info_type, field.data_type());
                    Field::new(field.name(), shown, true)
                }
            });
            columns.push(*column);
        }
        let metadata = file.schema().metadata().clone();
        let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
        Ok(Self { name, object, file, viewer, columns, schema })
    }

    fn reader(&self, wanted: &[usize]) -> Result<ParquetRecordBatchReader, QueryError> {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.object.clone(),
            self.file.clone(),
        );
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
        builder
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|_| self.wrong(ReadError::Damaged("data")))
    }

    fn wrong(&self, error: ReadError) -> QueryError {
        QueryError::Read { table: self.name.clone(), error }
    }
}

// The object and its keys stay out of every plan that is displayed.
impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scan({})", self.name)
    }
}

#[async_trait]
impl TableProvider for Scan {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Planned<Arc<dyn ExecutionPlan>> {
        let wanted = projection.cloned().unwrap_or_else(|| (0..self.columns.len()).collect());
        let schema = Arc::new(self.schema.project(&wanted)?);
        let stream: Arc<dyn PartitionStream> =
            Arc::new(Masked { scan: self.clone(), wanted, schema: Arc::clone(&schema) });
        let plan = StreamingTableExec::try_new(schema, vec![stream], None, [], false, limit)?;
        Ok(Arc::new(plan))
    }
}

/// The wanted columns of a scan, in their views.
#[derive(Debug)]
struct Masked {
    scan: Scan,
    wanted: Vec<usize>,
    schema: SchemaRef,
}

impl PartitionStream for Masked {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let mut stream = RecordBatchReceiverStream::builder(Arc::clone(&self.schema), WAITING);
        let sender = stream.tx();
        let masks = Self {
            scan: self.scan.clone(),
            wanted: self.wanted.clone(),
            schema: Arc::clone(&self.schema),
        };
        stream.spawn_blocking(move || {
            masks
                .each(|batch| sender.blocking_send(Ok(batch)).is_ok())
                .map_err(|error| DataFusionError::External(Box::new(error)))
        });
        stream.build()
    }
}

impl Masked {
    /// Gives each masked batch to `take`, until it wants no more.
    fn each(&self, mut take: impl FnMut(RecordBatch) -> bool) -> Result<(), QueryError> {
        let damaged = || self.scan.wrong(ReadError::Damaged("data"));
        // `parquet` 59 can panic on a crafted file; to us that is a damaged one.
        let mut reader = catch_unwind(AssertUnwindSafe(|| self.scan.reader(&self.wanted)))
            .map_err(|_| damaged())??;
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
