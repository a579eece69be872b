//! The cells of a table as they stand in its file, where how they are written makes a difference: to a model of
//! somebody else `1.0` is not `1`, and `own ` with a blank behind it is not `own`.

use super::super::table::Reading;
use super::super::table_source::TableSource;
use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use std::collections::HashMap;
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
}

fn text(cells: &ArrayRef) -> Option<StringArray> {
    cells.as_string_opt::<i32>().cloned()
}
