//! Rows whose features are all equal.

use crate::table::Table;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many times more pairs of equal rows there must be than columns that know nothing of each other
/// would give, for them to be copies and not chance.
const MORE_THAN_CHANCE: f64 = 20.0;

/// Equal rows, by their position.
pub(in crate::screen) struct Twins {
    /// For each row the first that equals it.
    first: Vec<u32>,
    /// Whether there are so many by chance: the columns hold few values.
    natural: bool,
}

impl Twins {
    pub(in crate::screen) fn of(table: &Table) -> Self {
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let rows = u32::try_from(table.rows()).unwrap_or(u32::MAX);
        let first: Vec<u32> =
            (0..rows).map(|row| *seen.entry(fingerprint(table, row)).or_insert(row)).collect();
        let mut sizes: HashMap<u32, f64> = HashMap::new();
        for row in &first {
            *sizes.entry(*row).or_default() += 1.0;
        }
        let pairs: f64 = sizes.values().map(|size| size * (size - 1.0) / 2.0).sum();
        let all = f64::from(rows);
        let expected = all * all / 2.0 * agreement(table);
        Self { first, natural: pairs <= MORE_THAN_CHANCE * expected }
    }

    /// For each row the row whose fold it shares: the first that equals it, if that is no chance, or nearly does
    /// as one of the pairs that are `near`.
    pub(in crate::screen) fn leaders(&self, near: &[(u32, u32)]) -> Option<Vec<u32>> {
        if self.natural && near.is_empty() {
            return None;
        }
        let mut leaders = match self.natural {
            true => (0..).take(self.first.len()).collect(),
            false => self.first.clone(),
        };
        // Pairs come in order of the earlier row, which has its own leader by then.
        for (earlier, later) in near {
            let leader = leaders.get(*earlier as usize).copied();
            if let (Some(leader), Some(slot)) = (leader, leaders.get_mut(*later as usize)) {
                *slot = leader;
            }
        }
        Some(leaders)
    }

    /// Rows that equal another of the same label, and rows that equal another of another label; none
    /// where equal rows are chance.
    pub(in crate::screen) fn rows(&self, labels: &[u32]) -> (Vec<usize>, Vec<usize>) {
        if self.natural {
            return (Vec::new(), Vec::new());
        }
        let mut groups: HashMap<u32, (u32, bool, usize)> = HashMap::new();
        for (first, label) in self.first.iter().zip(labels) {
            let group = groups.entry(*first).or_insert((*label, false, 0));
            group.1 |= group.0 != *label;
            group.2 += 1;
        }
        let (mut same, mut other) = (Vec::new(), Vec::new());
        for (row, first) in self.first.iter().enumerate() {
            match groups.get(first) {
                Some((_, true, _)) => other.push(row),
                Some((_, false, 2..)) => same.push(row),
                _ => {}
            }
        }
        (same, other)
    }
}

fn fingerprint(table: &Table, row: u32) -> u64 {
    let mut hasher = DefaultHasher::new();
    let row = row as usize;
    for column in table.numeric() {
        column.values.get(row).map(|value| value.to_bits()).hash(&mut hasher);
    }
    for column in table.categorical() {
        column.codes.get(row).hash(&mut hasher);
    }
    hasher.finish()
}

/// The chance that two rows are equal, if columns knew nothing of each other.
pub(super) fn agreement(table: &Table) -> f64 {
    fn of<T: Hash + Eq>(values: impl Iterator<Item = T>) -> f64 {
        let mut counts: HashMap<T, f64> = HashMap::new();
        let mut all = 0.0;
        for value in values {
            *counts.entry(value).or_default() += 1.0;
            all += 1.0;
        }
        counts.values().map(|count| (count / all) * (count / all)).sum()
    }
    let numbers = table.numeric().iter().map(|c| of(c.values.iter().map(|v| v.to_bits())));
    let categories = table.categorical().iter().map(|c| of(c.codes.iter()));
    numbers.chain(categories).product()
}
