//! Cells become columns: trimmed, decoded, missing told from present.

use super::error::ReadError;
use super::options::Limits;
use crate::defect_rows::DefectRows;
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use terms::{Defect, DefectKind};

/// What stands for a missing value, in lower case.
const MISSING: [&str; 6] = ["?", "na", "n/a", "#n/a", "nan", "null"];

/// Bytes of a column of text, whose offsets are 32 bits with a sign (Arrow columnar format, "Variable-size
/// Binary Layout"). More would not be an error there, but the end of the process.
const COLUMN_BYTES: u64 = i32::MAX as u64;

/// Whether a trimmed cell stands for a missing value.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.is_empty()
        || (cell.len() <= 4 && MISSING.iter().any(|missing| cell.eq_ignore_ascii_case(missing)))
}

/// A cell with entities decoded and without white space around it, however that was written.
pub(super) fn clean(cell: &str) -> Cow<'_, str> {
    let cell = cell.trim();
    if !cell.contains('&') {
        return Cow::Borrowed(cell);
    }
    match html_escape::decode_html_entities(cell) {
        Cow::Owned(decoded) if decoded.trim().len() < decoded.len() => {
            Cow::Owned(decoded.trim().to_owned())
        }
        decoded => decoded,
    }
}

/// Columns under construction.
pub(super) struct Columns<'a> {
    /// What the table is called in errors.
    table: &'a str,
    limits: Limits,
    names: Vec<String>,
    builders: Vec<StringBuilder>,
    entities: Vec<DefectRows>,
    ragged: DefectRows,
    rows: u64,
    /// Bytes of all cells so far, decoded.
    bytes: u64,
}

impl<'a> Columns<'a> {
    /// Columns called `names`, which must differ, be short and have no control characters.
    pub(super) fn new(
        table: &'a str,
        names: Vec<String>,
        limits: Limits,
    ) -> Result<Self, ReadError> {
        if names.len() > limits.columns {
            return Err(ReadError::TooManyColumns {
                name: table.to_owned(),
                found: names.len(),
                limit: limits.columns,
            });
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (column, name) in (1..).zip(&names) {
            if name.len() > 256 || name.chars().any(char::is_control) {
                return Err(ReadError::BadName { column });
            }
            if let Some(first) = seen.insert(name, column) {
                return Err(ReadError::SameName { first, second: column });
            }
        }
        let width = names.len();
        Ok(Self {
            table,
            limits,
            names,
            builders: (0..width).map(|_| StringBuilder::new()).collect(),
            entities: vec![DefectRows::default(); width],
            ragged: DefectRows::default(),
            rows: 0,
            bytes: 0,
        })
    }

    /// Appends one row; `None` is missing. Too few cells are padded, too many cut, and both told.
    pub(super) fn push<'c>(
        &mut self,
        cells: impl ExactSizeIterator<Item = Option<&'c [u8]>>,
    ) -> Result<(), ReadError> {
        if self.rows >= self.limits.rows as u64 {
            return Err(ReadError::TooManyRows {
                name: self.table.to_owned(),
                limit: self.limits.rows,
            });
        }
        if cells.len() != self.builders.len() {
            self.ragged.push(self.rows);
        }
        let mut cells = cells;
        for column in 0..self.builders.len() {
            self.cell(column, cells.next().flatten().unwrap_or_default())?;
        }
        self.rows += 1;
        Ok(())
    }

    fn cell(&mut self, column: usize, bytes: &[u8]) -> Result<(), ReadError> {
        let place = || (self.table.to_owned(), self.rows, column + 1);
        if bytes.len() > self.limits.cell_bytes {
            let ((name, row, column), limit) = (place(), self.limits.cell_bytes);
            return Err(ReadError::LongCell { name, row, column, limit });
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            let (name, row, column) = place();
            return Err(ReadError::NotUtf8 { name, row, column });
        };
        let cell = clean(text);
        self.count(cell.len(), column)?;
        if let (Cow::Owned(decoded), Some(rows)) = (&cell, self.entities.get_mut(column))
            && decoded != text.trim()
        {
            rows.push(self.rows);
        }
        if let Some(builder) = self.builders.get_mut(column) {
            builder.append_option((!is_missing(&cell)).then_some(&*cell));
        }
        Ok(())
    }

    /// Counts a decoded cell: an entity may be longer than it was written, `&nGt;` is six bytes.
    fn count(&mut self, length: usize, column: usize) -> Result<(), ReadError> {
        let (name, row, column) = (self.table.to_owned(), self.rows, column + 1);
        if length > self.limits.cell_bytes {
            return Err(ReadError::LongCell { name, row, column, limit: self.limits.cell_bytes });
        }
        self.bytes = self.bytes.saturating_add(length as u64);
        let limit = self.limits.bytes.min(COLUMN_BYTES);
        if self.bytes > limit {
            return Err(ReadError::TooMuchText { name, row, column, limit });
        }
        Ok(())
    }

    /// The table, and the defects that were seen on the way.
    pub(super) fn finish(mut self) -> Result<(RecordBatch, Vec<Defect>), ReadError> {
        if self.rows == 0 {
            return Err(ReadError::NoRows { name: self.table.to_owned() });
        }
        let fields: Vec<Field> =
            self.names.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
        let arrays: Vec<ArrayRef> =
            self.builders.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef).collect();
        // All columns have as many cells as rows were pushed, so this can't fail but for no columns.
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|_| ReadError::Empty { name: self.table.to_owned() })?;
        let entities = self.names.iter().zip(self.entities);
        let mut defects: Vec<Defect> = entities
            .filter_map(|(name, rows)| rows.defect(DefectKind::EncodedEntity, Some(name)))
            .collect();
        defects.extend(self.ragged.defect(DefectKind::RaggedRow, None));
        Ok((batch, defects))
    }
}
