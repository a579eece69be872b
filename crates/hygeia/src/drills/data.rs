//! An attacker who delivers data.

use super::{Field, Observation, seen};

/// Planted rows that screening left in the training data. Below a tenth, the models that were
/// trained on the rest stood in every attack; the poison did not reach its goal.
pub(super) fn poison(field: &Field<'_>) -> Option<Observation> {
    let (planted, left) = field.poison?;
    let reached = left * 5 > planted;
    let saw = format!("{left} of {planted} planted rows escaped screening");
    Some(seen(reached, left < planted, saw))
}
