//! Rows that belong together, by a column of the table.

use super::error::FeatureError;
use super::label::texts_of;
use super::made::Features;
use crate::arrangement::Arrangement;
use arrow::array::RecordBatch;
use std::collections::HashMap;

/// What a column says of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Whose they are: rows with equal values stay on one side of any split.
    Group,
    /// When they were: a number, or a date with the year first.
    Time,
}

impl Features {
    /// The same features, whose rows hang together as `column` of the `batch` that they were made of
    /// says. A row without a group is a group of its own; one without a time comes first.
    ///
    /// # Errors
    /// If there is no such column, or its times are neither numbers nor dates with the year first.
    pub fn arranged(
        mut self,
        batch: &RecordBatch,
        column: &str,
        by: By,
    ) -> Result<Self, FeatureError> {
        let array = batch.column_by_name(column);
        let array = array.ok_or_else(|| FeatureError::NoLabel(column.to_owned()))?;
        let texts = texts_of(column, array)?;
        let own = || {
            let text = |row: &u64| texts.get(usize::try_from(*row).ok()?)?.as_deref();
            self.rows.iter().map(text).collect::<Vec<Option<&str>>>()
        };
        self.arrangement = match by {
            By::Group => Arrangement::Groups(groups(&own())),
            By::Time => Arrangement::Times(
                places(&own()).ok_or_else(|| FeatureError::NoTime(column.to_owned()))?,
            ),
        };
        Ok(self)
    }
}

fn groups(texts: &[Option<&str>]) -> Vec<u32> {
    let mut known: HashMap<&str, u32> = HashMap::new();
    // A group's number is its first row.
    for (row, text) in (0u32..).zip(texts) {
        if let Some(text) = text {
            known.entry(text).or_insert(row);
        }
    }
    let group = |(row, text): (u32, &Option<&str>)| {
        text.and_then(|text| known.get(text).copied()).unwrap_or(row)
    };
    (0u32..).zip(texts).map(group).collect()
}

/// The place of each row in time, from 0.
fn places(texts: &[Option<&str>]) -> Option<Vec<u32>> {
    let numbers: Vec<Option<f64>> = texts.iter().map(|text| (*text)?.parse().ok()).collect();
    let mut order: Vec<usize> = (0..texts.len()).collect();
    if numbers.iter().zip(texts).all(|(number, text)| number.is_some() == text.is_some()) {
        let at = |row: &usize| numbers.get(*row).copied().flatten().unwrap_or(f64::MIN);
        order.sort_by(|a, b| at(a).total_cmp(&at(b)));
    } else if texts.iter().flatten().all(|text| begins_with_a_year(text)) {
        order.sort_by_key(|row| texts.get(*row).copied().flatten());
    } else {
        return None;
    }
    let mut places = vec![0; texts.len()];
    for (place, row) in (0u32..).zip(order) {
        if let Some(slot) = places.get_mut(row) {
            *slot = place;
        }
    }
    Some(places)
}

fn begins_with_a_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().take(4).filter(|byte| byte.is_ascii_digit()).count() == 4
        && bytes.get(4).is_none_or(|byte| !byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_times_are_read_from_text() {
        let told = groups(&[Some("a"), Some("b"), None, Some("a"), None]);
        assert!(told[0] == told[3] && told[2] != told[4] && told[0] != told[1]);
        assert_eq!(places(&[Some("10"), Some("9"), None, Some("-1")]).unwrap(), [3, 2, 0, 1]);
        assert_eq!(places(&[Some("2024-02-01"), Some("2023-12-31")]).unwrap(), [1, 0]);
        assert_eq!(places(&[Some("01.02.2024"), Some("31.12.2023")]), None);
    }
}
