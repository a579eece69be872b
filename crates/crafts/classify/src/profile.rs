//! What a deterministic sample of a column looks like, before anything is concluded.

use crate::check::Rule;
use crate::number::{parse_number, without_decimals};
use arrow_array::StringArray;
use std::collections::HashMap;

/// The sampled values of one column; missing and blank ones are left out.
pub struct Profile<'a> {
    /// Different values with their counts, in order of first appearance.
    pub values: Vec<(&'a str, u64)>,
    /// Sampled values.
    pub of: u64,
    /// Sampled values that are numbers.
    pub numbers: u64,
    /// Whether the numbers are whole and rise from row to row without a gap above two.
    pub counts_up: bool,
    /// Mean words of a value.
    pub words: f64,
    /// Mean bytes of a value.
    pub bytes: f64,
    /// Values of one word with at least one digit.
    pub codes: u64,
}

impl<'a> Profile<'a> {
    /// The profile of at most `limit` values of `column`, spread evenly over its rows.
    pub fn of(column: &'a StringArray, limit: usize) -> Self {
        let present = || column.iter().flatten().map(str::trim).filter(|value| !value.is_empty());
        let step = present().count().div_ceil(limit.max(1)).max(1);
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut profile = Self {
            values: Vec::new(),
            of: 0,
            numbers: 0,
            counts_up: true,
            words: 0.0,
            bytes: 0.0,
            codes: 0,
        };
        let mut before = None;
        for value in present().step_by(step).map(without_decimals) {
            let number = parse_number(value);
            profile.counts_up &= number.is_some_and(|number| follows(before, number, step));
            before = number;
            profile.count(value, number.is_some());
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

    fn count(&mut self, value: &str, is_number: bool) {
        let words = value.split_whitespace().count();
        let digit = value.bytes().any(|byte| byte.is_ascii_digit());
        self.of += 1;
        self.numbers += u64::from(is_number);
        self.codes += u64::from(words == 1 && digit);
        self.words += words as f64;
        self.bytes += value.len() as f64;
    }

    /// How many values, and how many different ones, `rule` accepts.
    pub fn matched(&self, rule: &Rule) -> (u64, usize) {
        let accepted = self.values.iter().filter(|(value, _)| (rule.accepts)(value));
        accepted.fold((0, 0), |(values, different), (_, count)| (values + count, different + 1))
    }

    /// `part` as a share of the sampled values.
    pub fn share(&self, part: u64) -> f64 {
        part as f64 / self.of.max(1) as f64
    }

    /// Different values as a share of the sampled ones.
    pub fn variety(&self) -> f64 {
        self.share(self.values.len() as u64)
    }

    /// Whether every value is one of `words`, in any case.
    pub fn only(&self, words: &[&str]) -> bool {
        self.values
            .iter()
            .all(|(value, _)| words.iter().any(|word| word.eq_ignore_ascii_case(value)))
    }
}

/// Whether `number` comes after `before` in a count over rows of which every `step`-th is seen.
fn follows(before: Option<f64>, number: f64, step: usize) -> bool {
    let rise = before.map_or(1.0, |before| number - before);
    number.fract() == 0.0 && rise >= 1.0 && rise <= 2.0 * step as f64
}
