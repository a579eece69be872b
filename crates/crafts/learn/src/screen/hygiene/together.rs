//! Two columns that are the label together, and neither is alone.

use super::leaks::{Leak, TELLS, TELLS_OF_REST};
use crate::screen::chance::shares;
use crate::table::Table;
use crate::trees::Binned;

/// Rows and columns that pairs are looked at in, and parts that numbers are cut into.
const ROWS: usize = 4_000;
const COLUMNS: usize = 128;
const PARTS: usize = 32;
/// The same for what two numbers are to each other, which takes longer.
const ROWS_COMPARED: usize = 1_000;
const COLUMNS_COMPARED: usize = 24;
/// Values of two columns times classes that are counted.
const MOST_CELLS: usize = 1 << 18;
/// Categories within each of which a number may tell the label.
const MOST_CATEGORIES: usize = 12;
/// One change of the label in so many rows is allowed, where a relation has borders between classes.
const ROWS_OF_A_BORDER: usize = 50;

/// What two numbers may be to each other.
const RELATIONS: [fn(f64, f64) -> f64; 6] = [
    |a, b| a - b,
    |a, b| a + b,
    |a, b| a * b,
    |a, b| a / b,
    |a, b| a / (b * b),
    |a, b| b / (a * a),
];

/// The two columns that tell the label best together, if they do wholly or nearly; columns in `leaks`, which do
/// alone, are not paired.
pub(in crate::screen) fn leaking_pair(
    table: &Table,
    data: &Binned,
    leaks: &[(usize, Leak)],
) -> Option<Leak> {
    let alone = |at: &usize| leaks.iter().all(|(leaking, _)| leaking != at);
    let columns: Vec<usize> = (0..data.columns()).filter(alone).take(COLUMNS).collect();
    let rows = Rows::of(table, ROWS);
    let parts: Vec<Vec<u32>> = columns.iter().map(|at| rows.parts(data, *at)).collect();
    let single = parts.iter().map(|own| rows.told_by(own));
    let most = single.chain(shares(&rows.labels, rows.classes)).fold(0.0, f64::max);
    let some = Rows::of(table, ROWS_COMPARED);
    let mut best: Option<(f64, usize, usize)> = None;
    let all = || columns.iter().zip(&parts).enumerate();
    for (place, (first, a)) in all() {
        for (next, (second, b)) in all().skip(place + 1) {
            let related = match next < COLUMNS_COMPARED {
                true => some.related(table, *first, *second),
                false => 0.0,
            };
            let tells = rows.told_by_both(a, b).max(related);
            if best.is_none_or(|(most, ..)| tells > most) {
                best = Some((tells, *first, *second));
            }
        }
    }
    let (tells, first, second) = best?;
    let enough = tells >= TELLS && tells - most >= TELLS_OF_REST * (1.0 - most);
    let name = |column: usize| table.column_name(column).map(str::to_owned);
    enough.then_some(Leak { column: name(first)?, with: name(second), tells, equal: false })
}

/// Some rows of a table, evenly.
struct Rows {
    at: Vec<usize>,
    labels: Vec<u32>,
    classes: usize,
}

impl Rows {
    fn of(table: &Table, most: usize) -> Self {
        let at: Vec<usize> =
            (0..table.rows()).step_by(table.rows().div_ceil(most).max(1)).collect();
        let label = |row: &usize| table.labels().get(*row).copied().unwrap_or(0);
        let labels = at.iter().map(label).collect();
        Self { at, labels, classes: table.classes().len().max(1) }
    }

    /// The bins of a column; of numbers many are taken together.
    fn parts(&self, data: &Binned, column: usize) -> Vec<u32> {
        let bin = |row: &usize| data.row(*row).get(column).copied().unwrap_or(0);
        let bins: Vec<usize> = self.at.iter().map(|row| usize::from(bin(row))).collect();
        let all = bins.iter().copied().max().unwrap_or(0) + 1;
        let together = if data.is_category(column) { 1 } else { all.div_ceil(PARTS) };
        bins.into_iter().map(|bin| u32::try_from(bin / together).unwrap_or(0)).collect()
    }

    fn told_by_both(&self, a: &[u32], b: &[u32]) -> f64 {
        let (high, wide) = (different(a), different(b));
        if wide * high * self.classes > MOST_CELLS {
            return 0.0;
        }
        let wide = u32::try_from(wide).unwrap_or(u32::MAX);
        let both: Vec<u32> = a.iter().zip(b).map(|(a, b)| a * wide + b).collect();
        self.told_by(&both)
    }

    /// The share of rows that have the class which most of the others with the same value have.
    fn told_by(&self, values: &[u32]) -> f64 {
        let mut counts = vec![0u32; different(values) * self.classes];
        for (value, label) in values.iter().zip(&self.labels) {
            if let Some(count) = counts.get_mut(*value as usize * self.classes + *label as usize) {
                *count += 1;
            }
        }
        let told = |cell: &[u32]| {
            let most = cell.iter().copied().max().unwrap_or(0);
            let rest = cell.iter().sum::<u32>() - most;
            // Without itself a row of the largest class must still be one of it.
            if most > rest + 1 { f64::from(most) } else { 0.0 }
        };
        counts.chunks_exact(self.classes).map(told).sum::<f64>() / self.labels.len().max(1) as f64
    }

    /// The share of rows that a relation of two numbers tells, or a number within each category.
    fn related(&self, table: &Table, first: usize, second: usize) -> f64 {
        let number = |column: usize| table.numeric().get(column).map(|c| c.values.as_slice());
        let of = |values: &[f32], row: usize| f64::from(values.get(row).copied().unwrap_or(0.0));
        match (number(first), number(second)) {
            (Some(a), Some(b)) => {
                let relations = RELATIONS.iter().map(|relation| {
                    self.told_in_order(1, |row| (0, relation(of(a, row), of(b, row))))
                });
                relations.fold(0.0, f64::max)
            }
            (Some(a), None) => {
                let at = second.checked_sub(table.numeric().len());
                let category = at.and_then(|at| table.categorical().get(at));
                let few = category.filter(|c| c.vocabulary.len() <= MOST_CATEGORIES);
                few.map_or(0.0, |few| {
                    let code = |row: usize| few.codes.get(row).copied().unwrap_or(0);
                    self.told_in_order(few.vocabulary.len(), |row| (code(row), of(a, row)))
                })
            }
            _ => 0.0,
        }
    }

    /// The share of rows whose label follows from where they stand in an order, within each of so many `groups`: in
    /// each there is a stretch for each class.
    fn told_in_order(&self, groups: usize, place: impl Fn(usize) -> (u32, f64)) -> f64 {
        let rows = self.at.iter().zip(&self.labels);
        let mut order: Vec<((u32, f64), u32)> =
            rows.map(|(r, label)| (place(*r), *label)).collect();
        order.sort_by(|a, b| a.0.0.cmp(&b.0.0).then(a.0.1.total_cmp(&b.0.1)).then(a.1.cmp(&b.1)));
        let (mut told, mut changes, mut before) = (0usize, 0usize, None);
        for same in order.chunk_by(|a, b| a.0.0 == b.0.0 && a.0.1.to_bits() == b.0.1.to_bits()) {
            let runs = same.chunk_by(|a, b| a.1 == b.1);
            let Some(most) = runs.max_by_key(|run| run.len()) else { continue };
            told += most.len();
            let label = most.first().map(|row| (row.0.0, row.1));
            changes += usize::from(before != label);
            before = label;
        }
        let allowed = (groups * self.classes).min(self.labels.len() / ROWS_OF_A_BORDER);
        let wrong = 2 * changes.saturating_sub(allowed);
        told.saturating_sub(wrong) as f64 / self.labels.len().max(1) as f64
    }
}

fn different(values: &[u32]) -> usize {
    values.iter().copied().max().map_or(0, |most| most as usize + 1)
}
