//! What holds of any text that is classified. The fuzzer runs this, and the tests its seeds.

use crate::{Options, classify, find_in_text, is_valid, masked_example, parse_number};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use std::sync::Arc;
use terms::InfoType;

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] =
    &[("classify-text", text), ("classify-values", values), ("classify-column", column)];

/// What hides in a text stands in order, apart, and at places that text can be cut at.
fn text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut end = 0;
    for hit in find_in_text(&text) {
        assert!(hit.range.start >= end && !hit.range.is_empty(), "{:?} after {end}", hit.range);
        assert!(text.get(hit.range.clone()).is_some(), "{:?} cuts a letter", hit.range);
        end = hit.range.end;
    }
}

/// Any value can be asked of every info type, and its example tells nothing.
fn values(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for value in text.lines().take(20) {
        assert!(parse_number(value).is_none_or(f64::is_finite));
        for &info_type in InfoType::ALL {
            let _ = is_valid(info_type, value);
            let example = masked_example(info_type, value);
            assert!(example.chars().filter(|letter| letter.is_alphanumeric()).count() <= 1);
            assert!(example.chars().count() <= 25);
        }
    }
}

/// The first line names a column of the others: twice the same verdict, and what hides in sentences
/// lifts the class.
fn column(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let name = lines.next().unwrap_or_default();
    let values: Vec<&str> = lines.take(50).collect();
    let array: ArrayRef = Arc::new(StringArray::from(values));
    let Ok(table) = RecordBatch::try_from_iter([(name, array)]) else { return };
    let options = Options::default();
    let Ok(found) = classify(&table, &options) else { return };
    assert!(classify(&table, &options).is_ok_and(|again| again == found), "another verdict");
    for column in &found.columns {
        assert!((0.0..=1.0).contains(&column.confidence), "{}", column.confidence);
        for evidence in &column.evidence {
            assert!(evidence.matched <= evidence.of && evidence.masked_examples.len() <= 3);
            for example in &evidence.masked_examples {
                assert!(example.chars().filter(|letter| letter.is_alphanumeric()).count() <= 1);
            }
            // What is merely odd is told by row, and lifts nothing.
            if evidence.check.starts_with("hidden: ") && evidence.rows.is_empty() {
                assert!(column.class >= evidence.info_type.row().demand.class);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
