//! What a sample of a column looks like, drawn by a hash over all of its rows, before anything is
//! concluded.

use crate::check::Rule;
use crate::number::{parse_number, trimmed, without_decimals};
use arrow_array::StringArray;
use std::collections::HashMap;

/// Different values that a rule is tried on before all are.
const TRIED: usize = 64;

/// The sampled values of one column; missing and blank ones are left out.
pub struct Profile<'a> {
    /// Different values with their counts, in order of first appearance.
    pub values: Vec<(&'a str, u64)>,
    /// Sampled values.
    pub of: u64,
    /// Sampled values that are numbers.
    pub numbers: u64,
    /// Sampled values that are numbers with a fraction.
    pub fractions: u64,
    /// Whether the numbers are whole and rise with the rows, by one or two each.
    pub counts_up: bool,
    /// Mean words of a value.
    pub words: f64,
    /// Mean bytes of a value.
    pub bytes: f64,
    /// Values of one word with at least one digit.
    pub codes: u64,
}

impl<'a> Profile<'a> {
    /// The profile of about `limit` values of `column`; of all where there are no more.
    pub fn of(column: &'a StringArray, limit: usize) -> Self {
        let present = || {
            let trimmed = column.iter().flatten().map(trimmed);
            trimmed.filter(|value| !value.is_empty()).zip(0_u64..)
        };
        let count = present().count();
        let drawn = |place: u64| count <= limit || is_drawn(place, limit, count);
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut profile = Self {
            values: Vec::new(),
            of: 0,
            numbers: 0,
            fractions: 0,
            counts_up: true,
            words: 0.0,
            bytes: 0.0,
            codes: 0,
        };
        let mut before = None;
        for (value, place) in present().filter(|(_, place)| drawn(*place)) {
            let value = without_decimals(value);
            let number = parse_number(value);
            profile.counts_up &= number.is_some_and(|number| follows(before, number, place));
            before = number.map(|number| (number, place));
            profile.count(value, number);
            match places.get(value).and_then(|place| profile.values.get_mut(*place)) {
                Some((_, count)) => *count += 1,
                None => {
                    places.insert(value, profile.values.len());
                    profile.values.push((value, 1));
                }
            }
        }
        profile.words /= profile.of.max(1) as f64;
        profile.bytes /= profile.of.max(1) as f64;
        profile
    }

    fn count(&mut self, value: &str, number: Option<f64>) {
        let words = value.split_whitespace().count();
        let digit = value.bytes().any(|byte| byte.is_ascii_digit());
        self.of += 1;
        self.numbers += u64::from(number.is_some());
        self.fractions += u64::from(number.is_some_and(|number| number.fract() != 0.0));
        self.codes += u64::from(words == 1 && digit);
        self.words += words as f64;
        self.bytes += value.len() as f64;
    }

    /// How many values, and how many different ones, `accepts` holds for.
    pub fn matched(&self, accepts: impl Fn(&str) -> bool) -> (u64, usize) {
        let accepted = self.values.iter().filter(|(value, _)| accepts(value));
        accepted.fold((0, 0), |(values, different), (_, count)| (values + count, different + 1))
    }

    /// How many values, and how many different ones, `rule` accepts; none where it accepts not one of
    /// [`TRIED`] that are spread over all: then it accepts fewer than one in twenty, and decides nothing.
    pub fn passed(&self, rule: &Rule) -> (u64, usize) {
        let step = self.values.len().div_ceil(TRIED).max(1);
        if !self.values.iter().step_by(step).any(|(value, _)| (rule.accepts)(value)) {
            return (0, 0);
        }
        self.matched(rule.accepts)
    }

    /// `part` as a share of the sampled values.
    pub fn share(&self, part: u64) -> f64 {
        part as f64 / self.of.max(1) as f64
    }

    /// Different values as a share of the sampled ones.
    pub fn variety(&self) -> f64 {
        self.share(self.values.len() as u64)
    }

    /// Whether all but a few odd values are one of `words`, in any case.
    pub fn only(&self, words: &[&str]) -> bool {
        let listed = |value: &str| words.iter().any(|word| word.eq_ignore_ascii_case(value));
        let (matched, _) = self.matched(listed);
        matched > 0 && self.share(matched) >= if self.of < 200 { 1.0 } else { 0.99 }
    }
}

/// Whether the value at `place` belongs to the sample of about `limit` of `count`: by the hash of its
/// place, so that no order of the rows hides anything.
fn is_drawn(place: u64, limit: usize, count: usize) -> bool {
    // SplitMix64 (Steele, Lea and Flood 2014): the same rows on every run.
    let mut hash = place.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (hash ^ (hash >> 31)) % (count.max(1) as u64) < limit as u64
}

/// Whether `number` at `place` comes after the one before in a count over rows.
fn follows(before: Option<(f64, u64)>, number: f64, place: u64) -> bool {
    let (rise, rows) = before.map_or((1.0, 1), |(before, at)| (number - before, place - at));
    number.fract() == 0.0 && rise >= rows as f64 && rise <= 2.0 * rows as f64
}
