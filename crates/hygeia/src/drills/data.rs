//! An attacker who delivers data.

use super::{Attack, Field, NotPlayed, seen};

/// Planted rows that screening left in the training data. The poison reached its goal if more than
/// a fifth of it did; the models in the table of attacks were trained on what was left.
pub(super) fn poison(field: &Field<'_>) -> Attack {
    let (planted, left) =
        field.poison.ok_or_else(|| NotPlayed::as_there_is("no table with planted rows"))?;
    let reached = left * 5 > planted;
    let saw = format!("{left} of {planted} planted rows escaped screening");
    Ok(seen(reached, left < planted, saw))
}
