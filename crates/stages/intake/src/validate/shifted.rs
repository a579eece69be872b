//! Rows whose values stand one column beside their own: a delimiter too many or too few.

use super::seen::Seen;
use std::collections::BTreeSet;

/// Fewer values than this out of place are explained more simply.
const LEAST: usize = 3;

/// The rows in which at least three values don't fit their columns, and moving all values from some
/// column on by one to the left or to the right explains at least three quarters of them.
pub(super) fn rows(columns: &[Seen<'_>], rows: usize) -> BTreeSet<u64> {
    let mut strange = vec![0usize; rows];
    for column in columns {
        for ((row, value), count) in column.values.iter().enumerate().zip(&mut strange) {
            *count += usize::from(value.is_some_and(|value| !column.fits(row, value)));
        }
    }
    let suspects = strange.iter().enumerate().filter(|(_, count)| **count >= LEAST);
    let moved = suspects.filter(|(row, count)| explained(columns, *row) * 4 <= **count);
    moved.map(|(row, _)| row as u64).collect()
}

/// How many values are still out of place if the row is read as shifted, at best.
fn explained(columns: &[Seen<'_>], row: usize) -> usize {
    let misfit = |at: usize, under: Option<usize>| {
        let value = columns.get(at).and_then(|column| column.value(row));
        let column = under.and_then(|under| columns.get(under));
        usize::from(
            matches!((value, column), (Some(value), Some(column)) if !column.profile.fits(value)),
        )
    };
    let width = columns.len();
    let own: Vec<usize> = (0..width).map(|at| misfit(at, Some(at))).collect();
    let from_left: Vec<usize> = (0..width).map(|at| misfit(at, at.checked_sub(1))).collect();
    let from_right: Vec<usize> = (0..width).map(|at| misfit(at, at.checked_add(1))).collect();
    // To the right, the cell at the break is the stray one, whatever it holds.
    let best = |other: &[usize], stray: usize| {
        let after = |at: usize| other.iter().skip(at + stray).sum::<usize>();
        (0..width)
            .map(|at| own.iter().take(at).sum::<usize>() + after(at))
            .min()
            .unwrap_or(usize::MAX)
    };
    best(&from_left, 1).min(best(&from_right, 0))
}
