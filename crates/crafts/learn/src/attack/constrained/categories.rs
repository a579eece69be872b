//! The worst categories that a row can get, by a network's scores.

use super::scored::Scored;
use crate::attack::constraints::Constraints;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::swap::Changes;
use crate::threat::Row;

/// Rounds of one change each, at most, whatever the threat model allows.
const MOST_ROUNDS: usize = 4;

/// Each row after the worst change of one category that the threat model allows, then of another, as many as it
/// allows; as it came where none is worse. Where there are too many changes some are drawn ([`Changes`]).
///
/// # Errors
/// As [`Scored::margins`].
pub(super) fn worst_categories(
    scored: Scored<'_>,
    constraints: &Constraints<'_>,
    noise: &mut Noise,
) -> Result<Vec<Row>, LearnError> {
    let columns = constraints.origin.categorical().iter().enumerate();
    let mut changes: Vec<(usize, u32)> = columns
        .flat_map(|(at, column)| (0u32..).zip(&column.vocabulary).map(move |(code, _)| (at, code)))
        .collect();
    let width = scored.encoding.width();
    let tried = Changes::limited(changes.len(), constraints.rows.len(), width).tried;
    if tried < changes.len() {
        noise.shuffle(&mut changes);
        changes.truncate(tried);
    }
    let mut worst = constraints.rows.clone();
    let mut most = scored.margins(constraints.origin)?;
    for _ in 0..constraints.threat.most_changed.min(MOST_ROUNDS) {
        let from = worst.clone();
        for (column, code) in &changes {
            let changed: Vec<Row> = from.iter().map(|row| with(row, *column, *code)).collect();
            // Numbers stand as they came, so that eps plays no part.
            let changed = constraints.repaired(&changed, 0.0);
            let margins = scored.margins(&constraints.table(&changed)?)?;
            for ((worst, most), (row, margin)) in
                worst.iter_mut().zip(&mut most).zip(changed.into_iter().zip(margins))
            {
                if margin > *most {
                    (*worst, *most) = (row, margin);
                }
            }
        }
    }
    Ok(worst)
}

fn with(row: &Row, column: usize, code: u32) -> Row {
    let mut row = row.clone();
    if let Some(slot) = row.codes.get_mut(column) {
        *slot = code;
    }
    row
}
