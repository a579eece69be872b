//! What the values of a column look like, so that a value that doesn't belong stands out.

use arrow::array::{Array, StringArray};
use classify::Validity;
use std::collections::{HashMap, HashSet};
use terms::{Column, Kind};

/// Values looked at to see whether a check applies.
const TRIED: usize = 1_000;
/// Distinct values up to which a column is a set of categories.
const CATEGORIES: usize = 512;

/// What values of a column have in common.
pub(super) enum Profile<'a> {
    Number,
    /// Passes the checksum or structure of its info type.
    Checked(Validity),
    /// Is one of the values that are common in the column.
    OneOf(HashSet<&'a str>),
    /// Looks like most values, roughly: see [`gist`].
    Like(HashSet<u8>),
}

impl<'a> Profile<'a> {
    pub(super) fn of(column: &Column, values: &'a StringArray) -> Self {
        if column.kind == Kind::Number {
            return Self::Number;
        }
        if let Some(validity) = Validity::of(column.info_type) {
            let (mut valid, mut of) = (0usize, 0usize);
            for value in values.iter().flatten().take(TRIED) {
                valid += usize::from(validity.holds(value));
                of += 1;
            }
            if valid > 0 && valid * 100 >= of * 95 {
                return Self::Checked(validity);
            }
        }
        match common(values) {
            Some(values) => Self::OneOf(values),
            None => Self::Like(gists(values)),
        }
    }

    /// Whether `value` could stand in this column.
    pub(super) fn fits(&self, value: &str) -> bool {
        match self {
            Self::Number => classify::parse_number(value).is_some(),
            Self::Checked(validity) => validity.holds(value),
            Self::OneOf(values) => values.contains(value),
            Self::Like(gists) => gists.contains(&gist(value)),
        }
    }
}

/// The values that are more than accidents, if there are few distinct ones.
fn common(values: &StringArray) -> Option<HashSet<&str>> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for value in values.iter().flatten() {
        *counts.entry(value).or_default() += 1;
        if counts.len() > CATEGORIES {
            return None;
        }
    }
    let present = values.len() - values.null_count();
    let repeated = counts.len() * 4 <= present;
    repeated.then(|| {
        counts
            .into_iter()
            .filter(|&(_, n)| n > 2.max(present / 500))
            .map(|(value, _)| value)
            .collect()
    })
}

/// The looks of at least one value in a hundred.
fn gists(values: &StringArray) -> HashSet<u8> {
    let mut counts: HashMap<u8, usize> = HashMap::new();
    values.iter().flatten().for_each(|value| *counts.entry(gist(value)).or_default() += 1);
    let present = values.len() - values.null_count();
    counts.into_iter().filter(|&(_, n)| n * 100 >= present).map(|(gist, _)| gist).collect()
}

/// A rough look: an at sign, how much of it is digits, and one, two or more words.
fn gist(value: &str) -> u8 {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let share = match (digits, value.len()) {
        (0, _) => 0,
        (some, all) if some == all => 3,
        (some, all) if some * 2 >= all => 2,
        _ => 1,
    };
    let words = value.split_whitespace().take(3).count().max(1) - 1;
    u8::from(value.contains('@')) * 12 + share * 3 + u8::try_from(words).unwrap_or(2)
}
