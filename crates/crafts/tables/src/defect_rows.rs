//! Rows that share a defect: all counted, the first of them listed.

use terms::{Defect, DefectKind, limits};

/// Rows of one defect, pushed in ascending order; at most [`limits::LISTED_ROWS`] are listed.
#[derive(Debug, Clone, Default)]
pub struct DefectRows {
    count: u64,
    listed: Vec<u64>,
}

impl DefectRows {
    /// Counts `row`.
    pub fn push(&mut self, row: u64) {
        self.count += 1;
        if self.listed.len() < limits::LISTED_ROWS {
            self.listed.push(row);
        }
    }

    /// Whether no row was counted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The defect, if any row has it.
    #[must_use]
    pub fn defect(self, kind: DefectKind, column: Option<&str>) -> Option<Defect> {
        let column = column.map(str::to_owned);
        (self.count > 0).then_some(Defect { kind, column, count: self.count, rows: self.listed })
    }
}

impl FromIterator<u64> for DefectRows {
    fn from_iter<I: IntoIterator<Item = u64>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}
