//! Days that there are not, and days as a spreadsheet counts them.

use super::Repair;
use crate::column::Seen;
use crate::date::{Day, day, of_serial};

/// The share of cells that are written as days, at least, in a column of days.
const MOST: f64 = 0.6;

/// Cells of a column of days that are none.
pub(super) fn impossible(column: &Seen<'_>) -> Vec<Repair> {
    if !is_of_days(column) {
        return Vec::new();
    }
    let wrong =
        |(row, cell): (usize, &str)| (day(cell) == Some(Day::Impossible)).then_some((row, None));
    column.cells().filter_map(wrong).collect()
}

/// Cells of a column of days that are counted, as 44927 is the first day of 2023.
pub(super) fn serial(column: &Seen<'_>) -> Vec<Repair> {
    if !is_of_days(column) {
        return Vec::new();
    }
    let counted = |(row, cell): (usize, &str)| {
        let cell = cell.trim();
        let whole = cell.strip_suffix(".0").unwrap_or(cell);
        let serial: u32 = whole.parse().ok().filter(|_| whole.len() == 5)?;
        // From 1954 on: lower numbers may be anything.
        Some((row, Some(of_serial(serial).filter(|_| serial >= 20_000)?)))
    };
    column.cells().filter_map(counted).collect()
}

fn is_of_days(column: &Seen<'_>) -> bool {
    let (share, of) = column.share(|cell| day(cell).is_some());
    let (possible, _) = column.share(|cell| matches!(day(cell), Some(Day::Possible { .. })));
    of > 0 && share >= MOST && possible >= 0.5
}
