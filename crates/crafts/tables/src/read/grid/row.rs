//! A row of a table whose cells may span several columns and rows.

use super::super::error::ReadError;
use super::COLUMNS;
use super::cells::Filling;

/// A row as its cells come; cells that reach into it from above are left free.
#[derive(Default)]
pub(super) struct Row {
    line: u64,
    cells: Vec<String>,
    /// Rows that each column is still taken by a cell above.
    taken: Vec<usize>,
    merged: Vec<(usize, usize, usize)>,
}

impl Row {
    /// The next cell that is free, over so many columns and rows.
    pub(super) fn put(&mut self, line: u64, text: String, columns: usize, rows: usize) {
        if self.line == 0 {
            self.line = line;
        }
        while self.taken.get(self.cells.len()).is_some_and(|rows| *rows > 0) {
            self.cells.push(String::new());
        }
        let at = self.cells.len();
        self.cells.push(text);
        // A row that is too long is refused as such, before it fills the memory.
        if at <= COLUMNS {
            self.cells.resize(at + columns, String::new());
        }
        if columns > 1 || rows > 1 {
            self.merged.push((at, columns, rows));
        }
    }

    /// The last cell goes on in another line.
    pub(super) fn more(&mut self, text: &str) {
        if let Some(cell) = self.cells.last_mut() {
            cell.push('\n');
            cell.push_str(text);
        }
    }

    pub(super) fn end(&mut self, filling: &mut Filling<'_>) -> Result<(), ReadError> {
        if self.line == 0 {
            return Ok(());
        }
        let line = filling.next(self.line);
        for (at, columns, rows) in self.merged.drain(..) {
            self.taken.resize(self.taken.len().max(at + columns), 0);
            self.taken.iter_mut().skip(at).take(columns).for_each(|taken| *taken = rows);
            filling.reaching(line, (at, at + columns - 1), rows);
        }
        self.taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        filling.row(self.line, std::mem::take(&mut self.cells))?;
        self.line = 0;
        Ok(())
    }
}
