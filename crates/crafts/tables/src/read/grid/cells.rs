//! Sheets as they fill, within limits.

use super::super::error::ReadError;
use super::{CELL_BYTES, CELLS, COLUMNS};
use terms::grid::{Grid, GridRow, Merged, Sheet};

/// Rows that become sheets.
pub(super) struct Filling<'a> {
    name: &'a str,
    grid: Grid,
    sheet: Sheet,
    cells: usize,
    line: u64,
    /// Blocks that reach down over so many more rows.
    reaching: Vec<(usize, usize)>,
}

impl<'a> Filling<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        Self {
            name,
            grid: Grid::default(),
            sheet: Sheet::default(),
            cells: 0,
            line: 0,
            reaching: Vec::new(),
        }
    }

    /// What follows is of a sheet with this name.
    pub(super) fn begin(&mut self, name: &str, hidden: bool) {
        self.end();
        self.reaching.clear();
        self.line = 0;
        self.sheet = Sheet { name: name.trim().to_owned(), hidden, ..Sheet::default() };
    }

    fn end(&mut self) {
        let sheet = std::mem::take(&mut self.sheet);
        if !sheet.rows.is_empty() {
            self.grid.sheets.push(sheet);
        }
    }

    /// The next row; one without text is left out. Rows that stand in one line of a text count on, so that each
    /// has a number of its own.
    pub(super) fn row(&mut self, line: u64, mut cells: Vec<String>) -> Result<(), ReadError> {
        let line = self.next(line);
        self.line = line;
        for (block, rows) in &mut self.reaching {
            if let Some(block) = self.sheet.merged.get_mut(*block) {
                block.last_line = line;
            }
            *rows = rows.saturating_sub(1);
        }
        self.reaching.retain(|(_, rows)| *rows > 0);
        for cell in &mut cells {
            let trimmed = cell.trim();
            if trimmed.len() != cell.len() {
                *cell = trimmed.to_owned();
            }
        }
        let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        cells.truncate(filled);
        if cells.is_empty() {
            return Ok(());
        }
        let name = || self.name.to_owned();
        if filled > COLUMNS {
            return Err(ReadError::TooManyColumns { name: name(), found: filled, limit: COLUMNS });
        }
        if let Some(column) = cells.iter().position(|cell| cell.len() > CELL_BYTES) {
            let (row, limit) = (line, CELL_BYTES);
            return Err(ReadError::LongCell { name: name(), row, column, limit });
        }
        self.cells += filled;
        if self.cells > CELLS {
            return Err(ReadError::TooManyRows { name: name(), limit: self.sheet.rows.len() });
        }
        self.sheet.rows.push(GridRow { line, cells });
        Ok(())
    }

    /// A block of the sheet that is written as one.
    pub(super) fn merged(&mut self, merged: Merged) {
        let several =
            merged.first_line < merged.last_line || merged.first_column < merged.last_column;
        if several && self.sheet.merged.len() < CELLS {
            self.sheet.merged.push(merged);
        }
    }

    /// As [`Filling::merged`], of a block that reaches down over `rows` rows, the next being its first.
    pub(super) fn reaching(&mut self, line: u64, columns: (usize, usize), rows: usize) {
        let (first_column, last_column) = columns;
        let block = Merged { first_line: line, last_line: line, first_column, last_column };
        if self.sheet.merged.len() < CELLS {
            self.reaching.push((self.sheet.merged.len(), rows));
            self.sheet.merged.push(block);
        }
    }

    /// The number that a row gets which is said to stand in `line`.
    pub(super) fn next(&self, line: u64) -> u64 {
        line.max(self.line + u64::from(!self.sheet.rows.is_empty()))
    }

    pub(super) fn finish(mut self) -> Grid {
        self.end();
        self.grid
    }
}
