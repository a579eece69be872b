//! Where a RACI was written, so that what is found in it has a line, a column and a cell.

/// Lines of rows and places of roles. Two that say the same are equal wherever they were written.
#[derive(Debug, Clone, Default)]
pub struct Written {
    rows: Vec<u64>,
    /// Line and column of each head, from 1.
    roles: Vec<(u64, u64)>,
    /// Whether columns are those of a sheet, and no characters of a line.
    fields: bool,
}

impl PartialEq for Written {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Written {}

impl Written {
    pub(crate) fn row(&mut self, line: u64) {
        self.rows.push(line);
    }

    pub(crate) fn roles(&mut self, places: Vec<(u64, u64)>) {
        self.roles = places;
    }

    pub(crate) const fn in_fields(&mut self) {
        self.fields = true;
    }

    /// Whether columns are those of a sheet.
    pub(crate) const fn is_in_fields(&self) -> bool {
        self.fields
    }

    /// The line of the row with this number, from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> Option<u64> {
        self.rows.get(row).copied()
    }

    /// Line and column, from 1, of the head of the role with this number.
    #[must_use]
    pub fn head(&self, role: usize) -> Option<(u64, u64)> {
        self.roles.get(role).copied()
    }
}
