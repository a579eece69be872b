//! Rows that are another but for next to nothing: measured again, written with other digits or in other letters.

use super::spelling::form;
use super::twins::agreement;
use crate::table::{Numeric, Table};
use std::hash::{DefaultHasher, Hash, Hasher};

/// How far two numbers of such rows are apart, at most, in parts of the column's spread; the widest that holds is
/// taken.
const TOLERANCES: [f64; 3] = [1e-2, 1e-3, 1e-4];
/// Rows times tolerance beyond which numbers stand as near as that anyway.
const DENSE: f64 = 1_000.0;
/// Of rows that merely lie close, no more than one in ten pairs that are so many times as far apart is within the
/// tolerance: what differs in one number at random has as many neighbours as it has room.
const WIDER: f64 = 10.0;
/// A number is never taken to be within more than so many times itself: columns of many magnitudes crowd at nothing.
const OF_ITSELF: f64 = 4.0;
/// Fewer pairs may be chance.
const LEAST_PAIRS: usize = 3;
/// How many times more such pairs there must be than columns that know nothing of each other would give.
const MORE_THAN_CHANCE: f64 = 20.0;
/// Cells that rows are looked for in, in tolerances times [`WIDER`], and columns that are cut into cells.
const CELL: f64 = 20.0;
const CUT: usize = 2;
/// Pairs that are compared, at most.
const MOST_COMPARED: usize = 20_000_000;

/// Pairs of rows that are nearly equal, and not equal, the earlier first; none where rows stand as close by nature.
pub(in crate::screen) fn nearly_equal(table: &Table) -> Vec<(u32, u32)> {
    let close = Close::of(table);
    let rows = table.rows() as f64;
    // Where no number has a spread, equal is all that there is.
    if close.columns.first().is_none_or(|column| column.spread <= 0.0) {
        return Vec::new();
    }
    for tolerance in TOLERANCES.into_iter().filter(|tolerance| tolerance * rows <= DENSE) {
        let Some((mut pairs, wider)) = close.pairs(tolerance) else { continue };
        if pairs.len() >= LEAST_PAIRS && 2 * pairs.len() > wider {
            let expected = rows * rows / 2.0 * agreement(table);
            if pairs.len() as f64 <= MORE_THAN_CHANCE * expected {
                return Vec::new();
            }
            pairs.sort_unstable();
            return pairs;
        }
    }
    Vec::new()
}

struct Column<'a> {
    values: &'a [f32],
    spread: f64,
}

impl Column<'_> {
    fn value(&self, row: u32) -> f32 {
        self.values.get(row as usize).copied().unwrap_or(f32::NAN)
    }
}

/// The table, by what brings rows close.
struct Close<'a> {
    table: &'a Table,
    /// Those with the most different numbers first.
    columns: Vec<Column<'a>>,
    /// For each row, what has to be the same: its categories in any letters, and which numbers are missing.
    same: Vec<u64>,
}

impl<'a> Close<'a> {
    fn of(table: &'a Table) -> Self {
        let mut columns: Vec<(usize, Column<'_>)> = table.numeric().iter().map(measured).collect();
        columns.sort_by_key(|(different, _)| std::cmp::Reverse(*different));
        let forms: Vec<Vec<String>> = table
            .categorical()
            .iter()
            .map(|column| column.vocabulary.iter().map(|text| form(text)).collect())
            .collect();
        let same = |row: usize| {
            let mut hasher = DefaultHasher::new();
            for (column, forms) in table.categorical().iter().zip(&forms) {
                column.codes.get(row).and_then(|code| forms.get(*code as usize)).hash(&mut hasher);
            }
            for column in table.numeric() {
                column.values.get(row).is_some_and(|value| value.is_finite()).hash(&mut hasher);
            }
            hasher.finish()
        };
        let same = (0..table.rows()).map(same).collect();
        Self { table, columns: columns.into_iter().map(|(_, column)| column).collect(), same }
    }

    /// Pairs within the tolerance, and how many are within [`WIDER`]; `None` if there are too many to compare.
    fn pairs(&self, tolerance: f64) -> Option<(Vec<(u32, u32)>, usize)> {
        let widest = WIDER * tolerance;
        let first = self.columns.first()?;
        // Two grids, half a cell apart: what stands at a border in one is within a cell in the other.
        let grids = [0.0, 0.5].map(|shift| self.cells(CELL * widest, shift));
        let (mut pairs, mut wider, mut compared) = (Vec::new(), 0, 0);
        for (grid, cells) in grids.iter().enumerate() {
            let cell = |row: u32| cells.get(row as usize).copied();
            let is_known =
                |a: u32, b: u32| grid > 0 && grids.first().is_some_and(|g| at(g, a) == at(g, b));
            let mut order: Vec<u32> = (0..).take(self.table.rows()).collect();
            order.sort_unstable_by(|a, b| {
                let values = || first.value(*a).total_cmp(&first.value(*b));
                cell(*a).cmp(&cell(*b)).then_with(values).then(a.cmp(b))
            });
            for (place, a) in order.iter().enumerate() {
                let reach = f64::from(first.value(*a)) + widest * first.spread;
                let next = order.iter().skip(place + 1);
                let beside = |b: &&u32| {
                    let value = f64::from(first.value(**b));
                    cell(*a) == cell(**b) && (value <= reach || value.is_nan())
                };
                for b in next.take_while(beside) {
                    compared += 1;
                    if compared > MOST_COMPARED {
                        return None;
                    }
                    let Some(far) = self.distance(*a, *b, widest) else { continue };
                    if !is_known(*a, *b) {
                        wider += 1;
                        if far <= tolerance {
                            pairs.push((*a.min(b), *a.max(b)));
                        }
                    }
                }
            }
        }
        Some((pairs, wider))
    }

    fn cells(&self, size: f64, shift: f64) -> Vec<u64> {
        let cut: Vec<&Column<'_>> =
            self.columns.iter().skip(1).filter(|c| c.spread > 0.0).take(CUT).collect();
        let cell = |(row, same): (u32, &u64)| {
            let mut hasher = DefaultHasher::new();
            same.hash(&mut hasher);
            for column in &cut {
                let place = f64::from(column.value(row)) / (size * column.spread) + shift;
                place.floor().to_bits().hash(&mut hasher);
            }
            hasher.finish()
        };
        (0u32..).zip(&self.same).map(cell).collect()
    }

    /// How far two rows of a cell are apart in the number in which they are farthest; `None` if that is beyond
    /// `most`, or they are equal.
    fn distance(&self, a: u32, b: u32, most: f64) -> Option<f64> {
        let (mut far, mut equal) = (0.0f64, true);
        for column in &self.columns {
            let (x, y) = (column.value(a), column.value(b));
            if x.to_bits() == y.to_bits() {
                continue;
            }
            equal = false;
            let (x, y) = (f64::from(x), f64::from(y));
            let apart = (x - y).abs() / column.spread.min(OF_ITSELF * x.abs().max(y.abs()));
            if apart.is_nan() || apart > most {
                return None;
            }
            far = far.max(apart);
        }
        let mut categories = self.table.categorical().iter();
        let is_equal =
            equal && categories.all(|column| at(&column.codes, a) == at(&column.codes, b));
        (!is_equal).then_some(far)
    }
}

fn at<T: Copy>(all: &[T], row: u32) -> Option<T> {
    all.get(row as usize).copied()
}

/// How many different numbers a column has, and how far they are spread: by their middle half where that is less
/// than the standard deviation, which single numbers far away drive up.
fn measured(column: &Numeric) -> (usize, Column<'_>) {
    let mut sorted: Vec<f32> = column.values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f32::total_cmp);
    let count = sorted.len().max(1) as f64;
    let mean = sorted.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    let squares = sorted.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>();
    let quarter = |of: usize| sorted.get(of * sorted.len() / 4).copied().map_or(0.0, f64::from);
    let middle = (quarter(3) - quarter(1)) / 1.349;
    let deviation = (squares / count).sqrt();
    let spread = if middle > 0.0 { deviation.min(middle) } else { deviation };
    sorted.dedup();
    (sorted.len(), Column { values: &column.values, spread })
}
