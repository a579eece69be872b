//! Measures that a classification calls by what they tell of somebody (a body mass index), and that come as text.

use arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use std::collections::HashSet;

/// Fewer different numbers may as well be codes.
const LEAST_DIFFERENT: usize = 20;

/// The numbers of a column of text, if all of it is numbers, some with a fraction, and they differ as measures do.
pub(super) fn measured(array: &ArrayRef) -> Option<Float64Array> {
    let texts = array.as_string_opt::<i32>()?;
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let (mut different, mut fraction) = (HashSet::new(), false);
    for text in texts.iter().flatten().map(str::trim).filter(|text| !text.is_empty()) {
        let number = number(text)?;
        fraction |= number.fract() != 0.0;
        different.insert(number.to_bits());
    }
    let all = texts.iter().map(|text| text.and_then(|text| number(text.trim())));
    (fraction && different.len() >= LEAST_DIFFERENT && !texts.is_empty()).then(|| all.collect())
}
