//! A classification held against columns with known answers, and against checksums.

use crate::failure::{At, Failure};
use crate::journey::walk::Proof;
use arrow::array::{AsArray, RecordBatch};
use terms::{Class, Classification, InfoType};

/// Share of a column's values that must pass a checksum before the class is held against it.
const TELLING: f64 = 0.8;
/// Values of a column that are looked at.
const VALUES: usize = 2_000;

/// Columns with known answers go through the same classifier: is it awake?
pub fn controls(proof: &mut Proof) -> Result<(), Failure> {
    let (batch, answers) = classify::controls().internal("making control columns")?;
    let found = classify::classify(&batch, &classify::Options::default())
        .internal("classifying controls")?;
    let wrong: Vec<&str> = answers
        .iter()
        .filter(|(name, wanted)| {
            found.column(name).is_none_or(|column| column.info_type != *wanted)
        })
        .map(|(name, _)| name.as_str())
        .collect();
    proof.fact("controls", answers.len());
    proof.fact("controls_wrong", wrong.len());
    proof.check(wrong.is_empty(), || {
        format!("control columns were misjudged: {}", wrong.join(", "))
    });
    Ok(())
}

/// Whatever passes the checksum of a card, an account or a national id must be restricted.
pub fn checksums(batch: &RecordBatch, classification: &Classification, proof: &mut Proof) {
    for column in &classification.columns {
        let cells = batch.column_by_name(&column.name).and_then(|c| c.as_string_opt::<i32>());
        let Some(cells) = cells else { continue };
        let present: Vec<&str> = cells.iter().flatten().take(VALUES).collect();
        for kind in [InfoType::Iban, InfoType::PaymentCard, InfoType::UsSsn] {
            let share = valid(kind, &present);
            let fits = share < TELLING || column.class == Class::Restricted;
            proof.check(present.len() < 20 || fits, || {
                let (percent, name, class) = (share * 100.0, &column.name, column.class);
                format!("{percent:.0} % of {name} are valid as {kind}, but it is {class}")
            });
        }
    }
}

/// The share of `values` that are valid as `kind`. Plain digits pass some checks by chance;
/// formatted or long values do not.
fn valid(kind: InfoType, values: &[&str]) -> f64 {
    let passed = |value: &&&str| value.len() >= 11 && classify::is_valid(kind, value) == Some(true);
    values.iter().filter(passed).count() as f64 / values.len().max(1) as f64
}
