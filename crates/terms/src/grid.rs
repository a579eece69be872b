//! Cells of text as a spreadsheet has them: what a reader of files gives to a room that knows what they
//! mean.

/// The sheets of a file, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    pub sheets: Vec<Sheet>,
}

/// One sheet, or one table of a text with several.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Its name, or the heading above it; empty if there is none.
    pub name: String,
    /// Whether who opens the file does not see it.
    pub hidden: bool,
    /// Rows with at least one cell that is not empty, in order.
    pub rows: Vec<GridRow>,
    /// Cells that are written once for several.
    pub merged: Vec<Merged>,
}

/// The cells of one row, from the first column on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GridRow {
    /// The line of the text, or the row of the sheet; from 1.
    pub line: u64,
    pub cells: Vec<String>,
}

/// A block of cells that is written as one: its text stands in the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Lines as in [`GridRow::line`], both included.
    pub first_line: u64,
    pub last_line: u64,
    /// Columns from 0, both included.
    pub first_column: usize,
    pub last_column: usize,
}

/// What a spreadsheet calls a cell: `B7` of line 7 and column 1 (from 0).
#[must_use]
pub fn cell_name(line: u64, column: usize) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_what_spreadsheets_call_them() {
        for (column, name) in [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")] {
            assert_eq!(cell_name(7, column), name);
        }
    }
}
