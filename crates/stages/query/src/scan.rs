//! A table whose only values are those of a view.

use crate::QueryError;
use crate::object::Object;
use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use ::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use arrow::datatypes::{Field, Schema, SchemaRef};
use protect::parquet::Error as ReadError;
use protect::{Kek, Viewer, shown_type};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use store::ObjectFile;
use terms::{InfoType, View};

/// Rows decoded and masked at once.
const BATCH_ROWS: usize = 8_192;

/// How one column is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) view: View,
    pub(crate) info_type: InfoType,
}

/// A dataset, decrypted in memory and shown column by column. It takes no filters, and has no statistics
/// but how many rows there are.
#[derive(Clone)]
pub(crate) struct Scan {
    pub(crate) name: String,
    object: Object,
    file: ArrowReaderMetadata,
    pub(crate) viewer: Viewer,
    pub(crate) columns: Vec<Shown>,
    pub(crate) schema: SchemaRef,
}

impl Scan {
    /// Opens the footer, and finds for each column of the file how it is shown.
    pub(crate) fn new(
        name: String,
        object: ObjectFile,
        kek: &Kek,
        viewer: Viewer,
        shown: Arc<BTreeMap<String, Shown>>,
    ) -> Result<Self, QueryError> {
        let wrong = |error| QueryError::Read { table: name.clone(), error };
        let object = Object(object);
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

    /// How the column called `name` is shown.
    pub(crate) fn view_of(&self, name: &str) -> Option<View> {
        let at = self.schema.index_of(name).ok()?;
        self.columns.get(at).map(|column| column.view)
    }

    pub(crate) fn row_groups(&self) -> usize {
        self.file.metadata().num_row_groups()
    }

    /// How many rows the row groups `of` hold.
    pub(crate) fn rows(&self, of: Range<usize>) -> usize {
        let groups = self.file.metadata().row_groups().get(of).unwrap_or_default();
        groups.iter().map(|group| usize::try_from(group.num_rows()).unwrap_or(0)).sum()
    }

    /// The columns `wanted` of the row groups `groups`, of at most `limit` rows.
    pub(crate) fn reader(
        &self,
        wanted: &[usize],
        groups: Range<usize>,
        limit: Option<usize>,
    ) -> Result<ParquetRecordBatchReader, QueryError> {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.object.clone(),
            self.file.clone(),
        );
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
        let builder = builder
            .with_projection(mask)
            .with_row_groups(groups.collect())
            .with_batch_size(BATCH_ROWS);
        let builder = match limit {
            Some(rows) => builder.with_limit(rows),
            None => builder,
        };
        builder.build().map_err(|_| self.wrong(ReadError::Damaged("data")))
    }

    pub(crate) fn wrong(&self, error: ReadError) -> QueryError {
        QueryError::Read { table: self.name.clone(), error }
    }
}

// The object and its keys stay out of every plan that is displayed.
impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scan({})", self.name)
    }
}
