//! Rows whose values stand one column beside their own: a delimiter too many or too few.

use crate::column::{Seen, is_blank, number};
use crate::date::day;
use std::collections::HashSet;
use terms::parallel;

/// Fewer values out of place are explained more simply.
const LEAST: usize = 3;
/// Columns of a table beyond which no row is looked at cell by cell for where it breaks.
const WIDEST: usize = 512;

/// What the cells of a column have in common.
enum Habit<'a> {
    OneOf(HashSet<&'a str>),
    /// By what [`look`] gives.
    Like([bool; LOOKS]),
}

/// What [`look`] gives is below.
const LOOKS: usize = 10;

impl<'a> Habit<'a> {
    fn of(column: &Seen<'a>) -> Self {
        if let Some(counts) = column.categories().filter(|counts| counts.len() <= 64) {
            let cells: usize = counts.values().sum();
            let often = counts.into_iter().filter(|(_, count)| *count > 2.max(cells / 500));
            return Self::OneOf(often.map(|(value, _)| value).collect());
        }
        let mut counts = [0usize; LOOKS];
        for (_, cell) in column.cells() {
            counts.get_mut(look(cell)).into_iter().for_each(|count| *count += 1);
        }
        let cells: usize = counts.iter().sum();
        Self::Like(counts.map(|count| count > 2.max(cells / 50)))
    }

    fn fits(&self, cell: &str) -> bool {
        match self {
            Self::OneOf(values) => values.contains(cell),
            Self::Like(looks) => looks.get(look(cell)).is_some_and(|often| *often),
        }
    }

    /// The rows whose cell does not fit.
    fn misfits(&self, column: &Seen<'a>) -> Vec<usize> {
        column.cells().filter(|(_, cell)| !self.fits(cell)).map(|(row, _)| row).collect()
    }
}

/// A rough look: a number, whole or not; a day; an address; one word, or more.
fn look(cell: &str) -> usize {
    let cell = cell.trim();
    match number(cell) {
        Some(number) if number.fract() == 0.0 => 0,
        Some(_) => 1,
        None if day(cell).is_some() => 2,
        None if cell.contains('@') => 3,
        None => {
            let digits = cell.bytes().any(|byte| byte.is_ascii_digit());
            let words = cell.split_whitespace().take(3).count().max(1) - 1;
            4 + words * 2 + usize::from(digits)
        }
    }
}

/// The rows in which at least three values don't fit their columns, and moving all values from some column on
/// by one explains at least three quarters of them.
pub(super) fn rows(columns: &[Seen<'_>], rows: usize) -> Vec<u64> {
    let judged = parallel::map(columns.iter().collect(), |column| {
        let habit = Habit::of(column);
        let misfits = habit.misfits(column);
        (habit, misfits)
    });
    let (habits, misfits): (Vec<Habit<'_>>, Vec<Vec<usize>>) = judged.into_iter().unzip();
    let mut strange = vec![0usize; rows];
    for row in misfits.into_iter().flatten() {
        strange.get_mut(row).into_iter().for_each(|count| *count += 1);
    }
    let suspects = strange.iter().enumerate().filter(|(_, count)| **count >= LEAST);
    let moved = suspects.filter(|(row, count)| {
        best(columns, &habits, *row).is_some_and(|(_, _, misfits)| misfits * 4 <= **count)
    });
    moved.map(|(row, _)| row as u64).collect()
}

/// The cells of `row` back under their columns, where that loses none: the cell that falls out is empty.
pub(crate) fn moved(columns: &[Seen<'_>], row: usize) -> Option<Vec<Option<String>>> {
    let habits: Vec<Habit<'_>> = columns.iter().map(Habit::of).collect();
    let (at, to_left, _) = best(columns, &habits, row)?;
    let cells: Vec<Option<&str>> =
        columns.iter().map(|column| column.value(row).filter(|cell| !is_blank(cell))).collect();
    let mut order: Vec<Option<&str>> = cells.clone();
    let falls =
        if to_left { order.remove(at.min(order.len().saturating_sub(1))) } else { order.pop()? };
    if falls.is_some() {
        return None;
    }
    match to_left {
        true => order.push(None),
        false => order.insert(at, None),
    }
    Some(order.into_iter().map(|cell| cell.map(str::to_owned)).collect())
}

/// The column at which the row breaks, whether its cells belong one to the left, and how many still don't fit
/// then.
fn best(columns: &[Seen<'_>], habits: &[Habit<'_>], row: usize) -> Option<(usize, bool, usize)> {
    let width = columns.len();
    if width > WIDEST {
        return None;
    }
    let misfit = |at: usize, under: Option<usize>| {
        let cell =
            columns.get(at).and_then(|column| column.value(row)).filter(|cell| !is_blank(cell));
        let habit = under.and_then(|under| habits.get(under));
        usize::from(matches!((cell, habit), (Some(cell), Some(habit)) if !habit.fits(cell)))
    };
    let lost = |at: usize| {
        usize::from(columns.get(at).and_then(|c| c.value(row)).is_some_and(|c| !is_blank(c)))
    };
    let mut all = Vec::new();
    for break_at in 0..width {
        let kept: usize = (0..break_at).map(|at| misfit(at, Some(at))).sum();
        let left: usize = (break_at + 1..width).map(|at| misfit(at, at.checked_sub(1))).sum();
        all.push((break_at, true, kept + left + lost(break_at)));
        let right: usize = (break_at..width).map(|at| misfit(at, at.checked_add(1))).sum();
        all.push((break_at, false, kept + right + lost(width.saturating_sub(1))));
    }
    all.into_iter().min_by_key(|(_, _, misfits)| *misfits)
}
