//! The cells of a table as they stand in its file, where how they are written makes a difference: to a model of
//! somebody else `1.0` is not `1`, and `own ` with a blank behind it is not `own`.

use super::super::table::Reading;
use super::super::table_source::TableSource;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use std::collections::HashMap;
use std::sync::Arc;
use tables::{Format, Table, write};

/// Columns of text, by name. Empty cells are empty.
pub struct AsWritten(HashMap<String, StringArray>);

impl AsWritten {
    /// Reads `source` once more, which was read as `table`; what can't be read twice has the cells that it was
    /// typed with.
    pub fn of(reading: &Reading, source: &TableSource, table: &Table) -> Self {
        let again = match (source, table.source.format) {
            (TableSource::Path(path), Format::Delimited(_)) => {
                reading.as_written(path).ok().map(|again| again.batch)
            }
            _ => write::as_text(&table.typed),
        };
        let rows = table.batch.num_rows();
        let fits = |again: &RecordBatch| {
            again.num_rows() == rows && again.num_columns() == table.batch.num_columns()
        };
        let Some(again) = again.filter(fits) else { return Self(HashMap::new()) };
        // Names may be written with blanks around them, too.
        let schema = table.batch.schema();
        let names = schema.fields().iter().map(|field| field.name().clone());
        let columns = names.zip(again.columns());
        Self(columns.filter_map(|(name, cells)| Some((name, text(cells)?))).collect())
    }

    /// A column, if it was read.
    pub fn column(&self, name: &str) -> Option<&StringArray> {
        self.0.get(name)
    }

    /// `batch` with the texts of its columns as they are written, but for the column `label`; what is missing
    /// stays so.
    pub fn into_texts_of(mut self, batch: &RecordBatch, label: &str) -> Option<RecordBatch> {
        let schema = batch.schema();
        let columns = schema.fields().iter().zip(batch.columns());
        let columns = columns.map(|(field, cells)| -> ArrayRef {
            let written = self.0.remove(field.name()).filter(|_| field.name() != label);
            match (cells.as_string_opt::<i32>(), written) {
                (Some(read), Some(written)) if read.len() == written.len() => {
                    let cell = |(read, written): (Option<&str>, Option<&str>)| {
                        read.map(|read| written.unwrap_or(read).to_owned())
                    };
                    Arc::new(read.iter().zip(&written).map(cell).collect::<StringArray>())
                }
                _ => Arc::clone(cells),
            }
        });
        RecordBatch::try_new(Arc::clone(&schema), columns.collect()).ok()
    }
}

fn text(cells: &ArrayRef) -> Option<StringArray> {
    cells.as_string_opt::<i32>().cloned()
}
