//! Groups of rows that look the same, counted in bounded memory.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Groups that are held at most. The error of a share is below 1 % where more were seen.
const HELD: usize = 1 << 14;
/// Different people of a group that are told apart; of more there are enough.
const PEOPLE: usize = 8;

/// Counts of groups. Where there are more than can be held, those whose hash begins with zeros are (distinct
/// sampling: Gibbons 2001): a group is counted whole or not at all, so that shares stay unbiased.
#[derive(Default)]
pub(super) struct Groups<T> {
    /// Leading zeros that the hash of a held group has.
    level: u32,
    held: HashMap<u64, T, BuildHasherDefault<Hashed>>,
}

impl<T: Default> Groups<T> {
    /// The group of `hash`, if it is one of those that are held.
    pub fn of(&mut self, hash: u64) -> Option<&mut T> {
        if hash.leading_zeros() < self.level {
            return None;
        }
        if self.held.len() >= HELD && !self.held.contains_key(&hash) {
            while self.held.len() >= HELD {
                self.level += 1;
                let level = self.level;
                self.held.retain(|hash, _| hash.leading_zeros() >= level);
            }
            if hash.leading_zeros() < self.level {
                return None;
            }
        }
        Some(self.held.entry(hash).or_default())
    }

    pub fn held(&self) -> impl Iterator<Item = &T> {
        self.held.values()
    }

    /// How many groups there are, about, of which `count` are held.
    pub fn scaled(&self, count: usize) -> u64 {
        (count as u64).checked_shl(self.level).unwrap_or(u64::MAX)
    }

    /// How many groups there are; about, where not all are held.
    pub fn count(&self) -> u64 {
        self.scaled(self.held.len())
    }

    pub const fn exact(&self) -> bool {
        self.level == 0
    }
}

/// Who is in a group: its rows, or people, where a column says who a row is of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Members {
    rows: u64,
    people: [u64; PEOPLE],
    told: usize,
}

impl Members {
    pub fn add(&mut self, person: Option<u64>) {
        self.rows += 1;
        let Some(person) = person else { return };
        let known = self.people.iter().take(self.told).any(|known| *known == person);
        if !known && let Some(free) = self.people.get_mut(self.told) {
            *free = person;
            self.told += 1;
        }
    }

    /// Rows; or people, of more than eight no more than that.
    pub const fn size(&self, by_people: bool) -> u64 {
        if by_people { self.told as u64 } else { self.rows }
    }
}

/// A hash of a cell: folded multiplication, 64 bits at a time.
pub(super) fn hash(cell: Option<&str>) -> u64 {
    let Some(cell) = cell.map(str::trim).filter(|cell| !cell.is_empty()) else { return 0 };
    let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ cell.len() as u64;
    for piece in cell.as_bytes().chunks(8) {
        let word = piece.iter().rev().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
        state = fold(state ^ word, 0x9e37_79b9_7f4a_7c15);
    }
    fold(state, 0xd6e8_feb8_6659_fd93) | 1
}

/// The hash of a row, from those of its cells. Order counts.
pub(super) fn joined(hashes: impl Iterator<Item = u64>) -> u64 {
    let all =
        hashes.fold(0x8512_7a0c_43b1_9ae5, |state, hash| fold(state ^ hash, 0xa076_1d64_78bd_642f));
    fold(all, 0xe703_7ed1_a0b4_28db)
}

fn fold(a: u64, b: u64) -> u64 {
    // As a product by zero would be zero, whatever else was said.
    let product = u128::from(a ^ 0x1b87_3593_cc9e_2d51) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// Takes a hash for what it is.
#[derive(Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let word = bytes.iter().take(8).fold(0u64, |word, byte| word << 8 | u64::from(*byte));
        self.0 = fold(self.0 ^ word, 0x9e37_79b9_7f4a_7c15);
    }

    fn write_u64(&mut self, hash: u64) {
        // The first bits of a held hash are zeros; the last ones choose its place.
        self.0 = hash.rotate_left(32) ^ hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M5
    #[test]
    fn of_more_groups_than_can_be_held_the_shares_are_right_within_two_percent() {
        let mut groups: Groups<Members> = Groups::default();
        // 300,000 groups of one row, and 100,000 of two.
        for n in 0..300_000u64 {
            let rows = if n.is_multiple_of(4) { 1 } else { 0 };
            for _ in 0..=rows {
                if let Some(group) = groups.of(joined([hash(Some(&n.to_string()))].into_iter())) {
                    group.add(None);
                }
            }
        }
        let alone = groups.held().filter(|group| group.size(false) == 1).count();
        assert!(!groups.exact());
        let (all, alone) = (groups.count() as f64, groups.scaled(alone) as f64);
        assert!((all / 300_000.0 - 1.0).abs() < 0.03, "{all}");
        assert!((alone / 225_000.0 - 1.0).abs() < 0.03, "{alone}");
    }

    #[test]
    fn cells_that_run_together_are_told_apart() {
        let row = |cells: [&str; 2]| joined(cells.iter().map(|cell| hash(Some(cell))));
        assert_ne!(row(["ab", "c"]), row(["a", "bc"]));
        assert_ne!(row(["a", "b"]), row(["b", "a"]));
        assert_eq!(hash(Some(" a ")), hash(Some("a")));
    }
}
