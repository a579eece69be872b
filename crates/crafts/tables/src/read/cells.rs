//! Cells become columns: trimmed, decoded, missing told from present.

use super::error::ReadError;
use super::options::Limits;
use crate::defect_rows::DefectRows;
use crate::table::Note;
use arrow_array::StringArray;
use arrow_array::builder::StringBuilder;
use std::borrow::Cow;
use std::collections::HashSet;
use terms::{Defect, DefectKind};

/// What stands for a missing value in any column, in lower case; among numbers more does (see `typing`).
const MISSING: [&str; 3] = ["?", "n/a", "#n/a"];

/// Bytes of a column of text, whose offsets are 32 bits with a sign (Arrow columnar format, "Variable-size
/// Binary Layout"). More would not be an error there, but the end of the process.
pub(super) const COLUMN_BYTES: u64 = i32::MAX as u64;

/// Whether a trimmed cell stands for a missing value.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.is_empty()
        || (cell.len() <= 4 && MISSING.iter().any(|missing| cell.eq_ignore_ascii_case(missing)))
}

/// A cell with entities decoded and without white space around it, however that was written.
pub(super) fn clean(cell: &str) -> Cow<'_, str> {
    let cell = trimmed(cell);
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

/// `text` without white space around it. Most has none, which two bytes tell.
pub(super) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [only] if only.is_ascii_graphic() => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Columns under construction.
pub(super) struct Columns<'a> {
    /// What the table is called in errors.
    table: &'a str,
    limits: Limits,
    /// What stands for a missing value beside [`MISSING`].
    nulls: Vec<String>,
    /// Cells are kept as they are written.
    as_written: bool,
    names: Vec<String>,
    renamed: Vec<Note>,
    builders: Vec<StringBuilder>,
    entities: Vec<DefectRows>,
    ragged: DefectRows,
    rows: u64,
    /// Bytes of all cells so far, decoded.
    bytes: u64,
}

impl<'a> Columns<'a> {
    /// Columns called `names`, which must be short and have no control characters; a name that is there
    /// already gets a number, and is told.
    pub(super) fn new(
        table: &'a str,
        mut names: Vec<String>,
        limits: Limits,
        nulls: &[String],
    ) -> Result<Self, ReadError> {
        if names.len() > limits.columns {
            return Err(ReadError::TooManyColumns {
                name: table.to_owned(),
                found: names.len(),
                limit: limits.columns,
            });
        }
        let renamed = distinct(&mut names)?;
        let width = names.len();
        Ok(Self {
            table,
            limits,
            nulls: nulls.to_vec(),
            as_written: false,
            names,
            renamed,
            builders: (0..width).map(|_| StringBuilder::new()).collect(),
            entities: vec![DefectRows::default(); width],
            ragged: DefectRows::default(),
            rows: 0,
            bytes: 0,
        })
    }

    /// The same, of cells that are kept as they are written, if `so`.
    pub(super) fn kept_as_written(mut self, so: bool) -> Self {
        self.as_written = so;
        self
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.builders.len()
    }

    /// Columns more, to hold what rows have beyond the others; empty in all rows before.
    pub(super) fn widen(&mut self, width: usize) -> Result<(), ReadError> {
        if width > self.limits.columns {
            let (name, limit) = (self.table.to_owned(), self.limits.columns);
            return Err(ReadError::TooManyColumns { name, found: width, limit });
        }
        for at in self.width()..width {
            let mut builder = StringBuilder::new();
            (0..self.rows).for_each(|_| builder.append_null());
            self.builders.push(builder);
            self.entities.push(DefectRows::default());
            self.names.push(format!("c{}", at + 1));
        }
        self.renamed.extend(distinct(&mut self.names)?);
        Ok(())
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
        let cell = if self.as_written { Cow::Borrowed(text) } else { clean(text) };
        self.count(cell.len(), column)?;
        if let (Cow::Owned(decoded), Some(rows)) = (&cell, self.entities.get_mut(column))
            && decoded != text.trim()
        {
            rows.push(self.rows);
        }
        if let Some(builder) = self.builders.get_mut(column) {
            let missing = is_missing(&cell) || self.nulls.iter().any(|null| *null == *cell);
            let missing = missing && !self.as_written;
            builder.append_option((!missing).then_some(&*cell));
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

    /// The columns, and what was seen on the way.
    pub(super) fn finish(mut self) -> Result<Cells, ReadError> {
        if self.rows == 0 {
            return Err(ReadError::NoRows { name: self.table.to_owned() });
        }
        let columns = self.builders.iter_mut().map(StringBuilder::finish).collect();
        let entities = self.names.iter().zip(self.entities);
        let mut defects: Vec<Defect> = entities
            .filter_map(|(name, rows)| rows.defect(DefectKind::EncodedEntity, Some(name)))
            .collect();
        defects.extend(self.ragged.defect(DefectKind::RaggedRow, None));
        Ok(Cells { names: self.names, columns, defects, notes: self.renamed })
    }
}

/// Columns of text.
pub(super) struct Cells {
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<StringArray>,
    pub(super) defects: Vec<Defect>,
    pub(super) notes: Vec<Note>,
}

/// Makes `names` differ: what stands twice gets a number behind it.
pub(super) fn distinct(names: &mut [String]) -> Result<Vec<Note>, ReadError> {
    let mut notes = Vec::new();
    let all: HashSet<String> = names.iter().cloned().collect();
    let mut seen: HashSet<String> = HashSet::new();
    for (column, name) in (1..).zip(names) {
        if name.len() > 256 || name.chars().any(char::is_control) {
            return Err(ReadError::BadName { column });
        }
        if seen.contains(name.as_str()) {
            let free = (2u64..).map(|n| format!("{name}_{n}"));
            let free = free.into_iter().find(|n| !seen.contains(n) && !all.contains(n));
            *name = free.unwrap_or_default();
            let text = format!("column {column} has the name of another; it is called {name}");
            notes.push(Note::of_column("tables/renamed-column", name, text));
        }
        seen.insert(name.clone());
    }
    Ok(notes)
}
