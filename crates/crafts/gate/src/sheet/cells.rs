//! The cells of one sheet with what is merged filled in, by rows or, turned, by columns.

use super::cell::{Cell, cell};
use super::legend::Legend;
use terms::grid::{GridRow, Sheet};

/// Cells up to which a sheet is turned, and blocks are filled in.
const TURNED: usize = 4_000_000;

/// Rows of cells, and where each stands in its sheet.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    rows: Vec<Vec<String>>,
    read: Vec<Vec<Cell>>,
    /// What a block that is merged across columns says in each of them, for heads.
    across: Vec<Vec<String>>,
    /// Lines of the rows, or if turned of the columns.
    lines: Vec<u64>,
    turned: bool,
    pub(super) width: usize,
}

impl Cells {
    pub(super) fn of(sheet: &Sheet, legend: &Legend) -> Self {
        let lines: Vec<u64> = sheet.rows.iter().map(|row| row.line).collect();
        let mut rows: Vec<Vec<String>> =
            sheet.rows.iter().map(|GridRow { cells, .. }| cells.clone()).collect();
        let mut across: Vec<Vec<String>> = vec![Vec::new(); rows.len()];
        let mut left = TURNED;
        for block in &sheet.merged {
            let first = lines.partition_point(|line| *line < block.first_line);
            let after = lines.partition_point(|line| *line <= block.last_line);
            let Some(text) =
                rows.get(first).filter(|_| lines.get(first) == Some(&block.first_line))
            else {
                continue;
            };
            let text = text.get(block.first_column).cloned().unwrap_or_default();
            let across_columns = block.last_column.saturating_sub(block.first_column) + 1;
            let fills = across_columns.saturating_mul(after.saturating_sub(first));
            if text.is_empty() || fills > left {
                continue;
            }
            left -= fills;
            // Letters in a block are of each row and column; text is of each row, and a head of each column.
            let letters = matches!(cell(&text, legend), Cell::Sure(_) | Cell::Ask);
            for row in first..after {
                for column in block.first_column..=block.last_column {
                    let fills = letters || column == block.first_column;
                    let into = if fills { &mut rows } else { &mut across };
                    if let Some(row) = into.get_mut(row) {
                        fill(row, column, &text);
                    }
                }
            }
        }
        Self::from_rows(rows, across, lines, false, legend)
    }

    fn from_rows(
        rows: Vec<Vec<String>>,
        across: Vec<Vec<String>>,
        lines: Vec<u64>,
        turned: bool,
        legend: &Legend,
    ) -> Self {
        let read =
            rows.iter().map(|row| row.iter().map(|text| cell(text, legend)).collect()).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        Self { rows, read, across, lines, turned, width }
    }

    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn text(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> Cell {
        self.read.get(row).and_then(|row| row.get(column)).copied().unwrap_or(Cell::None)
    }

    /// The text, or that of a block which reaches here from the left.
    pub(super) fn head(&self, row: usize, column: usize) -> &str {
        let own = self.text(row, column);
        let across = || self.across.get(row).and_then(|row| row.get(column)).map(String::as_str);
        if own.is_empty() { across().unwrap_or_default() } else { own }
    }

    /// Line from 1 and column from 0, in the file.
    pub(super) fn place(&self, row: usize, column: usize) -> (u64, usize) {
        let (row, column) = if self.turned { (column, row) } else { (row, column) };
        (self.lines.get(row).copied().unwrap_or_default(), column)
    }

    pub(super) fn filled(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let cells = self.rows.get(row).map(Vec::as_slice).unwrap_or_default();
        cells.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(|(at, _)| at)
    }

    /// Rows from `first` to before `end` alone.
    pub(super) fn part(&self, first: usize, end: usize) -> Self {
        let of = |all: &[Vec<String>]| all.get(first..end).unwrap_or_default().to_vec();
        Self {
            rows: of(&self.rows),
            read: self.read.get(first..end).unwrap_or_default().to_vec(),
            across: of(&self.across),
            lines: self.lines.get(first..end).unwrap_or_default().to_vec(),
            turned: false,
            width: self.width,
        }
    }

    /// Columns as rows; `None` if there are too many cells.
    pub(super) fn turned(&self, legend: &Legend) -> Option<Self> {
        if self.turned || self.height().saturating_mul(self.width) > TURNED {
            return None;
        }
        let rows = (0..self.width).map(|column| {
            (0..self.height()).map(|row| self.text(row, column).to_owned()).collect()
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let across = vec![Vec::new(); rows.len()];
        Some(Self::from_rows(rows, across, self.lines.clone(), true, legend))
    }
}

fn fill(row: &mut Vec<String>, column: usize, text: &str) {
    if row.len() <= column {
        row.resize(column + 1, String::new());
    }
    if let Some(cell) = row.get_mut(column).filter(|cell| cell.is_empty()) {
        text.clone_into(cell);
    }
}
