//! What a committee answers.

use super::committee::Committee;
use super::matrix::values;
use burn_tensor::Tensor;

/// Which rows are still answered as labelled.
pub(crate) fn survives(victim: &Committee, x: Tensor<2>, labels: &[u32]) -> Vec<bool> {
    answers(victim, x).iter().zip(labels).map(|(answer, label)| answer == label).collect()
}

/// The likeliest class of each row.
pub(crate) fn answers(victim: &Committee, x: Tensor<2>) -> Vec<u32> {
    let probabilities = victim.probabilities(x);
    let classes = probabilities.dims()[1].max(1);
    values(&probabilities).chunks(classes).map(likeliest).collect()
}

/// The position of the largest value; the first one of equals.
pub(crate) fn likeliest(row: &[f32]) -> u32 {
    let mut best = (0u32, f32::NEG_INFINITY);
    for (class, value) in (0u32..).zip(row) {
        if *value > best.1 {
            best = (class, *value);
        }
    }
    best.0
}
