//! From cells to a table.

use super::cells::Cells;
use super::error::ReadError;
use super::options::ReadOptions;
use super::source::Decoded;
use super::typing;
use crate::table::{Format, Naming, Source, Table};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Field, Schema};
use std::sync::Arc;

/// What was read of a text.
pub(super) struct Read {
    pub(super) cells: Cells,
    /// Columns whose source says that they are text.
    pub(super) fixed: Vec<bool>,
    pub(super) format: Format,
    pub(super) naming: Naming,
}

/// Types the columns, and closes the account of the source.
pub(super) fn table(
    decoded: Decoded,
    read: Read,
    options: &ReadOptions,
) -> Result<Table, ReadError> {
    let Read { cells, fixed, format, naming } = read;
    let Cells { names, columns, mut defects, mut notes } = cells;
    let name = decoded.name.clone();
    let semicolons = matches!(format, Format::Delimited(b';'));
    let found = typing::columns(&name, &names, columns, &fixed, semicolons, options)?;
    defects.extend(found.defects);
    notes.extend(found.notes);
    let (mut typed, mut text) = (Vec::new(), Vec::new());
    for column in found.columns {
        typed.push(column.typed);
        text.push(Arc::new(column.text) as ArrayRef);
    }
    let typed = batch(&names, typed).ok_or_else(|| ReadError::Empty { name: name.clone() })?;
    let text = batch(&names, text).ok_or_else(|| ReadError::Empty { name: name.clone() })?;
    let source = account(decoded, format, naming)?;
    Ok(Table { typed, batch: text, source, defects, notes })
}

/// Where the table came from, all of which is read.
pub(super) fn account(
    decoded: Decoded,
    format: Format,
    naming: Naming,
) -> Result<Source, ReadError> {
    let (name, packing) = (decoded.name.clone(), decoded.packing().to_vec());
    let (digest, bytes) = decoded.finish()?;
    Ok(Source { name, digest, bytes, format, packing, naming })
}

/// All columns have as many cells as there are rows, so this is `None` for no columns alone.
fn batch(names: &[String], columns: Vec<ArrayRef>) -> Option<RecordBatch> {
    let fields = names.iter().zip(&columns);
    let fields: Vec<Field> =
        fields.map(|(name, column)| Field::new(name, column.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).ok()
}
